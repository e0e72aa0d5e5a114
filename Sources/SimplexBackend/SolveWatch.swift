import Dispatch

/// When a solve has to give up, and why it ended.
struct SolveWatch {
  private let lastIteration: Int
  private let deadline: DispatchTime
  private var nextLook: Int

  /// Reading the clock is dearer than a cheap pivot, so it is read once in so many.
  private static let pivotsBetweenLooks = 64

  init(iterations: Int, seconds: Double, from counters: SimplexCounters) {
    lastIteration = counters.iterations &+ max(0, iterations)
    nextLook = counters.iterations
    let span = seconds > 0 ? min(seconds, 1e8) : 0
    deadline = .now() + span
  }

  /// The limit that has been reached.
  mutating func limit(_ counters: SimplexCounters) -> SimplexEnd? {
    if counters.iterations >= lastIteration { return .iterationLimit }
    guard counters.iterations >= nextLook else { return nil }
    nextLook = counters.iterations + Self.pivotsBetweenLooks
    return DispatchTime.now() > deadline ? .timeLimit : nil
  }
}

/// How a run of the simplex ended.
enum SimplexEnd {
  case optimal, infeasible, unbounded
  case iterationLimit, timeLimit, numericalTrouble
  /// The dual method cannot begin: a variable without a bound to stand at has a reduced cost.
  case notDualFeasible
}
