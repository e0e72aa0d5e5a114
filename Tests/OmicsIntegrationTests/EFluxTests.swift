import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing

@Suite("E-Flux")
struct EFluxTests {
  typealias Part = OmicsModels.Part

  static func levels(
    _ model: MetabolicModel, _ values: [String: Double], sample: String = "S"
  ) throws -> GeneLevels {
    var options = GeneMatchingOptions()
    options.minimumCoverage = 0
    let names = values.keys.sorted()
    let matching = try GeneMatching(model: model, tableGenes: names, options: options)
    return try matching.levels(
      of: OmicsProfile(sample: sample, genes: names, levels: names.map { values[$0] }))
  }

  static func personalize(
    _ parts: [Part], _ values: [String: Double], _ method: EFlux = EFlux()
  ) throws -> PersonalizedModel {
    let model = try OmicsModels.model(parts)
    return try method.personalize(ConstrainedModel(model), with: levels(model, values))
  }

  static func bounds(_ model: PersonalizedModel) -> [FluxBounds] { model.constrained.bounds }

  @Test("has its defaults")
  func defaults() {
    let method = EFlux()
    #expect(method.scale == .maximum)
    #expect(method.scoring.isozymes == .sum)
    #expect(!method.skipUnreadableRules)
  }

  /// By hand: scores 8, 2, none, 4, 0; scale 8.
  @Test("scales both bounds by the share of the largest score")
  func scales() throws {
    let model = try Self.personalize(
      [
        Part("top", [:], (-1000, 1000), rule: "A"), Part("low", [:], (-20, 40), rule: "B"),
        Part("none", [:], (-7, 9)), Part("half", [:], (0, 10), rule: "B or C"),
        Part("off", [:], (-5, 5), rule: "A and Z"), Part("unmeasured", [:], (-3, 3), rule: "X"),
      ], ["A": 8, "B": 2, "C": 2, "Z": 0])
    #expect(
      Self.bounds(model) == [
        FluxBounds(lower: -1000, upper: 1000), FluxBounds(lower: -5, upper: 10),
        FluxBounds(lower: -7, upper: 9), FluxBounds(lower: 0, upper: 5),
        FluxBounds(lower: 0, upper: 0), FluxBounds(lower: -3, upper: 3),
      ])
    #expect(model.scores == [8, 2, nil, 4, 0, nil])
    #expect(model.scales == [1, 0.25, nil, 0.5, 0, nil])
    #expect(model.changed == [false, true, false, true, true, false])
    #expect(model.measuredGenes == [1, 1, 0, 2, 2, 0])
    #expect(model.ruleGenes == [1, 1, 0, 2, 2, 1])
    #expect(model.provenance["scale_value"] == .number(8))
    #expect(model.provenance["scale"] == .text("maximum"))
    #expect(model.provenance.sample == "S")
    #expect(model.counts.scored == 4)
    #expect(model.counts.unscored == 2)
    #expect(model.counts.unmeasuredRules == 1)
    #expect(model.counts.changed == 3)
    #expect(model.counts.closed == 1)
    #expect(model.counts.capped == 0)
  }

  @Test("keeps forced fluxes and never lets the other bound cross them")
  func forced() throws {
    let model = try Self.personalize(
      [
        Part("scale", rule: "A"), Part("demand", [:], (2, 100), rule: "B"),
        Part("tight", [:], (2, 3), rule: "B"), Part("back", [:], (-100, -2), rule: "B"),
        Part("fixed", [:], (5, 5), rule: "B"), Part("tightBack", [:], (-3, -2), rule: "B"),
        Part("dead", [:], (1, 9), rule: "Z"),
      ], ["A": 10, "B": 1, "Z": 0])
    #expect(
      Self.bounds(model).dropFirst() == [
        FluxBounds(lower: 2, upper: 10), FluxBounds(lower: 2, upper: 2),
        FluxBounds(lower: -10, upper: -2), FluxBounds(lower: 5, upper: 5),
        FluxBounds(lower: -2, upper: -2), FluxBounds(lower: 1, upper: 1),
      ])
    #expect(model.counts.clamped == 4)
    #expect(model.counts.closed == 0)
  }

  @Test("leaves an infinite bound unless the score is zero, and says so")
  func infinite() throws {
    let model = try Self.personalize(
      [
        Part("top", [:], (-.infinity, .infinity), rule: "A"),
        Part("half", [:], (-.infinity, 10), rule: "B"),
        Part("off", [:], (-.infinity, .infinity), rule: "Z"),
      ], ["A": 2, "B": 1, "Z": 0])
    #expect(
      Self.bounds(model) == [
        FluxBounds(lower: -.infinity, upper: .infinity),
        FluxBounds(lower: -.infinity, upper: 5), FluxBounds(lower: 0, upper: 0),
      ])
    #expect(model.unlimited == [1])
  }

  /// Hazen's percentile 75 of 10, 20, 40 is 35 (numpy 2, method "hazen").
  @Test("can scale by a percentile, capped at the full bounds")
  func percentile() throws {
    var method = EFlux()
    method.scale = .percentile(75)
    let parts = ["A", "B", "C"].map { Part($0, [:], (-100, 100), rule: $0) }
    let model = try Self.personalize(parts, ["A": 10, "B": 20, "C": 40], method)
    #expect(model.provenance["scale_value"] == .number(35))
    #expect(model.provenance["scale"] == .text("percentile 75"))
    #expect(model.counts.capped == 1)
    #expect(Self.bounds(model)[2] == FluxBounds(lower: -100, upper: 100))
    #expect(Self.bounds(model)[0].upper == 100 * (10.0 / 35))
    for (percentile, value) in [(100.0, 40.0), (50, 20), (1, 10), (95, 40)] {
      method.scale = .percentile(percentile)
      let model = try Self.personalize(parts, ["A": 10, "B": 20, "C": 40], method)
      #expect(model.provenance["scale_value"] == .number(value))
    }
    method.scale = .percentile(10)
    #expect(throws: OmicsError.scaleIsZero(sample: "S", percentile: 10)) {
      try Self.personalize(parts, ["A": 0, "B": 0, "C": 40], method)
    }
    for wrong in [0, -1, 100.5, .nan] {
      method.scale = .percentile(wrong)
      #expect(throws: OmicsError.self) {
        try Self.personalize(parts, ["A": 1, "B": 2, "C": 3], method)
      }
    }
  }

  @Test("can scale by a reference sample")
  func reference() throws {
    let model = try OmicsModels.model([
      Part("a", [:], (-8, 8), rule: "A"), Part("b", [:], (-8, 8), rule: "B"),
    ])
    var method = EFlux()
    method.scale = .reference(try Self.levels(model, ["A": 4, "B": 1], sample: "R"))
    let result = try method.personalize(
      ConstrainedModel(model), with: Self.levels(model, ["A": 16, "B": 2]))
    #expect(Self.bounds(result).map(\.upper) == [8, 4])
    #expect(result.counts.capped == 1)
    #expect(result.provenance["scale"] == .text("maximum of sample R"))
    #expect(result.provenance["scale_value"] == .number(4))
    method.scale = .reference(try Self.levels(model, ["A": 0, "B": 0], sample: "R"))
    #expect(throws: OmicsError.allZero(sample: "R")) {
      try method.personalize(ConstrainedModel(model), with: Self.levels(model, ["A": 1, "B": 2]))
    }
  }

  @Test("keeps a medium and knock-outs")
  func onTop() throws {
    let model = try OmicsModels.model([
      Part("uptake", [:], (-1000, 0)), Part("a", [:], (-8, 8), rule: "A"),
      Part("b", [:], (-8, 8), rule: "B"),
    ])
    var base = ConstrainedModel(model)
    try base.setBounds(FluxBounds(lower: -3, upper: 0), ofReaction: 0)
    base.knockOut(genes: [1])
    let result = try EFlux().personalize(base, with: Self.levels(model, ["A": 1, "B": 2]))
    #expect(
      Self.bounds(result) == [
        FluxBounds(lower: -3, upper: 0), FluxBounds(lower: -4, upper: 4),
        FluxBounds(lower: 0, upper: 0),
      ])
    #expect(result.counts.closed == 0)
  }

  @Test("refuses samples that say nothing")
  func nothing() throws {
    let parts = [Part("a", rule: "A"), Part("b", rule: "B"), Part("c", rule: "X")]
    #expect(throws: OmicsError.allZero(sample: "S")) {
      try Self.personalize(parts, ["A": 0, "B": 0])
    }
    let model = try OmicsModels.model([Part("a")], genes: [Gene(id: "A")])
    #expect(throws: OmicsError.nothingScored(sample: "S")) {
      try EFlux().personalize(ConstrainedModel(model), with: Self.levels(model, ["A": 1]))
    }
  }

  @Test("refuses rules that could not be read, unless told to skip them")
  func unreadable() throws {
    let gene = Gene(id: "A")
    let model = try MetabolicModel(
      id: "m", metabolites: [],
      reactions: [
        Reaction(id: "ok", rule: .gene(0)), Reaction(id: "bad", unreadableRule: "A and ("),
        Reaction(id: "worse", unreadableRule: "A,B"),
      ], genes: [gene],
      stoichiometry: {
        var matrix = StoichiometricMatrix(rowCount: 0)
        for _ in 0..<3 { matrix.appendColumn([]) }
        return matrix
      }())
    let levels = try Self.levels(model, ["A": 1])
    #expect(throws: OmicsError.unreadableRule(reaction: "bad", rule: "A and (", count: 2)) {
      try EFlux().personalize(ConstrainedModel(model), with: levels)
    }
    var method = EFlux()
    method.skipUnreadableRules = true
    let result = try method.personalize(ConstrainedModel(model), with: levels)
    #expect(result.unreadable == [1, 2])
    #expect(result.changed == [false, false, false])
  }
}
