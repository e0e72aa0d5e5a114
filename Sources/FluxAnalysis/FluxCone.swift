import Dispatch
import LinearProgramming
import MetabolicModels

/// The cone of steady-state fluxes with the signs that the bounds allow, compressed.
struct FluxCone: Sendable {
  let began: DispatchTime
  let compressed: CompressedProgram
  /// The program that pushes every irreversible column to 1.
  let spread: SpreadProgram
  /// The optimum of ``spread`` and its basis.
  let point: [Double]
  let basis: Basis
  let programsSolved: Int
  /// For each compressed column its values in a basis of the linear space that the cone spans,
  /// scaled to length 1; empty if the column is blocked.
  let rows: [[(axis: Int32, value: Double)]]
  let dimension: Int

  /// In the optimum an irreversible column has 1 or 0. Nothing else can be told from rounding.
  static let threshold = 0.5

  init(
    _ model: ConstrainedModel, options: FluxCouplingOptions, backend: some LPBackend
  ) throws(FluxError) {
    began = .now()
    let compressed = CompressedProgram(Self.program(of: model))
    let columns = compressed.program.columns
    let pushes = (0..<columns.count).compactMap { column -> SpreadProgram.Push? in
      let bounds = columns[column]
      if bounds.lower.isInfinite && bounds.upper.isInfinite { return nil }
      return SpreadProgram.Push(column: column, isForward: bounds.upper > 0)
    }
    let spread = SpreadProgram(compressed.program, pushing: pushes, reach: 1)
    let start = try solverErrors { () throws(LPError) in
      try backend.withSession(for: spread.program, limits: options.solving.limits) {
        session throws(LPError) in
        let lane = spread.lane(options)
        let finding = try lane.maximize(
          spread.terms, isFeasible: true, certifies: false, in: &session)
        return (finding, try session.basis(), lane.counters.programsSolved)
      }
    }
    let optimum = try start.0.optimum(of: model)
    point = optimum.columns
    basis = start.1
    programsSolved = start.2
    let point = point
    let blocked = Set(pushes.map(\.column).filter { abs(point[$0]) < Self.threshold })
    (rows, dimension) = Self.nullSpace(of: compressed.program.matrix, without: blocked)
    self.compressed = compressed
    self.spread = spread
  }

  private static func program(of model: ConstrainedModel) -> LinearProgram {
    let balance = model.model.stoichiometry
    return LinearProgram(
      matrix: SparseMatrix(
        rowCount: balance.rowCount, columnStarts: balance.columnStarts, rows: balance.rows,
        values: balance.values),
      rows: BoundArrays(repeating: .fixed(0), count: balance.rowCount),
      columns: BoundArrays(
        lower: model.bounds.map { $0.lower < 0 ? -.infinity : 0 },
        upper: model.bounds.map { $0.upper > 0 ? .infinity : 0 }),
      objective: Array(repeating: 0, count: balance.columnCount))
  }

  /// The rows of a basis of the null space of `matrix` without the columns in `blocked`.
  private static func nullSpace(
    of matrix: SparseMatrix, without blocked: Set<Int>
  ) -> (rows: [[(axis: Int32, value: Double)]], dimension: Int) {
    var equations = [[(column: Int32, value: Double)]](repeating: [], count: matrix.rowCount)
    for column in 0..<matrix.columnCount where !blocked.contains(column) {
      for position in matrix.range(ofColumn: column) {
        equations[Int(matrix.rows[position])].append((Int32(column), matrix.values[position]))
      }
    }
    let echelon = ReducedEchelonForm(
      rows: equations, constants: Array(repeating: 0, count: equations.count),
      columnCount: matrix.columnCount)
    var rows = [[(axis: Int32, value: Double)]](repeating: [], count: matrix.columnCount)
    var axes: [Int: Int32] = [:]
    for column in echelon.freeColumns where !blocked.contains(column) {
      axes[column] = Int32(axes.count)
      rows[column] = [(Int32(axes.count - 1), 1)]
    }
    for pivot in echelon.pivots {
      rows[pivot.column] = pivot.entries.map { (axes[Int($0.column)] ?? 0, -$0.value) }
    }
    return (rows.map(normalized), axes.count)
  }

  private static func normalized(
    _ row: [(axis: Int32, value: Double)]
  ) -> [(axis: Int32, value: Double)] {
    let length = row.reduce(0) { $0 + $1.value * $1.value }.squareRoot()
    return length == 0 ? [] : row.map { ($0.axis, $0.value / length) }
  }
}

extension SpreadProgram {
  /// A lane whose programs are this one under changed bounds.
  func lane(_ options: FluxCouplingOptions) -> SolverLane {
    SolverLane(
      original: program, compressed: CompressedProgram(uncompressed: program),
      tolerance: options.solving.tolerance, method: .dual)
  }
}
