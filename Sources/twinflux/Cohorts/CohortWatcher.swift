import Synchronization
import TwinFlux

/// Follows a cohort's run: draws its progress, counts its ends, and says when it has to stop.
final class CohortWatcher: Sendable {
  struct Tally: Sendable {
    var counts = CohortProgress()
    /// Of ranges.
    var ends = 0
    var deletions = 0
    var tasks = 0
    var passedTasks = 0
    /// By the kind of failure.
    var failures: [CohortRecord.Failure.Kind: Int] = [:]
  }

  private let tally = Mutex(Tally())
  private let bar: ProgressBar?
  private let deadline: Deadline

  init(on console: Console, until deadline: Deadline) {
    bar = ProgressBar(on: console, unit: "patients")
    self.deadline = deadline
  }

  var found: Tally { tally.withLock { $0 } }

  /// - Returns: Whether to go on.
  func update(_ counts: CohortProgress) -> Bool {
    tally.withLock { $0.counts = counts }
    let note = counts.failed > 0 ? ", \(counts.failed) failed" : ""
    bar?.update(
      done: counts.finished, of: counts.patients, earlier: counts.resumed, note: note)
    return !Interruption.isRequested && !deadline.isOver
  }

  func note(_ result: CohortResult) {
    tally.withLock { tally in
      if let failure = result.record.failure { tally.failures[failure.kind, default: 0] += 1 }
      switch result.record.outcome {
      case .ranges: tally.ends += 2 * result.record.rowCount
      case .deletions: tally.deletions += result.record.rowCount
      case .tasks(let tasks):
        tally.tasks += tasks.passed.count
        tally.passedTasks += tasks.passed.count { $0 == 1 }
      case .fluxes, .failed: break
      }
    }
  }

  func finish() { bar?.finish() }
}
