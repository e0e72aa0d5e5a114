import LinearProgramming
import MetabolicModels

/// A model with its total flux *Σ |vⱼ|* as a linear function.
///
/// The size of a flux that can go one way is the flux or its negative. For each flux that can go both
/// ways there is one more column, *tⱼ*, in no balance, with *tⱼ ≥ vⱼ* and *tⱼ ≥ −vⱼ*. The reactions of
/// the model keep their indices, so that what is found of them is found of the model.
struct TotalFluxModel: Sendable {
  private let source: ConstrainedModel
  private var reactions: [Reaction]
  private var bounds: [FluxBounds]
  private var constraints: [FluxConstraint]
  /// What adds up to the total flux, or to more where a *tⱼ* is not at its least.
  private let total: [FluxTerm]

  init(_ model: ConstrainedModel) {
    source = model
    reactions = model.model.reactions
    bounds = model.bounds
    constraints = model.model.constraints
    var total: [FluxTerm] = []
    for (reaction, own) in model.bounds.enumerated() {
      guard own.isReversible else {
        total.append(FluxTerm(reaction: reaction, coefficient: own.lower < 0 ? -1 : 1))
        continue
      }
      let size = reactions.count
      let name = "|\(reactions[reaction].id)|"
      let limit = FluxBounds(lower: 0, upper: max(-own.lower, own.upper))
      reactions.append(Reaction(id: name, bounds: limit))
      bounds.append(limit)
      total.append(FluxTerm(reaction: size, coefficient: 1))
      for (side, sign) in [("+", -1.0), ("-", 1.0)] {
        constraints.append(
          FluxConstraint(
            id: name + side,
            terms: [
              FluxTerm(reaction: reaction, coefficient: sign),
              FluxTerm(reaction: size, coefficient: 1),
            ], lower: 0, upper: .infinity))
      }
    }
    self.total = total
  }

  /// Keeps the objective of the model within `bounds`, times `scale`.
  mutating func cut(_ bounds: Bounds, scale: Double) {
    constraints.append(
      FluxConstraint(
        id: "|objective|",
        terms: source.objective.terms.map {
          FluxTerm(reaction: $0.reaction, coefficient: scale * $0.coefficient)
        }, lower: bounds.lower, upper: bounds.upper))
  }

  /// Keeps the total flux at or below `limit`.
  mutating func limitTotal(to limit: Double) {
    constraints.append(
      FluxConstraint(id: "|total|", terms: total, lower: -.infinity, upper: limit))
  }

  /// The whole as a model whose objective is the least total flux.
  func constrained() throws(FluxError) -> ConstrainedModel {
    let model = source.model
    var stoichiometry = model.stoichiometry
    while stoichiometry.columnCount < reactions.count { stoichiometry.appendColumn([]) }
    do throws(ModelError) {
      var result = ConstrainedModel(
        try MetabolicModel(
          id: model.id, compartments: model.compartments, metabolites: model.metabolites,
          reactions: reactions, genes: model.genes, stoichiometry: stoichiometry,
          objective: FluxObjective(sense: .minimize, terms: total), constraints: constraints))
      for (reaction, own) in bounds.enumerated() {
        try result.setBounds(own, ofReaction: reaction)
      }
      return result
    } catch {
      throw .model(error)
    }
  }
}
