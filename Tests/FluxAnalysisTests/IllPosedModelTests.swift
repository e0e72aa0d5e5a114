import TestSupport
import Testing
import TwinFlux

@Suite("Ill-posed models end in their status")
struct IllPosedModelTests {
  /// In → A → out, A made by the first reaction and used by the second.
  private func chain(_ first: FluxBounds, _ second: FluxBounds) throws -> ConstrainedModel {
    var matrix = StoichiometricMatrix(rowCount: 1)
    matrix.appendColumn([(row: 0, value: 1)])
    matrix.appendColumn([(row: 0, value: -1)])
    return ConstrainedModel(
      try MetabolicModel(
        id: "chain", metabolites: [Metabolite(id: "A")],
        reactions: [Reaction(id: "IN", bounds: first), Reaction(id: "OUT", bounds: second)],
        stoichiometry: matrix,
        objective: FluxObjective(terms: [.init(reaction: 1, coefficient: 1)])))
  }

  @Test("where bounds contradict each other", arguments: SolverChoice.available)
  func contradiction(solver: SolverChoice) throws {
    let model = try chain(FluxBounds(lower: 5, upper: 9), FluxBounds(lower: 0, upper: 3))
    let backend = try solver.makeBackend(for: .manyObjectives)
    #expect(throws: FluxError.infeasible(model: "chain")) {
      try fluxVariability(of: model, using: backend)
    }
    #expect(throws: FluxError.infeasible(model: "chain")) {
      try fluxBalance(of: model, using: backend)
    }
  }

  @Test("where nothing has a limit", arguments: SolverChoice.available)
  func noLimits(solver: SolverChoice) throws {
    let free = FluxBounds(lower: -.infinity, upper: .infinity)
    let model = try chain(free, free)
    let backend = try solver.makeBackend(for: .manyObjectives)
    #expect(throws: FluxError.unbounded(model: "chain")) {
      try fluxVariability(of: model, using: backend)
    }
    var options = FluxVariabilityOptions()
    options.cut = .none
    for range in try fluxVariability(of: model, options: options, using: backend).ranges {
      #expect(range.minimum.status == .unbounded && range.minimum.value == -.infinity)
      #expect(range.maximum.status == .unbounded && range.maximum.value == .infinity)
    }
  }

  @Test("and bounds out of order are refused")
  func order() throws {
    var model = try chain(FluxBounds(lower: 0, upper: 9), FluxBounds(lower: 0, upper: 3))
    #expect(throws: ModelError.invalidBounds(id: "IN", lower: 2, upper: 1)) {
      try model.setBounds(FluxBounds(lower: 2, upper: 1), ofReaction: 0)
    }
  }
}
