import DataFiles
import MetabolicModels

/// The parameters that bounds and coefficients share: one for each different number.
struct ConstantTable {
  struct Constant {
    var id: String
    var value: Double
  }

  private(set) var constants: [Constant] = []
  private var indices: [Double: Int] = [:]
  /// Ids that the document has otherwise.
  private var taken: Set<String> = []

  mutating func reserve(_ ids: some Sequence<String>) { taken.formUnion(ids) }

  mutating func add(_ value: Double) {
    guard indices[value] == nil else { return }
    indices[value] = constants.count
    let id: String
    // The names that COBRApy gives to the common ones.
    switch value {
    case -FluxBounds.defaultMagnitude: id = "cobra_default_lb"
    case FluxBounds.defaultMagnitude: id = "cobra_default_ub"
    case 0: id = "cobra_0_bound"
    case -.infinity: id = "minus_inf"
    case .infinity: id = "plus_inf"
    default: id = "constant_\(constants.count + 1)"
    }
    constants.append(Constant(id: unusedID(id), value: value))
  }

  func id(of value: Double) -> String? { indices[value].map { constants[$0].id } }

  /// `id`, with underscores behind it until nothing else has it.
  func unusedID(_ id: String) -> String {
    var id = id
    while taken.contains(id) { id += "_" }
    return id
  }
}

extension SBMLWriter {
  /// Every number that the document needs as a parameter, in the order of the model.
  mutating func collectConstants() {
    constants.reserve(model.compartments.map { compartmentID($0.id) })
    constants.reserve(Set(model.metabolites.map(\.compartment)).map { compartmentID($0) })
    for ids in [metaboliteIDs, reactionIDs, geneIDs] { constants.reserve(ids) }
    constants.reserve(model.constraints.map { Self.identifier($0.id) })
    // Without prefixes, raw ids could be any of the names chosen here.
    for ids in [metaboliteIDs, reactionIDs, geneIDs] { constants.reserve(ids) }
    for pair in bounds {
      constants.add(pair.lower)
      constants.add(pair.upper)
    }
    for constraint in model.constraints {
      constants.add(constraint.lower)
      constants.add(constraint.upper)
      for term in constraint.terms { constants.add(term.coefficient) }
    }
  }

  mutating func writeConstants() {
    let defaults: Set<Double> = [
      -FluxBounds.defaultMagnitude, 0, FluxBounds.defaultMagnitude, .infinity, -.infinity,
    ]
    let constants = constants.constants
    xml.list("listOfParameters") { xml in
      for constant in constants {
        xml.empty(
          "parameter",
          [
            "sboTerm": defaults.contains(constant.value) ? "SBO:0000626" : "SBO:0000625",
            "id": constant.id, "value": Self.number(constant.value),
            "units": "mmol_per_gDW_per_hr", "constant": "true",
          ])
      }
    }
  }
}
