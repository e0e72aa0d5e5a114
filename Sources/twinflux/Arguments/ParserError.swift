/// What is wrong with a command line. The words are made in `ParserError+Explanation.swift`.
enum ParserError: Error, Sendable, Hashable {
  case noCommand
  case unknownCommand(String, suggestion: String?)
  case noSubcommand(String)
  case unknownSubcommand(family: String, name: String, suggestion: String?)
  case plannedCommand(String)
  case unknownOption(String, command: String?, suggestion: String?)
  case plannedOption(String, command: String)
  case missingValue(option: String, valueName: String)
  case unexpectedValue(option: String, value: String)
  case repeatedOption(String)
  case missingOperand(String, command: String)
  case unexpectedOperand(String, command: String)
  case invalidValue(option: String, value: String, expected: String)
  case invalidChoice(option: String, value: String, choices: [String], suggestion: String?)
  case conflictingOptions(String, String)
  case missingCompanion(option: String, needed: String)
  case methodWithoutBounds(method: String, command: String)
}
