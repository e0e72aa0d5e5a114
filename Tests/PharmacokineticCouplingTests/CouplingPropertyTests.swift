import PharmacokineticCoupling
import TestSupport
import Testing
import TwinFlux

/// What holds of every individual, on the shipped hepatocyte core with acetaminophen in plenty.
@Suite("Couplings of random individuals")
struct CouplingPropertyTests {
  private static func rules(scale: Double = 1, fromRules: Bool = false) throws -> CouplingRules {
    func isoforms(_ weights: KeyValuePairs<String, Double>) -> String {
      let list = weights.map { "{\"gene\": \"\($0)\", \"weight\": \($1 * scale)}" }
      return "{\"isoforms\": [\(list.joined(separator: ", "))]}"
    }
    let glucuronide =
      fromRules
      ? "{\"fromGPR\": \"sum\", \"scale\": \(0.02 * scale)}"
      : isoforms(["UGT1A1": 0.02, "UGT1A6": 0.03, "UGT1A9": 0.01])
    let text = """
      {"schema": "twinflux.coupling/1", "drug": {"name": "acetaminophen", "molarMass": 151.163},
       "model": {"family": "hepatocyte_core"},
       "probe": {"exchange": "EX_apap_e", "uptake": 100, "medium": [
         {"exchange": "EX_o2_e", "uptake": 0.3}, {"exchange": "EX_h2o_e", "uptake": 1000},
         {"exchange": "EX_h_e", "uptake": 1000}, {"exchange": "EX_hco3_e", "uptake": 1},
         {"exchange": "EX_nh4_e", "uptake": 0.03}, {"exchange": "EX_so4_e", "uptake": 0.03},
         {"exchange": "EX_glc__D_e", "uptake": 0.1}, {"exchange": "EX_lac__L_e", "uptake": 0.1},
         {"exchange": "EX_cys__L_e", "uptake": 0.01}, {"exchange": "EX_hdca_e", "uptake": 0.025}]},
       "pathways": [
         {"id": "glu", "reactions": ["APAPGLUC"], "cap": \(glucuronide)},
         {"id": "sul", "reactions": ["APAPSULT"],
          "cap": \(isoforms(["SULT1A1": 0.01, "SULT1A3": 0.002]))},
         {"id": "ox", "reactions": ["APAPOX"],
          "cap": \(isoforms(["CYP2E1": 0.004, "CYP3A4": 0.001, "CYP1A2": 0.001]))}],
       "statistic": "capacity", "transform": {"kind": "identity"},
       "targets": [{"parameter": "CL_glu", "pathway": "glu", "unit": "L/h"},
         {"parameter": "CL_sul", "pathway": "sul", "unit": "L/h"},
         {"parameter": "CL_ox", "pathway": "ox", "unit": "L/h"}]}
      """
    return try CouplingRules(json: Array(text.utf8))
  }

  private static let genes = [
    "UGT1A1", "UGT1A6", "UGT1A9", "SULT1A1", "SULT1A3", "CYP2E1", "CYP3A4", "CYP1A2",
  ]
  private static let parameters = PKParameterSet([
    "CL_glu": Quantity(10, .litrePerHour), "CL_sul": Quantity(6, .litrePerHour),
    "CL_ox": Quantity(1.5, .litrePerHour),
  ])

  private static func provider(_ rules: CouplingRules) throws -> FluxBalanceProvider {
    let path = CommandLineProgram.root.appendingPathComponent("Models/hepatocyte_core.xml").path
    let model = try SBMLReader.read(InputFile.read(path).bytes, path: path).model
    return try FluxBalanceProvider(model, rules, using: SolverChoice.native.makeBackend())
  }

  private static func random(_ generator: inout some RandomNumberGenerator) -> CoupledIndividual {
    var who = CoupledIndividual("random")
    for gene in genes { who.activities[gene] = Double.random(in: 0...4, using: &generator) }
    // Enough oxygen for the maintenance that the model insists on.
    for (exchange, range) in [
      ("EX_so4_e", 0...0.05), ("EX_glc__D_e", 0...0.2), ("EX_o2_e", 0.25...0.4),
    ] {
      who.supplies[exchange] = Double.random(in: range, using: &generator)
    }
    return who
  }

  @Test("less of an enzyme or a supply never means more of a pathway")
  func monotone() throws {
    let rules = try Self.rules()
    let fluxes = try Self.provider(rules)
    let coupler = NetworkCoupler(rules)
    let reference = try coupler.capacities(of: .reference, using: fluxes)
    var generator = SeededGenerator(seed: 11)
    func folds(_ who: CoupledIndividual) throws -> [Double] {
      let request = CouplingRequest(who, parameters: Self.parameters)
      return try coupler.couple(request, against: reference, using: fluxes).pathways.map(
        \.foldChange)
    }
    for _ in 0..<3 {
      let who = Self.random(&generator)
      let own = try folds(who)
      for name in Self.genes + who.supplies.keys.sorted() {
        var less = who
        let part = Double.random(in: 0...1, using: &generator)
        if let activity = less.activities[name] { less.activities[name] = part * activity }
        if let supply = less.supplies[name] {
          less.supplies[name] = (name == "EX_o2_e" ? 0.8 + 0.2 * part : part) * supply
        }
        for (before, after) in try zip(own, folds(less)) {
          #expect(after <= before * (1 + 1e-9) + 1e-12, "\(name)")
        }
      }
    }
  }

  @Test("caps of enzymes alone count as ratios: all of them times ten changes no fold change")
  func scale() throws {
    var generator = SeededGenerator(seed: 5)
    let people = (0..<3).map { _ in
      var who = Self.random(&generator)
      who.supplies = [:]
      return who
    }
    for fromRules in [false, true] {
      let folds = try [0.05, 0.5].map { scale in
        let rules = try Self.rules(scale: scale, fromRules: fromRules)
        let fluxes = try Self.provider(rules)
        return try people.map { who in
          try NetworkCoupler(rules).couple(
            CouplingRequest(who, parameters: Self.parameters), using: fluxes
          ).pathways.map(\.foldChange)
        }
      }
      for (one, other) in zip(folds[0].joined(), folds[1].joined()) {
        #expect(agrees(one, other, within: 1e-9))
      }
    }
  }

  @Test(
    "everyone against themselves is 1 to the last digit, and all parameters are the reference's")
  func identity() throws {
    let rules = try Self.rules()
    let fluxes = try Self.provider(rules)
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<4 {
      let who = Self.random(&generator)
      var same = who
      same.name = "the same"
      guard
        (try? NetworkCoupler(rules).capacities(of: who, using: fluxes))?
          .values.values.allSatisfy({ $0.value > 1e-4 }) == true
      else { continue }
      let coupled = try NetworkCoupler(rules).couple(
        CouplingRequest(who, reference: same, parameters: Self.parameters), using: fluxes)
      #expect(coupled.pathways.allSatisfy { $0.foldChange == 1 })
      #expect(coupled.parameters.allSatisfy { $0.value == $0.reference })
    }
  }
}
