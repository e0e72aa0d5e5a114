import Dispatch
import LinearProgramming
import MetabolicModels

/// Solves the points of a production envelope over its threads.
///
/// The grid is cut into lines along which only the last reaction changes. A line is the work of one
/// thread and starts from one saved basis, so no digit depends on the number of threads.
struct ProductionEnvelopeSearch: Sendable {
  private let began = DispatchTime.now()
  private let original: LinearProgram
  private let compressed: CompressedProgram
  /// For each varied reaction the row that fixes it, in the original and the compressed program.
  private let fixingRows: [(original: Int, compressed: Int)]
  private let terms: [(column: Int, coefficient: Double)]
  private let basis: Basis
  private let options: ProductionEnvelopeOptions
  private let lineLength: Int
  /// The end points of each axis.
  private let limits: [(low: Double, high: Double)]
  /// The fluxes of the varied reactions at each point.
  let grid: [[Double]]

  /// The solver's own feasibility tolerance, by which the ends of an axis may miss feasibility.
  private static let endSlack = 1e-9

  init(
    _ model: ConstrainedModel, _ reactions: [Int], axes: [[Double]],
    options: ProductionEnvelopeOptions, backend: some LPBackend
  ) throws(FluxError) {
    self.options = options
    let stated = FluxProgram(model).program
    let original = stated.addingRows(ofColumns: reactions)
    let fixing = Array(stated.matrix.rowCount..<original.matrix.rowCount)
    let compressed = CompressedProgram(original, keepingRows: Set(fixing))
    fixingRows = fixing.map { row in
      (row, compressed.rowOrigins.firstIndex(of: Int32(row)) ?? 0)
    }
    terms = model.objective.terms.map { (column: $0.reaction, coefficient: $0.coefficient) }
    lineLength = axes.last?.count ?? 1
    limits = axes.map { ($0.first ?? 0, $0.last ?? 0) }
    grid = axes.reduce([[]]) { heads, axis in
      heads.flatMap { head in axis.map { head + [$0] } }
    }
    basis = try solverErrors { () throws(LPError) in
      try backend.withSession(for: compressed.program, limits: options.solving.limits) {
        session throws(LPError) in
        let lane = SolverLane(
          original: original, compressed: compressed, tolerance: options.solving.tolerance)
        _ = try lane.maximize([], isFeasible: true, certifies: false, in: &session)
        return try session.basis()
      }
    }
    self.original = original
    self.compressed = compressed
  }

  /// One range for each point of ``grid``.
  func run(using backend: some LPBackend) throws(FluxError) -> [FluxRange] {
    let watch = RunWatch(
      all: grid.count, since: began, timeLimit: options.solving.timeLimit,
      progress: options.progress)
    let lines = grid.count / lineLength
    let queue = WorkQueue<[FluxRange]>(lines, watch)
    let ranges = try queue.run(threads: options.threads, using: backend) { () throws(LPError) in
      try backend.withSession(for: compressed.program, limits: options.solving.limits) {
        session throws(LPError) in
        let lane = SolverLane(
          original: original, compressed: compressed, tolerance: options.solving.tolerance,
          method: .dual)
        while let line = queue.take() {
          let ranges = try solve(line: line, lane: lane, watch: watch, in: &session)
          if let ranges { queue.finish(line, ranges) }
        }
      }
    }
    return ranges.flatMap(\.self)
  }

  /// The ranges of one line; `nil` if it was stopped. All maxima come first, then all minima, since
  /// between points of one direction only bounds change.
  private func solve(
    line: Int, lane: SolverLane, watch: RunWatch, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> [FluxRange]? {
    let points = grid[line * lineLength..<(line + 1) * lineLength]
    var ends: [[FluxRange.End]] = []
    for isMaximum in [true, false] {
      try session.restore(basis)
      var found: [FluxRange.End] = []
      for point in points {
        if watch.reasonToStop != nil { return nil }
        found.append(try solve(point, isMaximum: isMaximum, lane: lane, in: &session))
        if !isMaximum { watch.settle(1) }
      }
      ends.append(found)
    }
    return zip(ends[1], ends[0]).map { FluxRange(minimum: $0, maximum: $1) }
  }

  private func solve(
    _ point: [Double], isMaximum: Bool, lane: SolverLane,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> FluxRange.End {
    try fix(at: point, slack: 0, lane: lane, in: &session)
    let end = try solveFixed(isMaximum: isMaximum, lane: lane, in: &session)
    let isAtEnd = zip(point, limits).contains { $0 == $1.low || $0 == $1.high }
    guard end.status == .infeasible, isAtEnd else { return end }
    // The end of a reaction's range is known to the solver's tolerance only.
    try fix(at: point, slack: Self.endSlack, lane: lane, in: &session)
    return try solveFixed(isMaximum: isMaximum, lane: lane, in: &session)
  }

  private func fix(
    at point: [Double], slack: Double, lane: SolverLane,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    for (row, flux) in zip(fixingRows, point) {
      let room = slack * max(1, abs(flux))
      let bounds = Bounds(lower: flux - room, upper: flux + room)
      try session.setRowBounds(bounds, row: row.compressed)
      lane.judge.setRowBounds(bounds, row: row.original)
    }
  }

  private func solveFixed(
    isMaximum: Bool, lane: SolverLane, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> FluxRange.End {
    let sign = isMaximum ? 1.0 : -1.0
    let signed = terms.map { (column: $0.column, coefficient: sign * $0.coefficient) }
    switch try lane.maximize(signed, isFeasible: false, certifies: true, in: &session) {
    case .optimal(let optimum):
      let isCertified =
        abs(optimum.gap) <= SolverLane.certificateTolerance * max(1, abs(optimum.value))
      // So near zero a value is the solver's rounding.
      let value = abs(optimum.value) <= Self.endSlack ? 0 : sign * optimum.value
      return FluxRange.End(
        status: isCertified ? .certified : .optimal, value: value,
        outerBound: optimum.outerBound.isFinite ? (sign * optimum.outerBound).unsigned : nil)
    case .infeasible: return FluxRange.End(status: .infeasible, value: nil)
    case .unbounded: return FluxRange.End(status: .unbounded, value: sign * .infinity)
    case .stopped: return FluxRange.End(status: .failed, value: nil)
    }
  }
}

extension LinearProgram {
  /// The same program with a row *= x* for each of `columns`, without limits.
  func addingRows(ofColumns columns: [Int]) -> LinearProgram {
    var rowOfColumn: [Int: Int] = [:]
    var bounds = rows
    for column in columns {
      rowOfColumn[column] = bounds.count
      bounds.append(.free)
    }
    var starts: [Int32] = [0]
    var entries: (rows: [Int32], values: [Double]) = ([], [])
    for column in 0..<matrix.columnCount {
      let range = matrix.range(ofColumn: column)
      entries.rows += matrix.rows[range]
      entries.values += matrix.values[range]
      if let row = rowOfColumn[column] {
        entries.rows.append(Int32(row))
        entries.values.append(1)
      }
      starts.append(Int32(entries.values.count))
    }
    return LinearProgram(
      matrix: SparseMatrix(
        rowCount: bounds.count, columnStarts: starts, rows: entries.rows, values: entries.values),
      rows: bounds, columns: self.columns, objective: objective, sense: sense)
  }
}
