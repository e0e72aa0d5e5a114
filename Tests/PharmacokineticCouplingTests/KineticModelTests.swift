import PharmacokineticCoupling
import Testing

/// Pharmacokinetic models as data.
@Suite("A model as data")
struct KineticModelTests {
  private static let document = """
    {"schema": "twinflux.coupling/1", "drug": {"name": "losartan", "molarMass": 422.911,
      "metabolite": {"name": "E-3174", "molarMass": 436.894}},
     "model": {"family": "tiny"}, "probe": {"exchange": "EX_d", "uptake": 100, "medium": []},
     "pathways": [{"id": "act", "reactions": ["ACT"], "cap": {"isoforms": [{"gene": "g1", "weight": 1}]}}],
     "statistic": "bound", "transform": {"kind": "identity"},
     "targets": [{"parameter": "k_act", "pathway": "act", "unit": "h^-1"}],
     "pharmacokinetics": {
       "structure": {
         "compartments": [
           {"name": "losartan", "volume": "V", "elimination": ["CL_R", "k_oth"]},
           {"name": "E-3174", "volume": "V_m", "elimination": ["CL_m"]}],
         "transfers": [{"from": "losartan", "to": "E-3174", "rate": "k_act"}],
         "absorption": {"into": "losartan", "rate": "ka", "lag": "lag", "bioavailability": "F"}},
       "parameters": {
         "V": {"value": 250.8, "unit": "L", "logSD": 0.3}, "CL_R": {"value": 2.508, "unit": "L/h"},
         "k_oth": {"value": 0.12872, "unit": "h^-1"}, "k_act": {"value": 0.22229, "unit": "h^-1"},
         "V_m": {"value": 56.7, "unit": "L"}, "CL_m": {"value": 152.68, "unit": "mL/min"},
         "ka": {"value": 1, "unit": "h^-1"}, "lag": {"value": 15, "unit": "min"},
         "F": {"value": 0.33, "unit": "1"}},
       "dosing": "50 mg PO"}}
    """

  private func rules(_ edit: (String, String)...) throws -> CouplingRules {
    var text = Self.document
    for (old, new) in edit {
      #expect(text.contains(old))
      text = text.replacing(old, with: new)
    }
    return try CouplingRules(json: Array(text.utf8))
  }

  @Test("is the model that its numbers make: rates as they are, clearances over their volume")
  func numbers() throws {
    let rules = try rules()
    let kinetics = try #require(rules.pharmacokinetics)
    let schedule = try DosingSchedule(
      text: try #require(kinetics.dosing), molarMass: rules.drug.molarMass)
    let curve = try kinetics.simulate(
      schedule, until: 24, with: kinetics.parameterSet, molarMass: rules.drug.molarMass)
    let same = ProdrugModel(
      "losartan", volume: 250.8, loss: 2.508 / 250.8 + 0.12872, activation: 0.22229,
      metabolites: [.init("E-3174", volume: 56.7, elimination: 152.68 * 0.06 / 56.7)],
      absorption: Absorption(rate: 1, lag: 0.25, bioavailability: 0.33))
    let expected = try same.simulate(schedule)
    #expect(curve.species == ["losartan", "E-3174"])
    for time in [0.1, 0.25, 0.5, 2, 12, 24] {
      for (one, other) in try zip(curve.concentrations(at: time), expected.concentrations(at: time))
      {
        #expect(agrees(one, other, within: 1e-13))
      }
    }
  }

  @Test("with a transfer that saturates, far below Km, is the linear one")
  func saturable() throws {
    let linear = try rules()
    let saturable = try rules(
      (
        "\"transfers\": [{\"from\": \"losartan\", \"to\": \"E-3174\", \"rate\": \"k_act\"}]",
        "\"saturable\": [{\"from\": \"losartan\", \"to\": \"E-3174\", \"maximumRate\": \"Vmax\", "
          + "\"halfSaturation\": \"Km\"}]"
      ),
      (
        "\"ka\": {",
        "\"Vmax\": {\"value\": 55750.332, \"unit\": \"mmol/h\"}, "
          + "\"Km\": {\"value\": 1000, \"unit\": \"mmol/L\"}, \"ka\": {"
      ))
    let schedule = try DosingSchedule(text: "50 mg PO q12h x3", molarMass: 422.911)
    let curves = try [linear, saturable].map { rules in
      let kinetics = try #require(rules.pharmacokinetics)
      return try kinetics.simulate(
        schedule, until: 48, with: kinetics.parameterSet, molarMass: 422.911)
    }
    for time in stride(from: 1.0, through: 48, by: 2.5) {
      for (one, other) in try zip(
        curves[0].concentrations(at: time), curves[1].concentrations(at: time))
      {
        #expect(agrees(one, other, within: 1e-5))
      }
    }
  }

  @Test(
    "an error names its place in the document",
    arguments: [
      ("\"volume\": \"V\"", "\"volum\": \"V\"", "compartments[0].volum"),
      ("\"to\": \"E-3174\"", "\"to\": \"E3174\"", "transfers[0].to"),
      ("\"into\": \"losartan\"", "\"into\": \"gut\"", "absorption.into"),
      ("\"name\": \"E-3174\", \"volume\"", "\"name\": \"losartan\", \"volume\"", "losartan"),
      ("250.8", "-250.8", "parameters.V.value"),
      ("\"unit\": \"L\",", "\"unit\": \"litre\",", "litre"),
      ("\"logSD\": 0.3", "\"logSD\": 0", "parameters.V.logSD"),
      ("\"logSD\": 0.3", "\"cv\": 0.3", "parameters.V.cv"),
    ])
  func wrongDocument(old: String, new: String, place: String) throws {
    let error = #expect(throws: CouplingError.self) { try rules((old, new)) }
    #expect(error?.description.contains(place) == true, "\(String(describing: error))")
  }

  @Test(
    "the checks build the model",
    arguments: [
      ("\"ka\": {\"value\": 1, \"unit\": \"h^-1\"},", "", "'ka'"),
      ("\"value\": 15, \"unit\": \"min\"", "\"value\": 15, \"unit\": \"L\"", "'lag'"),
      ("\"value\": 250.8", "\"value\": 0", "volume"),
      ("\"value\": 0.33", "\"value\": 1.33", "bioavailability"),
      ("50 mg PO", "50 mg up", "no dose"),
    ])
  func checks(old: String, new: String, place: String) throws {
    var edits = [(old, new)]
    if new == "\"value\": 0" {
      edits.append(("\"unit\": \"L\", \"logSD\": 0.3", "\"unit\": \"L\""))
    }
    var text = Self.document
    for (old, new) in edits { text = text.replacing(old, with: new) }
    let rules = try CouplingRules(json: Array(text.utf8))
    let network = FluxNetwork(
      model: "tiny", digest: "", tolerance: 1e-9, reactions: ["ACT": .init()], genes: ["g1"])
    let found = try CouplingChecks(
      rules, parameters: try #require(rules.pharmacokinetics).parameterSet
    ).findings(using: TableFluxProvider(network, rows: []))
    let errors = found.filter { $0.severity == .error }
    #expect(errors.map(\.check) == [.targets])
    #expect(errors.first?.message.contains(place) == true, "\(errors)")
  }

  @Test("a coupled twin is read as it was written, and refuses what is not its own")
  func twin() throws {
    let rules = try rules()
    let network = FluxNetwork(
      model: "tiny", digest: "", tolerance: 1e-9, reactions: ["ACT": .init()], genes: ["g1"])
    let parameters = try #require(rules.pharmacokinetics).parameterSet
    let coupled = try NetworkCoupler(rules).couple(
      CouplingRequest(CoupledIndividual("poor", activities: ["g1": 0.046]), parameters: parameters),
      using: TableFluxProvider(network, rows: []))
    let twin = CoupledTwin(
      drug: rules.drug, coupled: coupled, pharmacokinetics: rules.pharmacokinetics)
    let bytes = try twin.json()
    #expect(try CoupledTwin(json: bytes) == twin)
    #expect(twin.values["k_act"]?.value == 0.22229 * 0.046)
    #expect(twin.molarMass(of: "E-3174") == 436.894)
    #expect(twin.molarMass(of: "losartan") == 422.911)
    var sited = twin
    sited.pharmacokinetics?.structure.effectSites = [
      .init("receptor", follows: "E-3174", rate: "ka")
    ]
    #expect(sited.molarMass(of: "receptor") == 436.894)
    let text = String(decoding: bytes, as: UTF8.self)
    for (old, new) in [
      ("\"limitedBy\" :", "\"limitdBy\" : [], \"limitedBy\" :"),
      ("\"warnings\" :", "\"drwas\" : {}, \"warnings\" :"),
      (
        "\"warnings\" :",
        "\"draws\" : {\"parameters\": [\"k_atc\"], \"values\": [[1]]}, \"warnings\" :"
      ),
      ("\"coupled\" :", "\"dru\\u0067\" : {\"name\": \"x\", \"molarMass\": 1}, \"coupled\" :"),
      ("twinflux.coupled/1", "twinflux.coupled/0"), ("\"drug\"", "\"drugs\""),
      ("\"value\" : 0.01022534", "\"value\" : -0.01022534"),
      ("\"value\" : 0.01022534", "\"value\" : \"x\""),
    ] {
      #expect(text.contains(old))
      #expect(throws: CouplingError.self) {
        try CoupledTwin(json: Array(text.replacing(old, with: new).utf8))
      }
    }
  }
}
