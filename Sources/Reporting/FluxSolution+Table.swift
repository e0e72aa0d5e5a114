import FluxAnalysis
import MetabolicModels

extension FluxSolution {
  /// Columns `reaction flux reduced_cost`, one row for each reaction, in model order.
  public func fluxTable(of model: MetabolicModel) -> Table {
    var table = Table(columns: ["reaction", "flux", "reduced_cost"])
    for (index, reaction) in model.reactions.enumerated() {
      table.append([.text(reaction.id), .number(fluxes[index]), .number(reducedCosts[index])])
    }
    return table
  }

  /// Columns `metabolite shadow_price`, one row for each metabolite, in model order.
  public func shadowPriceTable(of model: MetabolicModel) -> Table {
    var table = Table(columns: ["metabolite", "shadow_price"])
    for (metabolite, price) in zip(model.metabolites, shadowPrices) {
      table.append([.text(metabolite.id), .number(price)])
    }
    return table
  }

  /// `{"status": "optimal", "objective_value": …, "fluxes": {…}, "reduced_costs": {…},
  /// "shadow_prices": {…}}`; `extra` follows the objective value.
  public func json(of model: MetabolicModel, extra: [JSONValue.Member] = []) -> JSONValue {
    let reactions = model.reactions.map(\.id)
    let head = [
      JSONValue.Member("status", "optimal"),
      JSONValue.Member("objective_value", .number(objectiveValue)),
    ]
    return .object(
      head + extra + [
        JSONValue.Member("fluxes", Self.object(reactions, fluxes)),
        JSONValue.Member("reduced_costs", Self.object(reactions, reducedCosts)),
        JSONValue.Member("shadow_prices", Self.object(model.metabolites.map(\.id), shadowPrices)),
      ])
  }

  private static func object(_ ids: [String], _ values: [Double]) -> JSONValue {
    .object(zip(ids, values).map { JSONValue.Member($0, .number($1)) })
  }
}
