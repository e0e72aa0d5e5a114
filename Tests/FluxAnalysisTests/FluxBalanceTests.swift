import TestSupport
import Testing
import TwinFlux

@Suite("Flux balance")
struct FluxBalanceTests {
  private func balance(_ model: ConstrainedModel) throws -> FluxSolution {
    try fluxBalance(of: model, using: SolverChoice.auto.makeBackend())
  }

  /// => A (0...10), 2 A => B, B =>: the optimum is 5, one more A gives half a B.
  private func halving() throws -> ConstrainedModel {
    ConstrainedModel(
      try OmicsModels.model(
        [
          .init("IN", ["A": 1], (0, 10)), .init("H", ["A": -2, "B": 1]), .init("OUT", ["B": -1]),
        ], objective: "OUT"))
  }

  @Test("fluxes, reduced costs and shadow prices of a closed form")
  func closedForm() throws {
    let solution = try balance(halving())
    #expect(solution.objectiveValue == 5)
    #expect(solution.fluxes == [10, 5, 5])
    #expect(solution.reducedCosts == [0.5, 0, 0])
    // One unit of A that need not be drained by anything else (b = −1 in S v = b) gives half a B.
    #expect(solution.shadowPrices == [-0.5, -1])
  }

  @Test("a shadow price is the slope of the optimum, for either sense")
  func slopes() throws {
    for seed in 0..<20 {
      let model = try RandomModels.model(seed: UInt64(seed), reactions: 40)
      for sense in [FluxObjective.Sense.maximize, .minimize] {
        var constrained = ConstrainedModel(model)
        constrained.objective.sense = sense
        let solution = try balance(constrained)
        // z = Σ over reactions of reduced cost · flux, since S v = 0.
        let dual = zip(solution.reducedCosts, solution.fluxes).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(dual - solution.objectiveValue) <= 1e-7, "seed \(seed)")
        for (index, cost) in solution.reducedCosts.enumerated() where abs(cost) > 1e-7 {
          let bounds = constrained.bounds[index]
          let upper = (cost > 0) == (sense == .maximize)
          #expect(abs(solution.fluxes[index] - (upper ? bounds.upper : bounds.lower)) <= 1e-7)
        }
      }
    }
  }

  @Test("an objective without limit is an error")
  func unbounded() throws {
    let model = try OmicsModels.model(
      [.init("IN", ["A": 1], (0, .infinity)), .init("OUT", ["A": -1], (0, .infinity))],
      objective: "OUT")
    #expect(throws: FluxError.unbounded(model: "test")) { try balance(ConstrainedModel(model)) }
  }

  @Test("the model's own flux constraints hold")
  func constraints() throws {
    let plain = try halving().model
    let model = try MetabolicModel(
      id: "ratio", metabolites: plain.metabolites, reactions: plain.reactions,
      stoichiometry: plain.stoichiometry, objective: plain.objective,
      constraints: [
        FluxConstraint(
          id: "cap",
          terms: [.init(reaction: 0, coefficient: 1), .init(reaction: 2, coefficient: 1)],
          lower: -.infinity, upper: 6)
      ])
    let solution = try balance(ConstrainedModel(model))
    #expect(abs(solution.objectiveValue - 2) <= 1e-9)
  }

  @Test("parsimony takes the shorter of two ways, and goes round in no circle")
  func parsimony() throws {
    let model = ConstrainedModel(
      try OmicsModels.model(
        [
          .init("IN", ["A": 1], (0, 10)), .init("S", ["A": -1, "B": 1], (0, 6)),
          .init("L1", ["A": -1, "C": 1]), .init("L2", ["C": -1, "B": 1]),
          .init("BACK", ["B": -1, "A": 1], (-5, 1000)), .init("OUT", ["B": -1]),
        ], objective: "OUT"))
    let backend = try SolverChoice.auto.makeBackend()
    let result = try parsimoniousFluxBalance(of: model, using: backend)
    // Ten by the short way (6 at most) and the reverse of BACK (5 at most), in any split; the long
    // way takes two steps.
    #expect(result.totalFlux == 30)
    #expect(result.solution.objectiveValue == 10)
    let fluxes = result.solution.fluxes
    #expect(fluxes[1] - fluxes[4] == 10)
    #expect([fluxes[0], fluxes[2], fluxes[3], fluxes[5]] == [10, 0, 0, 10])
    let half = try parsimoniousFluxBalance(of: model, fraction: 0.5, using: backend)
    #expect(half.totalFlux == 15)
  }
}
