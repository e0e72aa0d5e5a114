import Dispatch
import LinearProgramming
import MetabolicModels

/// The feasible fluxes of a model in the form that samplers walk in.
///
/// Its variables are the compressed columns that can change, and after them the activities of rows
/// other than *= 0*. All points satisfy the equalities through ``echelon``.
struct FluxPolytope: Sendable {
  let began: DispatchTime
  let compressed: CompressedProgram
  /// For each variable the compressed column, −1 for the activity of a row.
  let columns: [Int]
  let lower: [Double]
  let upper: [Double]
  let echelon: ReducedEchelonForm
  /// A point of the relative interior, over the variables.
  private(set) var center: [Double]
  /// Optima of the least and greatest values of columns, over the variables.
  let warmUps: [[Double]]
  /// A value for every compressed column; those that cannot change keep it.
  private let fixed: [Double]

  var dimension: Int { echelon.freeColumns.count }

  init(
    _ model: ConstrainedModel, options: FluxSamplingOptions, backend: some LPBackend
  ) throws(FluxError) {
    began = .now()
    let program = FluxProgram(model)
    let compressed = CompressedProgram(program.program)
    let start = try ColdStart(
      program, compressed: compressed, maximizing: [], options: options.solving, backend: backend)
    let search = WarmUpSearch(
      original: program.program, compressed: compressed, basis: start.basis, began: began,
      options: options)
    let optima = try search.run(using: backend)
    if let column = optima.unlimited {
      let reaction = Int(compressed.columnOrigins[column])
      throw .unlimitedFlux(reaction: model.model.reactions[reaction].id)
    }
    let mean = optima.mean ?? start.optimum.columns
    let changing = mean.indices.filter { column in
      optima.upper[column] - optima.lower[column]
        > options.solving.tolerance * max(1, abs(mean[column]))
    }
    self.compressed = compressed
    fixed = mean
    let system = EqualitySystem(compressed.program, changing: changing, at: mean)
    echelon = ReducedEchelonForm(
      rows: system.rows, constants: system.constants,
      columnCount: changing.count + system.activityRows.count)
    columns = changing + system.activityRows.map { _ in -1 }
    let rowBounds = system.activityRows.map { compressed.program.rows[$0] }
    lower = changing.map { compressed.program.columns.lower[$0] } + rowBounds.map(\.lower)
    upper = changing.map { compressed.program.columns.upper[$0] } + rowBounds.map(\.upper)
    let echelon = echelon
    let variables = { (point: [Double]) -> [Double] in
      var x = changing.map { point[$0] } + system.activities(at: point)
      echelon.complete(&x)
      return x
    }
    center = variables(mean)
    warmUps = optima.points.map(variables)
  }

  /// The same polytope around another point of its relative interior.
  func centered(at point: [Double]) -> FluxPolytope {
    var result = self
    result.center = point
    echelon.complete(&result.center)
    return result
  }

  /// The compressed point that the variables stand for.
  func point(_ x: [Double]) -> [Double] {
    var point = fixed
    for (index, column) in columns.enumerated() where column >= 0 { point[column] = x[index] }
    return point
  }
}

/// The rows of a program over the columns that can change: *= 0* rows, and each other row that has a
/// limit as an equality with its activity.
private struct EqualitySystem {
  var rows: [[(column: Int32, value: Double)]]
  var constants: [Double]
  /// Rows with an activity of their own, in the order of the activities.
  var activityRows: [Int]
  private let matrix: SparseMatrix

  init(_ program: LinearProgram, changing: [Int], at point: [Double]) {
    matrix = program.matrix
    rows = Array(repeating: [], count: matrix.rowCount)
    for (index, column) in changing.enumerated() {
      for position in matrix.range(ofColumn: column) {
        rows[Int(matrix.rows[position])].append((Int32(index), matrix.values[position]))
      }
    }
    var held = point
    for column in changing { held[column] = 0 }
    constants = matrix.multiply(held).map { -$0 }
    activityRows = []
    for row in rows.indices {
      let bounds = program.rows[row]
      if bounds.lower == 0, bounds.upper == 0 { continue }
      if bounds.lower.isInfinite && bounds.upper.isInfinite {
        (rows[row], constants[row]) = ([], 0)
      } else if bounds.lower == bounds.upper {
        constants[row] += bounds.lower
      } else {
        rows[row].append((Int32(changing.count + activityRows.count), -1))
        activityRows.append(row)
      }
    }
  }

  func activities(at point: [Double]) -> [Double] {
    if activityRows.isEmpty { return [] }
    let all = matrix.multiply(point)
    return activityRows.map { all[$0] }
  }
}

/// Finds the least and the greatest value of every compressed column, and points that reach them.
private struct WarmUpSearch: Sendable {
  let original: LinearProgram
  let compressed: CompressedProgram
  let basis: Basis
  let began: DispatchTime
  let options: FluxSamplingOptions

  /// What is known of a set of optima.
  struct Optima: Sendable {
    /// Over all optima, for each column.
    var lower: [Double]
    var upper: [Double]
    private var sum: [Double]
    private var count = 0.0
    /// Every optimum, or of many only some.
    var points: [[Double]] = []
    /// A column without a limit.
    var unlimited: Int?

    init(columnCount: Int) {
      lower = Array(repeating: .infinity, count: columnCount)
      upper = Array(repeating: -.infinity, count: columnCount)
      sum = Array(repeating: 0, count: columnCount)
    }

    /// `nil` where there is no optimum.
    var mean: [Double]? { count > 0 ? sum.map { $0 / count } : nil }

    mutating func add(_ point: [Double], isKept: Bool) {
      for column in point.indices {
        lower[column] = min(lower[column], point[column])
        upper[column] = max(upper[column], point[column])
        sum[column] += point[column]
      }
      count += 1
      if isKept { points.append(point) }
    }

    mutating func merge(_ other: Optima) {
      for column in sum.indices {
        lower[column] = min(lower[column], other.lower[column])
        upper[column] = max(upper[column], other.upper[column])
        sum[column] += other.sum[column]
      }
      count += other.count
      points += other.points
      unlimited = unlimited ?? other.unlimited
    }
  }

  /// More warm-up points than this are thinned out, evenly.
  private static let mostWarmUps = 5000

  /// Columns that one basis is handed through; part of the result's last digits.
  private static let chunkSize = 32

  func run(using backend: some LPBackend) throws(FluxError) -> Optima {
    let count = compressed.program.matrix.columnCount
    let chunks = stride(from: 0, to: count, by: Self.chunkSize).map {
      $0..<min($0 + Self.chunkSize, count)
    }
    let watch = RunWatch(
      all: 2 * count, since: began, timeLimit: options.solving.timeLimit,
      progress: options.progress)
    let queue = WorkQueue<Optima>(chunks.count, watch)
    let optima = try queue.run(threads: options.threads, using: backend) { () throws(LPError) in
      try backend.withSession(for: compressed.program, limits: options.solving.limits) {
        session throws(LPError) in
        let lane = SolverLane(
          original: original, compressed: compressed, tolerance: options.solving.tolerance)
        while let chunk = queue.take() {
          queue.finish(
            chunk, try solve(chunks[chunk], lane: lane, watch: watch, in: &session))
        }
      }
    }
    var merged = Optima(columnCount: count)
    for part in optima { merged.merge(part) }
    return merged
  }

  private func solve(
    _ chunk: Range<Int>, lane: SolverLane, watch: RunWatch,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Optima {
    let count = compressed.program.matrix.columnCount
    let step = max(1, (2 * count + Self.mostWarmUps - 1) / Self.mostWarmUps)
    var optima = Optima(columnCount: count)
    try session.restore(basis)
    for sign in [-1.0, 1.0] {
      for column in chunk where watch.reasonToStop == nil {
        let terms = [(column: Int(compressed.columnOrigins[column]), coefficient: sign)]
        switch try lane.maximize(terms, isFeasible: true, certifies: true, in: &session) {
        case .optimal(let optimum):
          optima.add(optimum.columns, isKept: (2 * column + (sign > 0 ? 1 : 0)) % step == 0)
        case .unbounded: optima.unlimited = optima.unlimited ?? column
        // A missing warm-up point is no loss; the others span the polytope.
        case .infeasible, .stopped: break
        }
        watch.settle(1)
      }
    }
    return optima
  }
}
