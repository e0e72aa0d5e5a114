import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing

@Suite("Scores of gene rules")
struct GeneRuleScoringTests {
  private func score(
    _ rule: String, _ levels: [String: Double], _ isozymes: GeneRuleScoring.Isozymes
  ) throws -> GeneRuleScoring.Score {
    let model = try OmicsModels.model([.init("R", rule: rule)])
    let reaction = try #require(model.reactions.first?.rule)
    return GeneRuleScoring(isozymes: isozymes).score(
      reaction, levels: model.genes.map { levels[$0.id] })
  }

  /// By hand: a complex is its minimum, isozymes their sum or maximum, on the tree as it is.
  @Test(
    "are those of the tree",
    arguments: [
      ("A", 3.0, 3.0), ("A and B", 3, 3), ("A or B", 8, 5), ("A and (B or C)", 3, 3),
      ("B and (A or C)", 5, 5), ("(A and B) or (A and C)", 6, 3), ("A or B or C or A", 18, 7),
      ("(A or B) and (B or C)", 8, 5), ("C and (A or (A and B))", 6, 3),
    ])
  func tree(rule: String, sum: Double, maximum: Double) throws {
    let levels = ["A": 3.0, "B": 5.0, "C": 7.0]
    #expect(try score(rule, levels, .sum).value == sum)
    #expect(try score(rule, levels, .maximum).value == maximum)
  }

  @Test("do not count a shared part once for every isozyme")
  func sharedPart() throws {
    let ones = ["A": 1.0, "B": 1.0, "C": 1.0]
    #expect(try score("A and (B or C)", ones, .sum).value == 1)
    #expect(try score("(A and B) or (A and C)", ones, .sum).value == 2)
    #expect(try score("A and (B or C)", ones, .maximum).value == 1)
  }

  /// The levels of the tests of CORDA, with missing genes skipped.
  @Test(
    "are those of another tool's examples",
    arguments: [
      ("g1 and g2 or g3", 2.0), ("g1 and (g2 or g3)", -1), ("g1 or g2 or g4 or g5", 3),
      ("g3 and g6", 2),
    ])
  func corda(rule: String, value: Double) throws {
    let levels = ["g1": -1.0, "g2": 1, "g3": 2, "g4": 3]
    #expect(try score(rule, levels, .maximum).value == value)
  }

  @Test(
    "skip what was not measured",
    arguments: [
      ("A and X", 3.0, 1, 2), ("A or X", 3, 1, 2), ("X or (A and Y)", 3, 1, 3),
      ("(X and Y) or (A and B)", 3, 2, 4), ("X and (Y or Z)", nil, 0, 3), ("X or X", nil, 0, 1),
      ("Z0 and A", 0, 2, 2), ("Z0 or A", 3, 2, 2),
    ] as [(String, Double?, Int, Int)])
  func missing(rule: String, value: Double?, measured: Int, genes: Int) throws {
    let score = try score(rule, ["A": 3, "B": 5, "Z0": 0], .sum)
    #expect(score.value == value)
    #expect(score.measuredGenes == measured)
    #expect(score.genes == genes)
  }

  @Test("stay finite")
  func finite() throws {
    let huge = Double.greatestFiniteMagnitude
    #expect(try score("A or B", ["A": huge, "B": huge], .sum).value == huge)
  }

  @Test(
    "name the genes that hold them down",
    arguments: [
      ("A and B", ["A"]), ("A or B", ["A", "B"]), ("B and (A or C)", ["B"]),
      ("(A and B) or (C and X)", ["A", "C"]), ("A and A2 and B", ["A", "A2"]), ("X and Y", []),
    ])
  func limiting(rule: String, expected: [String]) throws {
    let levels = ["A": 3.0, "A2": 3.0, "B": 5.0, "C": 7.0]
    let model = try OmicsModels.model([.init("R", rule: rule)])
    let reaction = try #require(model.reactions.first?.rule)
    let genes = GeneRuleScoring().limitingGenes(
      of: reaction, levels: model.genes.map { levels[$0.id] })
    #expect(genes.map { model.genes[$0].id } == expected)
  }

  /// Raising a level never lowers a score, and scaling all levels scales it, whatever the rule.
  @Test("grow with the levels and scale with them")
  func properties() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      let rule = Self.randomRule(depth: 4, using: &generator)
      let levels: [Double?] = (0..<6).map { _ in
        Int.random(in: 0..<5, using: &generator) == 0
          ? nil : Double(Int.random(in: 0..<64, using: &generator))
      }
      for isozymes in GeneRuleScoring.Isozymes.allCases {
        let scoring = GeneRuleScoring(isozymes: isozymes)
        let value = scoring.score(rule, levels: levels).value
        // A power of two scales without rounding.
        let scaled = scoring.score(rule, levels: levels.map { $0.map { $0 * 0.25 } }).value
        #expect(scaled == value.map { $0 * 0.25 })
        let gene = Int.random(in: 0..<6, using: &generator)
        var raised = levels
        raised[gene] = levels[gene].map { $0 + 10 }
        let after = scoring.score(rule, levels: raised).value
        #expect((after == nil) == (value == nil))
        #expect(after ?? 0 >= value ?? 0)
      }
    }
  }

  static func randomRule(
    depth: Int, using generator: inout SeededGenerator
  ) -> GeneReactionRule {
    let kind = depth == 0 ? 0 : Int.random(in: 0..<3, using: &generator)
    if kind == 0 { return .gene(Int.random(in: 0..<6, using: &generator)) }
    let parts = (0..<Int.random(in: 2...3, using: &generator)).map { _ in
      randomRule(depth: depth - 1, using: &generator)
    }
    return kind == 1 ? .all(parts) : .any(parts)
  }
}
