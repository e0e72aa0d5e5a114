import TwinFlux

/// A solver that works, but finds no optimum of a correction: an answer stays as it first was.
///
/// A correction is told by its bounds, which are blown up far beyond those of any model here.
public struct UnrefinedBackend: LPBackend {
  private let base: any LPBackend

  public init(_ base: any LPBackend) { self.base = base }

  public var name: String { "unrefined" }
  public var concurrentSessionLimit: Int { base.concurrentSessionLimit }

  public func makeSession(
    for program: LinearProgram, limits: SolveLimits
  ) throws(LPError) -> any LPSession & ~Copyable {
    let isCorrection = program.columns.upper.contains { $0.isFinite && $0 > 1e5 }
    let session = try base.makeSession(for: program, limits: limits)
    return UnrefinedSession(base: session, isCorrection: isCorrection)
  }
}

private struct UnrefinedSession: LPSession, ~Copyable {
  var base: any LPSession & ~Copyable
  let isCorrection: Bool

  init(base: consuming any LPSession & ~Copyable, isCorrection: Bool) {
    self.base = base
    self.isCorrection = isCorrection
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
    isCorrection ? .stopped(.iterationLimit) : try base.solve(rung, method: method)
  }

  mutating func basis() throws(LPError) -> Basis { try base.basis() }
  mutating func restore(_ basis: Basis) throws(LPError) { try base.restore(basis) }
}
