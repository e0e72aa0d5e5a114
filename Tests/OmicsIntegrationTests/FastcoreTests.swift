import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

@Suite("FASTCORE")
struct FastcoreTests {
  typealias Part = OmicsModels.Part

  /// From A to D by B, or by C and E; D leaves. The second way is longer.
  static let parts = [
    Part("in", ["A": 1], (0, 10)), Part("AB", ["A": -1, "B": 1]), Part("BD", ["B": -1, "D": 1]),
    Part("AC", ["A": -1, "C": 1], (-1000, 1000)), Part("CE", ["C": -1, "E": 1]),
    Part("ED", ["E": -1, "D": 1]), Part("out", ["D": -1]), Part("dead", ["D": -1, "Z": 1]),
    Part("leak", ["C": -1]),
  ]

  private func kept(
    _ core: Set<String>, free: Set<String> = [], _ fastcore: Fastcore = Fastcore(),
    _ choice: SolverChoice = .auto
  ) throws -> Set<String> {
    let model = try OmicsModels.model(Self.parts)
    let ids = model.reactions.map(\.id)
    let result = try fastcore.reduce(
      ConstrainedModel(model), core: ids.indices.filter { core.contains(ids[$0]) },
      unpenalized: Set(ids.indices.filter { free.contains(ids[$0]) }),
      using: FluxConsistencyTests.solver(choice))
    return Set(ids.indices.filter { result.isKept[$0] }.map { ids[$0] })
  }

  @Test("takes the shortest way through what is not core", arguments: SolverChoice.available)
  func shortest(_ choice: SolverChoice) throws {
    #expect(try kept(["out"], Fastcore(), choice) == ["in", "AB", "BD", "out"])
    #expect(try kept(["ED"], Fastcore(), choice) == ["in", "AC", "CE", "ED", "out"])
    #expect(try kept(["AC"], Fastcore(), choice) == ["in", "AC", "leak"])
    #expect(try kept([]) == [])
  }

  @Test("takes a longer way that costs nothing")
  func free() throws {
    #expect(try kept(["out"], free: ["AC", "CE", "ED"]) == ["in", "AC", "CE", "ED", "out"])
  }

  @Test("names core reactions that can carry no flux, or leaves them out")
  func inconsistent() throws {
    #expect(throws: OmicsError.inconsistentCore(reactions: ["dead"], epsilon: 1e-4)) {
      try kept(["dead", "out"])
    }
    var fastcore = Fastcore()
    fastcore.inconsistentCore = .drop
    #expect(try kept(["dead", "out"], fastcore) == ["in", "AB", "BD", "out"])
  }

  @Test("keeps a forced flux and what it needs")
  func forced() throws {
    var model = ConstrainedModel(try OmicsModels.model(Self.parts))
    try model.setBounds(FluxBounds(lower: 1e-5, upper: 10), ofReaction: 8)
    let result = try Fastcore().reduce(model, core: [6], using: FluxConsistencyTests.solver())
    #expect(result.isKept == [true, true, true, true, false, false, true, false, true])
  }

  /// What a core needs is in the result, what it does not need is not looked at.
  @Test("gives a consistent model with the whole core", arguments: 0..<30)
  func random(_ seed: UInt64) throws {
    let model = ConstrainedModel(try RandomModels.model(seed: seed, reactions: 60))
    let solver = try FluxConsistencyTests.solver(seed % 2 == 0 ? .native : .auto)
    let consistent = try FluxConsistency().assess(model, using: solver).isConsistent
    var random = SeededGenerator(seed: seed)
    let core = consistent.indices.filter {
      consistent[$0] && UInt.random(in: 0..<4, using: &random) == 0
    }
    let result = try Fastcore().reduce(model, core: core, using: solver)
    #expect(core.allSatisfy { result.isKept[$0] })
    var inner = model
    for reaction in result.isKept.indices where !result.isKept[reaction] {
      #expect(model.bounds[reaction].lower <= 0 && model.bounds[reaction].upper >= 0)
      try inner.setBounds(FluxBounds(lower: 0, upper: 0), ofReaction: reaction)
    }
    #expect(
      try FluxConsistency().assess(inner, using: solver).isConsistent == result.isKept)
    let all = consistent.indices.filter { consistent[$0] }
    #expect(try Fastcore().reduce(model, core: all, using: solver).isKept == consistent)
    let again = try Fastcore().reduce(model, core: core.reversed(), using: solver)
    #expect(again.isKept == result.isKept && again.programs == result.programs)
  }

  @Test("as a method has the active reactions as core, and keeps all where all is active")
  func method() throws {
    let parts = [
      Part("in", ["A": 1], (0, 10)), Part("AB", ["A": -1, "B": 1], rule: "g1"),
      Part("BD", ["B": -1, "D": 1], rule: "g1 and g2"), Part("AC", ["A": -1, "C": 1], rule: "g3"),
      Part("CD", ["C": -1, "D": 1], rule: "g4 or g5"), Part("out", ["D": -1]),
      Part("dead", ["D": -1, "Z": 1], rule: "g1"),
    ]
    let model = try OmicsModels.model(parts)
    var settings = MethodSettings()
    settings.thresholds = .absolute(activeFrom: 1, inactiveBelow: 1)
    let method = try OmicsMethods.entry("fastcore")(settings)
    func run(_ values: [String: Double]) throws -> PersonalizedModel {
      try method.personalize(
        ConstrainedModel(model), with: EFluxTests.levels(model, values),
        using: FluxConsistencyTests.solver())
    }
    let one = try run(["g1": 0, "g2": 5, "g3": 0, "g4": 0, "g5": 2])
    #expect(one.kept == [true, false, false, true, true, true, false])
    #expect(one.activities == [nil, .inactive, .inactive, .inactive, .active, nil, .inactive])
    #expect(one.constrained.bounds[1] == FluxBounds(lower: 0, upper: 0))
    #expect(one.findings.contains(MethodFigure("dropped_core", .list([]))))
    let all = try run(["g1": 1, "g2": 1, "g3": 1, "g4": 1, "g5": 1])
    #expect(all.kept == [true, true, true, true, true, true, false])
    #expect(all.findings.contains(MethodFigure("dropped_core", .list(["dead"]))))
    #expect(throws: OmicsError.emptyCore(sample: "S")) {
      try run(["g1": 0, "g2": 0, "g3": 0, "g4": 0, "g5": 0])
    }
    for values in [["epsilon": "0"], ["inconsistent-core": "keep"], ["unknown": "1"]] {
      #expect(throws: OmicsError.self) {
        try OmicsMethods.entry("fastcore")(MethodSettings(values))
      }
    }
  }
}
