import LinearProgramming
import MetabolicModels

/// Finds what one task needs of closed reactions; see
/// ``fillTaskGaps(of:from:for:costs:options:using:)``.
///
/// The units are columns of the compressed program: reactions that only run together come back
/// together. It belongs to one thread.
final class TaskGapFiller {
  /// *δ*, after the program with the costs themselves.
  private static let widths = [1.0, 0.1, 0.01, 0.001]
  /// A flux up to this is none, where the task can be done without it.
  private static let zeroFlux = 1e-8

  private struct Unit {
    var column: Int
    /// The column of the flux backwards, if there is one.
    var backward: Int?
    var cost: Double
    var closed: [Int]
  }

  private let source: TaskProgram
  private let task: TaskProgram.Case
  private let options: SolvingOptions
  private var units: [Unit] = []
  private(set) var programsSolved = 0

  init(
    _ source: TaskProgram, _ task: TaskProgram.Case, closed: Set<Int>, costs: [Double],
    _ options: SolvingOptions
  ) {
    self.source = source
    self.task = task
    self.options = options
    // What the task gives bounds of its own is open whatever the patient's bounds are.
    let own = Set(task.columns.map(\.column))
    for (column, carried) in source.carried.enumerated() {
      let closed = carried.map(Int.init).filter { closed.contains($0) && !own.contains($0) }
      if closed.isEmpty { continue }
      units.append(
        Unit(column: column, cost: closed.reduce(0) { $0 + costs[$1] }, closed: closed))
    }
  }

  /// Reactions, ascending; `nil` if the task cannot be done with all of them.
  func fill(using backend: some LPBackend) throws(LPError) -> [Int]? {
    let program = splitProgram()
    let fluxes = try backend.withSession(for: program, limits: options.limits) {
      session throws(LPError) in try leastFluxes(in: &session)
    }
    guard let fluxes else { return nil }
    let chosen = try backend.withSession(
      for: source.compressed.program, limits: options.limits
    ) { session throws(LPError) in try prune(fluxes, in: &session) }
    return chosen?.flatMap { units[$0].closed }.sorted()
  }

  /// The task's program, its demands met, the closed units in two directions.
  private func splitProgram() -> LinearProgram {
    var program = source.compressed.program
    for (row, bounds) in task.rows {
      if let place = source.rowPlaces[row] { program.rows[place] = bounds }
    }
    let demands = Set(task.demands.map(\.column))
    for (column, bounds) in task.columns {
      let carrier = Int(source.compressed.carriers[column])
      if carrier >= 0 { program.columns[carrier] = demands.contains(column) ? .closed : bounds }
    }
    program.objective = Array(repeating: 0, count: program.objective.count)
    program.sense = .minimize
    var growing = GrowingProgram(program)
    for index in units.indices {
      let column = units[index].column
      let bounds = program.columns[column]
      if bounds.lower >= 0 { continue }
      growing.setBounds(Bounds(lower: 0, upper: max(0, bounds.upper)), column: column)
      units[index].backward = growing.addCopy(
        ofColumn: column, times: -1, Bounds(lower: max(0, -bounds.upper), upper: -bounds.lower))
    }
    return growing.program
  }

  /// The flux of each unit where they are few; `nil` if the task cannot be done.
  private func leastFluxes(
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> [Double]? {
    guard var fluxes = try solve(units.map(\.cost), in: &session) else { return nil }
    for width in Self.widths {
      let weights = zip(units, fluxes).map { $0.cost / ($1 + width) }
      guard let next = try solve(weights, in: &session) else { break }
      fluxes = next
    }
    return fluxes
  }

  private func solve(
    _ weights: [Double], in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> [Double]? {
    var terms: [(column: Int, coefficient: Double)] = []
    for (unit, weight) in zip(units, weights) {
      terms.append((unit.column, weight))
      if let backward = unit.backward { terms.append((backward, weight)) }
    }
    terms.sort { $0.column < $1.column }
    try session.setObjective(terms, sense: .minimize)
    // Any point will do: what it says is judged by the task itself.
    let answer = try RecoveryLadder(method: .primal).solve(&session) { outcome, _ in
      switch outcome {
      case .optimal: .accepted
      case .infeasible, .unbounded: .needsConfirmation
      case .stopped: .refused
      }
    }
    programsSolved += answer.attempts
    guard case .optimal(let solution) = answer.outcome else { return nil }
    return units.map { unit in
      max(0, solution.columns[unit.column])
        + max(0, unit.backward.map { solution.columns[$0] } ?? 0)
    }
  }

  /// Places of units without which the task fails, and with which it does not.
  private func prune(
    _ fluxes: [Double], in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> [Int]? {
    let lane = TaskLane(source, options: options)
    defer { programsSolved += lane.lane.counters.programsSolved }
    try lane.open(task, in: &session)
    for least in [Self.zeroFlux, 0, -1] {
      var chosen = Set(units.indices.filter { fluxes[$0] > least })
      if try !isDone(with: chosen, lane, in: &session) { continue }
      let order = chosen.sorted { (units[$1].cost, $0) < (units[$0].cost, $1) }
      for unit in order {
        let without = chosen.subtracting([unit])
        if try isDone(with: without, lane, in: &session) { chosen = without }
      }
      return chosen.sorted()
    }
    return nil
  }

  private func isDone(
    with chosen: Set<Int>, _ lane: TaskLane, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Bool {
    let closing = units.indices.filter { !chosen.contains($0) }.map { Int32(units[$0].column) }
    if case .feasible = try lane.solve(task, closing: closing, in: &session) { return true }
    return false
  }
}
