import Foundation
import Synchronization

/// Ctrl-C, and the request to end that a batch system sends: the first asks the run to stop cleanly,
/// the second kills it.
enum Interruption {
  private static let requested = Atomic<Bool>(false)

  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  static func install() {
    // A parent that blocks the signal in its threads hands that down to its children.
    var mask = sigset_t()
    sigemptyset(&mask)
    for number in signals { sigaddset(&mask, number) }
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    // The handler must not be the first to touch the flag: making it is not safe there.
    _ = isRequested
    for number in signals {
      signal(number) { number in
        Interruption.requested.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
    // A file that grows beyond the limit on its size is then an error of the write, like a full disk.
    signal(SIGXFSZ, SIG_IGN)
  }

  private static let signals = [SIGINT, SIGTERM]

  /// - Throws: A failure of status 130 if the run was asked to stop.
  static func check() throws(CommandFailure) {
    if isRequested { throw .interrupted }
  }
}

extension CommandFailure {
  static let interrupted = CommandFailure(.interrupted, "Interrupted. Nothing was written.")
}
