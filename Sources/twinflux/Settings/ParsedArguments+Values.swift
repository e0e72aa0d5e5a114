import DataFiles

extension ParsedArguments {
  /// The value of an option as a number that `isAllowed`; `nil` where the option is not given.
  func number(
    _ name: String, expected: String, where isAllowed: (Double) -> Bool
  ) throws(ParserError) -> Double? {
    guard let text = value(name) else { return nil }
    guard let number = NumberText.parse(text), isAllowed(number) else {
      throw .invalidValue(option: "--" + name, value: text, expected: expected)
    }
    return number
  }

  /// The value of an option as a whole number of at least `least`.
  func integer(_ name: String, atLeast least: Int) throws(ParserError) -> Int? {
    guard let text = value(name) else { return nil }
    guard text.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(text), number >= least
    else {
      throw .invalidValue(
        option: (name.count == 1 ? "-" : "--") + name, value: text,
        expected: "a whole number of at least \(least)")
    }
    return number
  }

  /// A fraction from 0 to 1.
  func fraction(_ name: String) throws(ParserError) -> Double? {
    try number(name, expected: "a number from 0 to 1") { (0...1).contains($0) }
  }

  func rejectBoth(_ first: String, _ second: String) throws(ParserError) {
    if has(first), has(second) { throw .conflictingOptions("--" + first, "--" + second) }
  }

  func require(_ needed: String, for option: String) throws(ParserError) {
    if has(option), !has(needed) {
      throw .missingCompanion(option: "--" + option, needed: "--" + needed)
    }
  }
}
