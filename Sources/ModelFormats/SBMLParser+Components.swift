import MetabolicModels

/// Compartments, species, parameters, assignments and rules.
extension SBMLParser {
  mutating func readCompartments() throws(SBMLError) {
    let depth = cursor.depth
    while try nextChild(of: depth) {
      guard cursor.name == .compartment else { continue }
      let isLevel1 = document.level == 1
      document.compartments.append(
        CompartmentEntry(
          id: try requiredID(), name: text(.name) ?? "",
          size: try isLevel1 ? number(.volume) ?? 1 : number(.size), line: cursor.line))
    }
  }

  mutating func readSpecies() throws(SBMLError) {
    let depth = cursor.depth
    while try nextChild(of: depth) {
      // Level 1 Version 1 spelled it "specie".
      guard cursor.name == .species || cursor.name == .specie else { continue }
      document.species.append(try readOneSpecies())
    }
  }

  private mutating func readOneSpecies() throws(SBMLError) -> SpeciesEntry {
    var entry = SpeciesEntry(
      id: try requiredID(), name: cursor.value(.name).map(SBMLValue.string) ?? "",
      compartment: symbol(cursor.value(.compartment)),
      isBoundary: try flag(.boundaryCondition, default: false),
      formula: cursor.packageValue(.chemicalFormula).map(SBMLValue.string),
      // Levels 1 and 2 have a charge of their own.
      charge: try readCharge(),
      initialAmount: try number(.initialAmount, cursor.value(.initialAmount)),
      initialConcentration: try number(.initialConcentration, cursor.value(.initialConcentration)),
      hasOnlySubstanceUnits: try flag(.hasOnlySubstanceUnits, default: false),
      annotations: Annotations(), line: cursor.line)
    if let sbo = cursor.value(.sboTerm) {
      entry.annotations.add(SBMLValue.string(sbo), namespace: "sbo")
    }
    var notes = NotesEntry()
    let depth = cursor.depth
    while try nextChild(of: depth) {
      switch cursor.name {
      case .notes: try readNotes(into: &notes)
      case .annotation: try readAnnotation(into: &entry.annotations)
      default: break
      }
    }
    if entry.formula?.isEmpty != false { entry.formula = notes.formula }
    // Notes may say "nan" or "NA".
    let noted = notes.charge.flatMap(Double.init)
    if entry.charge == nil, let noted, noted.isFinite { entry.charge = noted }
    return entry
  }

  private func readCharge() throws(SBMLError) -> Double? {
    guard let bytes = cursor.packageValue(.charge) ?? cursor.value(.charge) else { return nil }
    guard let charge = SBMLValue.double(bytes), charge.isFinite else {
      throw invalid(.charge, bytes)
    }
    return charge
  }

  mutating func readParameters() throws(SBMLError) {
    let depth = cursor.depth
    while try nextChild(of: depth) {
      guard cursor.name == .parameter else { continue }
      document.parameters.append(
        ParameterEntry(
          id: try requiredID(), value: try number(.value),
          isConstant: try flag(.constant, default: true), line: cursor.line))
    }
  }

  // MARK: Assignments

  mutating func readInitialAssignments() throws(SBMLError) {
    let depth = cursor.depth
    while try nextChild(of: depth) {
      guard cursor.name == .initialAssignment else { continue }
      let target = try requiredSymbol(.symbol)
      guard let entry = try readAssignment(of: target) else { continue }
      if document.initialAssignments.updateValue(entry, forKey: target) != nil {
        throw duplicate("initialAssignment", target, entry.line)
      }
    }
  }

  mutating func readRules() throws(SBMLError) {
    let depth = cursor.depth
    while try nextChild(of: depth) {
      switch cursor.name {
      case .assignmentRule: try readAssignmentRule()
      case .rateRule: document.changing.insert(try requiredSymbol(.variable))
      case .algebraicRule: document.hasAlgebraicRule = true
      case .parameterRule, .speciesConcentrationRule, .compartmentVolumeRule:
        readLevel1Rule()
      default: break
      }
    }
  }

  private mutating func readAssignmentRule() throws(SBMLError) {
    // A rule of Level 1 names its target and its formula in other words; its value is not constant
    // for us, and nothing of COBRA style depends on it.
    guard let target = symbol(cursor.value(.variable)) else { return readLevel1Rule() }
    guard let entry = try readAssignment(of: target) else { return }
    if document.assignmentRules.updateValue(entry, forKey: target) != nil {
      throw duplicate("assignmentRule", target, entry.line)
    }
  }

  private mutating func readLevel1Rule() {
    let target = cursor.value(.name) ?? cursor.value(.compartment) ?? cursor.value(.species)
    if let target = symbol(target ?? cursor.value(.specie)) { document.changing.insert(target) }
  }

  private mutating func readAssignment(of target: Symbol) throws(SBMLError) -> AssignmentEntry? {
    let element = cursor.name
    let line = cursor.line
    let depth = cursor.depth
    var math: MathExpression?
    while try nextChild(of: depth) {
      if cursor.name == .math { math = try readMath() }
    }
    // Level 3 Version 2 allows an assignment without mathematics; it has no effect.
    if let math { return AssignmentEntry(math: math, line: line) }
    if document.level == 3, document.version == 2 { return nil }
    throw .missingMath(
      path: path, line: line, element: element.spelling, id: document.symbols.text(target))
  }

  func duplicate(_ element: String, _ symbol: Symbol, _ line: Int) -> SBMLError {
    .duplicateDefinition(
      path: path, line: line, element: element, id: document.symbols.text(symbol))
  }

  mutating func readEvents() throws(SBMLError) {
    let depth = cursor.depth
    while try next() != .done {
      if cursor.depth <= depth { return }
      if cursor.name == .eventAssignment, let target = symbol(cursor.value(.variable)) {
        document.changing.insert(target)
      }
    }
  }

  mutating func readFunctions() throws(SBMLError) {
    let depth = cursor.depth
    while try nextChild(of: depth) {
      guard cursor.name == .functionDefinition else { continue }
      let id = try requiredID()
      let line = cursor.line
      guard let function = try readFunction() else { continue }
      if document.functions.updateValue(function, forKey: id) != nil {
        throw duplicate("functionDefinition", id, line)
      }
    }
  }
}
