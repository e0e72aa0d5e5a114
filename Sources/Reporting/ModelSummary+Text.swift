import DataFiles
import MetabolicModels

extension ModelSummary {
  /// A page for people.
  public func text(path: String, sha256: String) -> String {
    let rows = identity(path: path, sha256: sha256) + sizes + boundary + limits
    let width = (rows.map(\.0.count).max() ?? 0) + 2
    return rows.map { name, value in
      name + String(repeating: " ", count: width - name.count) + value + "\n"
    }.joined()
  }

  private func identity(path: String, sha256: String) -> [(String, String)] {
    var rows = [("model", model.id.isEmpty ? "(no id)" : model.id)]
    if !model.name.isEmpty, model.name != model.id { rows.append(("name", model.name)) }
    return rows + [("file", path), ("sha256", sha256), ("objective", objective)]
  }

  private var sizes: [(String, String)] {
    let compartments = metabolitesByCompartment.map { compartment in
      let name = compartment.name.isEmpty ? "" : " \(compartment.name)"
      return "\(compartment.id)\(name) (\(compartment.count))"
    }
    var rows = [
      ("metabolites", String(model.metabolites.count)),
      ("compartments", compartments.joined(separator: ", ")),
      ("reactions", String(model.reactions.count)),
      ("nonzeros", String(model.stoichiometry.nonzeroCount)),
      ("subsystems", String(subsystems)),
      ("genes", String(model.genes.count)),
      ("gene rules", String(rules)),
    ]
    if !unreadableRules.isEmpty { rows.append(("unreadable rules", Self.listed(unreadableRules))) }
    if !model.constraints.isEmpty {
      rows.append(("flux constraints", String(model.constraints.count)))
    }
    return rows
  }

  private var boundary: [(String, String)] {
    let uptakes = medium.map { uptake in
      "\(model.reactions[uptake.reaction].id) \(NumberText.text(uptake.uptake))"
    }
    return [
      ("exchanges", String(exchanges.count)), ("demands", String(demands.count)),
      ("sinks", String(sinks.count)), ("medium", Self.listed(uptakes, most: 8)),
    ]
  }

  private var limits: [(String, String)] {
    [
      ("forced fluxes", Self.listed(forced)), ("infinite bounds", Self.listed(infinite)),
      ("closed by bounds", String(blockedByBounds)),
    ]
  }

  private static func listed(_ names: [String], most: Int = 5) -> String {
    if names.isEmpty { return "0" }
    let rest = names.count > most ? ", …" : ""
    return "\(names.count) (\(names.prefix(most).joined(separator: ", "))\(rest))"
  }
}
