import MetabolicModels

/// Makes a model of what a document states: resolves names, evaluates numbers, checks.
struct SBMLAssembler {
  let document: SBMLDocument
  let path: String
  let options: SBMLReadingOptions
  var warnings: [ModelWarning] = []
  var evaluator: ConstantEvaluator

  /// The ids as the model has them, in the document's order.
  var speciesIDs: [String] = []
  var reactionIDs: [String] = []
  var speciesIndices: SymbolMap
  var reactionIndices: SymbolMap
  /// The row of each species; `nil` for one that is not balanced.
  var rows: [Int?] = []
  /// The genes of the model, which rules in notes add to.
  var genes: [Gene] = []
  var geneIndices: [String: Int] = [:]
  var geneProductIndices: SymbolMap
  var missingBounds: [(reaction: String, line: Int)] = []
  var rulesInNotes: [(reaction: String, line: Int)] = []
  var boundaryCount = 0

  init(
    _ document: SBMLDocument, path: String, options: SBMLReadingOptions
  ) throws(SBMLError) {
    self.document = document
    self.path = path
    self.options = options
    self.evaluator = ConstantEvaluator(document)
    let none = SymbolMap(count: document.symbols.count)
    (speciesIndices, reactionIndices, geneProductIndices) = (none, none, none)
    try nameParts()
  }

  mutating func assemble() throws(SBMLError) -> LoadedModel {
    noteStrictness()
    noteUnknownAssignments()
    let columns = try columns()
    balanceSpecies(columns)
    try listGeneProducts()
    let stoichiometry = matrix(columns)
    let reactions = try reactions()
    let (objective, objectiveID) = try objective()
    let constraints = try constraints()
    noteWholeModel()
    let model: MetabolicModel
    do throws(ModelError) {
      model = try MetabolicModel(
        id: document.modelID, name: document.modelName, compartments: compartments(),
        metabolites: metabolites(), reactions: reactions, genes: genes,
        stoichiometry: stoichiometry, objective: objective, constraints: constraints)
    } catch {
      throw located(error)
    }
    return LoadedModel(
      model: model, warnings: warnings,
      document: SBMLDocumentFacts(
        level: document.level, version: document.version,
        fbcVersion: document.fbcVersion > 0 ? document.fbcVersion : nil,
        isStrict: document.isStrict, objectiveID: objectiveID,
        boundarySpeciesCount: boundaryCount))
  }

  func text(_ symbol: Symbol) -> String { document.symbols.text(symbol) }

  func modelID(_ symbol: Symbol, as kind: SBMLIdentifier.Kind) -> String {
    modelID(text(symbol), as: kind)
  }

  func modelID(_ id: String, as kind: SBMLIdentifier.Kind) -> String {
    options.rawIDs ? id : SBMLIdentifier.decoded(id, as: kind)
  }

  /// Solvers scale by products of numbers, which overflow or vanish long before a `Double` does.
  func checkMagnitude(
    _ value: Double, of referrer: @autoclosure () -> String, line: Int
  ) throws(SBMLError) {
    if value == 0 || !value.isFinite || (1e-100...1e100).contains(abs(value)) { return }
    throw .extremeNumber(path: path, line: line, referrer: referrer(), value: value)
  }

  private func compartments() -> [Compartment] {
    document.compartments.map { Compartment(id: text($0.id), name: $0.name) }
  }

  private func metabolites() -> [Metabolite] {
    document.species.indices.filter { rows[$0] != nil }.map { index in
      let entry = document.species[index]
      return Metabolite(
        id: speciesIDs[index], name: document.level == 1 ? "" : entry.name,
        compartment: entry.compartment.map(text) ?? "", formula: entry.formula,
        charge: entry.charge, annotations: entry.annotations)
    }
  }

  // MARK: Warnings and errors on the whole

  private mutating func noteStrictness() {
    if document.fbcVersion > 1, document.isStrict == nil {
      warnings.append(.strictnessNotStated(line: document.modelLine))
    }
  }

  private mutating func noteWholeModel() {
    if let first = missingBounds.first {
      warnings.append(
        .missingFluxBounds(reactions: missingBounds.map(\.reaction), line: first.line))
    }
    if let first = rulesInNotes.first {
      warnings.append(
        .rulesInNotesIgnored(reactions: rulesInNotes.map(\.reaction), line: first.line))
    }
  }

  private mutating func noteUnknownAssignments() {
    let assigned = [document.initialAssignments, document.assignmentRules]
    if assigned.allSatisfy(\.isEmpty) { return }
    var known = Set(document.parameters.map(\.id))
    known.formUnion(document.species.map(\.id))
    known.formUnion(document.compartments.map(\.id))
    known.formUnion(document.references.compactMap(\.id))
    let unknown = assigned.joined().filter { !known.contains($0.key) }
    for (symbol, entry) in unknown.sorted(by: { $0.value.line < $1.value.line }) {
      warnings.append(.unknownAssignment(symbol: text(symbol), line: entry.line))
    }
  }

  /// The line of the thing that an error of the model is about, as far as it names one.
  private func located(_ error: ModelError) -> SBMLError {
    var line = document.modelLine
    switch error {
    case .duplicateID(_, let id), .invalidBounds(let id, _, _),
      .coefficientNotFinite(let id, _, _), .objectiveNotFinite(let id, _):
      if let index = reactionIDs.firstIndex(of: id) { line = document.reactions[index].line }
    default: break
    }
    return .invalidModel(path: path, line: line, error)
  }
}
