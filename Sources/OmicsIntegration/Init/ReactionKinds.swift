import MetabolicModels

/// The reactions of a model that a network needs whether or not a gene speaks for them: what ftINIT
/// leaves unscored at first.
struct ReactionKinds {
  /// With one metabolite only.
  private(set) var boundary: [Bool]
  /// Without a gene rule, and the same substances on both sides in different compartments.
  private(set) var transport: [Bool]
  /// Without a gene rule, and outside of the cell.
  private(set) var extracellular: [Bool]

  init(_ model: MetabolicModel) {
    let outside = BoundaryReactions(of: model).externalCompartment
    let substances = model.metabolites.map(Self.substance)
    boundary = model.reactions.indices.map { BoundaryReactions.isBoundary($0, of: model) }
    transport = []
    extracellular = []
    for (index, reaction) in model.reactions.enumerated() {
      let range = model.stoichiometry.range(ofColumn: index)
      let isBare = reaction.rule == nil && reaction.unreadableRule == nil && range.count > 1
      var sums: [String: Double] = [:]
      var compartments = Set<String>()
      for position in range {
        let metabolite = Int(model.stoichiometry.rows[position])
        sums[substances[metabolite], default: 0] += model.stoichiometry.values[position]
        compartments.insert(model.metabolites[metabolite].compartment)
      }
      transport.append(
        isBare && compartments.count > 1 && sums.values.allSatisfy { abs($0) < 1e-9 })
      extracellular.append(
        isBare && outside != nil && compartments.count == 1 && compartments.first == outside)
    }
  }

  /// What a metabolite is, wherever it is: its name, or its id without the compartment.
  static func substance(_ metabolite: Metabolite) -> String {
    if !metabolite.name.isEmpty { return metabolite.name }
    let end = metabolite.compartment
    for suffix in ["[\(end)]", "_\(end)", end] where !end.isEmpty && metabolite.id.hasSuffix(suffix)
    {
      return String(metabolite.id.dropLast(suffix.count))
    }
    return metabolite.id
  }
}
