import Foundation
import Synchronization

/// Standard error: messages, warnings and progress. Results never go through here.
final class Console: Sendable {
  enum Verbosity: Sendable, Hashable { case quiet, normal, verbose }

  /// Of many warnings of one kind, this many are shown.
  static let shownWarnings = 5

  let verbosity: Verbosity
  let isTerminal: Bool
  private let usesColor: Bool
  private let write: @Sendable (String) -> Void
  private let allWarnings = Mutex<[String]>([])

  init(
    verbosity: Verbosity, isTerminal: Bool, usesColor: Bool,
    write: @escaping @Sendable (String) -> Void
  ) {
    self.verbosity = verbosity
    self.isTerminal = isTerminal
    self.usesColor = usesColor
    self.write = write
  }

  /// The console of this process. `NO_COLOR` (no-color.org) and `TERM=dumb` are honoured.
  static func standardError(verbosity: Verbosity) -> Console {
    let environment = ProcessInfo.processInfo.environment
    let isTerminal = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
    let usesColor = isTerminal && environment["NO_COLOR", default: ""].isEmpty
    return Console(verbosity: verbosity, isTerminal: isTerminal, usesColor: usesColor) { text in
      // A closed standard error leaves nobody to tell.
      try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
  }

  /// Every warning so far, shown or not: for the report.
  var warnings: [String] { allWarnings.withLock { $0 } }

  func error(_ message: String) { say("error: ", message, color: "31") }

  func warn(_ message: String) { warn([message]) }

  /// Says the first of many warnings of one kind and how many more there are.
  func warn(_ messages: [String]) {
    if messages.isEmpty { return }
    allWarnings.withLock { $0 += messages }
    let shown = verbosity == .verbose ? messages.count : Self.shownWarnings
    for message in messages.prefix(shown) { say("warning: ", message, color: "33") }
    if messages.count > shown {
      say("warning: ", "… and \(messages.count - shown) more (--verbose lists them).", color: "33")
    }
  }

  /// Says what the user asked to hear whatever the verbosity, such as the coverage of a table.
  func state(_ message: String) { say("", message, color: "") }

  /// Says something that `--quiet` silences.
  func note(_ message: String) {
    if verbosity != .quiet { say("", message, color: "") }
  }

  /// Says something that only `--verbose` shows.
  func detail(_ message: String) {
    if verbosity == .verbose { say("", message, color: "") }
  }

  /// Writes text as it is, for progress.
  func raw(_ text: String) { write(text) }

  private func say(_ kind: String, _ message: String, color: String) {
    let label = usesColor && !kind.isEmpty ? "\u{1B}[1;\(color)m\(kind)\u{1B}[0m" : kind
    write("twinflux: \(label)\(Self.printable(message))\n")
  }

  /// Replaces control characters, which a file's name or content could bring to the terminal.
  private static func printable(_ message: String) -> String {
    String(
      String.UnicodeScalarView(
        message.unicodeScalars.map { scalar in
          scalar.properties.generalCategory == .control && scalar != "\n" ? "\u{FFFD}" : scalar
        }))
  }
}
