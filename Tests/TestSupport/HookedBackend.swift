import TwinFlux

/// A solver whose outcomes pass through a hook: to be counted, or to be other than they were.
public struct HookedBackend: LPBackend {
  /// What is done with each outcome of one session.
  public typealias Hook = @Sendable (LPOutcome) -> LPOutcome

  private let base: any LPBackend
  private let hook: @Sendable (LinearProgram) -> Hook

  /// - Parameter hook: Given the program of a session, returns what is done with its outcomes.
  public init(_ base: any LPBackend, hook: @escaping @Sendable (LinearProgram) -> Hook) {
    self.base = base
    self.hook = hook
  }

  public var name: String { base.name }
  public var concurrentSessionLimit: Int { base.concurrentSessionLimit }

  public func makeSession(
    for program: LinearProgram, limits: SolveLimits
  ) throws(LPError) -> any LPSession & ~Copyable {
    let session = try base.makeSession(for: program, limits: limits)
    return HookedSession(base: session, hook: hook(program))
  }
}

private struct HookedSession: LPSession, ~Copyable {
  var base: any LPSession & ~Copyable
  let hook: HookedBackend.Hook

  init(base: consuming any LPSession & ~Copyable, hook: @escaping HookedBackend.Hook) {
    self.base = base
    self.hook = hook
  }

  mutating func setObjective(
    _ terms: [(column: Int, coefficient: Double)], sense: LinearProgram.Sense
  ) throws(LPError) {
    try base.setObjective(terms, sense: sense)
  }

  mutating func setColumnBounds(_ bounds: Bounds, column: Int) throws(LPError) {
    try base.setColumnBounds(bounds, column: column)
  }

  mutating func setRowBounds(_ bounds: Bounds, row: Int) throws(LPError) {
    try base.setRowBounds(bounds, row: row)
  }

  mutating func solve(_ rung: SolveRung, method: SimplexMethod) throws(LPError) -> LPOutcome {
    hook(try base.solve(rung, method: method))
  }

  mutating func basis() throws(LPError) -> Basis { try base.basis() }
  mutating func restore(_ basis: Basis) throws(LPError) { try base.restore(basis) }
}
