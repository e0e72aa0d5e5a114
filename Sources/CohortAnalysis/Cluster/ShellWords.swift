/// Words of a command line as a POSIX shell reads them.
enum ShellWords {
  /// Characters that stand for themselves everywhere in a word.
  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+@%")

  /// A word that the shell reads as `text`, whatever is in it.
  ///
  /// Between single quotes nothing is special but the single quote itself (POSIX.1-2017, Shell
  /// Command Language, 2.2.2).
  static func quoted(_ text: String) -> String {
    // Only behind a dash is '=' no assignment.
    let isPlain = text.allSatisfy { plain.contains($0) || ($0 == "=" && text.hasPrefix("-")) }
    if isPlain, !text.isEmpty { return text }
    return "'" + text.replacingScalars { $0 == "'" ? #"'\''"# : nil } + "'"
  }

  /// One word a line, all of one command; `indent` blanks before each line but the first.
  static func lines(_ words: [String], indent: Int) -> String {
    words.joined(separator: " \\\n" + String(repeating: " ", count: indent))
  }

  /// Whether a script can hold `text`: batch systems refuse or rewrite scripts with control
  /// characters, and a line of an argument could end a here-document.
  static func canHold(_ text: String) -> Bool {
    !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}

extension String {
  /// The text with some Unicode scalars replaced. A quote before a combining accent is one character
  /// with it, and to a shell still a quote.
  func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
    unicodeScalars.reduce(into: "") { text, scalar in
      if let other = replacement(scalar) {
        text += other
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }
}
