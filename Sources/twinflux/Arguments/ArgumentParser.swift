import TwinFlux

/// Reads a command line against the declarations in `CommandCatalog.swift`.
///
/// - `--option value` and `--option=value` both; options before or after operands; `--` ends the
///   options.
/// - A token that looks like a negative number, or `-` alone (standard input), is a value.
/// - `--help` or `-h` anywhere before `--` shows the help, whatever else is wrong.
struct ArgumentParser {
  private let tokens: [String]
  private var position = 0
  private let command: CommandDeclaration
  private var parsed: ParsedArguments

  /// Parses the arguments after the program's name.
  static func parse(_ arguments: [String]) throws(ParserError) -> Invocation {
    let arguments = commandFirst(arguments)
    guard let first = arguments.first else { throw .noCommand }
    let isHelp = asksForHelp(arguments)
    if first.hasPrefix("-"), first != "-" {
      if isHelp { return .help(nil) }
      if first == "--version" { return .version }
      throw misplaced(option: first)
    }
    if CommandName.families.contains(first) {
      guard let second = arguments.dropFirst().first, second != "-", isValue(second) else {
        if isHelp { return .familyHelp(first) }
        throw .noSubcommand(first)
      }
    }
    guard let name = try command(arguments) else {
      if CommandName.planned.contains(first) { throw .plannedCommand(first) }
      if isHelp { return .help(nil) }
      throw .unknownCommand(
        first, suggestion: Suggestion.nearest(to: first, among: CommandName.firstWords))
    }
    if isHelp { return .help(name) }
    if Self.options(of: arguments).contains("--version") { return .version }
    let words = name.family == nil ? 1 : 2
    var parser = ArgumentParser(Array(arguments.dropFirst(words)), command: name)
    try parser.parseAll()
    return try parser.invocation()
  }

  private init(_ tokens: [String], command: CommandName) {
    self.tokens = tokens
    self.command = command.declaration
    self.parsed = ParsedArguments(command: command)
  }

  private mutating func parseAll() throws(ParserError) {
    var onlyOperands = false
    while position < tokens.count {
      let token = tokens[position]
      position += 1
      if onlyOperands || Self.isValue(token) {
        try takeOperand(token)
      } else if token == "--" {
        onlyOperands = true
      } else {
        try takeOption(token)
      }
    }
    try checkOperands()
  }

  private mutating func takeOperand(_ token: String) throws(ParserError) {
    if parsed.operands.count >= command.operands.count, command.operands.last?.isRepeatable != true
    {
      throw .unexpectedOperand(token, command: command.name.rawValue)
    }
    parsed.operands.append(token)
  }

  private func checkOperands() throws(ParserError) {
    let required = command.operands.filter(\.isRequired)
    if parsed.operands.count < required.count {
      throw .missingOperand(
        required[parsed.operands.count].name, command: command.name.rawValue)
    }
  }

  private mutating func takeOption(_ token: String) throws(ParserError) {
    let (spelling, attached) = Self.split(token)
    guard let option = command.options.first(where: { $0.spelling == spelling }) else {
      throw unknown(option: spelling)
    }
    if option.isPlanned { throw .plannedOption(spelling, command: command.name.rawValue) }
    if case .repeated = option.form {
    } else if parsed.has(option.name) {
      throw .repeatedOption(spelling)
    }
    let value = try value(of: option, attached: attached)
    if let value { try check(value, of: option) }
    parsed.record(option.name, value: value)
  }

  private mutating func value(
    of option: OptionDeclaration, attached: String?
  ) throws(ParserError) -> String? {
    if case .optional(let valueName) = option.form {
      if attached?.isEmpty == true {
        throw .missingValue(option: option.spelling, valueName: valueName)
      }
      guard attached == nil, position < tokens.count, tokens[position].hasPrefix("@") else {
        return attached
      }
      defer { position += 1 }
      return tokens[position]
    }
    guard let valueName = option.valueName else {
      if let attached { throw .unexpectedValue(option: option.spelling, value: attached) }
      return nil
    }
    if let attached, !attached.isEmpty { return attached }
    guard attached == nil, position < tokens.count, Self.isValue(tokens[position]) else {
      throw .missingValue(option: option.spelling, valueName: valueName)
    }
    defer { position += 1 }
    return tokens[position]
  }

  private func check(_ value: String, of option: OptionDeclaration) throws(ParserError) {
    if option.choices.isEmpty || option.choices.contains(value) { return }
    throw .invalidChoice(
      option: option.spelling, value: value, choices: option.choices,
      suggestion: Suggestion.nearest(to: value, among: option.choices))
  }

  private func invocation() throws(ParserError) -> Invocation {
    guard parsed.command == .help else { return .run(parsed) }
    guard let topic = parsed.operands.first else { return .help(nil) }
    if CommandName.families.contains(topic), parsed.operands.count == 1 {
      return .familyHelp(topic)
    }
    if let name = try Self.command(parsed.operands) {
      let words = name.family == nil ? 1 : 2
      if parsed.operands.count > words {
        throw .unexpectedOperand(parsed.operands[words], command: "help")
      }
      return .help(name)
    }
    if CommandName.planned.contains(topic) { throw .plannedCommand(topic) }
    throw .unknownCommand(
      topic, suggestion: Suggestion.nearest(to: topic, among: CommandName.firstWords))
  }

  /// The command that words begin with; `nil` where the first is none.
  ///
  /// - Throws: ``ParserError/unknownSubcommand(family:name:suggestion:)``.
  private static func command(_ words: [String]) throws(ParserError) -> CommandName? {
    guard let first = words.first else { return nil }
    guard CommandName.families.contains(first) else { return CommandName(rawValue: first) }
    let second = words.dropFirst().first ?? ""
    if let name = CommandName(rawValue: "\(first) \(second)") { return name }
    throw .unknownSubcommand(
      family: first, name: second,
      suggestion: Suggestion.nearest(
        to: second, among: CommandName.members(of: first).map(\.ownName)))
  }

  private func unknown(option: String) -> ParserError {
    .unknownOption(
      option, command: command.name.rawValue,
      suggestion: Suggestion.nearest(
        to: option, among: command.availableOptions.map(\.spelling)))
  }
}

extension ArgumentParser {
  /// Whether a token stands for itself and not for an option.
  static func isValue(_ token: String) -> Bool {
    guard token.hasPrefix("-"), token != "-" else { return true }
    let rest = token.dropFirst()
    if rest.hasPrefix("-") { return false }
    // An objective such as '-A + B' is one argument with blanks, which no option has.
    if rest.contains(where: \.isWhitespace) { return true }
    let digits = rest.hasPrefix(".") ? rest.dropFirst() : rest
    return digits.first?.isWholeNumber == true || rest.lowercased() == "inf"
  }

  private static func split(_ token: String) -> (spelling: String, attached: String?) {
    guard let equals = token.firstIndex(of: "=") else { return (token, nil) }
    return (String(token[..<equals]), String(token[token.index(after: equals)...]))
  }

  private static func options(of arguments: [String]) -> ArraySlice<String> {
    arguments.prefix { $0 != "--" }
  }

  /// Moves `--quiet` and `--verbose` behind the command, where they are declared.
  private static func commandFirst(_ arguments: [String]) -> [String] {
    let leading = arguments.prefix { $0 == "--quiet" || $0 == "--verbose" }
    guard leading.count < arguments.count else { return [] }
    let rest = Array(arguments[leading.endIndex...])
    let words = CommandName.families.contains(rest[0]) ? 2 : 1
    return Array(rest.prefix(words) + leading + rest.dropFirst(words))
  }

  private static func asksForHelp(_ arguments: [String]) -> Bool {
    options(of: arguments).contains { $0 == "--help" || $0 == "-h" }
  }

  /// An option before the command: known to some command, or to none.
  private static func misplaced(option token: String) -> ParserError {
    let spelling = split(token).spelling
    let known = CommandName.allCases.flatMap(\.declaration.options).map(\.spelling)
    if known.contains(spelling) { return .noCommand }
    return .unknownOption(
      spelling, command: nil,
      suggestion: Suggestion.nearest(to: spelling, among: ["--help", "--version"]))
  }
}

extension CommandName {
  static var names: [String] { allCases.map(\.rawValue) }
}
