import TestSupport
import Testing
import TwinFlux

@Suite("Deletions of pairs", .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct DeletionPairTests {
  private func options(threads: Int = 1) -> DeletionOptions {
    var options = DeletionOptions()
    options.threads = threads
    return options
  }

  private func all(_ results: DeletionPairResults) -> [DeletionPairResult] {
    results.targets.indices.flatMap(results.block)
  }

  @Test("of isozymes take what neither takes alone")
  func isozymes() throws {
    let model = ConstrainedModel(
      try OmicsModels.model(
        [
          .init("IN", ["A": 1], (0, 10)),
          .init("W1", ["A": -1, "B": 1], rule: "g1 or g2"),
          .init("W2", ["A": -1, "B": 1], (0, 4), rule: "g3"),
          .init("OUT", ["B": -1]), .init("ATP", ["B": -1], (1, 1000), rule: "g4"),
        ], objective: "OUT"))
    let found = try geneDeletionPairs(of: model, using: SolverChoice.auto.makeBackend())
    let expected: [[Double?]] = [
      [9, 3, 9, 10],  // g1 alone, with g2, g3, g4
      [9, 9, 10],  // g2
      [9, 10],  // g3
      [10],  // g4
    ]
    for (block, values) in expected.enumerated() {
      #expect(found.block(block).map(\.objectiveValue) == values)
    }
    #expect(found.count == 10)
    #expect(found.statusCounts.map(\.count) == [10])
    let some = try geneDeletionPairs(
      of: model, genes: [2, 0], using: SolverChoice.auto.makeBackend())
    #expect(all(some).map(\.first) == [2, 2, 0] && all(some).map(\.second) == [2, 0, 0])
  }

  @Test("are flux balances with both closed, on any number of threads")
  func againstFluxBalance() throws {
    let backend = try SolverChoice.auto.makeBackend()
    for seed in [5, 11, 17] {
      var model = ConstrainedModel(try RandomModels.model(seed: UInt64(seed), reactions: 30))
      // Force what flows at the optimum, so that closing can be infeasible and can also help.
      let best = try fluxBalance(of: model, using: backend)
      let flows = best.fluxes.indices.filter { abs(best.fluxes[$0]) > 0.5 }
      for index in flows.prefix(2) {
        let (a, b) = (best.fluxes[index] / 2, best.fluxes[index])
        try model.setBounds(FluxBounds(lower: min(a, b), upper: max(a, b)), ofReaction: index)
      }
      let found = try reactionDeletionPairs(of: model, options: options(), using: backend)
      #expect(
        all(try reactionDeletionPairs(of: model, options: options(threads: 3), using: backend))
          == all(found))
      #expect(found.programsSolved < found.count * 2 / 3)
      for result in all(found) {
        var closed = model
        for index in [result.first, result.second] {
          try closed.setBounds(FluxBounds(lower: 0, upper: 0), ofReaction: index)
        }
        let direct = Result { () throws(FluxError) in
          try fluxBalance(of: closed, using: backend).objectiveValue
        }
        switch direct {
        case .success(let value):
          #expect(abs((result.objectiveValue ?? .infinity) - value) <= 1e-8, "\(result)")
        case .failure(let error):
          #expect(error == .infeasible(model: closed.model.id))
          #expect(result.status == .infeasible, "\(result)")
        }
      }
    }
  }

  /// COBRApy 0.32.1, `double_gene_deletion` and `double_reaction_deletion` of e_coli_core: how many
  /// pairs are infeasible, how many leave less than 0.01, and the sum of all growth rates.
  @Test(
    "of e_coli_core agree with COBRApy",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
  func reference() throws {
    let file = try InputFile.read(SharedFiles.path("models/e_coli_core.xml.gz"))
    let model = ConstrainedModel(try SBMLReader.read(file.bytes, path: file.path).model)
    let backend = try SolverChoice.auto.makeBackend()
    let genes = all(try geneDeletionPairs(of: model, options: options(threads: 2), using: backend))
    let reactions = all(
      try reactionDeletionPairs(of: model, options: options(threads: 2), using: backend))
    for (results, count, infeasible, low, sum) in [
      (genes, 9453, 398, 593, 5721.685030265944), (reactions, 4560, 352, 1316, 2129.6502393958026),
    ] {
      let values = results.compactMap(\.objectiveValue)
      #expect(results.count == count)
      #expect(results.count { $0.status == .infeasible } == infeasible)
      #expect(values.count == count - infeasible)
      #expect(values.count { $0 < 0.01 } == low)
      #expect(abs(values.reduce(0, +) - sum) <= 1e-6 * sum)
    }
  }
}
