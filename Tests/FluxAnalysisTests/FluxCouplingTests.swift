import TestSupport
import Testing
import TwinFlux

@Suite("Flux coupling", .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct FluxCouplingTests {
  private func coupling(_ model: MetabolicModel, threads: Int = 1) throws -> FluxCoupling {
    var options = FluxCouplingOptions()
    options.threads = threads
    return try fluxCoupling(
      of: ConstrainedModel(model), options: options, using: SolverChoice.auto.makeBackend())
  }

  private func relation(
    _ found: FluxCoupling, _ model: MetabolicModel, _ first: String, _ second: String
  ) throws -> FluxCoupling.Relation {
    found.relation(
      of: try #require(model.reactionIndex(first)), to: try #require(model.reactionIndex(second)))
  }

  @Test("tells every relation of a small network")
  func toy() throws {
    let model = try OmicsModels.model([
      .init("IN", ["A": 1]), .init("TWICE", ["A": -1, "B": 2]),
      // B goes two ways; both ways are joined again in GROW.
      .init("LEFT", ["B": -1, "C": 1]), .init("RIGHT", ["B": -1, "D": 1]),
      .init("GROW", ["C": -1, "D": -1]), .init("SPILL", ["C": -1]),
      .init("MAKE", ["X": 1], (-5, 5)), .init("TAKE", ["X": -1], (-5, 5)),
      .init("DEAD", ["A": -1, "Z": 1]),
    ])
    let found = try coupling(model)
    #expect(found.blocked.map { model.reactions[$0].id } == ["DEAD"])
    #expect(try relation(found, model, "IN", "TWICE") == .full)
    #expect(try relation(found, model, "RIGHT", "GROW") == .full)
    #expect(try relation(found, model, "MAKE", "TAKE") == .full)
    #expect(try relation(found, model, "GROW", "LEFT") == .directional)
    #expect(try relation(found, model, "LEFT", "GROW") == .none)
    #expect(try relation(found, model, "SPILL", "LEFT") == .directional)
    // Without spilling, the input has only growth to feed, but LEFT serves both.
    #expect(try relation(found, model, "LEFT", "IN") == .partial)
    #expect(try relation(found, model, "IN", "LEFT") == .partial)
    #expect(try relation(found, model, "GROW", "SPILL") == .none)
    #expect(try relation(found, model, "MAKE", "IN") == .none)
    #expect(try relation(found, model, "DEAD", "IN") == .none)
    #expect(found.pairCounts == (full: 3, partial: 2, directional: 9))
    let group = try #require(found.groupOfReaction[model.reactionIndex("GROW") ?? 0])
    #expect(
      found.directionalTargets(of: group).flatMap { found.groups[$0] }
        == ["IN", "TWICE", "LEFT"].compactMap(model.reactionIndex))
  }

  @Test("sees a reversible reaction that only serves another, and one in a free cycle")
  func reversible() throws {
    let model = try OmicsModels.model([
      .init("IN", ["A": 1]), .init("STEP", ["A": -1, "B": 1], (-9, 9)), .init("OUT", ["B": -1]),
      .init("SIDE", ["B": -1, "C": 1], (-9, 9)), .init("BACK", ["C": -1, "A": 1], (-9, 9)),
    ])
    let found = try coupling(model)
    #expect(try relation(found, model, "IN", "OUT") == .full)
    #expect(try relation(found, model, "SIDE", "BACK") == .full)
    // The input can go by STEP or by BACK and SIDE, so it needs neither alone.
    #expect(try relation(found, model, "IN", "STEP") == .none)
    #expect(try relation(found, model, "STEP", "IN") == .none)
  }

  /// The ratios of Burgard et al.: the range of v₂ where v₁ is 1, and −1 where it can be, each by a
  /// linear program of its own.
  private func relationByRatios(
    _ model: MetabolicModel, _ first: Int, _ second: Int, _ isBlocked: [Bool]
  ) throws -> Bool {
    let backend = try SolverChoice.auto.makeBackend()
    for sign in [1.0, -1.0] {
      var cone = ConstrainedModel(model)
      for index in model.reactions.indices {
        let bounds = model.reactions[index].bounds
        try cone.setBounds(
          FluxBounds(
            lower: bounds.lower < 0 ? -.infinity : 0, upper: bounds.upper > 0 ? .infinity : 0),
          ofReaction: index)
      }
      let bounds = cone.bounds[first]
      if sign > 0 ? bounds.upper <= 0 : bounds.lower >= 0 { continue }
      try cone.setBounds(FluxBounds(lower: sign, upper: sign), ofReaction: first)
      try cone.setBounds(FluxBounds(lower: 0, upper: 0), ofReaction: second)
      // Feasible: the first carries flux without the second.
      cone.objective = FluxObjective(terms: [])
      if (try? fluxBalance(of: cone, using: backend)) != nil { return false }
    }
    return !isBlocked[first] && !isBlocked[second]
  }

  @Test("agrees with a linear program for each pair, on random networks")
  func bruteForce() throws {
    var counts: [FluxCoupling.Relation: Int] = [:]
    for seed in 0..<12 {
      let model = try RandomModels.model(seed: UInt64(seed), reactions: 18)
      let found = try coupling(model)
      let isBlocked = model.reactions.indices.map { found.blocked.contains($0) }
      for first in model.reactions.indices {
        for second in model.reactions.indices where first != second {
          let needs = try relationByRatios(model, first, second, isBlocked)
          let relation = found.relation(of: first, to: second)
          counts[relation, default: 0] += 1
          #expect((relation != .none) == needs, "seed \(seed): \(first) \(second) \(relation)")
          let back = found.relation(of: second, to: first)
          #expect((relation == .full) == (back == .full))
          #expect((relation == .partial) == (back == .partial))
          #expect(relation != .directional || back == .none)
        }
      }
      for blocked in found.blocked {
        #expect(try isBlockedByProgram(model, blocked), "seed \(seed): \(blocked)")
      }
    }
    for relation in [FluxCoupling.Relation.full, .directional, .none] {
      #expect(counts[relation, default: 0] > 20, "too easy to say anything: \(counts)")
    }
    #expect(counts[.partial, default: 0] > 0, "too easy to say anything: \(counts)")
  }

  private func isBlockedByProgram(_ model: MetabolicModel, _ reaction: Int) throws -> Bool {
    var options = BlockedReactionsOptions()
    options.reactions = [reaction]
    return try blockedReactions(
      of: ConstrainedModel(model), options: options, using: SolverChoice.auto.makeBackend()
    ).statuses == [.blocked]
  }

  @Test("does not depend on the order of the reactions, the size of the bounds or the threads")
  func invariance() throws {
    for seed in 30..<36 {
      let count = 40
      var random = SeededGenerator(seed: UInt64(seed))
      let order = Array(0..<count).shuffled(using: &random)
      let plain = try coupling(RandomModels.model(seed: UInt64(seed), reactions: count))
      let mixed = try coupling(
        RandomModels.model(seed: UInt64(seed), reactions: count, order: order, scale: 100),
        threads: 3)
      for (i, first) in order.enumerated() {
        for (j, second) in order.enumerated() {
          #expect(mixed.relation(of: i, to: j) == plain.relation(of: first, to: second))
        }
      }
    }
  }

  /// A linear program for each pair through COBRApy 0.32.1 and GLPK (v₁ fixed at ±1, v₂ at 0, the
  /// other bounds by sign) finds as many.
  @Test(
    "of e_coli_core has the known number of pairs",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
  func core() throws {
    let file = try InputFile.read(SharedFiles.path("models/e_coli_core.xml.gz"))
    let model = try SBMLReader.read(file.bytes, path: file.path).model
    let found = try coupling(model, threads: 2)
    #expect(found.blocked.count == 8)
    #expect(found.pairCounts == (full: 40, partial: 4, directional: 427))
  }
}
