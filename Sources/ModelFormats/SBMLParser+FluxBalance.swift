import MetabolicModels

/// The package fbc, versions 1 to 3, and the package groups.
extension SBMLParser {
  mutating func readFluxBalancePart() throws(SBMLError) {
    if case .fbc(let version) = cursor.space {
      try checkFBC([version])
      document.fbcVersion = max(document.fbcVersion, version)
    }
    switch cursor.name {
    case .listOfFluxBounds: try readFluxBounds()
    case .listOfObjectives: try readObjectives()
    case .listOfGeneProducts: try readGeneProducts()
    case .listOfUserDefinedConstraints: try readConstraints()
    default: break
    }
  }

  // MARK: Version 1

  private mutating func readFluxBounds() throws(SBMLError) {
    let depth = cursor.depth
    while try nextChild(of: depth) {
      guard cursor.name == .fluxBound else { continue }
      guard let value = try number(.value) else { throw missing(.value) }
      if value.isNaN, let bytes = cursor.anyValue(.value) { throw invalid(.value, bytes) }
      document.fluxBounds.append(
        FluxBoundEntry(
          reaction: try requiredSymbol(.reaction), operation: try readOperation(), value: value,
          line: cursor.line))
    }
  }

  private func readOperation() throws(SBMLError) -> FluxBoundEntry.Operation {
    guard let value = cursor.anyValue(.operation) else { throw missing(.operation) }
    switch SBMLValue.string(SBMLValue.trim(value)) {
    // The strict relations were dropped from version 1 of fbc; libSBML reads them like this.
    case "lessEqual", "less": return .lessEqual
    case "greaterEqual", "greater": return .greaterEqual
    case "equal": return .equal
    default: throw invalid(.operation, value)
    }
  }

  /// `listOfGeneAssociations` of fbc version 1 stands in the annotation of the model.
  mutating func readModelAnnotation() throws(SBMLError) {
    let depth = cursor.depth
    while try nextChild(of: depth) {
      guard cursor.name == .listOfGeneAssociations else { continue }
      let inner = cursor.depth
      while try nextChild(of: inner) {
        guard cursor.name == .geneAssociation else { continue }
        let reaction = try requiredSymbol(.reaction)
        let line = cursor.line
        if let rule = try readAssociation() {
          document.geneAssociations.append((reaction, rule, line))
        }
      }
    }
  }

  // MARK: Objectives

  private mutating func readObjectives() throws(SBMLError) {
    if let active = cursor.anyValue(.activeObjective), !SBMLValue.trim(active).isEmpty {
      document.activeObjective = (SBMLValue.string(SBMLValue.trim(active)), cursor.line)
    }
    let depth = cursor.depth
    while try nextChild(of: depth) {
      if cursor.name == .objective { try readObjective() }
    }
  }

  private mutating func readObjective() throws(SBMLError) {
    let id = try requiredSymbol(.id)
    var entry = ObjectiveEntry(
      id: document.symbols.text(id), sense: try readSense(), line: cursor.line)
    let depth = cursor.depth
    while try nextChild(of: depth) {
      guard cursor.name == .listOfFluxObjectives else { continue }
      let inner = cursor.depth
      while try nextChild(of: inner) {
        guard cursor.name == .fluxObjective else { continue }
        entry.terms.append(try readFluxObjective(of: entry.id))
      }
    }
    document.objectives.append(entry)
  }

  private func readSense() throws(SBMLError) -> FluxObjective.Sense {
    guard let value = cursor.anyValue(.type) else { throw missing(.type) }
    switch SBMLValue.string(SBMLValue.trim(value)) {
    case "maximize", "maximise", "max": return .maximize
    case "minimize", "minimise", "min": return .minimize
    default: throw invalid(.type, value)
    }
  }

  private mutating func readFluxObjective(
    of objective: String
  ) throws(SBMLError) -> ObjectiveEntry.Term {
    try refuseQuadratic(in: objective, second: .reaction2)
    guard let coefficient = try number(.coefficient) else { throw missing(.coefficient) }
    if !coefficient.isFinite, let value = cursor.anyValue(.coefficient) {
      throw invalid(.coefficient, value)
    }
    return ObjectiveEntry.Term(
      reaction: try requiredSymbol(.reaction), coefficient: coefficient, line: cursor.line)
  }

  private func refuseQuadratic(in id: String, second: XMLName) throws(SBMLError) {
    let type = text(.variableType) ?? "linear"
    if type != "linear" || cursor.anyValue(second) != nil {
      throw .notSupported(
        path: path, line: cursor.line, feature: "a \(type == "linear" ? "product" : type) term",
        id: id)
    }
  }

  // MARK: Constraints of version 3

  private mutating func readConstraints() throws(SBMLError) {
    let depth = cursor.depth
    while try nextChild(of: depth) {
      guard cursor.name == .userDefinedConstraint else { continue }
      let line = cursor.line
      let stated = cursor.anyValue(.id) == nil ? nil : try requiredSymbol(.id)
      let id =
        stated.map { document.symbols.text($0) } ?? "constraint_\(document.constraints.count + 1)"
      var entry = ConstraintEntry(
        id: id, lower: symbol(cursor.anyValue(.lowerBound)),
        upper: symbol(cursor.anyValue(.upperBound)), line: line)
      try readComponents(into: &entry)
      document.constraints.append(entry)
    }
  }

  private mutating func readComponents(into entry: inout ConstraintEntry) throws(SBMLError) {
    let depth = cursor.depth
    while try nextChild(of: depth) {
      guard cursor.name == .listOfUserDefinedConstraintComponents else { continue }
      let inner = cursor.depth
      while try nextChild(of: inner) {
        guard cursor.name == .userDefinedConstraintComponent else { continue }
        try refuseQuadratic(in: entry.id, second: .variable2)
        entry.terms.append(
          ConstraintEntry.Term(
            variable: try requiredSymbol(.variable),
            coefficient: try requiredSymbol(.coefficient), line: cursor.line))
      }
    }
  }

  // MARK: Genes

  private mutating func readGeneProducts() throws(SBMLError) {
    let depth = cursor.depth
    while try nextChild(of: depth) {
      guard cursor.name == .geneProduct else { continue }
      var entry = GeneProductEntry(
        id: try requiredSymbol(.id), name: text(.name) ?? "", label: text(.label) ?? "",
        annotations: Annotations(), line: cursor.line)
      if let sbo = cursor.value(.sboTerm) {
        entry.annotations.add(SBMLValue.string(sbo), namespace: "sbo")
      }
      let inner = cursor.depth
      while try nextChild(of: inner) {
        if cursor.name == .annotation { try readAnnotation(into: &entry.annotations) }
      }
      document.geneProducts.append(entry)
    }
  }

  /// The rule in a `geneProductAssociation` or a `geneAssociation`; `nil` if it is empty.
  mutating func readAssociation() throws(SBMLError) -> RuleEntry? {
    let depth = cursor.depth
    var rules: [GeneReactionRule] = []
    var problem: String?
    while try nextChild(of: depth) {
      let found = try readRule(level: 0)
      switch found {
      case .rule(let rule): rules.append(rule)
      case .unreadable(let reason): problem = problem ?? reason
      }
    }
    if let problem { return .unreadable(reason: problem) }
    if rules.count > 1 { return .unreadable(reason: "it has more than one outermost element") }
    return rules.first.map { .rule($0) }
  }

  private mutating func readRule(level: Int) throws(SBMLError) -> RuleEntry {
    if level > GeneRuleParser.depthLimit {
      return .unreadable(
        reason: GeneRuleParser.Failure.tooDeep(limit: GeneRuleParser.depthLimit).description)
    }
    switch cursor.name {
    case .geneProductRef: return readLeaf(.geneProduct)
    case .gene: return readLeaf(.reference)
    case .and: return try readParts(level: level) { .all($0) }
    case .or: return try readParts(level: level) { .any($0) }
    default: return .unreadable(reason: "it has an element that is no part of a rule")
    }
  }

  private mutating func readLeaf(_ attribute: XMLName) -> RuleEntry {
    guard let gene = symbol(cursor.anyValue(attribute)) else {
      return .unreadable(reason: "a gene is not named")
    }
    return .rule(.gene(Int(gene.index)))
  }

  private mutating func readParts(
    level: Int, join: ([GeneReactionRule]) -> GeneReactionRule
  ) throws(SBMLError) -> RuleEntry {
    let depth = cursor.depth
    var parts: [GeneReactionRule] = []
    var problem: RuleEntry?
    while try nextChild(of: depth) {
      let found = try readRule(level: level + 1)
      switch found {
      case .rule(let part): parts.append(part)
      case .unreadable: problem = problem ?? found
      }
    }
    if let problem { return problem }
    if parts.isEmpty { return .unreadable(reason: "an 'and' or 'or' is empty") }
    return .rule(parts.count == 1 ? parts[0] : join(parts))
  }

  // MARK: Groups

  mutating func readGroups() throws(SBMLError) {
    document.usesGroups = true
    let depth = cursor.depth
    while try nextChild(of: depth) {
      guard cursor.name == .group else { continue }
      var entry = GroupEntry(id: symbol(cursor.anyValue(.id)), name: text(.name) ?? "")
      let inner = cursor.depth
      while try nextChild(of: inner) {
        if cursor.name == .listOfMembers { try readMembers(into: &entry) }
      }
      document.groups.append(entry)
    }
  }

  private mutating func readMembers(into entry: inout GroupEntry) throws(SBMLError) {
    let depth = cursor.depth
    while try nextChild(of: depth) {
      guard cursor.name == .member else { continue }
      if let id = symbol(cursor.anyValue(.idRef)) {
        entry.members.append(.init(reference: id, isMetaID: false, line: cursor.line))
      } else if let id = symbol(cursor.anyValue(.metaIdRef)) {
        entry.members.append(.init(reference: id, isMetaID: true, line: cursor.line))
      }
    }
  }
}
