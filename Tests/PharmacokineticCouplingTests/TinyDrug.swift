import MetabolicModels
import PharmacokineticCoupling
import TestSupport

/// A drug with three ways to go in a network of a dozen reactions, as a model and as a table.
enum TinyDrug {
  static let json = """
    { "schema": "twinflux.coupling/1",
      "drug": {"name": "tinine", "molarMass": 200},
      "model": {"family": "tiny"},
      "probe": {"exchange": "EX_d", "uptake": 1000, "medium": [
        {"exchange": "EX_o2", "uptake": 10, "name": "oxygen"},
        {"exchange": "EX_s", "uptake": 2, "name": "sulphate"}]},
      "extensions": [],
      "bounds": [],
      "pools": [],
      "pathways": [
        {"id": "act", "reactions": ["ACT"], "fraction": 0.5, "cap": {"isoforms": [
          {"gene": "g1", "weight": 1.0, "name": "CYP1"}, {"gene": "g2", "weight": 0.0}]}},
        {"id": "sul", "reactions": ["SUL"], "fraction": 0.3, "cap": {"isoforms": [
          {"gene": "g3", "weight": 5.0, "name": "SULT1"}]}},
        {"id": "oth", "constant": 1.0, "fraction": 0.2}],
      "statistic": "capacity",
      "transform": {"kind": "identity", "clamp": [0, 10]},
      "targets": [
        {"parameter": "CLint_act", "pathway": "act", "unit": "L/h"},
        {"parameter": "CLint_sul", "pathway": "sul", "unit": "L/h"},
        {"parameter": "CLint_oth", "pathway": "oth", "unit": "L/h"}],
      "derive": {"hepatic": "wellStirred", "activating": "CLint_act",
        "clearances": ["CLint_act", "CLint_sul", "CLint_oth"],
        "outputs": ["CLint", "E_H", "CL_H", "F", "k_el", "k_act"]},
      "checks": {"zeroProbeTol": 1e-6, "probeNotBinding": true, "referenceMin": 1e-6} }
    """

  /// The document with texts replaced; each must be there.
  static func text(_ replacements: [(String, String)] = []) -> String {
    replacements.reduce(json) { text, pair in
      precondition(text.contains(pair.0), "the rules have no \(pair.0)")
      return text.replacing(pair.0, with: pair.1)
    }
  }

  static func rules(_ replacements: (String, String)...) throws -> CouplingRules {
    try CouplingRules(json: Array(text(replacements).utf8))
  }

  static let parameters = PKParameterSet([
    "CLint_act": Quantity(50, .litrePerHour), "CLint_sul": Quantity(30, .litrePerHour),
    "CLint_oth": Quantity(20, .litrePerHour), "Q_H": Quantity(90, .litrePerHour),
    "fu_b": Quantity(0.1, .one), "V": Quantity(250, .litre), "CL_R": Quantity(3, .litrePerHour),
    "Fa": Quantity(1, .one), "Fg": Quantity(0.9, .one),
  ])

  /// One way only to each product, so that the table below is the same network.
  static func model() throws -> MetabolicModel {
    let both = (-1000.0, 1000.0)
    return try OmicsModels.model([
      .init("EX_d", ["d": -1], both), .init("EX_o2", ["o2": -1], both),
      .init("EX_s", ["s": -1], both), .init("EX_x", ["x": -1], both),
      .init("EX_m1", ["m1": -1], both), .init("EX_m2", ["m2": -1], both),
      .init("SK_z", ["z": -1], both), .init("EX_m3", ["m3": -1], both),
      .init("ACT", ["d": -1, "o2": -1, "m1": 1], rule: "g1 or g2"),
      .init("SUL", ["d": -1, "s": -1, "m2": 1], rule: "g3"),
      .init("BARE", ["d": -1, "m3": 1]),
      // From a sink, from an exchange that no medium lists, and from nowhere.
      .init("FROMSINK", ["z": -1, "m3": 1]), .init("FROMX", ["x": -1, "m3": 1]),
      .init("ROUND", ["a": -1, "b": 1]), .init("BACK", ["b": -1, "a": 1]),
      .init("COMPLEX", ["d": -1, "m3": 1], rule: "g1 and (g2 or g3)"),
      .init("BACKWARDS", ["m3": -1, "d": 1], (-1000, 0), rule: "g2"),
    ])
  }

  static func network(_ rules: CouplingRules) -> FluxNetwork {
    var reactions: [String: FluxNetwork.Reaction] = [
      "ACT": .init(enzymes: .alternatives([.gene("g1"), .gene("g2")])),
      "SUL": .init(enzymes: .gene("g3")), "BARE": .init(), "ROUND": .init(),
    ]
    var uptakes = Dictionary(
      uniqueKeysWithValues: rules.probe.medium.map { ($0.exchange, $0.uptake) })
    uptakes[rules.probe.exchange] = rules.probe.uptake
    for (id, uptake) in uptakes {
      reactions[id] = .init(lower: 0 - uptake, upper: 1000, importsBackwards: true)
    }
    return FluxNetwork(
      model: "tiny", digest: "table", tolerance: 1e-7, reactions: reactions,
      genes: ["g1", "g2", "g3"])
  }

  static func table(_ rules: CouplingRules) -> TableFluxProvider {
    TableFluxProvider(
      network(rules),
      rows: [
        .init(["ACT"], needs: ["ACT": 1, "EX_o2": 1, "EX_d": 1]),
        .init(["SUL"], needs: ["SUL": 1, "EX_s": 1, "EX_d": 1]),
        .init(["BARE"], needs: ["BARE": 1, "EX_d": 1]), .init(["ROUND"], needs: ["ROUND": 1]),
      ])
  }

  static func individual(
    _ activities: [String: Double] = [:], supplies: [String: Double] = [:]
  ) -> CoupledIndividual {
    CoupledIndividual("patient", activities: activities, otherActivity: 1, supplies: supplies)
  }

  static func couple(
    _ individual: CoupledIndividual, _ rules: CouplingRules,
    using fluxes: (any FluxProvider)? = nil
  ) throws -> CoupledPK {
    try NetworkCoupler(rules).couple(
      CouplingRequest(individual, parameters: parameters), using: fluxes ?? table(rules))
  }
}
