extension ParserError: CustomStringConvertible {
  /// One sentence of what is wrong and one of what to do.
  var description: String {
    switch self {
    case .noCommand:
      "There is no command. Give one, such as 'twinflux info MODEL'; 'twinflux help' lists them."
    case .unknownCommand(let name, let suggestion):
      "There is no command '\(excerpt(name))'. "
        + Self.hint(suggestion, or: "'twinflux help' lists them.")
    case .noSubcommand(let family):
      "'twinflux \(family)' needs one of "
        + CommandName.members(of: family).map(\.ownName).joined(separator: ", ")
        + ". 'twinflux help \(family)' says what each does."
    case .unknownSubcommand(let family, let name, let suggestion):
      "There is no command '\(family) \(excerpt(name))'. "
        + Self.hint(suggestion, or: "'twinflux help \(family)' lists them.")
    case .plannedCommand(let name):
      "This version does not have the command '\(excerpt(name))'. 'twinflux help' lists what it has."
    case .unknownOption(let option, let command, let suggestion):
      "There is no option '\(excerpt(option))'\(command.map { " in 'twinflux \($0)'" } ?? ""). "
        + Self.hint(
          suggestion, or: "'twinflux \(command.map { "help \($0)" } ?? "help")' lists them.")
    case .plannedOption(let option, let command):
      "'twinflux \(command)' does not have \(option) in this version. Leave it out."
    case .missingValue(let option, let valueName):
      "\(option) needs a value. Write \(option) \(valueName), or \(option)=\(valueName) if the "
        + "value begins with '-'."
    case .unexpectedValue(let option, let value):
      "\(option) takes no value, but has '\(excerpt(value))'. Write \(option) alone."
    case .repeatedOption(let option):
      "\(option) is given more than once. Give it once."
    case .missingOperand(let operand, let command):
      "\(operand) is missing. 'twinflux help \(command)' shows the usage."
    case .unexpectedOperand(let value, let command):
      "'\(excerpt(value))' is one argument too many. 'twinflux help \(command)' shows the usage."
    case .invalidValue(let option, let value, let expected):
      "\(option) cannot be '\(excerpt(value))'. Give \(expected)."
    case .invalidChoice(let option, let value, let choices, let suggestion):
      "\(option) cannot be '\(excerpt(value))'. "
        + Self.hint(suggestion, or: "Give \(Self.alternatives(choices)).")
    case .conflictingOptions(let first, let second):
      "\(first) and \(second) contradict each other. Give one of them."
    case .missingCompanion(let option, let needed):
      "\(option) needs \(needed). Add it."
    case .methodWithoutBounds(let method, let command):
      "--method \(method) finds fluxes and sets no bounds, so that '\(command)' would be of the "
        + "model without omics. Take another method, or 'twinflux personalize --verbose-columns' "
        + "for its fluxes."
    }
  }

  private static func hint(_ suggestion: String?, or otherwise: String) -> String {
    suggestion.map { "Did you mean '\($0)'?" } ?? otherwise
  }

  private static func alternatives(_ choices: [String]) -> String {
    guard let last = choices.last, choices.count > 1 else { return choices.first ?? "" }
    return choices.dropLast().joined(separator: ", ") + " or " + last
  }
}
