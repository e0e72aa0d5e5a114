/// The options and operands of one command line, checked against the command's declaration.
struct ParsedArguments: Sendable, Hashable {
  var command: CommandName
  var operands: [String] = []
  /// By the option's name, without dashes, in the order given; a flag has no values.
  private(set) var options: [String: [String]] = [:]

  init(command: CommandName) {
    self.command = command
  }

  mutating func record(_ name: String, value: String?) {
    options[name, default: []] += value.map { [$0] } ?? []
  }

  func has(_ name: String) -> Bool { options[name] != nil }
  func value(_ name: String) -> String? { options[name]?.last }
  func values(_ name: String) -> [String] { options[name] ?? [] }
}

/// What a command line asks for.
enum Invocation: Sendable, Hashable {
  case run(ParsedArguments)
  /// The help of one command, or of all.
  case help(CommandName?)
  /// The commands that begin with one word.
  case familyHelp(String)
  case version
}
