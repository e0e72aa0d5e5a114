import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

/// Answers by hand: in a chain the flux is the least of the bounds on its way.
@Suite("Viability")
struct ViabilityTests {
  typealias Part = OmicsModels.Part
  typealias RelaxedBound = ViabilityRelaxation.RelaxedBound

  /// → A → B → C →, with up to 10 of A, and an unrelated reaction that sets the scale to 1.
  private static let chain = [
    Part("uptake", ["A": 1], (0, 10)), Part("first", ["A": -1, "B": 1], rule: "g1"),
    Part("second", ["B": -1, "C": 1], rule: "g2 and g3"), Part("growth", ["C": -1]),
    Part("scale", rule: "top"),
  ]

  private func personalize(
    _ parts: [Part], _ values: [String: Double], objective: String = "growth",
    sense: FluxObjective.Sense = .maximize
  ) throws -> PersonalizedModel {
    let model = try OmicsModels.model(parts, objective: objective, sense: sense)
    return try EFlux().personalize(
      ConstrainedModel(model), with: EFluxTests.levels(model, values))
  }

  private func relax(
    _ model: PersonalizedModel, _ fraction: Double
  ) throws -> ViabilityRelaxation {
    let backend = try SolverChoice.auto.makeBackend()
    let viability = Viability()
    let assessment = try viability.assess(model, using: backend)
    return try viability.relaxation(
      of: model, assessment, fraction: fraction, using: backend)
  }

  private func near(_ value: Double?, _ expected: Double) -> Bool {
    abs((value ?? .nan) - expected) <= 1e-7 * max(1, abs(expected))
  }

  @Test("has its defaults")
  func defaults() {
    #expect(Viability.blockedShare == 1e-6)
    #expect(Viability.probeFraction == 0.01)
  }

  @Test("names the reaction and the gene that block, and opens no more than needed")
  func blocked() throws {
    let model = try personalize(Self.chain, ["g1": 1, "g2": 0, "g3": 0.5, "top": 1])
    let backend = try SolverChoice.auto.makeBackend()
    let assessment = try Viability().assess(model, using: backend)
    #expect(near(assessment.referenceOptimum, 10))
    #expect(near(assessment.patientOptimum, 0))
    #expect(assessment.isBlocked)
    let blocking = try #require(try Viability().blocking(model, assessment, using: backend))
    #expect(blocking.bounds.map(\.id) == ["second"])
    #expect(blocking.bounds.first?.genes == ["g2"])
    #expect(blocking.bounds.first?.side == .upper)
    #expect(near(blocking.bounds.first?.amount, 0.1))

    let half = try relax(model, 0.5)
    #expect(near(half.target, 5) && near(half.optimum, 5) && near(half.total, 5))
    #expect(half.bounds.map(\.id) == ["second"])
    #expect(half.model.constrained.bounds[2].upper == half.bounds.first?.to)
    #expect(half.model.constrained.bounds[1] == model.constrained.bounds[1])
    #expect(half.model.relaxed == [false, false, true, false, false])
    #expect(half.model.changed == [false, false, true, false, false])
  }

  @Test("tops up what is too little")
  func partial() throws {
    // second may carry 1000 · 0.002 = 2 of the 5 that are asked for.
    let model = try personalize(Self.chain, ["g1": 1, "g2": 0.002, "g3": 0.5, "top": 1])
    let relaxation = try relax(model, 0.5)
    #expect(near(relaxation.assessment.patientOptimum, 2))
    #expect(!relaxation.assessment.isBlocked)
    #expect(near(relaxation.bounds.first?.from, 2))
    #expect(near(relaxation.bounds.first?.to, 5))
    #expect(
      try Viability().blocking(
        model, relaxation.assessment, using: SolverChoice.auto.makeBackend()) == nil)
  }

  @Test("changes nothing where the target is reached already")
  func unneeded() throws {
    let model = try personalize(Self.chain, ["g1": 1, "g2": 1, "g3": 1, "top": 1])
    let relaxation = try relax(model, 1)
    #expect(relaxation.bounds.isEmpty)
    #expect(relaxation.model.constrained.bounds == model.constrained.bounds)
    #expect(near(relaxation.optimum, 10))
  }

  @Test("gives back everything for the whole optimum")
  func whole() throws {
    let model = try personalize(Self.chain, ["g1": 0, "g2": 0, "g3": 0, "top": 1])
    let relaxation = try relax(model, 1)
    #expect(near(relaxation.optimum, 10))
    #expect(near(relaxation.total, 20))
    #expect(relaxation.bounds.map(\.id) == ["first", "second"])
  }

  @Test("takes the way that costs least")
  func cheapest() throws {
    let model = try personalize(
      Self.chain + [
        Part("detour1", ["B": -1, "D": 1], rule: "g2"),
        Part("detour2", ["D": -1, "C": 1], rule: "g2"),
      ], ["g1": 1, "g2": 0, "g3": 0, "top": 1])
    let relaxation = try relax(model, 0.3)
    #expect(relaxation.bounds.map(\.id) == ["second"])
    #expect(near(relaxation.total, 3))
  }

  @Test("opens lower bounds of reversed reactions, and infinite ones by finite amounts")
  func reversed() throws {
    let model = try personalize(
      [
        Part("uptake", ["A": -1], (-10, 0)),
        Part("back", ["A": 1, "C": -1], (-.infinity, 5), rule: "g"),
        Part("growth", ["C": -1]), Part("scale", rule: "top"),
      ], ["g": 0, "top": 1])
    let relaxation = try relax(model, 0.4)
    #expect(relaxation.bounds.map(\.side) == [.lower])
    #expect(near(relaxation.bounds.first?.to, -4))
    #expect(relaxation.model.constrained.bounds[1].upper == 0)
  }

  @Test("makes an infeasible patient feasible")
  func infeasible() throws {
    var parts = Self.chain
    parts[3].bounds = (2, 1000)
    let model = try personalize(parts, ["g1": 1, "g2": 0, "g3": 0, "top": 1])
    let relaxation = try relax(model, 0)
    #expect(relaxation.assessment.patientOptimum == nil)
    #expect(relaxation.assessment.isBlocked)
    #expect(near(relaxation.total, 2))
    #expect(near(relaxation.optimum, 2))
  }

  @Test("aims below a negative optimum and above one to be minimized")
  func targets() throws {
    let assessment = Viability.Assessment(
      referenceOptimum: -10, patientOptimum: -30, sense: .maximize)
    #expect(assessment.target(fraction: 0.9) == -11)
    #expect(!assessment.isBlocked)
    let minimized = Viability.Assessment(
      referenceOptimum: 10, patientOptimum: 30, sense: .minimize)
    #expect(minimized.target(fraction: 0.9) == 11)
    #expect(!minimized.isBlocked)
    #expect(
      Viability.Assessment(referenceOptimum: -10, patientOptimum: 0, sense: .minimize).isBlocked)

    // Growth of 2 is forced; waste is what "second" does not take, to be minimized: 0 before the
    // patient, 8 of the 10 that must be taken up under a bound of 2.
    var parts = Self.chain
    parts[0].bounds = (10, 10)
    parts.append(Part("waste", ["B": -1]))
    let model = try personalize(
      parts, ["g1": 1, "g2": 0.002, "g3": 1, "top": 1], objective: "second", sense: .minimize)
    #expect(try relax(model, 1).bounds.isEmpty)
    let wasteful = try personalize(
      parts, ["g1": 1, "g2": 0.002, "g3": 1, "top": 1], objective: "waste", sense: .minimize)
    let relaxation = try relax(wasteful, 1)
    #expect(near(relaxation.assessment.referenceOptimum, 0))
    #expect(near(relaxation.assessment.patientOptimum, 8))
    #expect(near(relaxation.total, 8))
    #expect(relaxation.bounds.map(\.id) == ["second"])
  }

  @Test("keeps the model's own flux constraints while it relaxes")
  func constraints() throws {
    let plain = try OmicsModels.model(
      Self.chain + [
        Part("other", ["B": -1, "C": 1], rule: "g1 and g1")
      ], objective: "growth")
    // second + other ≤ 6 with both needed: 4 through "other", which may carry no more than 4 …
    let constrained = try MetabolicModel(
      id: "test", metabolites: plain.metabolites, reactions: plain.reactions, genes: plain.genes,
      stoichiometry: plain.stoichiometry, objective: plain.objective,
      constraints: [
        FluxConstraint(
          id: "sum",
          terms: [.init(reaction: 2, coefficient: 1), .init(reaction: 5, coefficient: 2)],
          lower: -.infinity, upper: 6)
      ])
    // … so that a growth of 4 needs second = x and other = 4 − x with x + 2 (4 − x) ≤ 6: x ≥ 2.
    let model = try EFlux().personalize(
      ConstrainedModel(constrained),
      with: EFluxTests.levels(constrained, ["g1": 1, "g2": 0, "g3": 0, "top": 1]))
    let backend = try SolverChoice.auto.makeBackend()
    let assessment = try Viability().assess(model, using: backend)
    #expect(near(assessment.referenceOptimum, 6))
    #expect(near(assessment.patientOptimum, 3))
    let relaxation = try Viability().relaxation(
      of: model, assessment, fraction: 4.0 / 6, using: backend)
    #expect(near(relaxation.total, 2))
    #expect(near(relaxation.optimum, 4))
  }

  @Test("finds relaxations of a millionth")
  func tiny() throws {
    var parts = Self.chain
    parts[2].equation = ["B": -1e-6, "C": 1]
    parts[0].bounds = (0, 1e-6)
    let model = try personalize(parts, ["g1": 0, "g2": 1, "g3": 1, "top": 1])
    let relaxation = try relax(model, 0.1)
    #expect(near(relaxation.target, 0.1))
    #expect(relaxation.bounds.map(\.id) == ["first"])
    #expect(abs(relaxation.total - 1e-7) <= 1e-12)
    #expect(near(relaxation.optimum, 0.1))
  }

  @Test("refuses fractions outside 0 to 1", arguments: [-0.1, 1.1, .nan])
  func fractions(fraction: Double) throws {
    let model = try personalize(Self.chain, ["g1": 1, "g2": 0, "g3": 0, "top": 1])
    #expect(throws: OmicsError.self) { try relax(model, fraction) }
  }
}
