import MetabolicModels

/// Makes a model of the struct in which the COBRA Toolbox and RAVEN keep one.
///
/// Ids are as the file has them, as in COBRApy: `atp[c]` stays `atp[c]`. What the struct says beside
/// `S·v = b` is kept as constraints: a metabolite whose row is an inequality (`csense`) or has a
/// right-hand side (`b`) becomes a ``FluxConstraint``, with a warning, and so do the rows of `C`.
struct MATModelReader {
  static let fields: Set<String> = [
    "rxns", "mets", "S", "lb", "ub", "c", "csense", "b", "genes", "grRules", "rules", "rxnNames",
    "metNames", "subSystems", "metFormulas", "metCharge", "metCharges", "osenseStr", "osense",
    "comps", "compNames", "metComps", "description", "modelName", "modelID", "id", "geneNames",
    "geneShortNames", "rxnSBOTerms", "C", "d", "dsense", "ctrs", "evars",
  ]

  let path: String
  let variable: String
  let values: [String: MATArray]
  let reactionIDs: [String]
  let metaboliteIDs: [String]
  var warnings: [ModelWarning] = []
  var genes: [Gene] = []
  var geneIndices: [String: Int] = [:]

  /// Reads the one model of a MAT-file.
  static func read(
    _ bytes: [UInt8], path: String, limit: Int = MATReader.defaultLimit
  ) throws(MATError) -> LoadedModel {
    let variables = try MATReader.variables(bytes, path: path, fields: fields, limit: limit)
    let chosen = try choose(variables, path: path)
    var reader = try MATModelReader(chosen.fields ?? [:], variable: chosen.name, path: path)
    return try reader.model()
  }

  private static func choose(
    _ variables: [MATReader.Variable], path: String
  ) throws(MATError) -> MATReader.Variable {
    let models = variables.filter { variable in
      ["rxns", "mets", "S"].allSatisfy { variable.fields?[$0] != nil }
    }
    if let named = models.first(where: { $0.name == "model" }) ?? models.first {
      if models.count == 1 || named.name == "model" { return named }
      throw .severalModels(path: path, variables: models.map(\.name))
    }
    throw .noModel(path: path, variables: variables.map(\.name).filter { !$0.isEmpty })
  }

  private init(
    _ values: [String: MATArray], variable: String, path: String
  ) throws(MATError) {
    (self.path, self.variable, self.values) = (path, variable, values)
    reactionIDs = try MATFields(values: values, path: path).requiredStrings("rxns")
    metaboliteIDs = try MATFields(values: values, path: path).requiredStrings("mets")
  }

  var fields: MATFields { MATFields(values: values, path: path) }

  private mutating func model() throws(MATError) -> LoadedModel {
    let rows = try balances()
    let (compartments, places) = try compartments()
    let metabolites = try metabolites(places)
    let reactions = try reactions()
    let objective = try objective()
    let (stoichiometry, constraints) = try matrix(rows)
    let texts = fields
    let model: MetabolicModel
    do throws(ModelError) {
      model = try MetabolicModel(
        id: texts.text("modelID") ?? texts.text("id") ?? variable,
        name: texts.text("modelName") ?? texts.text("description") ?? "",
        compartments: compartments,
        metabolites: zip(metabolites, rows).filter { $0.1 == nil }.map(\.0), reactions: reactions,
        genes: genes, stoichiometry: stoichiometry, objective: objective, constraints: constraints)
    } catch {
      throw .invalidModel(path: path, error)
    }
    return LoadedModel(model: model, warnings: warnings, document: nil)
  }

  // MARK: Reactions

  private mutating func reactions() throws(MATError) -> [Reaction] {
    let count = reactionIDs.count
    let lower = try fields.requiredNumbers("lb", count: count, of: "reactions")
    let upper = try fields.requiredNumbers("ub", count: count, of: "reactions")
    let names = try fields.strings("rxnNames", count: count, of: "reactions")
    let subsystems = try fields.strings("subSystems", count: count, of: "reactions")
    let terms = try fields.strings("rxnSBOTerms", count: count, of: "reactions")
    var reactions: [Reaction] = []
    reactions.reserveCapacity(count)
    for (index, id) in reactionIDs.enumerated() {
      let bounds = FluxBounds(lower: lower[index], upper: upper[index])
      try check(bounds, of: id)
      reactions.append(
        Reaction(
          id: id, name: names?[index] ?? "", bounds: bounds, subsystem: subsystems?[index] ?? "",
          sboTerm: terms?[index].nonempty))
    }
    try applyRules(to: &reactions)
    return reactions
  }

  private func check(_ bounds: FluxBounds, of id: String) throws(MATError) {
    for (field, value) in [("lb", bounds.lower), ("ub", bounds.upper)] {
      if value.isNaN {
        throw .invalidField(
          path: path, field: field, detail: "is NaN for reaction '\(id)'", cure: "Give it a number."
        )
      }
      try checkMagnitude(value, field, of: "reaction '\(id)'")
    }
    if !bounds.isValid {
      throw .invalidModel(
        path: path, .invalidBounds(id: id, lower: bounds.lower, upper: bounds.upper))
    }
  }

  /// Solvers scale by products of numbers, which overflow or vanish long before a `Double` does.
  func checkMagnitude(
    _ value: Double, _ field: String, of owner: @autoclosure () -> String
  ) throws(MATError) {
    if value == 0 || !value.isFinite || (1e-100...1e100).contains(abs(value)) { return }
    throw .invalidField(
      path: path, field: field, detail: "is \(value) for \(owner()), beyond what solvers can weigh",
      cure: "Give 0, or a magnitude from 1e-100 to 1e100; a bound that is no limit is Inf.")
  }

  // MARK: Objective

  private mutating func objective() throws(MATError) -> FluxObjective {
    var terms: [FluxTerm] = []
    let coefficients = try fields.numbers("c", count: reactionIDs.count, of: "reactions")
    for (index, value) in (coefficients ?? []).enumerated() where value != 0 {
      try checkMagnitude(value, "c", of: "reaction '\(reactionIDs[index])'")
      terms.append(FluxTerm(reaction: index, coefficient: value))
    }
    if terms.isEmpty { warnings.append(.noObjective) }
    return FluxObjective(sense: try sense(), terms: terms)
  }

  /// `osenseStr` is `max` or `min`; `osense`, its older form, −1 or 1. Without either the COBRA
  /// Toolbox maximizes.
  private func sense() throws(MATError) -> FluxObjective.Sense {
    if let text = fields.text("osenseStr") {
      switch text.lowercased() {
      case "max", "maximize": return .maximize
      case "min", "minimize": return .minimize
      default:
        throw .invalidField(
          path: path, field: "osenseStr", detail: "is '\(SBMLValue.excerpt(text))'",
          cure: "Give 'max' or 'min'.")
      }
    }
    switch try fields.numbers("osense", count: 1, of: "values")?.first {
    case nil, -1: return .maximize
    case 1: return .minimize
    case let value?:
      throw .invalidField(
        path: path, field: "osense", detail: "is \(value)", cure: "Give -1 (max) or 1 (min).")
    }
  }
}

extension String {
  var nonempty: String? { isEmpty ? nil : self }
}
