import MetabolicModels

/// Ids: that each is one thing's alone, and what the model calls it.
extension SBMLAssembler {
  mutating func nameParts() throws(SBMLError) {
    try checkNames()
    (speciesIDs, speciesIndices) = try named(
      document.species.map { ($0.id, $0.line) }, .metabolite, .metabolite)
    (reactionIDs, reactionIndices) = try named(
      document.reactions.map { ($0.id, $0.line) }, .reaction, .reaction)
  }

  /// Compartments, species, parameters, reactions and their kin share one space of names (SBML
  /// Level 3 Version 2, section 3.3.1), because mathematics names any of them. Parameters of kinetic
  /// laws and units have spaces of their own.
  private func checkNames() throws(SBMLError) {
    var owners = [String?](repeating: nil, count: document.symbols.count)
    for symbol in document.functions.keys { owners[Int(symbol.index)] = "functionDefinition" }
    func claim(_ id: Symbol, _ line: Int, _ element: String) throws(SBMLError) {
      let owner = owners[Int(id.index)]
      owners[Int(id.index)] = element
      guard let owner else { return }
      if owner != element {
        throw .sharedID(path: path, line: line, id: text(id), first: owner, second: element)
      }
      throw duplicate(element, id, line)
    }
    for entry in document.compartments { try claim(entry.id, entry.line, "compartment") }
    for entry in document.species { try claim(entry.id, entry.line, "species") }
    for entry in document.parameters { try claim(entry.id, entry.line, "parameter") }
    for entry in document.reactions { try claim(entry.id, entry.line, "reaction") }
    for entry in document.geneProducts { try claim(entry.id, entry.line, "geneProduct") }
    for entry in document.references {
      if let id = entry.id { try claim(id, entry.line, "speciesReference") }
    }
  }

  private func duplicate(_ element: String, _ id: Symbol, _ line: Int) -> SBMLError {
    let kinds: [String: (SBMLIdentifier.Kind, ModelError.Kind)] = [
      "species": (.metabolite, .metabolite), "reaction": (.reaction, .reaction),
      "geneProduct": (.gene, .gene),
    ]
    guard let (kind, modelKind) = kinds[element] else {
      return .duplicateDefinition(path: path, line: line, element: element, id: text(id))
    }
    return .duplicateID(path: path, line: line, kind: modelKind, id: modelID(id, as: kind))
  }

  /// The model's ids, and the place of each of the document's. Two ids of the document that become
  /// one are as bad as one that stands twice.
  func named(
    _ entries: [(id: Symbol, line: Int)], _ kind: SBMLIdentifier.Kind, _ modelKind: ModelError.Kind
  ) throws(SBMLError) -> ([String], SymbolMap) {
    var ids: [String] = []
    var places = [String: Int](minimumCapacity: entries.count)
    var indices = SymbolMap(count: document.symbols.count)
    for (index, entry) in entries.enumerated() {
      let id = modelID(entry.id, as: kind)
      if let first = places.updateValue(index, forKey: id) {
        throw .collidingIDs(
          path: path, line: entry.line, kind: modelKind, id: id, first: text(entries[first].id),
          second: text(entry.id))
      }
      ids.append(id)
      indices[entry.id] = index
    }
    return (ids, indices)
  }
}
