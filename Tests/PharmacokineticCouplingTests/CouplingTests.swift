import Foundation
import PharmacokineticCoupling
import TestSupport
import Testing

@Suite("Coupling capacities to parameters")
struct CouplingTests {
  @Test("an individual like the reference changes no digit")
  func identity() throws {
    let rules = try TinyDrug.rules()
    let coupled = try TinyDrug.couple(TinyDrug.individual(), rules)
    #expect(coupled.pathways.allSatisfy { $0.foldChange == 1 && $0.factor == 1 })
    for parameter in coupled.parameters {
      #expect(parameter.value == parameter.reference && parameter.foldChange == 1)
    }
    for name in ["CLint_act", "CLint_sul", "CLint_oth"] {
      #expect(coupled.applied(to: TinyDrug.parameters)[name] == TinyDrug.parameters[name])
    }
  }

  @Test("enzymes and supplies limit, and are named")
  func foldChanges() throws {
    let rules = try TinyDrug.rules()
    let poor = try TinyDrug.couple(TinyDrug.individual(["g1": 0.046, "g2": 7]), rules)
    #expect(poor.pathways.map(\.foldChange) == [0.046, 1, 1])
    #expect(poor.pathways.map(\.limitedBy) == [["CYP1"], ["sulphate uptake"], []])
    #expect(poor["CLint_act"]?.value == 50 * 0.046)
    // Sulphotransferase at a tenth falls below the supply; at a half it does not.
    let half = try TinyDrug.couple(TinyDrug.individual(["g3": 0.5]), rules)
    #expect(half.pathways[1].foldChange == 1)
    let tenth = try TinyDrug.couple(TinyDrug.individual(["g3": 0.1]), rules)
    #expect(tenth.pathways[1].foldChange == 0.25 && tenth.pathways[1].limitedBy == ["SULT1"])
    let hypoxic = try TinyDrug.couple(TinyDrug.individual(supplies: ["EX_o2": 0.3]), rules)
    #expect(hypoxic.pathways[0].foldChange == 0.3)
    #expect(hypoxic.pathways[0].limitedBy == ["oxygen uptake"])
  }

  @Test("clearances, bioavailability and rates follow in closed form")
  func derived() throws {
    let coupled = try TinyDrug.couple(TinyDrug.individual(["g1": 0.2]), try TinyDrug.rules())
    let total = 50 * 0.2 + 30 + 20
    let hepatic = 90 * (0.1 * total) / (90 + 0.1 * total)
    let expected = [
      "CLint": total, "E_H": hepatic / 90, "CL_H": hepatic, "F": 0.9 * (1 - hepatic / 90),
      "k_el": (hepatic + 3) / 250, "k_act": hepatic / 250 * 10 / total,
    ]
    for (name, value) in expected {
      #expect(agrees(try #require(coupled[name]).value, value, within: 1e-14), "\(name)")
    }
    #expect(coupled["k_el"]?.unit == .perHour && coupled["CL_H"]?.unit == .litrePerHour)
    // AUC_met/AUC_parent goes with CLint_act alone: the ratio of metabolic ratios is the activity.
    let act = try #require(coupled["CLint_act"])
    #expect(act.value / act.reference == 0.2)
  }

  @Test("what does not activate is lost: k_act and k_loss are k_el together")
  func loss() throws {
    let rules = try TinyDrug.rules(("\"k_el\", \"k_act\"]", "\"k_el\", \"k_act\", \"k_loss\"]"))
    for activity in [0, 0.046, 1, 3] {
      let coupled = try TinyDrug.couple(TinyDrug.individual(["g1": activity]), rules)
      let (whole, active) = (try #require(coupled["k_el"]), try #require(coupled["k_act"]))
      let lost = try #require(coupled["k_loss"])
      #expect(agrees(lost.value + active.value, whole.value, within: 1e-14))
      #expect(lost.value > 0 && lost.unit == .perHour)
    }
  }

  @Test("flows per body mass give rates per hour as well")
  func perBodyMass() throws {
    var parameters = TinyDrug.parameters
    for name in ["CLint_act", "CLint_sul", "CLint_oth", "Q_H", "CL_R"] {
      let value = try #require(parameters[name]).value
      parameters[name] = Quantity(value / 75 / 0.06, .millilitrePerMinutePerKilogram)
    }
    parameters["V"] = Quantity(250.0 / 75, .litrePerKilogram)
    let rules = try TinyDrug.rules(("\"unit\": \"L/h\"", "\"unit\": \"mL/min/kg\""))
    let coupler = NetworkCoupler(rules)
    let each = try coupler.couple(
      CouplingRequest(TinyDrug.individual(["g1": 0.2]), parameters: parameters),
      using: TinyDrug.table(rules))
    let whole = try TinyDrug.couple(TinyDrug.individual(["g1": 0.2]), try TinyDrug.rules())
    for name in ["E_H", "F", "k_el", "k_act"] {
      let (a, b) = (try #require(each[name]).value, try #require(whole[name]).value)
      #expect(agrees(a, b, within: 1e-13), "\(name)")
    }
  }

  @Test("the parallel tube, a power and a clamp")
  func variants() throws {
    let tube = try TinyDrug.couple(
      TinyDrug.individual(["g1": 0.2]),
      try TinyDrug.rules(("\"wellStirred\"", "\"parallelTube\"")))
    #expect(agrees(try #require(tube["CL_H"]).value, -90 * expm1(-6.0 / 90), within: 1e-14))
    let power = try TinyDrug.couple(
      TinyDrug.individual(["g1": 0.2]),
      try TinyDrug.rules(("\"kind\": \"identity\"", "\"kind\": \"power\", \"exponent\": 0.5")))
    #expect(power.pathways[0].factor == 0.2.squareRoot())
    let clamped = try TinyDrug.couple(
      TinyDrug.individual(["g1": 0.2]), try TinyDrug.rules(("[0, 10]", "[0.5, 2]")))
    #expect(clamped.pathways[0].factor == 0.5 && clamped.pathways[0].foldChange == 0.2)
    #expect(clamped.warnings.map(\.check).contains(.clamp))
  }

  @Test("caps from gene rules: isozymes add up, or the greatest or the least counts")
  func geneRules() throws {
    for (word, expected) in [("sum", 0.1 + 2), ("max", 2), ("min", 0.1)] {
      let rules = try TinyDrug.rules(
        (
          """
          {"isoforms": [
                {"gene": "g1", "weight": 1.0, "name": "CYP1"}, {"gene": "g2", "weight": 0.0}]}
          """, "{\"fromGPR\": \"\(word)\", \"scale\": 3}"
        ))
      let coupled = try TinyDrug.couple(TinyDrug.individual(["g1": 0.1, "g2": 2]), rules)
      let reference = word == "sum" ? 6.0 : 3.0
      #expect(agrees(coupled.pathways[0].foldChange, 3 * expected / reference, within: 1e-14))
    }
  }

  @Test("an inhibitor divides the activity by 1 + I/K")
  func inhibitor() throws {
    var patient = TinyDrug.individual(["g1": 0.8])
    patient.inhibitors = [
      .init(
        gene: "g1", concentration: Quantity(3, .micromolar), constant: Quantity(1000, .nanomolar))
    ]
    let coupled = try TinyDrug.couple(patient, try TinyDrug.rules())
    #expect(agrees(coupled.pathways[0].foldChange, 0.2, within: 1e-15))
  }

  @Test("a bound statistic asks no network")
  func boundStatistic() throws {
    let rules = try TinyDrug.rules(("\"statistic\": \"capacity\"", "\"statistic\": \"bound\""))
    let empty = TableFluxProvider(TinyDrug.network(rules), rows: [])
    let coupled = try TinyDrug.couple(TinyDrug.individual(["g3": 0.5]), rules, using: empty)
    #expect(coupled.pathways.map(\.foldChange) == [1, 0.5, 1])
    #expect(throws: CouplingError.self) {
      try TinyDrug.couple(TinyDrug.individual(supplies: ["EX_o2": 1]), rules, using: empty)
    }
  }

  @Test("what is not known, or cannot be, is an error")
  func badIndividuals() throws {
    let rules = try TinyDrug.rules()
    func expect(_ individual: CoupledIndividual, _ error: CouplingError) {
      #expect(throws: error) { try TinyDrug.couple(individual, rules) }
    }
    expect(
      CoupledIndividual("p", activities: ["g1": 1]), .noActivity(gene: "g3", individual: "p"))
    for value in [-0.1, .infinity] {
      expect(
        TinyDrug.individual(["g1": value]),
        .invalidActivity(what: "the activity of 'g1'", value: value, individual: "patient"))
    }
    #expect(throws: CouplingError.self) {
      try TinyDrug.couple(TinyDrug.individual(["g1": .nan]), rules)
    }
    expect(
      TinyDrug.individual(["G1": 1]),
      .unboundEnzyme(what: "the gene 'G1'", individual: "patient"))
    expect(
      TinyDrug.individual(supplies: ["EX_glc": 1]),
      .notInMedium(exchange: "EX_glc", individual: "patient"))
    expect(
      TinyDrug.individual(supplies: ["EX_o2": -1]),
      .invalidActivity(what: "the supply through 'EX_o2'", value: -1, individual: "patient"))
  }

  @Test("a reference that carries nothing is refused")
  func emptyReference() throws {
    let rules = try TinyDrug.rules(
      ("\"uptake\": 2,", "\"uptake\": 0,"), ("\"referenceMin\": 1e-6", "\"referenceMin\": 1e-3"))
    #expect(throws: CouplingError.referenceTooSmall(pathway: "sul", capacity: 0, minimum: 1e-3)) {
      try TinyDrug.couple(TinyDrug.individual(), rules)
    }
  }

  @Test("a network that was made for other rules is refused")
  func otherNetwork() throws {
    let richer = TinyDrug.table(try TinyDrug.rules(("\"uptake\": 2,", "\"uptake\": 3,")))
    #expect(throws: CouplingError.otherRules(about: "the uptake through 'EX_s'")) {
      try TinyDrug.couple(TinyDrug.individual(), try TinyDrug.rules(), using: richer)
    }
  }

  @Test("digests tell inputs apart, and nothing else")
  func provenance() throws {
    let rules = try TinyDrug.rules()
    let first = try TinyDrug.couple(TinyDrug.individual(["g1": 0.5]), rules)
    #expect(try TinyDrug.couple(TinyDrug.individual(["g1": 0.5]), rules) == first)
    let other = try TinyDrug.couple(TinyDrug.individual(["g1": 0.5000001]), rules)
    #expect(other.provenance.digest != first.provenance.digest)
    #expect(other.provenance.rulesDigest == first.provenance.rulesDigest)
    let spaced = try CouplingRules(json: Array(TinyDrug.json.replacing("\n", with: "\n\n").utf8))
    #expect(try TinyDrug.couple(TinyDrug.individual(["g1": 0.5]), spaced) == first)
    let text = try JSONEncoder().encode(first)
    #expect(try JSONDecoder().decode(CoupledPK.self, from: text) == first)
  }

  @Test("a kept reference gives the same as one asked for")
  func keptReference() throws {
    let rules = try TinyDrug.rules()
    let (coupler, table) = (NetworkCoupler(rules), TinyDrug.table(rules))
    let request = CouplingRequest(
      TinyDrug.individual(["g1": 0.3]), parameters: TinyDrug.parameters)
    let kept = try coupler.capacities(of: .reference, using: table)
    #expect(
      try coupler.couple(request, against: kept, using: table)
        == coupler.couple(request, using: table))
  }
}
