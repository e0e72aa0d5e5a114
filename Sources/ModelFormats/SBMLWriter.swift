import DataFiles
import MetabolicModels

/// Writes a model as SBML Level 3 Version 1 with fbc version 2 (strict) and groups.
///
/// Reading the result gives an equal model: ids are encoded as the COBRA family does (`R_`, `M_`,
/// `G_`, `__NN__`), numbers are the shortest decimals that round back, and what fbc cannot hold
/// (a charge that is no integer, a formula with other characters, the text of an unreadable rule)
/// stands in notes. Subsystems become groups. A model with constraints beside the mass balance is
/// written with fbc version 3. The same model gives the same bytes.
///
/// With `rawIDs`, for a model read with ``SBMLReadingOptions/rawIDs``, ids are written as they are
/// where SBML allows them, so that reading them raw gives the same ids again.
///
/// Not kept: a sense without objective terms, and compartment ids that SBML does not allow, whose
/// other characters are escaped.
public struct SBMLWriter {
  let model: MetabolicModel
  let bounds: [FluxBounds]
  let objective: FluxObjective
  /// The ids of the document, in the model's order.
  let metaboliteIDs: [String]
  let reactionIDs: [String]
  let geneIDs: [String]
  var xml = XMLWriter()
  var constants = ConstantTable()
  /// The ids of species, reactions and genes, which no compartment may have.
  private let partIDs: Set<String>

  private init(
    _ model: MetabolicModel, bounds: [FluxBounds], objective: FluxObjective, rawIDs: Bool
  ) {
    self.model = model
    self.bounds = bounds
    self.objective = objective
    let spelled = { (id: String, kind: SBMLIdentifier.Kind) in
      rawIDs ? Self.identifier(id) : SBMLIdentifier.encoded(id, as: kind)
    }
    metaboliteIDs = model.metabolites.map { spelled($0.id, .metabolite) }
    reactionIDs = model.reactions.map { spelled($0.id, .reaction) }
    geneIDs = model.genes.map { spelled($0.id, .gene) }
    partIDs = Set(metaboliteIDs).union(reactionIDs).union(geneIDs)
  }

  /// Writes `model`, with other bounds or another objective where they are given.
  ///
  /// - Parameter rawIDs: Whether the model's ids are those of a document already.
  /// - Precondition: `bounds` has one pair for each reaction.
  /// - Complexity: O(size of the model).
  public static func write(
    _ model: MetabolicModel, bounds: [FluxBounds]? = nil, objective: FluxObjective? = nil,
    rawIDs: Bool = false
  ) -> [UInt8] {
    let bounds = bounds ?? model.reactions.map(\.bounds)
    precondition(
      bounds.count == model.reactions.count,
      "\(bounds.count) bounds for \(model.reactions.count) reactions")
    var writer = SBMLWriter(
      model, bounds: bounds, objective: objective ?? model.objective, rawIDs: rawIDs)
    writer.writeDocument()
    return writer.xml.bytes
  }

  /// Writes a model under its own bounds of a patient, medium or knock-out.
  public static func write(_ model: ConstrainedModel, rawIDs: Bool = false) -> [UInt8] {
    write(model.model, bounds: model.bounds, objective: model.objective, rawIDs: rawIDs)
  }

  var usesVersion3: Bool { !model.constraints.isEmpty }

  private mutating func writeDocument() {
    let fbc = "http://www.sbml.org/sbml/level3/version1/fbc/version\(usesVersion3 ? 3 : 2)"
    xml.start(
      "sbml",
      [
        "xmlns": "http://www.sbml.org/sbml/level3/version1/core", "xmlns:fbc": fbc,
        "xmlns:groups": "http://www.sbml.org/sbml/level3/version1/groups/version1",
        "sboTerm": "SBO:0000624", "level": "3", "version": "1", "fbc:required": "false",
        "groups:required": "false",
      ])
    collectConstants()
    let id = model.id.isEmpty ? nil : Self.identifier(model.id)
    xml.start(
      "model",
      ["id": id, "name": model.name.isEmpty ? nil : model.name, "fbc:strict": "true"])
    writeUnits()
    writeCompartments()
    writeSpecies()
    writeConstants()
    writeReactions()
    writeObjective()
    writeGenes()
    writeConstraints()
    writeGroups()
    xml.end()
    xml.end()
  }

  /// An id of SBML for something whose ids are not decoded when read.
  static func identifier(_ id: String) -> String {
    if SBMLIdentifier.isValid(id) { return id }
    let escaped = SBMLIdentifier.escaped(id, keepsUnderscore: true)
    return SBMLIdentifier.isValid(escaped) ? escaped : "_" + escaped
  }

  /// As ``identifier(_:)``, with underscores behind it until no other part has it.
  func compartmentID(_ id: String) -> String {
    var id = Self.identifier(id)
    while partIDs.contains(id) { id += "_" }
    return id
  }

  /// The shortest decimal that rounds back to `value`, as SBML spells it.
  static func number(_ value: Double) -> String {
    if value == .infinity { return "INF" }
    if value == -.infinity { return "-INF" }
    if value.isNaN { return "NaN" }
    if value == 0 { return "0" }
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  // MARK: Small parts

  private mutating func writeUnits() {
    xml.start("listOfUnitDefinitions")
    xml.start("unitDefinition", ["id": "mmol_per_gDW_per_hr"])
    xml.start("listOfUnits")
    for (kind, exponent, scale, multiplier) in [
      ("mole", "1", "-3", "1"), ("gram", "-1", "0", "1"), ("second", "-1", "0", "3600"),
    ] {
      xml.empty(
        "unit",
        ["kind": kind, "exponent": exponent, "scale": scale, "multiplier": multiplier])
    }
    xml.end()
    xml.end()
    xml.end()
  }

  private mutating func writeCompartments() {
    var compartments = model.compartments
    var known = Set(compartments.map(\.id))
    for metabolite in model.metabolites where known.insert(metabolite.compartment).inserted {
      compartments.append(Compartment(id: metabolite.compartment))
    }
    let ids = compartments.map { compartmentID($0.id) }
    xml.list("listOfCompartments") { xml in
      for (id, compartment) in zip(ids, compartments) {
        xml.empty(
          "compartment",
          [
            "id": id,
            "name": compartment.name.isEmpty ? nil : compartment.name, "constant": "true",
          ])
      }
    }
  }

  private mutating func writeObjective() {
    guard !objective.terms.isEmpty else { return }
    let id = constants.unusedID("obj")
    xml.start("fbc:listOfObjectives", ["fbc:activeObjective": id])
    xml.start("fbc:objective", ["fbc:id": id, "fbc:type": objective.sense.rawValue])
    xml.start("fbc:listOfFluxObjectives")
    for term in objective.terms {
      xml.empty(
        "fbc:fluxObjective",
        [
          "fbc:reaction": reactionIDs[term.reaction],
          "fbc:coefficient": Self.number(term.coefficient),
          "fbc:variableType": usesVersion3 ? "linear" : nil,
        ])
    }
    xml.end()
    xml.end()
    xml.end()
  }

  private mutating func writeConstraints() {
    guard usesVersion3 else { return }
    xml.start("fbc:listOfUserDefinedConstraints")
    for constraint in model.constraints {
      xml.start(
        "fbc:userDefinedConstraint",
        [
          "fbc:id": Self.identifier(constraint.id),
          "fbc:lowerBound": constants.id(of: constraint.lower),
          "fbc:upperBound": constants.id(of: constraint.upper),
        ])
      let terms = constraint.terms
      let ids = terms.map { (constants.id(of: $0.coefficient), reactionIDs[$0.reaction]) }
      xml.list("fbc:listOfUserDefinedConstraintComponents") { xml in
        for (coefficient, reaction) in ids {
          xml.empty(
            "fbc:userDefinedConstraintComponent",
            [
              "fbc:coefficient": coefficient, "fbc:variable": reaction,
              "fbc:variableType": "linear",
            ])
        }
      }
      xml.end()
    }
    xml.end()
  }

  private mutating func writeGroups() {
    var order: [String] = []
    var members: [String: [Int]] = [:]
    for (index, reaction) in model.reactions.enumerated() where !reaction.subsystem.isEmpty {
      if members[reaction.subsystem] == nil { order.append(reaction.subsystem) }
      members[reaction.subsystem, default: []].append(index)
    }
    guard !order.isEmpty else { return }
    xml.start("groups:listOfGroups")
    for (number, subsystem) in order.enumerated() {
      xml.start(
        "groups:group",
        [
          "sboTerm": "SBO:0000633", "groups:id": constants.unusedID("subsystem_\(number + 1)"),
          "groups:name": subsystem, "groups:kind": "partonomy",
        ])
      xml.start("groups:listOfMembers")
      for index in members[subsystem] ?? [] {
        xml.empty("groups:member", ["groups:idRef": reactionIDs[index]])
      }
      xml.end()
      xml.end()
    }
    xml.end()
  }
}
