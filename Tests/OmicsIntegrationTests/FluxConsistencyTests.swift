import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

/// Answers by hand, and by flux variability.
@Suite("Flux consistency")
struct FluxConsistencyTests {
  typealias Part = OmicsModels.Part

  static func solver(_ choice: SolverChoice = .auto, threads: Int = 1) throws -> MethodSolver {
    MethodSolver(try choice.makeBackend(), threads: threads)
  }

  /// → A → B →, B ⇄ C with nowhere to go from C, E → F with nothing that makes E, and a circle that
  /// turns one way.
  static let parts = [
    Part("in", ["A": 1], (0, 10)), Part("first", ["A": -1, "B": 1]),
    Part("out", ["B": -1]), Part("side", ["B": -1, "C": 1], (-1000, 1000)),
    Part("alone", ["E": -1, "F": 1]), Part("drain", ["F": -1]),
    Part("round", ["X": -1, "Y": 1]), Part("back", ["X": -1, "Y": 1], (-1000, 0)),
    Part("faint", ["A": -1, "B": 1], (0, 5e-5)),
  ]

  @Test("finds what can carry flux", arguments: SolverChoice.available)
  func byHand(_ choice: SolverChoice) throws {
    let model = ConstrainedModel(try OmicsModels.model(Self.parts))
    let result = try FluxConsistency().assess(model, using: Self.solver(choice))
    #expect(
      result.isConsistent == [true, true, true, false, false, false, true, true, false])
    #expect(result.programs <= 4)
  }

  @Test("says what flux variability says", arguments: 0..<30)
  func variability(_ seed: UInt64) throws {
    let model = ConstrainedModel(try RandomModels.model(seed: seed, reactions: 40))
    var options = FluxVariabilityOptions()
    options.cut = .none
    let backend = try SolverChoice.auto.makeBackend()
    let ranges = try fluxVariability(of: model, options: options, using: backend)
    let result = try FluxConsistency().assess(model, using: Self.solver())
    for (reaction, range) in zip(ranges.reactions, ranges.ranges) {
      let most = max(abs(range.minimum.value ?? 0), abs(range.maximum.value ?? 0))
      #expect(result.isConsistent[reaction] == (most >= 0.99e-4), "R\(reaction): \(most)")
    }
    #expect(result.programs < 40)
  }

  @Test("says the same of reactions in any order", arguments: 0..<10)
  func order(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed &+ 99)
    let order = Array(0..<40).shuffled(using: &random)
    let one = try RandomModels.model(seed: seed, reactions: 40)
    let other = try RandomModels.model(seed: seed, reactions: 40, order: order)
    let first = try FluxConsistency().assess(ConstrainedModel(one), using: Self.solver())
    let second = try FluxConsistency().assess(ConstrainedModel(other), using: Self.solver())
    #expect(second.isConsistent == order.map { first.isConsistent[$0] })
  }

  /// A part with as many reactions as metabolites, all reversible, whose matrix has full rank: its
  /// diagonal outweighs the rest of each column. Nothing can move in it.
  @Test("settles reversible reactions that are blocked together", arguments: SolverChoice.available)
  func blockedTogether(_ choice: SolverChoice) throws {
    let size = 24
    let tight = (0..<size).map { reaction in
      Part(
        "tight\(reaction)",
        [
          "T\(reaction)": 5, "T\((reaction + 1) % size)": -1, "T\((reaction + 7) % size)": -2,
          "T\((reaction + 11) % size)": 1,
        ], (-1000, 1000))
    }
    let model = ConstrainedModel(try OmicsModels.model(Self.parts + tight))
    let result = try FluxConsistency().assess(model, using: Self.solver(choice))
    #expect(result.isConsistent.suffix(size).allSatisfy { !$0 })
    #expect(result.isConsistent.prefix(3).allSatisfy { $0 })
    #expect(result.programs <= 8)
  }

  @Test("refuses an epsilon that is none, and a model without any flux distribution")
  func errors() throws {
    let model = ConstrainedModel(try OmicsModels.model(Self.parts))
    var consistency = FluxConsistency()
    for epsilon in [0, -1, 1e-9, 2, .infinity, .nan] {
      consistency.epsilon = epsilon
      #expect(throws: OmicsError.self) { try consistency.assess(model, using: Self.solver()) }
    }
    let forced = try OmicsModels.model([
      Part("in", ["A": 1], (1, 10)), Part("no", ["A": -1], (0, 0)),
    ])
    #expect(throws: OmicsError.flux(.infeasible(model: "test"))) {
      try FluxConsistency().assess(ConstrainedModel(forced), using: Self.solver())
    }
  }
}
