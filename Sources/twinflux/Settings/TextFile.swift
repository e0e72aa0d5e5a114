import TwinFlux

/// A small text file that a person writes: UTF-8, with or without a byte order mark, `.gz` too.
enum TextFile {
  struct Line {
    /// Counted from 1.
    var number: Int
    var text: Substring
  }

  /// The lines that say something: not the empty ones, and not those that begin with `#`.
  static func lines(of path: String) throws(CommandFailure) -> [Line] {
    let bytes = try readInput(path).bytes
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw CommandFailure(.badData, "'\(path)' is in UTF-16. Save it as UTF-8.")
    }
    if bytes.contains(0) {
      throw CommandFailure(
        .badData,
        "'\(path)' has a zero byte, as UTF-16 or a spreadsheet has. Save it as text in UTF-8.")
    }
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    guard let text = String(validating: bytes.dropFirst(hasMark ? 3 : 0), as: UTF8.self) else {
      throw CommandFailure(.badData, "'\(path)' is not UTF-8 text. Save it as UTF-8.")
    }
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
      .map { Line(number: $0.offset + 1, text: $0.element) }
      .filter { !$0.text.allSatisfy(\.isWhitespace) && !$0.text.hasPrefix("#") }
  }
}
