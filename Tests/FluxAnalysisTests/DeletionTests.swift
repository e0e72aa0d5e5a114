import TestSupport
import Testing
import TwinFlux

@Suite("Deletions")
struct DeletionTests {
  private func model() throws -> ConstrainedModel {
    ConstrainedModel(
      try OmicsModels.model(
        [
          .init("IN", ["A": 1], (0, 10), rule: "g1"),
          .init("W1", ["A": -1, "B": 1], rule: "g2 and g3"),
          .init("W2", ["A": -1, "B": 1], (0, 4), rule: "g2 or g4"),
          .init("OUT", ["B": -1]),
          .init("ATP", ["B": -1], (1, 1000), rule: "g5"),
          .init("IDLE", ["X": 1], (0, 1), rule: "g6"), .init("IDLE2", ["X": -1], (0, 1)),
        ], objective: "OUT"))
  }

  @Test("each gene takes the reactions that cannot do without it")
  func genes() throws {
    let results = try geneDeletions(of: model(), using: SolverChoice.auto.makeBackend())
    let constrained = try model()
    var found: [String: DeletionResult] = [:]
    for result in results.results { found[constrained.model.genes[result.index].id] = result }
    #expect(results.objectiveValue == 9)
    #expect(found["g1"]?.status == .infeasible)  // ATP must carry 1 and cannot
    #expect(found["g2"]?.objectiveValue == 3)
    #expect(found["g3"]?.objectiveValue == 3)
    #expect(found["g4"]?.objectiveValue == 9)
    #expect(found["g5"]?.objectiveValue == 10)  // the forced flux is gone
    #expect(found["g6"]?.objectiveValue == 9)
  }

  @Test("a deletion is a flux balance with the reactions closed, on any number of threads")
  func againstFluxBalance() throws {
    let model = ConstrainedModel(try RandomModels.model(seed: 11, reactions: 60))
    let backend = try SolverChoice.auto.makeBackend()
    var options = DeletionOptions()
    let one = try reactionDeletions(of: model, options: options, using: backend)
    options.threads = 3
    #expect(
      try reactionDeletions(of: model, options: options, using: backend).results == one.results)
    for result in one.results {
      var closed = model
      try closed.setBounds(FluxBounds(lower: 0, upper: 0), ofReaction: result.index)
      let direct = try fluxBalance(of: closed, using: backend)
      #expect(abs(try #require(result.objectiveValue) - direct.objectiveValue) <= 1e-8)
    }
    #expect(one.programsSolved < 61)
  }

  @Test("closing a reaction that moves with a forced one is infeasible")
  func forcedPartner() throws {
    let model = ConstrainedModel(
      try OmicsModels.model(
        [.init("IN", ["A": 1]), .init("MUST", ["A": -1], (2, 5))], objective: "MUST"))
    let results = try reactionDeletions(of: model, using: SolverChoice.auto.makeBackend())
    #expect(results.results[0].status == .infeasible)
    #expect(results.results[1].objectiveValue == 0)
  }
}
