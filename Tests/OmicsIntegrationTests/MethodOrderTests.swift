import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

/// Every method that needs no training.
@Suite("Any method")
struct MethodOrderTests {
  private static let names = OmicsMethods.all.map(\.name).filter { $0 != "prime" }

  private static func renumbered(_ rule: GeneReactionRule, _ places: [Int]) -> GeneReactionRule {
    switch rule {
    case .gene(let gene): .gene(places[gene])
    case .all(let parts): .all(parts.map { renumbered($0, places) })
    case .any(let parts): .any(parts.map { renumbered($0, places) })
    }
  }

  /// The model with its genes in another order.
  private static func reordered(
    _ model: MetabolicModel, by order: [Int]
  ) throws -> MetabolicModel {
    var places = order
    for (place, gene) in order.enumerated() { places[gene] = place }
    let reactions = model.reactions.map { reaction in
      var reaction = reaction
      reaction.rule = reaction.rule.map { renumbered($0, places) }
      return reaction
    }
    return try MetabolicModel(
      id: model.id, metabolites: model.metabolites, reactions: reactions,
      genes: order.map { model.genes[$0] }, stoichiometry: model.stoichiometry,
      objective: model.objective)
  }

  private static func bounds(
    _ name: String, of model: MetabolicModel, _ values: [Double?]
  ) throws -> [FluxBounds]? {
    var settings = MethodSettings()
    let entry = try OmicsMethods.entry(name)
    if entry.usesThresholds { settings.thresholds = .absolute(activeFrom: 15, inactiveBelow: 8) }
    let method = try entry(settings)
    do {
      return try method.personalize(
        ConstrainedModel(model), with: FluxStateSamples.levels(of: model, values),
        using: .auto()
      ).constrained.bounds
    } catch OmicsError.flux(.infeasible), OmicsError.noFluxThroughScored, OmicsError.emptyCore,
      OmicsError.inconsistentCore
    {
      return nil
    }
  }

  @Test("does not see the order of the model's genes", arguments: names)
  func genes(_ name: String) throws {
    var found = 0
    for seed: UInt64 in 1...8 {
      let model = try FluxStateSamples.random(seed: seed)
      let levels = try FluxStateSamples.levels(of: model, seed: seed, in: 1...30).levels
      var generator = SeededGenerator(seed: seed)
      let order = Array(model.genes.indices).shuffled(using: &generator)
      let one = try Self.bounds(name, of: model, levels)
      let other = try Self.bounds(
        name, of: Self.reordered(model, by: order), order.map { levels[$0] })
      try #require((one == nil) == (other == nil), "seed \(seed)")
      guard let one, let other else { continue }
      found += 1
      for (reaction, (a, b)) in zip(one, other).enumerated() {
        #expect(
          abs(a.lower - b.lower) < 1e-9 && abs(a.upper - b.upper) < 1e-9,
          "seed \(seed), reaction \(reaction): \(a) \(b)")
      }
    }
    #expect(found > 0)
  }
}
