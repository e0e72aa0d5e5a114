import PharmacokineticCoupling
import TestSupport
import Testing
import TwinFlux

/// Numbers that COBRApy 0.32.1 with GLPK and with HiGHS agree on.
@Suite(
  "Drugs on Recon3DModel_301",
  .serialized,
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
struct Recon3DCouplingTests {
  private typealias Drugs = Recon3DDrugs
  private static let oxygen = (exchange: "o2", uptake: 1000.0, name: "oxygen")

  private func isNear(_ value: Double?, _ expected: Double) -> Bool {
    value.map { abs($0 - expected) <= 1e-6 } ?? false
  }

  private func capacity(
    _ coupler: NetworkCoupler, _ fluxes: some FluxProvider,
    _ supplies: [String: Double] = [:], demands: [String: Double] = [:]
  ) throws -> PathwayCapacities {
    var who = CoupledIndividual.reference
    who.supplies = Dictionary(
      uniqueKeysWithValues: supplies.map { ("EX_\($0.key)[e]", $0.value) })
    who.demands = demands
    return try coupler.capacities(of: who, using: fluxes)
  }

  // MARK: Losartan

  @Test("losartan: activation follows the weighted activity of CYP2C9, whatever CYP3A4 does")
  func losartan() throws {
    let rules = try Drugs.rules(
      drug: "losartan", probe: "lstn",
      medium: Drugs.medium([Self.oxygen, ("glc_D", 1, "glucose")]),
      pathways: [
        (
          "act",
          """
          "reactions": ["LST4EXPhr"], "cap": {"isoforms": [
            {"gene": "1559.1", "weight": 1, "name": "CYP2C9"}, {"gene": "1576.1", "weight": 0}]}
          """
        ),
        ("glu", "\"reactions\": [\"LSTNM7hr\"]"), ("glu1", "\"reactions\": [\"LSTN1GLUChr\"]"),
        ("oth", "\"constant\": 1"),
      ])
    let fluxes = try Drugs.provider(rules)
    let coupler = NetworkCoupler(rules)
    let reference = try coupler.capacities(of: .reference, using: fluxes)
    #expect(isNear(reference.values["act"]?.value, 1))
    #expect(isNear(reference.values["glu"]?.value, 1) && isNear(reference.values["glu1"]?.value, 1))
    #expect(reference.values["glu"]?.limitedBy.contains("glucose uptake") == true)
    for activity in [1, 0.6, 0.523, 0.2, 0.1, 0.046] {
      let patient = CoupledIndividual(
        "a = \(activity)", activities: ["1559.1": activity], otherActivity: 1)
      let coupled = try coupler.couple(
        CouplingRequest(patient, parameters: Drugs.parameters(rules)), against: reference,
        using: fluxes)
      #expect(coupled.pathways.map(\.foldChange) == [activity, 1, 1, 1])
      #expect(coupled.pathways[0].limitedBy == ["CYP2C9"])
    }
    #expect(isNear(try capacity(coupler, fluxes, ["glc_D": 0]).values["act"]?.value, 1))
    #expect(try capacity(coupler, fluxes, ["glc_D": 0]).values["glu"]?.value == 0)
    let anoxic = try capacity(coupler, fluxes, ["o2": 0])
    #expect(anoxic.values["act"]?.value == 0)
    #expect(isNear(anoxic.values["glu"]?.value, 0.5))
    let findings = try CouplingChecks(rules, parameters: Drugs.parameters(rules))
      .findings(using: fluxes)
    #expect(findings.filter { $0.severity == .error }.isEmpty, "\(findings)")
  }

  // MARK: Torasemide

  @Test("torasemide: one gene, no gene, and the whole uptake")
  func torasemide() throws {
    let rules = try Drugs.rules(
      drug: "torasemide", probe: "tmd",
      medium: Drugs.medium([Self.oxygen, ("glc_D", 1, "glucose")]),
      pathways: [
        (
          "m1",
          """
          "reactions": ["TMDM1hr"], "cap": {"isoforms": [
            {"gene": "1559.1", "weight": 1, "name": "CYP2C9"}]}
          """
        ), ("m3", "\"reactions\": [\"TMDM3hr\"], \"cap\": {\"fixed\": 0.1}"),
      ])
    let fluxes = try Drugs.provider(rules)
    let coupler = NetworkCoupler(rules)
    let uptake = FluxSum([.init("EX_tmd[e]", -1)])
    for activity in [1, 0.678, 0.339, 0] {
      let patient = CoupledIndividual(
        "e = \(activity)", activities: ["1559.1": activity], otherActivity: 1)
      let own = try coupler.capacities(of: patient, using: fluxes)
      #expect(isNear(own.values["m1"]?.value, activity))
      let changes = [
        FluxBoundChange("TMDM1hr", lower: 0, upper: activity),
        FluxBoundChange("TMDM3hr", lower: 0, upper: 0.1),
      ]
      let most = try fluxes.maxima(of: [uptake], changing: changes)[0]
      #expect(isNear(most.value, activity + 0.1))
    }
    let uncapped = try fluxes.maxima(of: [FluxSum([.init("TMDM1hr")])], changing: [])[0]
    #expect(isNear(uncapped.value, 12))
    let empty = FluxBoundChange("EX_tmd[e]", lower: 0, upper: 1000)
    let none = try fluxes.maxima(of: [FluxSum([.init("TMDM1hr")])], changing: [empty])[0]
    #expect(isNear(none.value, 0))
  }

  // MARK: Acetaminophen

  private func acetaminophen() throws -> CouplingRules {
    try Drugs.rules(
      drug: "acetaminophen", probe: "acmp",
      medium: Drugs.medium([
        Self.oxygen, ("glc_D", 1, "glucose"), ("so4", 0, "sulphate"), ("cys_L", 0, "cysteine"),
        ("met_L", 0, "methionine"),
      ]),
      pathways: [
        ("glu", "\"reactions\": [\"ACMPGLUChr\"]"), ("sul", "\"reactions\": [\"ACMPShc\"]"),
        ("gsh", "\"reactions\": [\"NAPQIGSH\"]"),
      ],
      bounds: Drugs.closed("TMACMPhr"),
      extensions: """
        {"id": "NAPQIGSH", "equation": {"napqi[r]": -1, "gthrd[r]": -1, "acmpglut[r]": 1},
         "upper": 1000, "compositions": {"acmpglut[r]": {"formula": "C18H23N4O8S", "charge": 0}}}
        """)
  }

  @Test("acetaminophen: conjugation is as plentiful as glucose and sulphur")
  func conjugation() throws {
    let rules = try acetaminophen()
    let fluxes = try Drugs.provider(rules)
    let coupler = NetworkCoupler(rules)
    func value(_ pathway: String, _ supplies: [String: Double]) throws -> Double? {
      try capacity(coupler, fluxes, supplies).values[pathway]?.value
    }
    #expect(isNear(try value("glu", [:]), 1))
    #expect(isNear(try value("glu", ["o2": 1]), 1))
    #expect(isNear(try value("glu", ["glc_D": 2]), 2))
    #expect(isNear(try value("glu", ["o2": 0]), 0.4))
    for (supplies, expected) in [
      (["so4": 0.5], 0.5), (["cys_L": 0.1], 0.1), (["met_L": 0.1], 0.1), ([:], 0),
      (["so4": 1000], 8),
    ] as [([String: Double], Double)] {
      #expect(isNear(try value("sul", supplies), expected), "\(supplies)")
    }
    for (supplies, expected) in [
      (["so4": 10], 0), (["cys_L": 0.1], 0.1), (["met_L": 0.1], 0.1),
      (["cys_L": 0.1, "met_L": 0.1], 0.2), ([:], 0),
    ] as [([String: Double], Double)] {
      #expect(isNear(try value("gsh", supplies), expected), "\(supplies)")
    }
  }

  /// A reduced cost of 1e-10 on the wrong side of zero used to send a flux from one bound of ±1000 to
  /// the other, and the dual method spent up to 8,000 pivots on bringing it back.
  @Test("acetaminophen: a changed supply or enzyme costs few pivots")
  func pivots() throws {
    let path = CommandLineProgram.root
      .appendingPathComponent("Models/coupling/acetaminophen_recon3d.json").path
    let rules = try CouplingRules(json: try InputFile.read(path).bytes)
    let counts = SolveCounts()
    let fluxes = try FluxBalanceProvider(
      Drugs.model.get(), rules, using: counts.counting(SolverChoice.native.makeBackend()))
    let coupler = NetworkCoupler(rules)
    _ = try coupler.capacities(of: .reference, using: fluxes)
    counts.reset()
    for step in 1...8 {
      let part = Double(step) / 8
      let genes = ["54658.1": 1 + part, "54578.1": part, "6817.1": 2 * part, "1571.1": 1.5 - part]
      var who = CoupledIndividual("step \(step)", activities: genes, otherActivity: 1)
      who.supplies = ["EX_so4[e]": step < 5 ? 1000 : 0.6 * part, "EX_glc_D[e]": 2 - part]
      _ = try coupler.capacities(of: who, using: fluxes)
    }
    #expect(counts.pivots < 4_000)
    #expect(counts.mostPivots < 1_200)
    #expect(counts.stopped == 0)
  }

  @Test("acetaminophen: what limits, in words")
  func limits() throws {
    let rules = try acetaminophen()
    let fluxes = try Drugs.provider(rules)
    let coupler = NetworkCoupler(rules)
    let fed = try capacity(coupler, fluxes, ["so4": 0.5, "cys_L": 0.1])
    #expect(fed.values["glu"]?.limitedBy.first == "glucose uptake")
    #expect(fed.values["sul"]?.limitedBy.first == "sulphate uptake")
    #expect(fed.values["gsh"]?.limitedBy == ["cysteine uptake"])
  }

  // MARK: Midazolam

  @Test("midazolam: twelve NADPH a glucose, one oxygen each, and an enzyme shared with tacrolimus")
  func midazolam() throws {
    let rules = try Drugs.rules(
      drug: "midazolam", probe: "mdz",
      medium: Drugs.medium([
        Self.oxygen, ("glc_D", 1, "glucose"), ("tacr", 1000, "tacrolimus"),
      ]),
      pathways: [("oh", "\"reactions\": [\"1OHMDZhr\", \"4OHMDZhr\"]")],
      pools: """
        {"id": "CYP3A4", "uses": {"1OHMDZhr": 1, "4OHMDZhr": 1, "12HTACRhr": 1},
         "cap": {"isoforms": [{"gene": "1576.1", "weight": 0.5, "name": "CYP3A4"}]}}
        """, bounds: Drugs.closed("MDZGLChr"))
    let fluxes = try Drugs.provider(rules)
    let coupler = NetworkCoupler(rules)
    let alone = try capacity(coupler, fluxes).values["oh"]
    #expect(isNear(alone?.value, 0.5))
    #expect(alone?.limitedBy == ["CYP3A4"])
    let together = try capacity(coupler, fluxes, demands: ["12HTACRhr": 0.3]).values["oh"]
    #expect(isNear(together?.value, 0.2))
    #expect(together?.limitedBy == ["CYP3A4", "the demand of 12HTACRhr"])
    // Without the enzyme's limit it is the network's, as long as the other drug feeds it nothing.
    let apart = FluxBoundChange("EX_tacr[e]", lower: 0, upper: 1000)
    let hydroxylation = FluxSum([.init("1OHMDZhr")])
    for (oxygen, expected) in [(1000.0, 12.0), (1, 1), (0, 0)] {
      let change = FluxBoundChange("EX_o2[e]", lower: -oxygen, upper: 1000)
      let most = try fluxes.maxima(of: [hydroxylation], changing: [change, apart])[0]
      #expect(isNear(most.value, expected), "oxygen \(oxygen)")
    }
  }
}
