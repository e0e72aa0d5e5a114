import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

@Suite("GIMME", .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct GimmeTests {
  /// 10 of A may come in; the good way to B carries 4, the silent one any; C leads nowhere new.
  private static let parts: [OmicsModels.Part] = [
    .init("in", ["A": 1], (0, 10)), .init("good", ["A": -1, "B": 1], (0, 4), rule: "g1"),
    .init("silent", ["A": -1, "B": 1], rule: "g2"), .init("side", ["A": -1, "C": 1], rule: "g3"),
    .init("back", ["C": -1, "B": 1], rule: "g4"), .init("out", ["B": -1]),
  ]

  private static func levels(
    _ model: MetabolicModel, _ values: [String: Double]
  ) throws -> GeneLevels {
    let genes = values.keys.sorted()
    var options = GeneMatchingOptions()
    options.minimumCoverage = 0
    return try GeneMatching(model: model, tableGenes: genes, options: options).levels(
      of: OmicsProfile(sample: "S", genes: genes, levels: genes.map { values[$0] }))
  }

  static func figure(_ result: PersonalizedModel, _ name: String) -> Double? {
    switch result.findings.first(where: { $0.name == name })?.value {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  private static func run(
    _ values: [String: Double], parts: [OmicsModels.Part] = parts, threshold: Double = 5
  ) throws -> PersonalizedModel {
    let model = try OmicsModels.model(parts, objective: "out")
    var method = Gimme()
    method.thresholds = .absolute(activeFrom: threshold, inactiveBelow: threshold)
    return try method.personalize(
      ConstrainedModel(model), with: levels(model, values),
      using: MethodSolver(SolverChoice.auto.makeBackend()))
  }

  private static let values = ["g1": 10.0, "g2": 1, "g3": 2, "g4": 4.5]

  @Test("a network worked out by hand")
  func byHand() throws {
    let result = try Self.run(Self.values)
    // 9 of 10 must leave, 4 by the good way. The silent way costs 5 − 1 a unit; the side way
    // (5 − 2) + (5 − 4.5).
    #expect(abs((Self.figure(result, "inconsistency_score") ?? .nan) - 17.5) < 1e-7)
    #expect(abs((Self.figure(result, "objective_optimum") ?? .nan) - 10) < 1e-9)
    #expect(result.kept == [true, true, false, true, true, true])
    let best = try fluxBalance(
      of: result.constrained, using: SolverChoice.auto.makeBackend())
    #expect(abs(best.objectiveValue - 10) < 1e-9)
    #expect(Self.figure(result, "kept_below_threshold") == 2)
  }

  @Test("the score is in the unit of the levels, whatever that is")
  func scale() throws {
    let other = try Self.run(Self.values.mapValues { $0 * 1000 }, threshold: 5000)
    #expect(abs((Self.figure(other, "inconsistency_score") ?? .nan) - 17500) < 1e-4)
    #expect(try other.kept == Self.run(Self.values).kept)
  }

  @Test("what all genes speak for costs nothing and is kept")
  func allEqual() throws {
    let result = try Self.run(Self.values.mapValues { _ in 5 })
    #expect(Self.figure(result, "inconsistency_score") == 0)
    #expect(result.kept == Array(repeating: true, count: 6))
  }

  @Test("a forced flux is kept though its gene is silent and the objective does not need it")
  func forced() throws {
    var parts = Self.parts
    parts[3].bounds = (1, 1000)
    let result = try Self.run(Self.values, parts: parts)
    #expect(result.kept?[3] == true && result.constrained.bounds[3].lower == 1)
  }

  @Test("without an objective there is nothing to ask for")
  func noObjective() throws {
    let model = try OmicsModels.model(Self.parts)
    #expect(throws: OmicsError.needsObjective(method: "gimme", model: "test")) {
      try Gimme().personalize(
        ConstrainedModel(model), with: Self.levels(model, Self.values),
        using: MethodSolver(SolverChoice.auto.makeBackend()))
    }
  }

  @Test(
    "e_coli_core: the scores that HiGHS finds",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)),
    arguments: SolverChoice.available)
  func core(choice: SolverChoice) throws {
    let solver = try MethodSolver(choice.makeBackend())
    let model = try ModelBySeed.read("models/e_coli_core.xml.gz")
    for (seed, expected) in zip(UInt64(1)..., ModelBySeed.coreScores) {
      let result = try Gimme().personalize(
        ConstrainedModel(model), with: .seeded(seed, for: model), using: solver)
      let score = Self.figure(result, "inconsistency_score") ?? .nan
      #expect(abs(score - expected) <= 1e-8 * expected)
      // What is kept can still do nine tenths of what the model could.
      let best = try fluxBalance(of: result.constrained, using: solver.backend)
      #expect(best.objectiveValue >= 0.9 * ModelBySeed.coreGrowth - 1e-7)
    }
  }

  /// No score is below a threshold of zero, so that every reaction would count as expressed.
  @Test("a percentile that is zero is refused, and a sample without any expression")
  func zeroThreshold() throws {
    let model = try OmicsModels.model(Self.parts, objective: "out")
    let solver = try MethodSolver(SolverChoice.auto.makeBackend())
    let run = { (values: [String: Double]) throws in
      try Gimme().personalize(
        ConstrainedModel(model), with: Self.levels(model, values), using: solver)
    }
    let sparse = ["g1": 10.0, "g2": 0, "g3": 0, "g4": 4.5]
    #expect(throws: OmicsError.scaleIsZero(sample: "S", percentile: 25)) { try run(sparse) }
    #expect(throws: OmicsError.allZero(sample: "S")) { try run(sparse.mapValues { _ in 0 }) }
  }

  @Test("an objective without a limit is told of the model that has it")
  func unbounded() throws {
    let parts = Self.parts.map { part in
      var part = part
      part.bounds = (0, .infinity)
      return part
    }
    #expect(throws: OmicsError.flux(.unbounded(model: "test"))) {
      try Self.run(Self.values, parts: parts)
    }
  }

  @Test("options by name are checked")
  func options() throws {
    let entry = try OmicsMethods.entry("gimme")
    for (name, value) in [("fraction", "1.5"), ("percentile", "-1"), ("fraction", "x")] {
      #expect(throws: OmicsError.self) { try entry(MethodSettings([name: value])) }
    }
    let made = try #require(try entry(MethodSettings(["fraction": "0.5"])) as? Gimme)
    #expect(made.fraction == 0.5 && made.percentile == 25)
  }

  @Test("the score does not depend on the order of genes, reactions and metabolites")
  func order() throws {
    let first = try Self.run(Self.values)
    let second = try Self.run(Self.values, parts: Self.parts.reversed())
    let scores = [first, second].map { Self.figure($0, "inconsistency_score") ?? .nan }
    #expect(abs(scores[0] - scores[1]) < 1e-9)
    #expect(first.kept == second.kept?.reversed())
  }
}
