import LinearProgramming

/// A solver that works, with answers spoiled on purpose: what it says of a program is wrong, and it
/// says so with confidence.
public struct CorruptBackend: LPBackend {
  public enum Corruption: Sendable, Hashable, CaseIterable {
    /// 1e-4 is added to the first column of the objective.
    case addsToColumn
    /// 1e-4 is added to the objective value, and to nothing else.
    case addsToObjective
    /// 1e-4 is added to every row dual that is not zero.
    case addsToDuals
    /// The solution of the program before is given again.
    case isStale
    case saysInfeasible
    /// The same with a ray, which proves nothing.
    case saysInfeasibleWithRay
    case saysUnbounded
    case saysUnboundedWithRay
  }

  private let base: any LPBackend
  private let corruption: Corruption
  /// Whether the lies end at the first fresh basis.
  private let recovers: Bool

  public init(_ base: any LPBackend, _ corruption: Corruption, recovers: Bool = false) {
    self.base = base
    self.corruption = corruption
    self.recovers = recovers
  }

  public var name: String { "corrupt" }
  public var concurrentSessionLimit: Int { base.concurrentSessionLimit }

  public func makeSession(
    for program: LinearProgram, limits: SolveLimits
  ) throws(LPError) -> any LPSession & ~Copyable {
    CorruptSession(
      base: try base.makeSession(for: program, limits: limits), corruption: corruption,
      recovers: recovers, rowCount: program.rows.count, columnCount: program.columns.count,
      pushed: program.objective.firstIndex { $0 != 0 })
  }
}

private struct CorruptSession: LPSession, ~Copyable {
  var base: any LPSession & ~Copyable
  let corruption: CorruptBackend.Corruption
  let recovers: Bool
  let rowCount: Int
  let columnCount: Int
  /// The first column of the objective.
  var pushed: Int?
  private var last: LPOutcome?

  init(
    base: consuming any LPSession & ~Copyable, corruption: CorruptBackend.Corruption,
    recovers: Bool, rowCount: Int, columnCount: Int, pushed: Int?
  ) {
    self.base = base
    self.corruption = corruption
    self.recovers = recovers
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.pushed = pushed
  }

  mutating func setObjective(
    _ terms: [(column: Int, coefficient: Double)], sense: LinearProgram.Sense
  ) throws(LPError) {
    pushed = terms.first?.column
    try base.setObjective(terms, sense: sense)
  }

  mutating func setColumnBounds(_ bounds: Bounds, column: Int) throws(LPError) {
    try base.setColumnBounds(bounds, column: column)
  }

  mutating func setRowBounds(_ bounds: Bounds, row: Int) throws(LPError) {
    try base.setRowBounds(bounds, row: row)
  }

  mutating func solve(_ rung: SolveRung, method: SimplexMethod) throws(LPError) -> LPOutcome {
    let outcome = try base.solve(rung, method: method)
    defer { last = outcome }
    return recovers && rung >= .freshBasis ? outcome : spoiled(outcome)
  }

  private func spoiled(_ outcome: LPOutcome) -> LPOutcome {
    guard case .optimal(var solution) = outcome else { return outcome }
    switch corruption {
    case .addsToColumn:
      if let pushed { solution.columns[pushed] += 1e-4 }
      solution.objective += 1e-4
      return .optimal(solution)
    case .addsToObjective:
      solution.objective += 1e-4
      return .optimal(solution)
    case .addsToDuals:
      solution.rowDuals = solution.rowDuals.map { $0 == 0 ? 0 : $0 + 1e-4 }
      return .optimal(solution)
    case .isStale: return last ?? outcome
    case .saysInfeasible: return .infeasible()
    case .saysInfeasibleWithRay: return .infeasible(ray: Array(repeating: 1, count: rowCount))
    case .saysUnbounded: return .unbounded()
    case .saysUnboundedWithRay: return .unbounded(ray: Array(repeating: 1, count: columnCount))
    }
  }

  mutating func basis() throws(LPError) -> Basis { try base.basis() }
  mutating func restore(_ basis: Basis) throws(LPError) { try base.restore(basis) }
}
