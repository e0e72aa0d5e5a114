import MetabolicModels

/// A metabolic model made ready for one drug, by its rules alone: what all individuals share.
///
/// Added reactions are appended; every shared enzyme becomes a row *Σ uses · v − pool = 0* with a
/// pseudo-reaction `pool:ID` or `pathway:ID`, so that its cap is the upper bound of a reaction;
/// all imports are closed but the medium's and the drug's; and the reactions of pathways and pools
/// run in their stated direction only.
struct DrugModel: Sendable {
  let constrained: ConstrainedModel

  /// - Throws: ``CouplingError`` for names that lead nowhere or are there already.
  /// - Complexity: One copy of the stoichiometry.
  init(_ model: MetabolicModel, _ rules: CouplingRules) throws(CouplingError) {
    let parts = try DrugModelParts(model, rules)
    var constrained = ConstrainedModel(try parts.assembled())
    try Self.setBounds(rules, &constrained)
    try Self.setMedium(rules.probe, &constrained)
    self.constrained = constrained
  }

  private static func setBounds(
    _ rules: CouplingRules, _ model: inout ConstrainedModel
  ) throws(CouplingError) {
    for (index, change) in rules.bounds.enumerated() {
      let reaction = try model.model.index(of: change.reaction, "bounds[\(index)].reaction")
      try set(FluxBounds(lower: change.lower, upper: change.upper), reaction, &model)
    }
    for (index, pathway) in rules.pathways.enumerated() {
      for (place, id) in pathway.reactions.enumerated() {
        let path = "pathways[\(index)].reactions[\(place)]"
        try direct(id, path, isReverse: pathway.direction == .reverse, &model)
      }
    }
    for (index, pool) in rules.pools.enumerated() {
      for id in pool.uses.keys.sorted() {
        try direct(id, "pools[\(index)].uses.\(id)", isReverse: false, &model)
      }
    }
  }

  /// Closes the other direction: flux that went round would give an enzyme's capacity back.
  private static func direct(
    _ id: String, _ path: String, isReverse: Bool, _ model: inout ConstrainedModel
  ) throws(CouplingError) {
    let reaction = try model.model.index(of: id, path)
    var bounds = model.bounds[reaction]
    if isReverse {
      bounds = FluxBounds(lower: min(bounds.lower, 0), upper: min(bounds.upper, 0))
    } else {
      bounds = FluxBounds(lower: max(bounds.lower, 0), upper: max(bounds.upper, 0))
    }
    try set(bounds, reaction, &model)
  }

  private static func setMedium(
    _ probe: CouplingProbe, _ model: inout ConstrainedModel
  ) throws(CouplingError) {
    var entries = [Medium.Entry(exchange: probe.exchange, uptake: probe.uptake)]
    entries += probe.medium.map { Medium.Entry(exchange: $0.exchange, uptake: $0.uptake) }
    let listed = Set(entries.map(\.exchange))
    // A sink lets matter in as an exchange does, and a medium leaves what it does not list open.
    for (index, reaction) in model.model.reactions.enumerated() where !listed.contains(reaction.id)
    {
      guard let backwards = model.model.importsBackwards(index) else { continue }
      let bounds = model.bounds[index]
      if backwards ? bounds.lower < 0 : bounds.upper > 0 {
        entries.append(Medium.Entry(exchange: reaction.id, uptake: 0))
      }
    }
    do throws(ModelError) { try model.apply(Medium(entries)) } catch {
      throw CouplingError(error, path: "probe")
    }
  }

  private static func set(
    _ bounds: FluxBounds, _ reaction: Int, _ model: inout ConstrainedModel
  ) throws(CouplingError) {
    do throws(ModelError) { try model.setBounds(bounds, ofReaction: reaction) } catch {
      throw CouplingError(error, path: model.model.reactions[reaction].id)
    }
  }
}

/// The columns and rows of a drug's model.
private struct DrugModelParts {
  let model: MetabolicModel
  let rules: CouplingRules
  var metabolites: [Metabolite]
  var reactions: [Reaction]
  /// By reaction.
  var columns: [[(row: Int, value: Double)]]

  init(_ model: MetabolicModel, _ rules: CouplingRules) throws(CouplingError) {
    self.model = model
    self.rules = rules
    metabolites = model.metabolites
    reactions = model.reactions
    columns = model.reactions.indices.map { model.stoichiometry.column($0) }
    for (index, added) in rules.extensions.enumerated() {
      try append(added, "extensions[\(index)]")
    }
    for pool in rules.pseudoReactions { try append(pool) }
  }

  private mutating func append(_ added: AddedReaction, _ path: String) throws(CouplingError) {
    if model.reactionIndex(added.id) != nil {
      throw .alreadyInModel(path: "\(path).id", id: added.id)
    }
    var column: [(row: Int, value: Double)] = []
    for (id, value) in added.equation.sorted(by: { $0.key < $1.key }) {
      column.append((try row(of: id, in: added, path), value))
    }
    reactions.append(
      Reaction(id: added.id, bounds: FluxBounds(lower: added.lower, upper: added.upper)))
    columns.append(column)
  }

  /// The row of a metabolite, which a composition makes new where the model has none.
  private mutating func row(
    of id: String, in added: AddedReaction, _ path: String
  ) throws(CouplingError) -> Int {
    if let known = model.metaboliteIndex(id) { return known }
    let newer = model.metabolites.count..<metabolites.count
    if let known = newer.first(where: { metabolites[$0].id == id }) { return known }
    guard let composition = added.compositions[id] else {
      throw .unknownMetabolite(
        path: "\(path).equation.\(id)", id: id,
        suggestion: Suggestion.nearest(to: id, among: model.metabolites.lazy.map(\.id)))
    }
    metabolites.append(
      Metabolite(id: id, formula: composition.formula, charge: composition.charge))
    return metabolites.count - 1
  }

  private mutating func append(_ pool: CapacityPlan.Pool) throws(CouplingError) {
    let row = metabolites.count
    metabolites.append(Metabolite(id: pool.id))
    for use in pool.uses {
      guard let index = reactions.firstIndex(where: { $0.id == use.reaction }) else {
        throw .unknownReaction(
          path: pool.id, id: use.reaction,
          suggestion: Suggestion.nearest(to: use.reaction, among: reactions.lazy.map(\.id)))
      }
      columns[index].append((row, use.coefficient))
    }
    reactions.append(
      Reaction(id: pool.id, bounds: FluxBounds(lower: 0, upper: .infinity)))
    columns.append([(row, -1)])
  }

  func assembled() throws(CouplingError) -> MetabolicModel {
    var matrix = StoichiometricMatrix(rowCount: metabolites.count)
    for column in columns { matrix.appendColumn(column) }
    let indices = Dictionary(
      reactions.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let terms = rules.pathways.flatMap(\.sum.terms).compactMap { term in
      indices[term.reaction].map { FluxTerm(reaction: $0, coefficient: term.coefficient) }
    }
    do throws(ModelError) {
      return try MetabolicModel(
        id: model.id, name: model.name, compartments: model.compartments,
        metabolites: metabolites, reactions: reactions, genes: model.genes, stoichiometry: matrix,
        // Every question starts from this optimum, so let it be one near to them all.
        objective: FluxObjective(terms: terms), constraints: model.constraints)
    } catch {
      throw CouplingError(error, path: "extensions")
    }
  }
}

extension MetabolicModel {
  fileprivate func index(of id: String, _ path: String) throws(CouplingError) -> Int {
    guard let index = reactionIndex(id) else {
      throw .unknownReaction(
        path: path, id: id, suggestion: Suggestion.nearest(to: id, among: reactions.lazy.map(\.id)))
    }
    return index
  }

  /// Whether negative flux of a boundary reaction takes up; `nil` for a reaction that is none.
  func importsBackwards(_ reaction: Int) -> Bool? {
    guard BoundaryReactions.isBoundary(reaction, of: self) else { return nil }
    let metabolite = metabolites[
      Int(stoichiometry.rows[stoichiometry.range(ofColumn: reaction).lowerBound])]
    // The row of a shared enzyme is no compound: nothing is taken up by its pseudo-reaction.
    if metabolite.id == reactions[reaction].id { return nil }
    return stoichiometry.values[stoichiometry.range(ofColumn: reaction).lowerBound] < 0
  }
}

extension CouplingError {
  init(_ error: ModelError, path: String) {
    switch error {
    case .unknownID(_, let id, let suggestion):
      self = .unknownReaction(path: path, id: id, suggestion: suggestion)
    case .notAnExchange(let id): self = .notAnExchange(path: path, id: id)
    default: self = .provider(problem: error.description)
    }
  }
}
