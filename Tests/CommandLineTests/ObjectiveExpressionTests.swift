import Testing
import TwinFlux

@testable import twinflux

@Suite("An objective as text")
struct ObjectiveExpressionTests {
  private let model: MetabolicModel

  init() throws {
    var matrix = StoichiometricMatrix(rowCount: 0)
    let ids = ["A", "B", "A-B", "10FTHF", "EX_glc(e)", "x+"]
    for _ in ids { matrix.appendColumn([]) }
    model = try MetabolicModel(
      id: "m", metabolites: [], reactions: ids.map { Reaction(id: $0) }, stoichiometry: matrix)
  }

  static let expressions: [(String, [(String, Double)])] = [
    ("A", [("A", 1)]), (" A ", [("A", 1)]), ("-A", [("A", -1)]), ("+ A", [("A", 1)]),
    ("A + 2 B", [("A", 1), ("B", 2)]), ("2*A - B", [("A", 2), ("B", -1)]),
    ("2 * A-1e-3*B", [("A", 2), ("B", -1e-3)]), ("A+B", [("A", 1), ("B", 1)]),
    ("A-B", [("A-B", 1)]), ("A - B", [("A", 1), ("B", -1)]), ("10FTHF", [("10FTHF", 1)]),
    ("10 10FTHF", [("10FTHF", 10)]), ("0.5 EX_glc(e) - A", [("EX_glc(e)", 0.5), ("A", -1)]),
    ("x+ + A", [("x+", 1), ("A", 1)]), ("-0.5 A", [("A", -0.5)]),
    ("A + -2 B", [("A", 1), ("B", -2)]),
  ]

  @Test("becomes terms", arguments: expressions)
  func terms(text: String, expected: [(String, Double)]) throws {
    let terms = try ObjectiveExpression.parse(text, model: model)
    #expect(terms.map { model.reactions[$0.reaction].id } == expected.map(\.0))
    #expect(terms.map(\.coefficient) == expected.map(\.1))
  }

  @Test("that is none says why")
  func errors() {
    let cases: [(String, ObjectiveExpression.Failure)] = [
      ("", .empty), ("  ", .empty), ("2", .missingReaction(after: "2")),
      ("A +", .missingReaction(after: "the last sign")), ("A B", .missingSign(before: "B")),
      ("EX_glc", .unknownReaction("EX_glc", suggestion: nil)),
      ("10FTHX", .unknownReaction("10FTHX", suggestion: "10FTHF")),
      ("2 A3", .unknownReaction("A3", suggestion: "A")),
      ("0x10 A", .unknownReaction("0x10", suggestion: nil)),
    ]
    for (text, expected) in cases {
      #expect(throws: expected, "'\(text)'") {
        try ObjectiveExpression.parse(text, model: model)
      }
    }
  }

  @Test(
    "refuses a coefficient that nobody can have meant",
    arguments: ["1e-400", "1e400", "inf", "1e-320", "1e101"])
  func coefficient(text: String) throws {
    #expect(throws: ObjectiveExpression.Failure.invalidCoefficient(text, reaction: "B")) {
      try ObjectiveExpression.parse("A - \(text) B", model: model)
    }
  }
}

@Suite("A pattern of reactions")
struct GlobTests {
  @Test(
    "matches like a shell",
    arguments: [
      ("EX_*", "EX_glc", true), ("EX_*", "DEX_glc", false), ("*_e", "EX_glc_e", true),
      ("*a*b", "xaxbxb", true), ("*a*b", "xaxbx", false), ("A?", "AB", true), ("A?", "A", false),
      ("*", "", true), ("", "", true), ("", "A", false),
    ])
  func matches(pattern: String, text: String, expected: Bool) {
    #expect(Glob.matches(Array(pattern.utf8), Array(text.utf8)) == expected)
  }
}
