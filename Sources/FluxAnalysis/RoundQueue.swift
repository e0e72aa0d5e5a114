import Foundation

/// Hands out jobs in rounds: a round ends when all its jobs are done, and what they found decides
/// the jobs of the next one.
///
/// So what a job knows depends on its round alone, never on how many threads there are.
final class RoundQueue<Job: Sendable, Yield: Sendable>: @unchecked Sendable {
  // All state is guarded by `condition`.
  private let condition = NSCondition()
  private let nextRound: ([Yield]) -> [Job]
  private var jobs: [Job]
  private var yields: [Yield?]
  private var taken = 0
  private var finished = 0
  private var isAbandoned = false

  /// - Parameters:
  ///   - first: The jobs of the first round.
  ///   - nextRound: Given what the jobs of a round found, in the order of the jobs, returns those
  ///     of the next round; none is the end. Called on one thread at a time.
  init(first: [Job], nextRound: @escaping (_ yields: [Yield]) -> [Job]) {
    self.nextRound = nextRound
    jobs = first
    yields = Array(repeating: nil, count: first.count)
  }

  /// The next job and its place in its round, once that has begun; `nil` when there is none.
  func take() -> (place: Int, job: Job)? {
    condition.lock()
    defer { condition.unlock() }
    while taken == jobs.count, !jobs.isEmpty, !isAbandoned { condition.wait() }
    if isAbandoned || jobs.isEmpty { return nil }
    taken += 1
    return (taken - 1, jobs[taken - 1])
  }

  func finish(_ place: Int, _ yield: Yield) {
    condition.lock()
    defer { condition.unlock() }
    yields[place] = yield
    finished += 1
    guard finished == jobs.count, !isAbandoned else { return }
    jobs = nextRound(yields.compactMap(\.self))
    yields = Array(repeating: nil, count: jobs.count)
    taken = 0
    finished = 0
    condition.broadcast()
  }

  /// Lets every worker go home; no further job is handed out.
  func abandon() {
    condition.lock()
    defer { condition.unlock() }
    isAbandoned = true
    condition.broadcast()
  }
}
