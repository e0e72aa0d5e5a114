import Foundation
import MetabolicModels
import TestSupport
import Testing
import TwinFlux

@testable import OmicsIntegration

/// The toy network of RAVEN's tinitTests.m (MIT; the network, the scores and the expected sets are
/// facts carried over from it).
@Suite("ftINIT", .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct InitTests {
  private static let names = ["as", "ac", "b", "c", "d", "e", "es", "f"]
  private static let equations: [([String: Double], Bool)] = [
    (["as": 1], false), (["as": -1, "ac": 1], true), (["ac": -1, "b": 1, "c": 1], true),
    (["ac": -1, "d": 2], true), (["b": -1, "c": -1, "e": 1], false), (["d": -2, "e": 1], false),
    (["e": -1, "es": 1], false), (["es": -1], false), (["ac": -1, "f": 1], true),
    (["f": -1, "e": 1], true),
  ]
  /// The scores of R1 to R10; −2 where there is no gene.
  private static let scores: [Double] = [-2, -2, -1, 7, 0.5, 0.5, -1, -2, -3, 3.5]
  private static let genes = [3, 4, 5, 6, 7, 9, 10]

  private static func model(_ order: [Int] = Array(0..<10)) throws -> MetabolicModel {
    let metabolites = names.map { name in
      // The substance is the first letter.
      Metabolite(
        id: name, name: String(name.prefix(1)), compartment: name.hasSuffix("s") ? "s" : "c")
    }
    var matrix = StoichiometricMatrix(rowCount: names.count)
    var reactions: [Reaction] = []
    for index in order {
      let (equation, isReversible) = equations[index]
      matrix.appendColumn(
        equation.map { (row: names.firstIndex(of: $0.key) ?? 0, value: $0.value) })
      reactions.append(
        Reaction(
          id: "R\(index + 1)", bounds: isReversible ? .reversible : .irreversible,
          rule: genes.firstIndex(of: index + 1).map { .gene($0) }))
    }
    return try MetabolicModel(
      id: "toy", compartments: [Compartment(id: "s", name: "extracellular"), Compartment(id: "c")],
      metabolites: metabolites, reactions: reactions, genes: genes.map { Gene(id: "G\($0)") },
      stoichiometry: matrix)
  }

  private static func levels(_ model: MetabolicModel) throws -> GeneLevels {
    let ids = genes.map { "G\($0)" }
    return try GeneMatching(model: model, tableGenes: ids).levels(
      of: OmicsProfile(
        sample: "S", genes: ids, levels: genes.map { exp(scores[$0 - 1] / 5) }))
  }

  private static func kept(
    _ method: FtInit = FtInit(), order: [Int] = Array(0..<10), _ solver: SolverChoice = .auto
  ) throws -> [Int] {
    let model = try model(order)
    let result = try method.personalize(
      ConstrainedModel(model), with: levels(model), using: MethodSolver(solver.makeBackend()))
    return order.enumerated().filter { result.kept?[$0.offset] == true }.map { $0.element + 1 }
      .sorted()
  }

  @Test("the toy network, as its genes have it", arguments: SolverChoice.available)
  func byDefault(solver: SolverChoice) throws {
    #expect(try Self.kept(FtInit(), solver) == [1, 4, 6, 8, 9, 10])
  }

  @Test("with two spontaneous reactions", arguments: SolverChoice.available)
  func spontaneous(solver: SolverChoice) throws {
    var method = FtInit()
    method.spontaneous = ["R7", "R10"]
    #expect(try Self.kept(method, solver) == [1, 2, 4, 6, 7, 8])
  }

  @Test("when e must be made from a outside", arguments: SolverChoice.available)
  func requiredFunction(solver: SolverChoice) throws {
    var method = FtInit()
    let place = { (name: String) in Self.names.firstIndex(of: name) ?? -1 }
    method.required = [RequiredFunction(inputs: [place("as")], outputs: [place("es")])]
    #expect(try Self.kept(method, solver) == [1, 2, 4, 6, 7, 8, 9, 10])
  }

  @Test("dependent reactions are merged, and their scores added up")
  func merging() throws {
    let model = try Self.model()
    let network = try CarrierRanges(
      ConstrainedModel(model), reactions: [],
      using: .auto())
    let carriers = network.compressed.carriers
    let groups = Dictionary(grouping: 0..<10) { carriers[$0] }.values.map { $0.map { $0 + 1 } }
    #expect(
      groups.sorted { $0[0] < $1[0] } == [[1, 2], [3, 5], [4, 6], [7, 8], [9, 10]])
    let scores = try InitScores(
      model, levels: Self.levels(model),
      thresholds: ActivityThresholds(
        rule: "1", activeFrom: 1, inactiveBelow: 1, genes: Self.genes.count),
      skippingUnreadable: false)
    for (score, expected) in zip(scores.values, Self.scores) {
      #expect(abs(score - expected) < 1e-12)
    }
    let run = try FtInitRun(FtInit(), ConstrainedModel(model), scores.values, network)
    let merged = run.merged(inStep: 1)
    for (first, expected) in zip([0, 2, 3, 6, 8], [0, -0.5, 7.5, -1, 0.5]) {
      #expect(abs(merged[Int(carriers[first])] - expected) < 1e-12)
    }
  }

  @Test("the same set whatever the order of the reactions")
  func order() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<5 {
      let order = Array(0..<10).shuffled(using: &generator)
      #expect(try Self.kept(order: order) == [1, 4, 6, 8, 9, 10])
    }
  }

  @Test("the relaxation with rounding, and a time limit, come to the same set")
  func routes() throws {
    var method = FtInit()
    method.search.isRelaxed = true
    #expect(try Self.kept(method) == [1, 4, 6, 8, 9, 10])
    method.search.isRelaxed = false
    method.search.seconds = 20
    #expect(try Self.kept(method) == [1, 4, 6, 8, 9, 10])
  }

  @Test("scores follow RAVEN's rule")
  func scores() {
    #expect(InitScores.score(level: 0, threshold: 1) == -5)
    #expect(InitScores.score(level: 1, threshold: 1) == 0)
    #expect(abs(InitScores.score(level: 2, threshold: 1) - 5 * log(2)) < 1e-12)
    #expect(InitScores.score(level: 7.4, threshold: 1) == 10)
    #expect(InitScores.score(level: 0.36, threshold: 1) == -5)
    #expect(InitScores.score(level: 1, threshold: 0) == 10)
  }

  @Test("INIT scores boundary and transport too, and prefers the loop all the same")
  func oneStep() throws {
    let model = try Self.model()
    let result = try Init().personalize(
      ConstrainedModel(model), with: Self.levels(model),
      using: .auto())
    // The loop of R4, R6, R10 and R9 scores 8 and needs nothing else.
    #expect(abs((GimmeTests.figure(result, "step_1_objective") ?? .nan) - 8) < 1e-9)
    #expect(
      result.kept == [true, false, false, true, false, true, false, true, true, true])
  }
}
