import Foundation
import Synchronization

/// Ctrl-C: the first asks the run to stop cleanly, the second kills it.
enum Interruption {
  private static let requested = Atomic<Bool>(false)

  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  static func install() {
    // A parent that blocks the signal in its threads hands that down to its children.
    var mask = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    // The handler must not be the first to touch the flag: making it is not safe there.
    _ = isRequested
    signal(SIGINT) { number in
      Interruption.requested.store(true, ordering: .relaxed)
      signal(number, SIG_DFL)
    }
  }

  /// - Throws: A failure of status 130 if Ctrl-C was pressed.
  static func check() throws(CommandFailure) {
    if isRequested { throw .interrupted }
  }
}

extension CommandFailure {
  static let interrupted = CommandFailure(.interrupted, "Interrupted. Nothing was written.")
}
