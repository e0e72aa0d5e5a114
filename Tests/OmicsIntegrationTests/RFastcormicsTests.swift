import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

@Suite("rFASTCORMICS")
struct RFastcormicsTests {
  typealias Part = OmicsModels.Part

  /// From A to D by B, by C, or by E; D leaves, or makes biomass.
  static let parts = [
    Part("in", ["A": 1], (0, 10)),
    Part("AB", ["A": -1, "B": 1], rule: "b"), Part("BD", ["B": -1, "D": 1], rule: "b"),
    Part("AC", ["A": -1, "C": 1], rule: "c"), Part("CD", ["C": -1, "D": 1], rule: "c and x"),
    Part("AE", ["A": -1, "E": 1]), Part("EF", ["E": -1, "F": 1]), Part("FD", ["F": -1, "D": 1]),
    Part("out", ["D": -1], rule: "o"), Part("growth", ["D": -1], rule: "g"),
  ]

  private func run(
    _ values: [String: Double], _ options: [String: String] = [:], parts: [Part] = parts
  ) throws -> PersonalizedModel {
    let model = try OmicsModels.model(parts, objective: "growth")
    var settings = MethodSettings(options)
    settings.thresholds = .absolute(activeFrom: 2, inactiveBelow: 1)
    return try OmicsMethods.entry("rfastcormics")(settings).personalize(
      ConstrainedModel(model), with: EFluxTests.levels(model, values),
      using: FluxConsistencyTests.solver())
  }

  private func kept(_ model: PersonalizedModel) -> Set<String> {
    let ids = model.base.model.reactions.map(\.id)
    return Set(ids.indices.filter { model.kept?[$0] == true }.map { ids[$0] })
  }

  @Test("closes inactive reactions, and takes the long way round them")
  func closes() throws {
    let model = try run(["b": 0, "c": 0, "o": 3, "g": 1.5], ["required": "none"])
    #expect(kept(model) == ["in", "AE", "EF", "FD", "out"])
    #expect(model.findings.contains(MethodFigure("closed_reactions", .integer(4))))
    #expect(model.findings.contains(MethodFigure("active_reactions", .integer(1))))
  }

  @Test("leaves open what a required reaction needs")
  func required() throws {
    // The short way costs less, and is opened although it is inactive.
    let model = try run(["b": 0, "c": 0, "o": 3, "g": 0])
    #expect(
      kept(model) == ["in", "AB", "BD", "out", "growth"]
        || kept(model) == ["in", "AC", "CD", "out", "growth"])
    #expect(model.provenance["required"] == .list(["growth"]))
    #expect(throws: OmicsError.unknownReaction(id: "growt", suggestion: "growth")) {
      try run(["b": 0, "o": 3], ["required": "out, growt"])
    }
  }

  @Test("takes an unmeasured gene for undetermined")
  func unmeasured() throws {
    // c and x: x was not measured, so that CD is not active though c is.
    let model = try run(["b": 0, "c": 3, "o": 3, "g": 0], ["required": "none"])
    #expect(model.activities?[4] == .undetermined)
    #expect(kept(model) == ["in", "AC", "CD", "out"])
  }

  @Test("does not insist on active transporters")
  func transporters() throws {
    var all = try OmicsModels.model(Self.parts, objective: "growth")
    var reactions = all.reactions
    for index in 3...4 { reactions[index].subsystem = "transport, somewhere" }
    all = try MetabolicModel(
      id: "test", metabolites: all.metabolites, reactions: reactions, genes: all.genes,
      stoichiometry: all.stoichiometry, objective: all.objective)
    let activities: [Activity?] = all.reactions.map { reaction in
      reaction.id == "BD" || reaction.id == "AC" ? .active : .undetermined
    }
    var method = RFastcormics()
    method.required = .named([])
    let base = ConstrainedModel(all)
    let solver = try FluxConsistencyTests.solver()
    let free = try method.reduce(base, activities: activities, sample: "S", using: solver)
    #expect(!free.reduction.isKept[3] && free.core == 1)
    method.unpenalizedSubsystems = []
    let bound = try method.reduce(base, activities: activities, sample: "S", using: solver)
    #expect(bound.reduction.isKept[3] && bound.core == 2)
  }

  @Test("says what cannot be done")
  func errors() throws {
    #expect(
      throws: OmicsError.invalidOption(
        name: "--method-option unpenalized", value: "'Tansport'",
        allowed: "none: the model names no subsystems")
    ) { try run(["b": 3, "o": 3], ["unpenalized": "Tansport"]) }
    #expect(throws: OmicsError.emptyCore(sample: "S")) {
      try run(["b": 0, "c": 0, "o": 0, "g": 0], ["required": "none"])
    }
    let parts = Self.parts + [Part("stuck", ["Q": -1])]
    #expect(throws: OmicsError.inconsistentCore(reactions: ["stuck"], epsilon: 1e-4)) {
      try run(["b": 3, "o": 3], ["required": "stuck"], parts: parts)
    }
  }

  @Test("keeps the whole consistent model where all is active, whatever the scale of the levels")
  func allActive() throws {
    let profile = ZFPKMTests.profile(seed: 5, count: 400)
    let top = profile.max() ?? 0
    let names = ["b", "c", "x", "o", "g"] + profile.indices.map { "n\($0)" }
    let model = try OmicsModels.model(Self.parts, objective: "growth")
    var results: [PersonalizedModel] = []
    for scale in [1, 0.01, 250] {
      let levels = (Array(repeating: top, count: 5) + profile).map { $0 * scale as Double? }
      for order in [Array(names.indices), Array(names.indices.reversed())] {
        let matching = try GeneMatching(model: model, tableGenes: order.map { names[$0] })
        let sample = OmicsProfile(
          sample: "S", genes: order.map { names[$0] }, levels: order.map { levels[$0] })
        results.append(
          try RFastcormics().personalize(
            ConstrainedModel(model), with: matching.levels(of: sample),
            using: FluxConsistencyTests.solver()))
      }
    }
    let whole: Set = ["in", "AB", "BD", "AC", "CD", "out", "growth"]
    #expect(results.allSatisfy { kept($0) == whole })
  }

  @Test("a consensus counts what nine of ten samples say, and opposites twice")
  func consensus() throws {
    let samples: [[Activity?]] = (0..<10).map { sample in
      [
        .active, sample == 0 ? .undetermined : .active, sample == 0 ? .inactive : .active,
        sample == 3 ? .undetermined : .inactive, nil, .undetermined,
      ]
    }
    #expect(
      try ActivityConsensus().activities(of: samples)
        == [.active, .active, .undetermined, .inactive, nil, .undetermined])
    #expect(
      try ActivityConsensus(share: 1).activities(of: samples)
        == [.active, .undetermined, .undetermined, .undetermined, nil, .undetermined])
    for share in [0, -1, 1.1, .nan] {
      #expect(throws: OmicsError.self) { try ActivityConsensus(share: share) }
    }
  }
}
