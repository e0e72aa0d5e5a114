import Synchronization
import TwinFlux

/// A solver that counts what it is asked and how many pivots it takes.
public struct CountingBackend: LPBackend {
  public final class Counts: Sendable {
    private let all = Mutex<(solves: Int, pivots: Int, most: Int, stopped: Int)>((0, 0, 0, 0))

    public init() {}

    public var solves: Int { all.withLock { $0.solves } }
    public var pivots: Int { all.withLock { $0.pivots } }
    /// The pivots of the longest solve.
    public var mostPivots: Int { all.withLock { $0.most } }
    /// How many solves ran into a limit.
    public var stopped: Int { all.withLock { $0.stopped } }

    public func reset() { all.withLock { $0 = (0, 0, 0, 0) } }

    fileprivate func note(_ outcome: LPOutcome) {
      all.withLock { counts in
        counts.solves += 1
        switch outcome {
        case .optimal(let solution):
          counts.pivots += solution.iterations
          counts.most = max(counts.most, solution.iterations)
        case .stopped: counts.stopped += 1
        case .infeasible, .unbounded: break
        }
      }
    }
  }

  public let counts = Counts()
  private let base: any LPBackend

  public init(_ base: any LPBackend) { self.base = base }

  public var name: String { base.name }
  public var concurrentSessionLimit: Int { base.concurrentSessionLimit }

  public func makeSession(
    for program: LinearProgram, limits: SolveLimits
  ) throws(LPError) -> any LPSession & ~Copyable {
    let session = try base.makeSession(for: program, limits: limits)
    return CountingSession(base: session, counts: counts)
  }
}

private struct CountingSession: LPSession, ~Copyable {
  var base: any LPSession & ~Copyable
  let counts: CountingBackend.Counts

  init(base: consuming any LPSession & ~Copyable, counts: CountingBackend.Counts) {
    self.base = base
    self.counts = counts
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
    let outcome = try base.solve(rung, method: method)
    counts.note(outcome)
    return outcome
  }

  mutating func basis() throws(LPError) -> Basis { try base.basis() }
  mutating func restore(_ basis: Basis) throws(LPError) { try base.restore(basis) }
}
