import Foundation
import Synchronization

/// Ctrl-C: the first asks the run to stop cleanly, the second kills it.
enum Interruption {
  private static let requested = Atomic<Bool>(false)

  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  static func install() {
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
