import TestSupport
import Testing
import TwinFlux

@Suite(
  "A lexicographic flux session",
  .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct LexicographicFluxTests {
  private func one(_ reaction: Int, _ sense: FluxObjective.Sense = .maximize) -> FluxObjective {
    FluxObjective(sense: sense, terms: [FluxTerm(reaction: reaction, coefficient: 1)])
  }

  /// A (0...x) and O (0...y) in; A + O => 2 B, A => B + W; B out, W out; B needs at least 1.
  private func twoWays() throws -> ConstrainedModel {
    ConstrainedModel(
      try OmicsModels.model(
        [
          .init("EX_A", ["A": -1], (-10, 0)), .init("EX_O", ["O": -1], (-4, 0)),
          .init("FULL", ["A": -1, "O": -1, "B": 2]),
          .init("POOR", ["A": -1, "B": 1, "W": 1]),
          .init("OUT", ["B": -1], (1, 1000)), .init("WASTE", ["W": -1]),
          .init("OVERFLOW", ["A": -1], (0, 1000)),
        ], objective: "OUT"))
  }

  private func session(
    _ model: ConstrainedModel, _ driven: [DrivenBound], _ choice: SolverChoice = .auto
  ) throws -> LexicographicFluxSession {
    try LexicographicFluxSession(model, driving: driven, using: choice.makeBackend())
  }

  private func optimal(_ answer: LexicographicAnswer) throws -> LexicographicOptimum {
    guard case .optimal(let optimum) = answer else {
      throw FluxError.infeasible(model: "\(answer)")
    }
    return optimum
  }

  @Test("brings the first objective to its best, then the next", arguments: SolverChoice.available)
  func ranks(choice: SolverChoice) throws {
    let model = try twoWays()
    let drives = try [0, 1].map { index throws(FluxError) in
      try DrivenBound.uptake(through: index, of: model.model)
    }
    let session = try session(model, drives, choice)
    // Most B, then the least waste, then the least uptake of A (EX_A runs backwards).
    let ranks = [one(4), one(5, .minimize), one(0)]
    let found = try optimal(session.optimum(of: ranks, at: [10, 4], findsPiece: true))
    // B = A + min(A, O); W = A − min(A, O).
    #expect(found.values == [14, 6, -10])
    #expect(found.slopes == [[1, 1], [1, -1], [-1, 0]])
    #expect(found.isCertified)
    let piece = try #require(found.piece)
    for (a, o) in [(9.0, 4.0), (5, 2), (20, 20), (10, 10)] {
      #expect(abs(piece.flux(of: 4, at: [a, o]) - (a + o)) <= 1e-12)
      #expect(abs(piece.flux(of: 5, at: [a, o]) - (a - o)) <= 1e-12)
    }
    #expect(piece.move(of: 0) == [-1, 0] && piece.move(of: 6) == [0, 0])
    // It ends where all of A meets O: WASTE and POOR arrive at 0.
    let floors = piece.floors(at: [10, 4])
    let room = try #require(piece.leastRoom(at: [6, 6], above: floors))
    #expect(abs(room.room) <= 1e-9)
    #expect(["POOR", "WASTE"].contains(piece.limits[room.limit].id))
    #expect(piece.violation(at: [7, 6]) == 0 && piece.violation(at: [5, 6]) > 0.04)
    // With the uptake last of all, and most of it: the rest overflows; there is none.
    let wasteful = try optimal(
      session.optimum(of: [one(5, .minimize), one(0, .minimize)], at: [10, 4]))
    #expect(wasteful.values == [0, -10])
  }

  @Test("an objective that takes nothing from an earlier one is its optimum under a cut at it")
  func cuts() throws {
    let native = try SolverChoice.native.makeBackend()
    for seed in 0..<25 {
      var random = SeededGenerator(seed: UInt64(seed))
      var model = ConstrainedModel(try RandomModels.model(seed: UInt64(seed), reactions: 40))
      let picks = (0..<3).map { _ in Int.random(in: model.bounds.indices, using: &random) }
      let ranks = picks.map { one($0, Bool.random(using: &random) ? .maximize : .minimize) }
      let drives = [DrivenBound.upper(of: Int.random(in: model.bounds.indices, using: &random))]
      let at = [model.bounds[drives[0].reaction].upper * 0.7]
      let found = try optimal(session(model, drives).optimum(of: ranks, at: at))
      #expect(found.isCertified, "seed \(seed)")
      try model.setBounds(
        drives[0].bounds(at: at[0], in: model.bounds[drives[0].reaction]),
        ofReaction: drives[0].reaction)
      for (rank, reaction) in picks.enumerated() {
        model.objective = ranks[rank]
        let expected = try fluxBalance(of: model, using: native).objectiveValue
        #expect(abs(found.values[rank] - expected) <= 1e-6, "seed \(seed), rank \(rank)")
        // Room for the rounding of a value that is fixed for the next program.
        try model.setBounds(
          FluxBounds(
            lower: max(model.bounds[reaction].lower, expected - 1e-8),
            upper: min(model.bounds[reaction].upper, expected + 1e-8)), ofReaction: reaction)
      }
    }
  }

  /// The fluxes of a piece are optimal wherever its limits leave room, by fresh programs.
  @Test("a piece holds as far as it says", arguments: SolverChoice.available)
  func pieces(choice: SolverChoice) throws {
    var (inside, outside) = (0, 0)
    for seed in 200..<240 {
      var random = SeededGenerator(seed: UInt64(seed))
      let model = ConstrainedModel(try RandomModels.model(seed: UInt64(seed), reactions: 40))
      var free = Array(model.bounds.indices)
      free.shuffle(using: &random)
      let drives = free[0..<3].map { DrivenBound.upper(of: $0) }
      let ranks = free[1..<4].map { one($0, Bool.random(using: &random) ? .maximize : .minimize) }
      let most = drives.map { model.bounds[$0.reaction].upper }
      let at = most.map { $0 * Double.random(in: 0.2...1, using: &random) }
      let session = try session(model, drives, choice)
      let found = try optimal(session.optimum(of: ranks, at: at, findsPiece: true))
      let piece = try #require(found.piece)
      #expect(piece.violation(at: at) <= 1e-9)
      let floors = piece.floors(at: at)
      for round in 0..<8 {
        let reach = round < 4 ? 0.02 : 0.5
        let there = zip(at, most).map {
          max(0, $0 + $1 * Double.random(in: -reach...reach, using: &random))
        }
        guard case .optimal(let fresh) = try session.optimum(of: ranks, at: there) else { continue }
        let errors = zip(ranks, fresh.values).map {
          abs(piece.flux(of: $0.terms[0].reaction, at: there) - $1)
        }
        if (piece.leastRoom(at: there, above: floors)?.room ?? 1) >= 0 {
          inside += 1
          #expect(errors.allSatisfy { $0 <= 1e-7 }, "seed \(seed): \(errors)")
        } else if piece.violation(at: there) > 1e-3, (errors.max() ?? 0) > 1e-6 {
          outside += 1
        }
      }
    }
    #expect(inside > 60 && outside > 15, "\(inside) inside, \(outside) outside")
  }

  @Test("the slopes are those of the values", arguments: SolverChoice.available)
  func slopes(choice: SolverChoice) throws {
    var compared = 0
    for seed in 300..<315 {
      var random = SeededGenerator(seed: UInt64(seed))
      let model = ConstrainedModel(try RandomModels.model(seed: UInt64(seed), reactions: 40))
      let drives = model.bounds.indices.shuffled(using: &random)[0..<2].map {
        DrivenBound.upper(of: $0)
      }
      let ranks = (0..<3).map { _ in one(Int.random(in: model.bounds.indices, using: &random)) }
      let at = drives.map { model.bounds[$0.reaction].upper * 0.6 + 0.01 }
      let session = try session(model, drives, choice)
      let found = try optimal(session.optimum(of: ranks, at: at, findsPiece: true))
      let piece = try #require(found.piece)
      for (rank, objective) in ranks.enumerated() {
        #expect(
          zip(piece.move(of: objective.terms[0].reaction), found.slopes[rank])
            .allSatisfy { abs($0 - $1) <= 1e-9 }, "seed \(seed), rank \(rank)")
      }
      for k in drives.indices {
        var (up, down) = (at, at)
        up[k] += 1e-4
        down[k] -= 1e-4
        // Within the piece the difference quotient is exact.
        guard piece.violation(at: up) == 0, piece.violation(at: down) == 0 else { continue }
        let (a, b) = try (
          optimal(session.optimum(of: ranks, at: up)), optimal(session.optimum(of: ranks, at: down))
        )
        for rank in ranks.indices {
          compared += 1
          #expect(abs((a.values[rank] - b.values[rank]) / 2e-4 - found.slopes[rank][k]) <= 1e-5)
        }
      }
    }
    #expect(compared > 40, "\(compared)")
  }

  @Test(
    "names the bounds that leave no flux, and how short they fall",
    arguments: SolverChoice.available)
  func infeasible(choice: SolverChoice) throws {
    let model = try twoWays()
    let drives = try [0, 1].map { index throws(FluxError) in
      try DrivenBound.uptake(through: index, of: model.model)
    }
    let session = try session(model, drives, choice)
    // 1 of B is asked for; 0.2 of A and 0.1 of O make 0.3.
    guard case .infeasible(let why) = try session.optimum(at: [0.2, 0.1]) else {
      Issue.record("a flux was found")
      return
    }
    #expect(why.demands.map(\.id) == ["OUT"] && why.demands.first?.bound == 1)
    #expect(why.supplies.first.map { ["EX_A", "EX_O"].contains($0.id) } == true)
    #expect(why.margin(at: [0.2, 0.1]) < 0)
    // The proof is true wherever it says so.
    for (a, o) in [(0.4, 0.4), (0.9, 0.09), (2, 0), (0.5, 0.5), (10, 4)] as [(Double, Double)] {
      let isFeasible = a + min(a, o) >= 1
      if isFeasible { #expect(why.margin(at: [a, o]) >= -1e-9) }
    }
    // The session goes on.
    #expect(try optimal(session.optimum(at: [2, 2])).values == [4])
    // A bound beyond the reaction's other one.
    guard case .infeasible(let crossed) = try session.optimum(at: [-1, 4]) else {
      Issue.record("a flux was found")
      return
    }
    #expect(crossed.supplies.map(\.id) == ["EX_A"] && crossed.margin(at: [-1, 4]) == -1)
    #expect(crossed.margin(at: [0, 4]) == 0)
  }

  @Test("constraints of the model's own hold their share of an objective")
  func constraints() throws {
    // OUT ≤ 2 and OUT + WASTE ≤ 3 by a constraint: the most OUT, then the most WASTE.
    let plain = try twoWays().model
    let model = ConstrainedModel(
      try MetabolicModel(
        id: "capped", metabolites: plain.metabolites, reactions: plain.reactions,
        stoichiometry: plain.stoichiometry, objective: plain.objective,
        constraints: [
          FluxConstraint(
            id: "cap",
            terms: [.init(reaction: 4, coefficient: 1), .init(reaction: 5, coefficient: 2)],
            lower: -.infinity, upper: 3)
        ]))
    let drive = try DrivenBound.uptake(through: 0, of: model.model)
    let session = try session(model, [drive])
    let ranks = [one(4), one(5)]
    let found = try optimal(session.optimum(of: ranks, at: [10], findsPiece: true))
    #expect(found.values == [3, 0])
    let less = try optimal(session.optimum(of: [one(5), one(4)], at: [0.9], findsPiece: true))
    // W = p, B = 2f + p ≥ 1, f + p ≤ 0.9, B + 2W ≤ 3: the demand for B takes f = 0.1, and 2.6 is
    // less than 3.
    #expect(abs(less.values[0] - 0.8) <= 1e-9 && abs(less.values[1] - 1) <= 1e-9)
    let piece = try #require(less.piece)
    let room = try #require(piece.leastRoom(at: [1.1], above: piece.floors(at: [0.9])))
    #expect(piece.limits[room.limit].id == "cap" && room.room < -0.2)
    // And the constraint is back as it was.
    #expect(try optimal(session.optimum(of: ranks, at: [10])).values == [3, 0])
  }

  @Test("an answer does not depend on the questions before it")
  func history() throws {
    let model = ConstrainedModel(try RandomModels.model(seed: 7, reactions: 120))
    let drives = [DrivenBound.upper(of: 3), .upper(of: 50)]
    let ranks = [one(100), one(90, .minimize)]
    let fresh = try optimal(
      session(model, drives).optimum(of: ranks, at: [5, 3], findsPiece: true))
    let used = try session(model, drives)
    for at in [[1.0, 1], [8, 0.5], [0, 0], [-30, 0]] {
      _ = try used.optimum(of: ranks.reversed(), at: at, findsPiece: true)
    }
    let again = try optimal(used.optimum(of: ranks, at: [5, 3], findsPiece: true))
    #expect(again.fluxes == fresh.fluxes && again.slopes == fresh.slopes)
    let piece = try #require(again.piece)
    let other = try #require(fresh.piece)
    for reaction in model.bounds.indices {
      #expect(piece.move(of: reaction) == other.move(of: reaction))
    }
    // Handed back its own start, it has nothing left to do.
    let warm = try optimal(used.optimum(of: ranks, at: [5, 3], from: again.start))
    #expect(warm.iterations == 0 && warm.values == again.values)
  }

  @Test("refuses driven bounds, numbers and objectives that are none")
  func badInput() throws {
    let model = try twoWays()
    #expect(throws: FluxError.self) { try session(model, [.upper(of: 7)]) }
    #expect(throws: FluxError.self) { try session(model, [.upper(of: 1), .upper(of: 1)]) }
    let open = try session(model, [.upper(of: 1), .lower(of: 1)])
    for drives in [[1.0], [1, 2, 3], [1, .nan], [.infinity, 0]] {
      #expect(throws: FluxError.self) { try open.optimum(at: drives) }
    }
    #expect(throws: FluxError.self) { try open.optimum(of: [], at: [0, 0]) }
    #expect(throws: FluxError.self) { try open.optimum(of: [one(7)], at: [0, 0]) }
  }
}
