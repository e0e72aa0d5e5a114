import MetabolicModels

/// The two spellings that copies of one reconstruction have: `lstn[e]` and `1559.1` in files that came
/// by way of the COBRA Toolbox, `lstn_e` and `1559_AT1` in BiGG's.
enum IDSpelling {
  /// The other spelling of a metabolite or an exchange; `nil` where there is none.
  static func other(ofCompound id: String) -> String? {
    if id.hasSuffix("]"), let open = id.lastIndex(of: "[") {
      return id[..<open] + "_" + id[id.index(after: open)...].dropLast()
    }
    guard let bar = id.lastIndex(of: "_"), bar > id.startIndex else { return nil }
    let compartment = id[id.index(after: bar)...]
    guard (1...2).contains(compartment.count), compartment.allSatisfy(\.isLetter) else {
      return nil
    }
    return "\(id[..<bar])[\(compartment)]"
  }

  /// The other spelling of an NCBI gene with its transcript.
  static func other(ofGene id: String) -> String? {
    let separator = id.contains("_AT") ? "_AT" : "."
    let parts = id.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isNumber) }) else {
      return nil
    }
    return parts.joined(separator: separator == "." ? "_AT" : ".")
  }
}

extension MetabolicModel {
  /// The same model, with ids that the rules name spelled as the rules spell them, where it has them
  /// in the other spelling only; and those ids, as the rules spell them.
  ///
  /// Rules for `lstn[e]` and `1559.1` thus serve a model with `lstn_e` and `1559_AT1`, and the other
  /// way round. Every other id stays as it is.
  ///
  /// - Complexity: A copy of the lists of names where one changes.
  public func spelled(
    like rules: CouplingRules
  ) throws(CouplingError) -> (model: MetabolicModel, changed: [String]) {
    var (reactions, metabolites, genes) = (reactions, metabolites, genes)
    var changed: [String] = []
    for id in rules.compoundsAndReactions where reactionIndex(id) == nil {
      guard let other = IDSpelling.other(ofCompound: id), let index = reactionIndex(other) else {
        continue
      }
      reactions[index].id = id
      changed.append(id)
    }
    for id in rules.extensions.flatMap(\.equation.keys).sorted() where metaboliteIndex(id) == nil {
      guard let other = IDSpelling.other(ofCompound: id), let index = metaboliteIndex(other),
        metabolites[index].id == other
      else { continue }
      metabolites[index].id = id
      changed.append(id)
    }
    for id in rules.namedGenes.map(\.gene) where geneIndex(id) == nil {
      guard let other = IDSpelling.other(ofGene: id), let index = geneIndex(other),
        genes[index].id == other
      else { continue }
      genes[index].id = id
      changed.append(id)
    }
    if changed.isEmpty { return (self, []) }
    do throws(ModelError) {
      let model = try MetabolicModel(
        id: self.id, name: name, compartments: compartments, metabolites: metabolites,
        reactions: reactions, genes: genes, stoichiometry: stoichiometry, objective: objective,
        constraints: constraints)
      return (model, changed)
    } catch {
      throw CouplingError(error, path: "model")
    }
  }
}

extension CouplingRules {
  /// Every reaction that the rules name, each once and sorted.
  fileprivate var compoundsAndReactions: [String] {
    let exchanges = [probe.exchange] + probe.medium.map(\.exchange)
    return Set(exchanges + namedReactions.map(\.id)).sorted()
  }
}
