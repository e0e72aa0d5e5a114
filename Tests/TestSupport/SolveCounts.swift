import Synchronization
import TwinFlux

/// What a solver was asked, and how many pivots it took.
public final class SolveCounts: Sendable {
  private let all = Mutex<(solves: Int, pivots: Int, most: Int, stopped: Int)>((0, 0, 0, 0))

  public init() {}

  public var solves: Int { all.withLock { $0.solves } }
  public var pivots: Int { all.withLock { $0.pivots } }
  /// The pivots of the longest solve.
  public var mostPivots: Int { all.withLock { $0.most } }
  /// How many solves ran into a limit.
  public var stopped: Int { all.withLock { $0.stopped } }

  public func reset() { all.withLock { $0 = (0, 0, 0, 0) } }

  /// A backend that is counted here.
  public func counting(_ backend: any LPBackend) -> some LPBackend {
    HookedBackend(backend) { _ in
      { outcome in
        self.note(outcome)
        return outcome
      }
    }
  }

  private func note(_ outcome: LPOutcome) {
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
