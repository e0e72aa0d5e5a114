import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

@Suite("CORDA")
struct CordaTests {
  typealias Part = OmicsModels.Part
  typealias Confidence = CordaConfidence

  /// The network of corda's tests (Diener, tests/test_simple.py): two ways to C, and a demand of C.
  static let parts = [
    Part("r1", ["A": -1, "C": 1]), Part("r2", ["B": -1, "C": 1]), Part("EX_A", ["A": 1]),
    Part("EX_B", ["B": 1]), Part("EX_C", ["C": -1]), Part("demand", ["C": -1]),
  ]

  private func reduce(
    _ confidences: [Int], routes: Int = 3, support: Int = 5, threads: Int = 1,
    parts: [Part] = parts, _ choice: SolverChoice = .auto
  ) throws -> Corda.Outcome {
    var corda = Corda()
    (corda.routes, corda.support, corda.required) = (routes, support, .named([]))
    return try corda.reduce(
      ConstrainedModel(try OmicsModels.model(parts)),
      confidences: confidences.map { try #require(Confidence(rawValue: $0)) },
      using: FluxConsistencyTests.solver(choice, threads: threads))
  }

  /// The demand's two ways of two reactions each: both are needed with three routes, one with one.
  @Test("finds alternative routes as corda does", arguments: SolverChoice.available)
  func redundancy(_ choice: SolverChoice) throws {
    let three = try reduce([1, 2, 1, 1, 1, 3], choice)
    #expect(three.routes == 2 && three.routedTargets == 1)
    #expect(three.isKept == [true, true, true, true, true, true])
    // One route at first: the other way is low or medium and carries flux, so that step 2 has it.
    let one = try reduce([1, 2, 1, 1, 1, 3], routes: 1, choice)
    #expect(one.routes == 1)
    #expect(one.isKept == three.isKept)
  }

  @Test("avoids what is absent, and brings it back where enough need it")
  func absent() throws {
    #expect(try reduce([1, -1, 1, 1, 1, 3]).isKept == [true, false, true, false, true, true])
    // EX_B alone needs r2: less than five do.
    let parts =
      Self.parts + (0..<4).map { Part("m\($0)", ["B": -1, "D": 1]) }
      + [Part("n", ["D": -1])]
    let confidences = [1, -1, 1, -1, 1, 3, 1, 1, 1, 1, 0]
    let few = try reduce(confidences, parts: parts)
    #expect(
      few.isKept == [true, false, true, false, true, true] + Array(repeating: false, count: 5))
    let some = try reduce(confidences, support: 4, parts: parts)
    #expect(some.isKept == [true, false, true, true, true, true, true, true, true, true, true])
  }

  @Test("takes the unknown that the sure need, by their cheapest route")
  func unknown() throws {
    #expect(try reduce([0, -1, 0, 0, 0, 3]).isKept == [true, false, true, false, false, true])
    #expect(try reduce([-1, -1, 0, 0, 0, 3], routes: 1).isKept.count { $0 } == 3)
    #expect(try reduce([0, 0, 0, 0, 0, 0]).isKept == Array(repeating: false, count: 6))
  }

  @Test("reports what is sure and impossible, and fails for what is required")
  func impossible() throws {
    let parts = Self.parts + [Part("stuck", ["Q": -1, "C": 1])]
    let outcome = try reduce([1, 1, 1, 1, 1, 1, 3], parts: parts)
    // The compression knows that stuck has no direction at all.
    #expect(!outcome.isKept[6])
    var corda = Corda()
    corda.required = .named(["stuck"])
    #expect(throws: OmicsError.inconsistentCore(reactions: ["stuck"], epsilon: 1)) {
      try corda.reduce(
        ConstrainedModel(try OmicsModels.model(parts)),
        confidences: Array(repeating: .medium, count: 7),
        using: FluxConsistencyTests.solver())
    }
  }

  /// Rules as in corda's tests/test_util.py (Diener).
  @Test("evaluates rules on confidences as corda does")
  func rules() throws {
    let levels: [String: Confidence] = ["g1": .absent, "g2": .low, "g3": .medium, "g4": .high]
    for (text, expected) in [
      ("g1 and g2 or g3", Confidence.medium), ("g1 and (g2 or g3)", .absent),
      ("g1 or g2 or g4 or g5", .high), ("g3 and g6", .unknown),
    ] {
      let model = try OmicsModels.model([Part("R", rule: text)])
      let genes = model.genes.map { levels[$0.id] ?? .unknown }
      #expect(model.reactions[0].rule?.confidence(of: genes) == expected, "\(text)")
    }
    let thresholds = ActivityThresholds(
      rule: "", activeFrom: [4, 4, 4, 4, 4], inactiveBelow: [1, 1, 1, 1, 1])
    #expect(
      thresholds.confidences(of: [nil, 0.5, 2, 4, 8], highFrom: 2)
        == [.unknown, .absent, .low, .medium, .high])
  }

  @Test("keeps a consistent network with all that is sure", arguments: 0..<15)
  func random(_ seed: UInt64) throws {
    let model = ConstrainedModel(try RandomModels.model(seed: seed, reactions: 60))
    var random = SeededGenerator(seed: seed &+ 7)
    let confidences = model.bounds.map { _ in
      Confidence(rawValue: Int.random(in: -1...3, using: &random)) ?? .unknown
    }
    var corda = Corda()
    corda.required = .named([])
    func run(_ choice: SolverChoice, _ threads: Int) throws -> Corda.Outcome {
      try corda.reduce(
        model, confidences: confidences,
        using: FluxConsistencyTests.solver(choice, threads: threads))
    }
    let one = try run(.native, 1)
    let two = try run(.native, 2)
    #expect(two.isKept == one.isKept && two.pivots == one.pivots)
    // The bounds of random models are finite; a network without limits carries what they do.
    let solver = try FluxConsistencyTests.solver()
    let consistent = try FluxConsistency().assess(model, using: solver).isConsistent
    var inner = model
    for reaction in one.isKept.indices {
      if confidences[reaction] == .high && consistent[reaction] { #expect(one.isKept[reaction]) }
      if !one.isKept[reaction] {
        try inner.setBounds(FluxBounds(lower: 0, upper: 0), ofReaction: reaction)
      }
    }
    #expect(try FluxConsistency().assess(inner, using: solver).isConsistent == one.isKept)
    let all = try corda.reduce(
      model, confidences: model.bounds.map { _ in .high }, using: solver)
    #expect(all.isKept == consistent)
  }

  @Test("as a method takes the objective for sure and keeps all where all is active")
  func method() throws {
    let parts = [
      Part("in", ["A": 1], (0, 10)), Part("AB", ["A": -1, "B": 1], rule: "g1"),
      Part("AC", ["A": -1, "B": 1], rule: "g2"), Part("growth", ["B": -1]),
    ]
    let model = try OmicsModels.model(parts, objective: "growth")
    var settings = MethodSettings()
    settings.thresholds = .absolute(activeFrom: 2, inactiveBelow: 1)
    let method = try OmicsMethods.entry("corda")(settings)
    func run(_ values: [String: Double]) throws -> PersonalizedModel {
      try method.personalize(
        ConstrainedModel(model), with: EFluxTests.levels(model, values),
        using: FluxConsistencyTests.solver())
    }
    let one = try run(["g1": 0, "g2": 3])
    #expect(one.kept == [true, false, true, true])
    #expect(one.provenance["required"] == .list(["growth"]))
    #expect(one.findings.contains(MethodFigure("absent", .integer(1))))
    #expect(try run(["g1": 4, "g2": 9]).kept == [true, true, true, true])
    for values in [["penalty": "1"], ["routes": "0"], ["support": "x"], ["high-factor": "0.5"]] {
      #expect(throws: OmicsError.self) { try OmicsMethods.entry("corda")(MethodSettings(values)) }
    }
  }
}
