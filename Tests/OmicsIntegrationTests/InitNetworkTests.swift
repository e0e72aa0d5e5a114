import FluxAnalysis
import Foundation
import MetabolicModels
import TestSupport
import Testing
import TwinFlux

@testable import OmicsIntegration

/// Networks of RAVEN's testing/unit_tests/tinitTests.m (MIT; networks, scores and expected sets are
/// facts carried over from it): T0003, T0008 and T0050.
@Suite(
  "ftINIT on RAVEN's networks", .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct InitNetworkTests {
  /// The network of most of RAVEN's tests.
  private static let small = InitToyNetwork(
    equations: [
      ("R1", "=> a[s]"), ("R2", "a[s] <=> a"), ("R3", "a <=> b + c"), ("R4", "a <=> 2 d"),
      ("R5", "b + c => e"), ("R6", "2 d => e"), ("R7", "e => e[s]"), ("R8", "e[s] =>"),
      ("R9", "a <=> f"), ("R10", "f <=> e"),
    ],
    scores: ["R3": -1, "R4": 7, "R5": 0.5, "R6": 0.5, "R7": -1, "R9": -3, "R10": 3.5])

  /// T0008's model 5: ways through g beside those.
  private static let withG = InitToyNetwork(
    equations: small.equations + [
      ("R11", "a <=> g"), ("R12", "a <=> g"), ("R13", "g <=> e"), ("R14", "g <=> e"),
    ],
    scores: small.scores.merging(["R11": -1, "R12": -1.5, "R13": -1, "R14": -1.5]) { $1 })

  /// T0050.
  private static let large = InitToyNetwork(
    equations: (1...9).map { ("S\($0)", "e\($0)[s] <=>") } + [
      ("E1", "e1[s] <=> e1"), ("E2", "e2[s] <=> e2"), ("E2b", "e2[s] <=> e2"),
      ("E3", "e3[s] <=> e3"), ("E4", "e4[s] <=> e4"), ("E5", "e5[s] <=> e5"),
      ("E6", "e6[s] <=> e6"), ("E7", "e7[s] <=> e7"), ("E8", "e8[s] <=> e8"),
      ("E9", "e9[s] <=> e9"), ("R1", "e1 + e2 <=> x1"), ("R2", "e1 + e3 => x2 + x3"),
      ("R3", "e4 + x3 => x4 + x5"), ("R4", "e5 + e6 + x4 => 2 x2 + x6"),
      ("R5", "x1 + x2 <=> x7 + 2 x8"), ("R6", "x2 + x8 => x3 + x9"), ("R7", "x4 <=> x9"),
      ("R8", "x5 <=> x9"), ("R9", "x6 <=> x10"), ("R10", "x6 <=> x11"),
      ("R11", "x10 + 2 x11 => e7"), ("R12", "x9 + x10 <=> e8"), ("R13", "x7 + x8 + x9 => e9"),
      ("R14", "x6 => x9"), ("R15", "x3 => x9"),
    ],
    scores: [
      "E1": 3, "E2": -1, "E4": 8, "E5": 6, "E7": -5, "E9": 5, "R1": 4, "R2": 5, "R3": 2, "R5": 3,
      "R6": 6, "R7": 1, "R8": 3, "R9": 1, "R10": -3, "R11": 1, "R12": 3, "R14": 1, "R15": 2,
    ])

  private static func solver(_ choice: SolverChoice = .auto) throws -> MethodSolver {
    MethodSolver(try choice.makeBackend())
  }

  @Test("T0050: two steps and one come to the same 30 reactions", arguments: FtInit.Steps.allCases)
  func large(steps: FtInit.Steps) throws {
    let without: Set = ["E2b", "E7", "R10", "R11"]
    let expected = Self.large.equations.map(\.id).filter { !without.contains($0) }.sorted()
    #expect(expected.count == 30)
    for choice in SolverChoice.available {
      var method = FtInit()
      method.steps = steps
      #expect(try Self.large.kept(by: method, using: Self.solver(choice)).ids == expected)
    }
  }

  /// A column whose range ends below F keeps its part of the score: on the shipped liver that was the
  /// difference between 964.6 and 948.5.
  @Test("ranges of flux change no optimum, only the tree")
  func ranges() throws {
    var generator = SeededGenerator(seed: 11)
    var partial = 0
    for _ in 0..<12 {
      var network = Self.large
      for id in network.scores.keys.sorted() {
        network.scores[id] = Double(generator.next() % 150) / 10 - 5
      }
      let model = try network.model()
      var base = ConstrainedModel(model)
      for uptake in ["S1", "S2", "S4"] {
        let index = try #require(model.reactionIndex(uptake))
        let most = Double(generator.next() % 8 + 1) / 50
        try base.setBounds(FluxBounds(lower: -most, upper: 1000), ofReaction: index)
      }
      var method = FtInit()
      method.steps = .one
      method.search.relativeGap = 0
      // A search with a time limit goes without ranges.
      var values: [Double] = []
      for seconds in [nil, 60.0] {
        method.search.seconds = seconds
        let found = try method.personalize(
          base, with: network.levels(of: model), using: Self.solver())
        values.append(try #require(GimmeTests.figure(found, "step_1_objective")))
      }
      #expect(abs(values[0] - values[1]) < 1e-5, "\(values)")
      if abs(values[0] * 10 - (values[0] * 10).rounded()) > 1e-3 { partial += 1 }
    }
    #expect(partial > 0, "no network with a part of a score")
  }

  @Test("T0003: what a task lacks is given back, and nothing else")
  func gapFilling() throws {
    let model = try Self.small.model()
    let levels = try Self.small.levels(of: model)
    let scoring = GeneRuleScoring(isozymes: .maximum)
    let patient = try PersonalizedModel(
      keeping: model.reactions.map { !["R1", "R7", "R8"].contains($0.id) },
      of: ConstrainedModel(model), levels: levels,
      scores: scoring.scores(of: model, levels: levels.levels, skippingUnreadable: false),
      provenance: .init(method: "test", sample: "S", scoring: scoring, parameters: []))
    let task = MetabolicTask(
      id: "E", inputs: [.init("a[s]")], outputs: [.init("e[s]", lower: 1)])
    let repair = try RequiredTasks([task]).repair(patient, using: Self.solver())
    #expect(repair.givenBack.map(\.id) == ["R7"])
    #expect(repair.givenBack.map(\.task) == ["E"])
  }

  @Test(
    "T0008: a detected metabolite is worth a detour",
    arguments: [
      (["f"], [1, 4, 6, 7, 8, 9, 10]), (["f", "a", "e"], [1, 4, 6, 7, 8, 9, 10]),
      (["b"], [1, 2, 3, 4, 5, 6, 7, 8]), (["F"], [1, 4, 6, 7, 8, 9, 10]),
      (["b[c]"], [1, 2, 3, 4, 5, 6, 7, 8]), ([], [1, 2, 4, 6, 7, 8]),
    ])
  func detected(names: [String], expected: [Int]) throws {
    var method = FtInit()
    method.spontaneous = ["R7", "R10"]
    method.detected = names
    let (ids, result) = try Self.small.kept(by: method, using: Self.solver())
    #expect(ids == expected.map { "R\($0)" }.sorted())
    if !names.isEmpty { #expect(Self.list(result, "detected_made") == names) }
  }

  @Test(
    "T0008: of alternatives the cheapest makes it", arguments: SolverChoice.available, [[], ["g"]])
  func alternatives(solver: SolverChoice, names: [String]) throws {
    var method = FtInit()
    method.spontaneous = ["R7", "R10"]
    method.detected = names
    let expected = names.isEmpty ? [1, 2, 4, 6, 7, 8] : [1, 4, 6, 7, 8, 11, 13]
    let (ids, _) = try Self.withG.kept(by: method, using: Self.solver(solver))
    #expect(ids == expected.map { "R\($0)" }.sorted())
  }

  @Test("what makes a metabolite does so in the direction of its flux, not as uptake or transport")
  func makers() throws {
    // R9 and R10 share a column; forward or backward, one of the two makes f.
    let model = try Self.small.model()
    let network = try CarrierRanges(
      ConstrainedModel(model), reactions: [], using: Self.solver())
    let found = try DetectedMetabolites(model).makers(
      of: ["f", "a", "e[s]"], carriedBy: network.compressed)
    let ids = found.map { one in
      one.makers.map { maker in
        (ids: Self.ids(network, model, maker.carrier), isForward: maker.isForward)
      }
    }
    #expect(found.map(\.name) == ["f", "a", "e[s]"])
    #expect(ids[0].map(\.ids) == [["R10", "R9"], ["R10", "R9"]])
    // a comes back from b and c, d, and f; not by R1 and R2.
    #expect(Set(ids[1].map(\.ids)) == [["R3", "R5"], ["R4", "R6"], ["R10", "R9"]])
    // By its id, it is what stands in that compartment.
    #expect(ids[2].map(\.ids) == [["R7", "R8"]])
  }

  @Test("a metabolite that the model has not is an error with the nearest name")
  func unknownMetabolite() throws {
    let glucose = InitToyNetwork(
      equations: [("R1", "=> glucose"), ("R2", "glucose =>")], scores: ["R2": 1])
    var method = FtInit()
    method.detected = ["glucos"]
    #expect(throws: OmicsError.unknownMetabolite(name: "glucos", suggestion: "glucose")) {
      try glucose.kept(by: method, using: Self.solver())
    }
  }

  @Test("a metabolite that nothing can make is said to be missed, and changes nothing")
  func unmade() throws {
    var method = FtInit()
    method.detected = ["a[s]"]
    var network = Self.small
    network.equations[1].equation = "a[s] => a"
    let (ids, result) = try network.kept(by: method, using: Self.solver())
    #expect(ids == ["R1", "R10", "R4", "R6", "R8", "R9"])
    #expect(Self.list(result, "detected_not_made") == ["a[s]"])
  }

  @Test("INIT takes detected metabolites too")
  func oneStep() throws {
    var settings = MethodSettings(["detected": "b"])
    settings.thresholds = nil
    let (ids, result) = try Self.small.kept(by: Init(settings), using: Self.solver())
    #expect(Self.list(result, "detected_made") == ["b"])
    #expect(ids.contains("R3"))
  }

  @Test("lists of metabolites with nothing between commas, or one twice, are refused")
  func lists() {
    for text in ["", "a,", "a,,b", "a,b,a"] {
      #expect(throws: OmicsError.self) { try FtInit(MethodSettings(["detected": text])) }
    }
  }

  private static func ids(
    _ network: CarrierRanges, _ model: MetabolicModel, _ carrier: Int
  ) -> [String] {
    model.reactions.indices.filter { Int(network.compressed.carriers[$0]) == carrier }
      .map { model.reactions[$0].id }.sorted()
  }

  private static func list(_ result: PersonalizedModel, _ name: String) -> [String]? {
    guard case .list(let names)? = result.findings.first(where: { $0.name == name })?.value else {
      return nil
    }
    return names
  }
}
