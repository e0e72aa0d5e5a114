import DataFiles
import MetabolicModels

extension ModelSummary {
  /// The same facts for programs, with every id listed.
  public func json(input: InputBytes, warnings: [String]) -> JSONValue {
    let ids = { (indices: [Int]) -> JSONValue in
      .array(indices.map { .string(model.reactions[$0].id) })
    }
    return .members([
      "id": .string(model.id), "name": .string(model.name), "path": .string(input.path),
      "sha256": .string(input.sha256),
      "metabolites": .integer(model.metabolites.count),
      "reactions": .integer(model.reactions.count),
      "nonzeros": .integer(model.stoichiometry.nonzeroCount),
      "genes": .integer(model.genes.count), "gene_rules": .integer(rules),
      "unreadable_rules": .array(unreadableRules.map(JSONValue.string)),
      "subsystems": .integer(subsystems), "flux_constraints": .integer(model.constraints.count),
      "compartments": .array(
        metabolitesByCompartment.map {
          .members([
            "id": .string($0.id), "name": .string($0.name), "metabolites": .integer($0.count),
          ])
        }),
      "objective": .members([
        "sense": .string(model.objective.sense.rawValue),
        "coefficients": .object(
          model.objective.terms.map {
            JSONValue.Member(model.reactions[$0.reaction].id, .number($0.coefficient))
          }),
      ]),
      "exchanges": ids(exchanges), "demands": ids(demands), "sinks": ids(sinks),
      "medium": .object(
        medium.map { JSONValue.Member(model.reactions[$0.reaction].id, .number($0.uptake)) }),
      "forced_fluxes": .array(forced.map(JSONValue.string)),
      "infinite_bounds": .array(infinite.map(JSONValue.string)),
      "closed_by_bounds": .integer(blockedByBounds),
      "warnings": .array(warnings.map(JSONValue.string)),
    ])
  }
}
