import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing

@Suite("Ways to score gene rules")
struct GeneRuleFormsTests {
  private func value(
    _ rule: String, _ levels: [String: Double], _ scoring: GeneRuleScoring
  ) throws -> Double? {
    let model = try OmicsModels.model([.init("R", rule: rule)])
    let reaction = try #require(model.reactions.first?.rule)
    return scoring.score(reaction, levels: model.genes.map { levels[$0.id] }).value
  }

  private func scoring(
    _ isozymes: GeneRuleScoring.Isozymes = .sum,
    _ complexes: GeneRuleScoring.Complexes = .minimum,
    _ missing: GeneRuleScoring.Missing = .skipped, _ form: GeneRuleScoring.Form = .tree
  ) -> GeneRuleScoring {
    var scoring = GeneRuleScoring(isozymes: isozymes)
    scoring.complexes = complexes
    scoring.missing = missing
    scoring.form = form
    return scoring
  }

  @Test("have the defaults of E-Flux")
  func defaults() {
    let scoring = GeneRuleScoring()
    #expect(scoring.isozymes == .sum)
    #expect(scoring.complexes == .minimum)
    #expect(scoring.missing == .skipped)
    #expect(scoring.form == .tree)
    #expect(!scoring.sharesGenes)
    #expect(scoring.weights == nil)
    #expect(scoring.text == "or sum")
  }

  /// By hand: the sum is 1 on the tree, 2 over the complexes, 1 over the choices.
  @Test(
    "give the three sums of one rule in three forms",
    arguments: [(GeneRuleScoring.Form.tree, 1.0), (.alternatives, 2), (.parts, 1)])
  func forms(form: GeneRuleScoring.Form, expected: Double) throws {
    let ones = ["A": 1.0, "B": 1.0, "C": 1.0]
    #expect(try value("A and (B or C)", ones, scoring(.sum, .minimum, .skipped, form)) == expected)
    #expect(try value("A and (B or C)", ones, scoring(.maximum, .minimum, .skipped, form)) == 1)
  }

  /// Ways of the same genes are one way: A and A is A, and A or A is A.
  @Test(
    "write each alternative once",
    arguments: [
      ("A or B or A", 8.0, 8.0), ("(A and B) or (B and A)", 3, 3), ("A and A", 3, 3),
      ("(A or B) and (A or C)", 14, 8),
    ] as [(String, Double, Double)])
  func once(rule: String, alternatives: Double, parts: Double) throws {
    let levels = ["A": 3.0, "B": 5.0, "C": 7.0]
    #expect(
      try value(rule, levels, scoring(.sum, .minimum, .skipped, .alternatives)) == alternatives)
    #expect(try value(rule, levels, scoring(.sum, .minimum, .skipped, .parts)) == parts)
  }

  /// The levels of CORDA's tests (corda/tests/test_util.py), where an unknown gene has confidence 0.
  @Test(
    "are those of CORDA with zero for what is missing",
    arguments: [
      ("g1 and g2 or g3", 2.0), ("g1 and (g2 or g3)", -1), ("g1 or g2 or g4 or g5", 3),
      ("g3 and g6", 0),
    ] as [(String, Double)])
  func corda(rule: String, expected: Double) throws {
    let levels = ["g1": -1.0, "g2": 1, "g3": 2, "g4": 3]
    #expect(try value(rule, levels, scoring(.maximum, .minimum, .zero)) == expected)
  }

  @Test("give nothing for a reaction without a rule, whatever is missing")
  func noRule() throws {
    let model = try OmicsModels.model([.init("R")])
    let scores = try scoring(.maximum, .minimum, .zero).scores(
      of: model, levels: [], skippingUnreadable: false)
    #expect(scores.values == [nil])
  }

  /// By hand, with X never measured.
  @Test(
    "take what is missing as told",
    arguments: [
      ("A and X", 3.0, 0.0, 3.0), ("A or X", 3, 3, nil), ("X", nil, 0, nil),
      ("A and (B or X)", 3, 3, 3), ("(A and B) or (X and Y)", 3, 3, nil), ("X and Y", nil, 0, nil),
      ("(A or X) and (B or X)", 3, 3, nil),
    ] as [(String, Double?, Double?, Double?)])
  func missing(rule: String, skipped: Double?, zero: Double?, unlimited: Double?) throws {
    let levels = ["A": 3.0, "B": 5.0]
    #expect(try value(rule, levels, scoring(.sum, .minimum, .skipped)) == skipped)
    #expect(try value(rule, levels, scoring(.sum, .minimum, .zero)) == zero)
    #expect(try value(rule, levels, scoring(.sum, .minimum, .unlimited)) == unlimited)
  }

  /// By hand: A, B, C, D are 1, 2, 4, 8.
  @Test(
    "combine the parts of a complex",
    arguments: [
      (GeneRuleScoring.Complexes.minimum, 1.0), (.maximum, 4), (.mean, 7.0 / 3), (.median, 2),
      (.geometricMean, 2),
    ] as [(GeneRuleScoring.Complexes, Double)])
  func complexes(complexes: GeneRuleScoring.Complexes, expected: Double) throws {
    let levels = ["A": 1.0, "B": 2, "C": 4, "D": 8]
    let found = try value("A and B and C", levels, scoring(.maximum, complexes))
    #expect(abs(try #require(found) - expected) <= 1e-14)
    #expect(try value("A and Z", ["A": 9, "Z": 0], scoring(.sum, .geometricMean)) == 0)
  }

  @Test(
    "combine isozymes",
    arguments: [
      (GeneRuleScoring.Isozymes.sum, 15.0), (.maximum, 8), (.minimum, 1), (.mean, 3.75),
      (.median, 3),
    ] as [(GeneRuleScoring.Isozymes, Double)])
  func isozymes(isozymes: GeneRuleScoring.Isozymes, expected: Double) throws {
    let levels = ["A": 1.0, "B": 2, "C": 4, "D": 8]
    #expect(try value("A or B or C or D", levels, scoring(isozymes)) == expected)
  }

  @Test("weight the genes they are told to")
  func weights() throws {
    let model = try OmicsModels.model([.init("R", rule: "A and B"), .init("S", rule: "A or C")])
    var scoring = GeneRuleScoring()
    scoring.weights = model.genes.map { ["A": 0.5, "B": 1, "C": 0.25][$0.id] ?? 0 }
    let levels: [Double?] = model.genes.map { ["A": 8, "B": 5, "C": 4][$0.id] }
    let scores = try scoring.scores(of: model, levels: levels, skippingUnreadable: false)
    #expect(scores.values == [4, 5])
  }

  /// By hand: A sets R and S, B sets T; U has no level.
  @Test("share a gene among the reactions whose score it sets")
  func shared() throws {
    let model = try OmicsModels.model([
      .init("R", rule: "A"), .init("S", rule: "A and B"), .init("T", rule: "A or B"),
      .init("U", rule: "X"),
    ])
    var scoring = GeneRuleScoring(isozymes: .maximum)
    scoring.sharesGenes = true
    let levels: [Double?] = model.genes.map { ["A": 3, "B": 5][$0.id] }
    let scores = try scoring.scores(of: model, levels: levels, skippingUnreadable: false)
    #expect(scores.values == [1.5, 1.5, 5, nil])
    scoring.isozymes = .sum
    #expect(throws: OmicsError.self) {
      try scoring.scores(of: model, levels: levels, skippingUnreadable: false)
    }
  }

  /// 2¹⁴ alternatives from fourteen pairs.
  @Test("refuse to write out a rule of too many alternatives")
  func guarded() throws {
    let pairs = (0..<14).map { "(A\($0) or B\($0))" }.joined(separator: " and ")
    let model = try OmicsModels.model([.init("R", rule: pairs)])
    let levels = [Double?](repeating: 1, count: model.genes.count)
    let limit = GeneRuleScoring.mostAlternatives
    #expect(throws: OmicsError.tooManyAlternatives(reaction: "R", limit: limit)) {
      try scoring(.sum, .minimum, .skipped, .alternatives).scores(
        of: model, levels: levels, skippingUnreadable: false)
    }
    let tree = try scoring().scores(of: model, levels: levels, skippingUnreadable: false)
    #expect(tree.values == [2])
  }

  @Test("agree in all forms for minimum and maximum, whatever is missing")
  func agreement() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<200 {
      let rule = GeneRuleScoringTests.randomRule(depth: 3, using: &generator)
      let levels = Self.levels(using: &generator)
      for missing in GeneRuleScoring.Missing.allCases where missing != .skipped {
        let values = GeneRuleScoring.Form.allCases.map {
          scoring(.maximum, .minimum, missing, $0).score(rule, levels: levels).value
        }
        #expect(Set(values).count == 1)
      }
      let measured = levels.map { $0 ?? 1 }
      let values = GeneRuleScoring.Form.allCases.map {
        scoring(.maximum, .minimum, .skipped, $0).score(rule, levels: measured).value
      }
      #expect(Set(values).count == 1)
    }
  }

  @Test("do not depend on the order of the parts, to the last digit")
  func permutation() throws {
    var generator = SeededGenerator(seed: 12)
    for _ in 0..<100 {
      let rule = GeneRuleScoringTests.randomRule(depth: 3, using: &generator)
      let other = Self.shuffled(rule, using: &generator)
      let levels = Self.levels(using: &generator).map { $0.map { $0 / 7 + 0.1 } }
      for isozymes in GeneRuleScoring.Isozymes.allCases {
        for complexes in GeneRuleScoring.Complexes.allCases {
          for missing in GeneRuleScoring.Missing.allCases {
            let scoring = scoring(isozymes, complexes, missing)
            let value = scoring.score(rule, levels: levels).value
            #expect(value == scoring.score(other, levels: levels).value)
            #expect(value?.isFinite ?? true)
          }
        }
      }
    }
  }

  private static func levels(using generator: inout SeededGenerator) -> [Double?] {
    (0..<6).map { _ in
      Int.random(in: 0..<4, using: &generator) == 0
        ? nil : Double(Int.random(in: 0..<64, using: &generator))
    }
  }

  private static func shuffled(
    _ rule: GeneReactionRule, using generator: inout SeededGenerator
  ) -> GeneReactionRule {
    switch rule {
    case .gene: return rule
    case .all(let parts):
      let new = parts.map { shuffled($0, using: &generator) }
      return .all(new.shuffled(using: &generator))
    case .any(let parts):
      let new = parts.map { shuffled($0, using: &generator) }
      return .any(new.shuffled(using: &generator))
    }
  }
}
