import TestSupport
import Testing
import TwinFlux

@Suite(
  "A flux balance session",
  .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct FluxBalanceSessionTests {
  private func session(of model: MetabolicModel) throws -> FluxBalanceSession {
    FluxBalanceSession(ConstrainedModel(model), using: try SolverChoice.auto.makeBackend())
  }

  /// A few reactions closed, narrowed or forced, and an objective of one to three reactions.
  private func question(
    _ model: MetabolicModel, using random: inout SeededGenerator
  ) -> (changes: [(reaction: Int, bounds: FluxBounds)], objective: FluxObjective) {
    let changes = (0..<3).map { _ in
      let reaction = Int.random(in: model.reactions.indices, using: &random)
      let old = model.reactions[reaction].bounds
      let new =
        switch Int.random(in: 0..<3, using: &random) {
        case 0: FluxBounds(lower: 0, upper: 0)
        case 1: FluxBounds(lower: old.lower / 2, upper: old.upper / 2)
        default: FluxBounds(lower: min(0.01, old.upper), upper: old.upper)
        }
      return (reaction: reaction, bounds: new)
    }
    let terms = (0..<Int.random(in: 1...3, using: &random)).map { _ in
      FluxTerm(
        reaction: Int.random(in: model.reactions.indices, using: &random),
        coefficient: Double(Int.random(in: 1...4, using: &random)))
    }
    return (
      changes,
      FluxObjective(sense: Bool.random(using: &random) ? .maximize : .minimize, terms: terms)
    )
  }

  private func attempt(
    _ body: () throws(FluxError) -> FluxSolution
  ) -> Result<FluxSolution, FluxError> {
    Result { () throws(FluxError) in try body() }
  }

  @Test("answers as a fresh analysis does, whatever was asked before")
  func random() throws {
    let native = try SolverChoice.native.makeBackend()
    var (answers, failures) = (0, 0)
    for seed in 80..<92 {
      let model = try RandomModels.model(seed: UInt64(seed), reactions: 60)
      let session = try session(of: model)
      var random = SeededGenerator(seed: UInt64(seed))
      for _ in 0..<8 {
        let (changes, objective) = question(model, using: &random)
        var patient = ConstrainedModel(model)
        for change in changes { try patient.setBounds(change.bounds, ofReaction: change.reaction) }
        patient.objective = objective
        let found = attempt { () throws(FluxError) in
          try session.optimum(of: objective, changing: changes)
        }
        let fresh = attempt { () throws(FluxError) in
          try fluxBalance(of: patient, using: native)
        }
        switch (found, fresh) {
        case (.success(let found), .success(let fresh)):
          answers += 1
          expectOptimal(found, objective, patient)
          #expect(
            abs(found.objectiveValue - fresh.objectiveValue)
              <= 1e-6 * max(1, abs(fresh.objectiveValue)), "seed \(seed)")
        case (.failure(let a), .failure(let b)):
          failures += 1
          #expect(a == b, "seed \(seed)")
        default: Issue.record("seed \(seed): \(found) for \(fresh)")
        }
      }
    }
    #expect(answers > 30 && failures > 3, "one kind is missing: \(answers) and \(failures)")
  }

  /// Weak duality and complementary slackness, written out: with no slack on a row, *c·v = d·v*.
  private func expectOptimal(
    _ found: FluxSolution, _ objective: FluxObjective, _ patient: ConstrainedModel
  ) {
    #expect(found.isCertified)
    let priced = zip(found.reducedCosts, found.fluxes).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(priced - found.objectiveValue) <= 1e-6 * max(1, abs(priced)))
    let sign = objective.sense == .maximize ? 1.0 : -1.0
    for (reaction, cost) in found.reducedCosts.enumerated() where abs(cost) > 1e-6 {
      let bounds = patient.bounds[reaction]
      let active = sign * cost > 0 ? bounds.upper : bounds.lower
      #expect(abs(found.fluxes[reaction] - active) <= 1e-6 * max(1, abs(active)))
    }
  }

  @Test("a question's digits do not depend on what was asked before")
  func history() throws {
    let model = try RandomModels.model(seed: 3, reactions: 200)
    let asked = FluxObjective(terms: [FluxTerm(reaction: 150, coefficient: 1)])
    let fresh = try session(of: model).optimum(of: asked)
    let used = try session(of: model)
    var random = SeededGenerator(seed: 1)
    for _ in 0..<5 {
      let (changes, objective) = question(model, using: &random)
      _ = attempt { () throws(FluxError) in try used.optimum(of: objective, changing: changes) }
    }
    let again = try used.optimum(of: asked)
    #expect(again.fluxes == fresh.fluxes && again.reducedCosts == fresh.reducedCosts)
  }

  /// => A (0...10); A => B; B => (0...); and a loop C <=> D without limits.
  private func chainAndLoop() throws -> MetabolicModel {
    let unlimited = (-Double.infinity, Double.infinity)
    return try OmicsModels.model(
      [
        .init("IN", ["A": 1], (0, 10)), .init("W", ["A": -1, "B": 1]), .init("OUT", ["B": -1]),
        .init("L1", ["C": 1, "D": -1], unlimited), .init("L2", ["C": -1, "D": 1], unlimited),
      ], objective: "OUT")
  }

  @Test("an objective without limit does not spoil the others")
  func unbounded() throws {
    let model = try chainAndLoop()
    let objectives = [2, 3, 0].map {
      FluxObjective(terms: [FluxTerm(reaction: $0, coefficient: 1)])
    }
    let changes = [(reaction: 1, bounds: FluxBounds(lower: 0, upper: 4))]
    let answers = try session(of: model).optima(of: objectives, changing: changes)
    #expect(try answers[0].get().objectiveValue == 4)
    #expect(throws: FluxError.unbounded(model: model.id)) { try answers[1].get() }
    #expect(try answers[2].get().objectiveValue == 4)
  }

  @Test("without an objective it is the model's own; infeasible bounds leave the session usable")
  func defaults() async throws {
    let session = try session(of: try chainAndLoop())
    #expect(try session.optimum().objectiveValue == 10)
    let forced = [(reaction: 1, bounds: FluxBounds(lower: 11, upper: 12))]
    #expect(throws: FluxError.self) { try session.optimum(changing: forced) }
    let own = FluxObjective(terms: [FluxTerm(reaction: 2, coefficient: 2)])
    let answers = try await session.answers(to: [own])
    #expect(try answers[0].get().objectiveValue == 20)
  }

  @Test("refuses indices and bounds that are none")
  func badInput() throws {
    let session = try session(of: try chainAndLoop())
    let wrong = FluxObjective(terms: [FluxTerm(reaction: 5, coefficient: 1)])
    #expect(throws: FluxError.self) { try session.optimum(of: wrong) }
    let unsorted = FluxBounds(lower: 2, upper: 1)
    #expect(throws: FluxError.self) {
      try session.optimum(changing: [(reaction: 0, bounds: unsorted)])
    }
    #expect(throws: FluxError.self) {
      try session.optimum(changing: [(reaction: 9, bounds: .reversible)])
    }
  }
}
