import PharmacokineticCoupling
import TestSupport
import Testing
import TwinFlux

@Suite(
  "Capacities from a linear program",
  .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct DrugModelTests {
  private func provider(_ rules: CouplingRules) throws -> FluxBalanceProvider {
    let backend = try SolverChoice.auto.makeBackend()
    return try FluxBalanceProvider(TinyDrug.model(), rules, using: backend)
  }

  private func maximum(
    _ fluxes: some FluxProvider, _ terms: [FluxSum.Term], _ changes: [FluxBoundChange] = []
  ) throws -> FluxMaximum {
    try fluxes.maxima(of: [FluxSum(terms)], changing: changes)[0]
  }

  @Test("agree with the table that says the same, limits and all")
  func table() throws {
    let rules = try TinyDrug.rules()
    let fluxes = try provider(rules)
    var random = SeededGenerator(seed: 4)
    for _ in 0..<25 {
      var patient = TinyDrug.individual(
        [
          "g1": .random(in: 0...2, using: &random), "g2": .random(in: 0...2, using: &random),
          "g3": .random(in: 0...1, using: &random),
        ], supplies: ["EX_o2": .random(in: 0.1...2, using: &random)])
      patient.name = "random"
      let solved = try TinyDrug.couple(patient, rules, using: fluxes)
      let expected = try TinyDrug.couple(patient, rules)
      for (a, b) in zip(solved.pathways, expected.pathways) {
        #expect(abs(a.foldChange - b.foldChange) <= 1e-9 && a.limitedBy == b.limitedBy)
      }
    }
  }

  @Test("caps that limit nothing give the coupling off, to the last digit")
  func unconstrained() throws {
    let rules = try TinyDrug.rules(
      ("\"weight\": 1.0", "\"weight\": 1e7"), ("\"weight\": 5.0", "\"weight\": 1e7"))
    let fluxes = try provider(rules)
    var random = SeededGenerator(seed: 9)
    for _ in 0..<10 {
      let activities = ["g1", "g2", "g3"].map { ($0, Double.random(in: 0.1...9, using: &random)) }
      let patient = TinyDrug.individual(Dictionary(uniqueKeysWithValues: activities))
      let coupled = try TinyDrug.couple(patient, rules, using: fluxes)
      #expect(
        coupled.applied(to: TinyDrug.parameters)["CLint_act"] == TinyDrug.parameters["CLint_act"])
      #expect(coupled.parameters.allSatisfy { $0.value == $0.reference })
    }
  }

  @Test("a lower cap never gives a pathway more")
  func monotone() throws {
    let rules = try TinyDrug.rules(
      (
        "\"pools\": []",
        "\"pools\": [{\"id\": \"P\", \"uses\": {\"ACT\": 1, \"SUL\": 0.5}, \"cap\": "
          + "{\"isoforms\": [{\"gene\": \"g2\", \"weight\": 0.8}]}}]"
      ))
    let fluxes = try provider(rules)
    var random = SeededGenerator(seed: 12)
    for _ in 0..<20 {
      var activities: [String: Double] = [:]
      for gene in ["g1", "g2", "g3"] { activities[gene] = .random(in: 0.01...2, using: &random) }
      let before = try TinyDrug.couple(TinyDrug.individual(activities), rules, using: fluxes)
      let gene = ["g1", "g2", "g3"].randomElement(using: &random) ?? "g1"
      activities[gene, default: 1] *= .random(in: 0...1, using: &random)
      let after = try TinyDrug.couple(TinyDrug.individual(activities), rules, using: fluxes)
      for (a, b) in zip(before.pathways, after.pathways) {
        #expect(b.foldChange <= a.foldChange + 1e-12, "\(gene), \(activities)")
      }
    }
  }

  @Test("scaling all caps of everyone changes no fold change while enzymes limit")
  func scale() throws {
    let patient = TinyDrug.individual(["g1": 0.3, "g3": 0.02])
    let folds = try [1.0, 2, 0.25].map { scale in
      let rules = try TinyDrug.rules(
        ("\"weight\": 1.0", "\"weight\": \(scale)"), ("\"weight\": 5.0", "\"weight\": \(scale)"))
      return try TinyDrug.couple(patient, rules, using: try provider(rules)).pathways.map(
        \.foldChange)
    }
    #expect(folds[0] == folds[1] && folds[0] == folds[2])
  }

  @Test("nothing comes in but the drug and the medium, not even through a sink")
  func closed() throws {
    let fluxes = try provider(TinyDrug.rules())
    for id in ["FROMSINK", "FROMX"] { #expect(try maximum(fluxes, [.init(id)]).value == 0) }
    let imports = fluxes.network.reactions.filter {
      $0.value.importsBackwards == true && $0.value.lower < 0
    }
    #expect(imports.keys.sorted() == ["EX_d", "EX_o2", "EX_s"])
  }

  @Test("shared enzymes, added reactions and replaced bounds are in the network")
  func additions() throws {
    let rules = try TinyDrug.rules(
      (
        "\"pools\": []",
        "\"pools\": [{\"id\": \"P\", \"uses\": {\"ACT\": 2, \"BARE\": 1}, \"cap\": {\"fixed\": 3}}]"
      ),
      ("\"bounds\": []", "\"bounds\": [{\"reaction\": \"BARE\", \"lower\": 0, \"upper\": 0.5}]"),
      (
        "\"extensions\": []",
        "\"extensions\": [{\"id\": \"ADD\", \"equation\": {\"d\": -1, \"new\": 1}, \"upper\": 1000,"
          + "\"compositions\": {\"new\": {\"formula\": \"C\", \"charge\": 0}}},"
          + "{\"id\": \"OUT\", \"equation\": {\"new\": -1}, \"upper\": 7}]"
      ))
    let fluxes = try provider(rules)
    #expect(try maximum(fluxes, [.init("ADD")]).value == 7)
    #expect(try maximum(fluxes, [.init("BARE")]).value == 0.5)
    let pooled = FluxBoundChange("pool:P", lower: 0, upper: 3)
    let demand = FluxBoundChange("BARE", lower: 0.25, upper: 0.5)
    #expect(try maximum(fluxes, [.init("ACT")], [pooled]).value == 1.5)
    #expect(try maximum(fluxes, [.init("ACT")], [pooled, demand]).value == 1.375)
    var patient = TinyDrug.individual(["g1": 9])
    patient.demands = ["BARE": 0.4]
    let coupled = try TinyDrug.couple(patient, rules, using: fluxes)
    #expect(agrees(coupled.pathways[0].individual, 1.3, within: 1e-9))
    #expect(coupled.pathways[0].limitedBy == ["P", "the demand of BARE"])
  }

  @Test("two reactions under one enzyme, and one that runs backwards")
  func directions() throws {
    let shared = try TinyDrug.rules(("[\"ACT\"]", "[\"ACT\", \"COMPLEX\"]"))
    let both = try TinyDrug.couple(
      TinyDrug.individual(["g1": 0.4]), shared, using: provider(shared))
    #expect(both.pathways[0].foldChange == 0.4 && both.pathways[0].limitedBy == ["CYP1"])
    let reverse = try TinyDrug.rules(("[\"ACT\"]", "[\"BACKWARDS\"], \"direction\": \"reverse\""))
    let back = try TinyDrug.couple(
      TinyDrug.individual(["g1": 0.4]), reverse, using: provider(reverse))
    #expect(back.pathways[0].foldChange == 0.4 && back.pathways[0].reference == 1)
  }

  @Test("a gene rule of a complex is its least active part")
  func complex() throws {
    let rules = try TinyDrug.rules(
      ("[\"ACT\"]", "[\"COMPLEX\"]"),
      (
        """
        {"isoforms": [
              {"gene": "g1", "weight": 1.0, "name": "CYP1"}, {"gene": "g2", "weight": 0.0}]}
        """, "{\"fromGPR\": \"sum\"}"
      ))
    let coupled = try TinyDrug.couple(
      TinyDrug.individual(["g1": 0.9, "g2": 0.1, "g3": 0.3]), rules, using: provider(rules))
    #expect(agrees(coupled.pathways[0].foldChange, 0.4, within: 1e-12))
    #expect(coupled.pathways[0].limitedBy == ["g1", "g2", "g3"])
  }

  @Test("names that lead nowhere in the model are errors")
  func names() throws {
    func expect(_ old: String, _ new: String, _ error: CouplingError) throws {
      let rules = try TinyDrug.rules((old, new))
      #expect(throws: error) { try provider(rules) }
    }
    try expect(
      "\"exchange\": \"EX_d\"", "\"exchange\": \"EX_dd\"",
      .unknownReaction(path: "probe", id: "EX_dd", suggestion: "EX_d"))
    try expect(
      "\"exchange\": \"EX_d\"", "\"exchange\": \"ACT\"", .notAnExchange(path: "probe", id: "ACT"))
    try expect(
      "[\"SUL\"]", "[\"SULT\"]",
      .unknownReaction(path: "pathways[1].reactions[0]", id: "SULT", suggestion: "SUL"))
    try expect(
      "\"extensions\": []",
      "\"extensions\": [{\"id\": \"ACT\", \"equation\": {\"d\": -1}, \"upper\": 1}]",
      .alreadyInModel(path: "extensions[0].id", id: "ACT"))
    try expect(
      "\"extensions\": []",
      "\"extensions\": [{\"id\": \"ADD\", \"equation\": {\"m11\": -1}, \"upper\": 1}]",
      .unknownMetabolite(path: "extensions[0].equation.m11", id: "m11", suggestion: "m1"))
    try expect(
      "\"bounds\": []", "\"bounds\": [{\"reaction\": \"NO\", \"lower\": 0, \"upper\": 1}]",
      .unknownReaction(path: "bounds[0].reaction", id: "NO", suggestion: nil))
  }

  @Test("the checks find the same with the solver as with the table")
  func checks() throws {
    let clean = try TinyDrug.rules()
    let checks = CouplingChecks(clean, parameters: TinyDrug.parameters)
    #expect(try checks.findings(using: provider(clean)).isEmpty)
    let leaky = try TinyDrug.rules(("[\"SUL\"]", "[\"ROUND\"]"))
    let found = try CouplingChecks(leaky, parameters: TinyDrug.parameters)
      .findings(using: provider(leaky))
    #expect(found.contains { $0.check == .zeroProbeLeak && $0.subject == "sul" })
  }

  @Test("demands beyond every capacity name the individual")
  func infeasible() throws {
    let rules = try TinyDrug.rules()
    var patient = TinyDrug.individual(supplies: ["EX_o2": 0.1])
    patient.demands = ["ACT": 0.5]
    #expect(throws: CouplingError.infeasible(individual: "patient")) {
      try TinyDrug.couple(patient, rules, using: provider(rules))
    }
  }
}
