/// The ids of an SBML document, each once.
///
/// An id is the name with `_` for every character that is no ASCII letter, digit or `_`, and a `_` in
/// front of a leading digit (`E-3174` → `E_3174`); the name itself stays as the `name` of the element.
struct SBMLNames {
  private var owners: [String: String] = [:]
  let model: String
  /// In the order of ``ExportCohort/columns``.
  private(set) var parameters: [String] = []
  /// In the order of the states: a species, or for an effect site its concentration.
  private(set) var states: [String] = []
  /// In the order of the states; `nil` where there is none.
  private(set) var concentrations: [String?] = []
  /// By the name of the compartment.
  private(set) var spaces: [String: String] = [:]
  private let columns: [ExportCohort.Column]

  static let amountsOnly = "space_without_volume"
  static let infusionRate = "infusion_rate"
  static let infusion = "infusion"

  init(
    _ cohort: ExportCohort, _ doses: SBMLDoses, _ factors: SBMLFactors
  ) throws(ExportError) {
    columns = cohort.columns
    model = Self.identifier("model_\(cohort.drug.name)_\(cohort.individuals[0].name)")
    owners[model] = "the model"
    for made in [Self.amountsOnly, Self.infusionRate, Self.infusion] {
      owners[made] = "a part of every model"
    }
    for column in columns {
      parameters.append(try claim(column.name, for: "the parameter '\(column.name)'"))
    }
    try claimStates(cohort)
    try claimFactors(factors)
    try claimParts(cohort, doses)
  }

  private mutating func claimStates(_ cohort: ExportCohort) throws(ExportError) {
    for state in cohort.structure?.states ?? [] {
      let owner = "the compartment '\(state.name)'"
      let concentration =
        state.hasConcentration
        ? try claim("C_" + state.name, for: "the concentration of '\(state.name)'") : nil
      concentrations.append(concentration)
      if case .effectSite = state.kind {
        states.append(concentration ?? "")
      } else {
        states.append(try claim(state.name, for: owner))
      }
      guard case .compartment = state.kind, state.hasConcentration else { continue }
      spaces[state.name] = try claim("space_" + state.name, for: "the volume of '\(state.name)'")
    }
  }

  private mutating func claimFactors(_ factors: SBMLFactors) throws(ExportError) {
    for name in factors.references.keys.sorted() {
      _ = try claim(name + "_reference", for: "the reference of '\(name)'")
    }
    for factor in factors.all {
      let what = factor.isPathway ? "pathway" : "parameter"
      _ = try claim("f_" + factor.of, for: "the fold change of the \(what) '\(factor.of)'")
    }
  }

  /// Flows and doses, which are numbered.
  private mutating func claimParts(
    _ cohort: ExportCohort, _ doses: SBMLDoses
  ) throws(ExportError) {
    guard let structure = cohort.structure else { return }
    let flowCount =
      structure.compartments.reduce(structure.transfers.count + structure.saturable.count) {
        $0 + $1.elimination.count
      } + (structure.absorption == nil ? 0 : 1)
    for index in 0..<flowCount {
      _ = try claim(Self.flow(index), for: "flow \(index + 1)")
    }
    for line in doses.lines {
      let ids = ["", "_time", "_interval", "_duration"].map { "dose_\(line.number)" + $0 }
      let events = (0...line.dose.additional).flatMap {
        [Self.event(line.number, $0), Self.event(line.number, $0) + "_end"]
      }
      for id in ids + events { _ = try claim(id, for: "dose \(line.number)") }
    }
  }

  /// The id of a flow, counted from 0.
  static func flow(_ index: Int) -> String { "flow_\(index + 1)" }

  /// The id of the event of an administration, counted from 0.
  static func event(_ dose: Int, _ administration: Int) -> String {
    "dose_\(dose)_given_\(administration + 1)"
  }

  /// The id of a parameter of the model, which the cohort has checked to be there.
  func parameter(_ name: String) -> String {
    columns.firstIndex { $0.name == name }.map { parameters[$0] } ?? name
  }

  private mutating func claim(_ name: String, for owner: String) throws(ExportError) -> String {
    let id = Self.identifier(name)
    if let first = owners.updateValue(owner, forKey: id) {
      throw .sameName(spelled: id, first: first, second: owner, tool: "SBML")
    }
    return id
  }

  static func identifier(_ name: String) -> String {
    let plain = ToolNames.wordCharacters(of: name)
    guard let first = plain.unicodeScalars.first else { return "_" }
    return ("0"..."9").contains(first) ? "_" + plain : plain
  }
}

/// The units of an SBML document.
struct SBMLUnits {
  /// The id of a unit; SBML has a word of its own for none.
  static func id(of unit: PharmacokineticUnit) -> String {
    if unit == .one { return "dimensionless" }
    let text = unit.rawValue
    let plain = text.hasSuffix("^-1") ? "per_" + text.dropLast(3) : text
    return ToolNames.wordCharacters(
      of: plain.replacing("/", with: "_per_").replacing("*", with: "_"))
  }

  /// One of its factors: *(multiplier · 10^scale · kind)^exponent*.
  struct Factor: Sendable, Hashable {
    var kind: String
    var exponent = 1
    var scale = 0
    var multiplier = 1.0
  }

  /// What a unit is made of.
  ///
  /// Dry weight, liver and protein are masses like any other to SBML, which knows no kinds of them.
  static func factors(of unit: PharmacokineticUnit) -> [Factor] {
    let (dimension, size) = unit.definition
    let parts = [
      Factor(kind: "mole", exponent: dimension.amount, scale: -3),
      Factor(kind: "gram", exponent: dimension.drugMass, scale: -3),
      Factor(kind: "litre", exponent: dimension.volume),
      Factor(kind: "second", exponent: dimension.time, multiplier: 3600),
      Factor(kind: "kilogram", exponent: dimension.bodyMass),
      Factor(kind: "gram", exponent: dimension.dryMass),
      Factor(kind: "gram", exponent: dimension.liverMass),
      Factor(kind: "litre", exponent: dimension.liverVolume),
      Factor(kind: "item", exponent: dimension.cells, scale: 6),
      Factor(kind: "gram", exponent: dimension.protein, scale: -3),
    ].filter { $0.exponent != 0 }
    return size == 1 ? parts : [Factor(kind: "dimensionless", multiplier: size)] + parts
  }
}
