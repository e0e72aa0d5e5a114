import Foundation
import Synchronization

/// Watches over a run of many programs: tells how far it is, and whether it has to stop.
final class RunWatch: Sendable {
  private let all: Int
  private let settled = Mutex(0)
  private let progress: (@Sendable (Int, Int) -> Bool)?
  private let isCancelled = Atomic(false)
  private let deadline: DispatchTime?

  /// - Parameter start: When the analysis began, from which its time limit counts.
  init(
    all: Int, since start: DispatchTime, timeLimit: Double?,
    progress: (@Sendable (_ settled: Int, _ all: Int) -> Bool)?
  ) {
    self.all = all
    self.progress = progress
    deadline = timeLimit.map { start + $0 }
  }

  /// Why the run must stop; `nil` if it may go on.
  var reasonToStop: FluxError? {
    if isCancelled.load(ordering: .relaxed) { return .cancelled }
    if let deadline, DispatchTime.now() >= deadline { return .stopped(.timeLimit) }
    return nil
  }

  func settle(_ count: Int) { report { $0 += count } }

  /// Replaces the count, since one program can settle ends that others have settled too.
  func setSettled(_ count: Int) { report { $0 = count } }

  private func report(_ change: (inout Int) -> Void) {
    settled.withLock { settled in
      change(&settled)
      if progress?(min(settled, all), all) == false {
        isCancelled.store(true, ordering: .relaxed)
      }
    }
  }
}
