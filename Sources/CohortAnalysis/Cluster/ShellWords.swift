/// Words of a command line as a POSIX shell reads them.
enum ShellWords {
  /// Characters that stand for themselves everywhere in a word.
  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", ":", ",", "+", "@", "%": true
    case "=": true
    default: false
    }
  }

  /// A word that the shell reads as `text`, whatever is in it.
  ///
  /// Between single quotes nothing is special but the single quote itself (POSIX.1-2017, Shell
  /// Command Language, 2.2.2).
  static func quoted(_ text: String) -> String {
    // In the first word of a command a '=' would make an assignment, and a leading '-' is an option.
    if !text.isEmpty, text.unicodeScalars.allSatisfy(isPlain),
      !text.contains("=") || text.first == "-"
    {
      return text
    }
    return "'" + text.replacing("'", with: #"'\''"#) + "'"
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
