import MetabolicModels

/// Reactions with their reactants, products and kinetic laws.
extension SBMLParser {
  mutating func readReactions() throws(SBMLError) {
    let depth = cursor.depth
    while try nextChild(of: depth) {
      if cursor.name == .reaction { try readReaction() }
    }
  }

  private mutating func readReaction() throws(SBMLError) {
    var entry = ReactionEntry(
      id: try requiredID(), metaID: symbol(cursor.value(.metaid)),
      name: cursor.value(.name).map { SBMLValue.string(SBMLValue.trim($0)) } ?? "",
      isReversible: try flag(.reversible, default: true),
      sboTerm: cursor.value(.sboTerm).map(SBMLValue.string),
      lowerBound: symbol(cursor.packageValue(.lowerFluxBound)),
      upperBound: symbol(cursor.packageValue(.upperFluxBound)), line: cursor.line)
    if document.level == 1 { entry.name = "" }
    let first = document.references.count
    let depth = cursor.depth
    var seen = Set<XMLName>()
    while try nextChild(of: depth) {
      if cursor.space.isFBC || cursor.space.isCore { try checkSingle(&seen, in: .reaction) }
      switch cursor.name {
      case .listOfReactants: try readReferences(areReactants: true)
      case .listOfProducts: try readReferences(areReactants: false)
      case .notes: try readNotes(into: &entry.notes)
      case .annotation: try readAnnotation(into: &entry.annotations)
      case .kineticLaw: try readKineticLaw(into: &entry.kinetics)
      case .geneProductAssociation: entry.rule = try readAssociation()
      default: break
      }
    }
    entry.references = first..<document.references.count
    document.reactions.append(entry)
  }

  private mutating func readReferences(areReactants: Bool) throws(SBMLError) {
    let depth = cursor.depth
    while try nextChild(of: depth) {
      guard cursor.name == .speciesReference || cursor.name == .specieReference else { continue }
      var entry = ReferenceEntry(
        species: try requiredSymbol(
          document.level == 1 && cursor.value(.species) == nil ? .specie : .species),
        id: symbol(cursor.value(.id)), stoichiometry: try readStoichiometry(),
        isReactant: areReactants, line: cursor.line)
      let inner = cursor.depth
      while try nextChild(of: inner) {
        if cursor.name == .stoichiometryMath { entry.math = try readStoichiometryMath() }
      }
      document.references.append(entry)
    }
  }

  /// Levels 1 and 2 have a default of 1 and a denominator; Level 3 has neither.
  private func readStoichiometry() throws(SBMLError) -> Double? {
    let stated = try number(.stoichiometry, cursor.value(.stoichiometry))
    if document.level == 3 { return stated }
    let denominator = try number(.denominator, cursor.value(.denominator)) ?? 1
    if denominator == 0, let value = cursor.value(.denominator) {
      throw invalid(.denominator, value)
    }
    return (stated ?? 1) / denominator
  }

  private mutating func readStoichiometryMath() throws(SBMLError) -> MathExpression? {
    let depth = cursor.depth
    var math: MathExpression?
    while try nextChild(of: depth) {
      if cursor.name == .math { math = try readMath() }
    }
    return math
  }

  /// Bounds and objective in the style of the COBRA Toolbox: local parameters by their ids.
  private mutating func readKineticLaw(into entry: inout KineticEntry) throws(SBMLError) {
    let depth = cursor.depth
    while try nextChild(of: depth) {
      guard cursor.name == .listOfParameters || cursor.name == .listOfLocalParameters else {
        continue
      }
      let inner = cursor.depth
      while try nextChild(of: inner) {
        guard cursor.name == .parameter || cursor.name == .localParameter else { continue }
        try readKineticParameter(into: &entry)
      }
    }
  }

  private mutating func readKineticParameter(into entry: inout KineticEntry) throws(SBMLError) {
    guard let id = cursor.value(document.level == 1 ? .name : .id) else { return }
    switch SBMLValue.string(SBMLValue.trim(id)) {
    case "LOWER_BOUND": entry.lowerBound = try kineticValue()
    case "UPPER_BOUND": entry.upperBound = try kineticValue()
    case "OBJECTIVE_COEFFICIENT": entry.objectiveCoefficient = try kineticValue()
    default: break
    }
  }

  private func kineticValue() throws(SBMLError) -> Double {
    guard let value = try number(.value) else { throw missing(.value) }
    if value.isNaN, let bytes = cursor.value(.value) { throw invalid(.value, bytes) }
    return value
  }
}
