import TestSupport
import Testing
import TwinFlux

@Suite("Blocked reactions", .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct BlockedReactionsTests {
  private func blocked(
    _ model: ConstrainedModel, threads: Int = 1
  ) throws -> BlockedReactions {
    var options = BlockedReactionsOptions()
    options.threads = threads
    return try blockedReactions(
      of: model, options: options, using: SolverChoice.auto.makeBackend())
  }

  private func ids(
    _ found: BlockedReactions, _ status: BlockedReactions.Status, in model: MetabolicModel
  ) -> [String] {
    zip(found.reactions, found.statuses).filter { $0.1 == status }
      .map { model.reactions[$0.0].id }
  }

  @Test("are those that the network, the bounds or the balance keep from a flux")
  func toy() throws {
    let model = try OmicsModels.model([
      .init("IN", ["A": 1], (0, 10)), .init("OUT", ["A": -1]),
      .init("DEAD", ["A": -1, "D": 1]),  // nothing takes D
      .init("SHUT", ["A": -1, "B": 1], (0, 0)), .init("BEHIND", ["B": -1]),
      // C is made two at a time and taken one at a time, in a cycle that cannot close.
      .init("C1", ["E": -1, "C": 2]), .init("C2", ["C": -1, "E": 1]),
      .init("LOOP1", ["X": -1, "Y": 1]), .init("LOOP2", ["Y": -1, "X": 1]),
      .init("SMALL", ["A": -1], (0, 1e-6)), .init("TINY", ["A": -1], (0, 1e-8)),
    ])
    let found = try blocked(ConstrainedModel(model))
    #expect(
      ids(found, .blocked, in: model) == ["DEAD", "SHUT", "BEHIND", "C1", "C2", "TINY"])
    #expect(
      ids(found, .unblocked, in: model) == ["IN", "OUT", "LOOP1", "LOOP2", "SMALL"])
    #expect(found.zeroCutoff == 1e-7)
  }

  @Test("are those whose range is zero, for any bounds and number of threads")
  func againstVariability() throws {
    var options = FluxVariabilityOptions()
    options.cut = .none
    var blockedCount = 0
    for seed in 0..<40 {
      let model = ConstrainedModel(
        try RandomModels.model(seed: UInt64(seed), reactions: 40, scale: 0.1))
      let ranges = try fluxVariability(
        of: model, options: options, using: SolverChoice.auto.makeBackend()
      ).ranges
      let found = try blocked(model)
      for (range, status) in zip(ranges, found.statuses) {
        let (low, high) = try (#require(range.minimum.value), #require(range.maximum.value))
        #expect(status == (max(-low, high) > 1e-7 ? .unblocked : .blocked))
      }
      blockedCount += found.statuses.count { $0 == .blocked }
      #expect(try blocked(model, threads: 3).statuses == found.statuses)
    }
    #expect(blockedCount > 50, "too easy to say anything: \(blockedCount)")
  }

  @Test("of a model with unlimited fluxes")
  func unlimited() throws {
    let model = try OmicsModels.model([
      .init("IN", ["A": 1], (0, .infinity)), .init("OUT", ["A": -1], (-.infinity, .infinity)),
      .init("BACK", ["A": -1, "B": 1], (-.infinity, 0)), .init("END", ["B": -1], (0, 5)),
    ])
    let found = try blocked(ConstrainedModel(model))
    #expect(ids(found, .unblocked, in: model) == ["IN", "OUT"])
    // A flux without a limit of its own may be left without a proof, never with a flux.
    let still = ids(found, .blocked, in: model) + ids(found, .unproven, in: model)
    #expect(Set(still) == ["BACK", "END"])
  }

  @Test("a forced flux without a way out is an error, a cut-off below the tolerance too")
  func refusals() throws {
    let model = ConstrainedModel(try OmicsModels.model([.init("MUST", ["A": -1], (2, 5))]))
    #expect(throws: FluxError.infeasible(model: "test")) { try blocked(model) }
    var options = BlockedReactionsOptions()
    options.zeroCutoff = 1e-9
    #expect(throws: FluxError.self) {
      try blockedReactions(of: model, options: options, using: SolverChoice.auto.makeBackend())
    }
  }

  /// COBRApy 0.32.1, `find_blocked_reactions` with its default cut-off of 1e-7, GLPK.
  @Test(
    "agree with COBRApy",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)),
    arguments: [
      ("e_coli_core", false, 8), ("e_coli_core", true, 0), ("iJO1366", false, 878),
      ("iJO1366", true, 226),
    ])
  func reference(name: String, opensExchanges: Bool, expected: Int) throws {
    let file = try InputFile.read(SharedFiles.path("models/\(name).xml.gz"))
    var model = ConstrainedModel(try SBMLReader.read(file.bytes, path: file.path).model)
    if opensExchanges { model.openExchanges() }
    let found = try blocked(model, threads: 2)
    let counts = Dictionary(
      uniqueKeysWithValues: found.statusCounts.map { ($0.status, $0.count) })
    #expect(counts[.blocked] == expected)
    #expect(counts[.unblocked] == model.model.reactions.count - expected)
    if expected == 8 {
      #expect(
        ids(found, .blocked, in: model.model).sorted() == [
          "EX_fru_e", "EX_fum_e", "EX_gln__L_e", "EX_mal__L_e", "FRUpts2", "FUMt2_2", "GLNabc",
          "MALt2_2",
        ])
    }
  }
}
