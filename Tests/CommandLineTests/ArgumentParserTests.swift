import Testing

@testable import twinflux

@Suite("The argument parser")
struct ArgumentParserTests {
  private func parse(_ line: String...) throws -> ParsedArguments {
    guard case .run(let parsed) = try ArgumentParser.parse(line) else {
      Issue.record("\(line) is no run")
      return ParsedArguments(command: .help)
    }
    return parsed
  }

  @Test("takes options before and after operands, with = and with a blank")
  func placement() throws {
    let parsed = try parse("fva", "--fraction=0.9", "m.xml", "--threads", "2", "--quiet")
    #expect(parsed.command == .fva)
    #expect(parsed.operands == ["m.xml"])
    #expect(parsed.value("fraction") == "0.9")
    #expect(parsed.value("threads") == "2")
    #expect(parsed.has("quiet"))
    #expect(!parsed.has("verbose"))
  }

  @Test("takes --quiet before the command")
  func leadingFlag() throws {
    let parsed = try parse("--quiet", "fba", "m.xml")
    #expect(parsed.command == .fba)
    #expect(parsed.has("quiet"))
  }

  @Test("takes a negative number, standard input and an expression as values")
  func valuesWithDash() throws {
    let parsed = try parse(
      "fba", "-", "--tolerance", "-1e-6", "--sample", "-.5", "--objective", "-A + B", "--output",
      "-")
    #expect(parsed.operands == ["-"])
    #expect(parsed.value("tolerance") == "-1e-6")
    #expect(parsed.value("sample") == "-.5")
    #expect(parsed.value("objective") == "-A + B")
    #expect(parsed.value("output") == "-")
  }

  @Test("takes a value with '=' and keeps it whole")
  func valueWithEquals() throws {
    let parsed = try parse("fba", "m.xml", "--bound=A=-1:2", "--bound", "B=0:inf")
    #expect(parsed.values("bound") == ["A=-1:2", "B=0:inf"])
  }

  @Test("takes everything after -- as operands")
  func endOfOptions() throws {
    let parsed = try parse("info", "--raw-ids", "--", "--strange.xml")
    #expect(parsed.operands == ["--strange.xml"])
    #expect(parsed.has("raw-ids"))
  }

  @Test("shows help and version wherever they are asked for")
  func helpAndVersion() throws {
    #expect(try ArgumentParser.parse(["--help"]) == .help(nil))
    #expect(try ArgumentParser.parse(["-h"]) == .help(nil))
    #expect(try ArgumentParser.parse(["help"]) == .help(nil))
    #expect(try ArgumentParser.parse(["help", "fva"]) == .help(.fva))
    #expect(try ArgumentParser.parse(["fva", "--nonsense", "-h"]) == .help(.fva))
    #expect(try ArgumentParser.parse(["--version"]) == .version)
    #expect(try ArgumentParser.parse(["fba", "--version"]) == .version)
    #expect(try parse("info", "--", "--help").operands == ["--help"])
  }

  static let wrong: [([String], ParserError)] = [
    ([], .noCommand),
    (["--quiet"], .noCommand),
    (["--threads", "2"], .noCommand),
    (["fav", "m.xml"], .unknownCommand("fav", suggestion: "fva")),
    (["xyzzy"], .unknownCommand("xyzzy", suggestion: nil)),
    (["check", "m.xml"], .plannedCommand("check")),
    (["help", "check"], .plannedCommand("check")),
    (["help", "fab"], .unknownCommand("fab", suggestion: "fba")),
    (["--verison"], .unknownOption("--verison", command: nil, suggestion: "--version")),
    (
      ["fva", "m.xml", "--fractoin", "0.9"],
      .unknownOption("--fractoin", command: "fva", suggestion: "--fraction")
    ),
    (["fva", "m.xml", "-x"], .unknownOption("-x", command: "fva", suggestion: nil)),
    (["fba", "m.xml", "--seed", "1"], .plannedOption("--seed", command: "fba")),
    (["fba", "m.xml", "--html=x.html"], .plannedOption("--html", command: "fba")),
    (["fva", "m.xml", "--fraction"], .missingValue(option: "--fraction", valueName: "F")),
    (["fva", "m.xml", "--fraction="], .missingValue(option: "--fraction", valueName: "F")),
    (
      ["fva", "m.xml", "--fraction", "--quiet"],
      .missingValue(option: "--fraction", valueName: "F")
    ),
    (["fva", "m.xml", "--fraction", "--"], .missingValue(option: "--fraction", valueName: "F")),
    (["fba", "m.xml", "--quiet=yes"], .unexpectedValue(option: "--quiet", value: "yes")),
    (["fva", "m.xml", "--fraction=1", "--fraction=1"], .repeatedOption("--fraction")),
    (["fva", "m.xml", "--quiet", "--quiet"], .repeatedOption("--quiet")),
    (["fva"], .missingOperand("MODEL", command: "fva")),
    (["fva", "a.xml", "b.xml"], .unexpectedOperand("b.xml", command: "fva")),
    (
      ["fva", "m.xml", "--solver", "glkp"],
      .invalidChoice(
        option: "--solver", value: "glkp", choices: ["auto", "glpk", "native"],
        suggestion: "glpk")
    ),
    (
      ["fba", "m.xml", "--format", "xlsx"],
      .invalidChoice(
        option: "--format", value: "xlsx", choices: ["tsv", "csv", "json"], suggestion: nil)
    ),
  ]

  @Test("names what is wrong", arguments: wrong)
  func errors(line: [String], expected: ParserError) {
    #expect(throws: expected) { try ArgumentParser.parse(line) }
  }

  @Test("explains every error in two sentences", arguments: wrong.map(\.1))
  func explanations(error: ParserError) {
    let text = error.description
    #expect(text.hasSuffix(".") || text.hasSuffix("?"))
    #expect(text.contains(". ") || text.contains("? "), "'\(text)' does not say what to do")
  }
}
