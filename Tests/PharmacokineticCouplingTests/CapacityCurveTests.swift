import Foundation
import PharmacokineticCoupling
import TestSupport
import Testing
import TwinFlux

@Suite("A capacity curve")
struct CapacityCurveTests {
  private func provider(_ rules: CouplingRules) throws -> FluxBalanceProvider {
    try FluxBalanceProvider(TinyDrug.model(), rules, using: try SolverChoice.auto.makeBackend())
  }

  private func points(_ curve: CapacityCurve) -> [[Double]] {
    curve.response.breakpoints.map { [$0.bound, $0.value] }
  }

  /// Sulphation of the tiny drug: min(supply, 5 · SULT1, the drug's 1000).
  @Test("along a supply, by a table and by a linear program")
  func supply() throws {
    let rules = try TinyDrug.rules()
    let coupler = NetworkCoupler(rules)
    for fluxes in [TinyDrug.table(rules) as any FluxProvider, try provider(rules)] {
      let curve = try coupler.capacityCurve(
        of: "sul", along: .supply(exchange: "EX_s"), from: 0, to: 20, using: fluxes)
      #expect(points(curve) == [[0, 0], [5, 5], [20, 5]])
      #expect(curve.limitedBy == [["sulphate uptake"], ["SULT1"]])
      #expect(curve.response.isCertified)
      #expect(try curve.capacity(at: 3.25) == 3.25)
      #expect(curve.csv == "bound,capacity,slope\n0.0,0.0,1.0\n5.0,5.0,0.0\n20.0,5.0,\n")
    }
  }

  @Test("along a gene's activity, inhibited or not")
  func activity() throws {
    let rules = try TinyDrug.rules()
    let coupler = NetworkCoupler(rules)
    let fluxes = try provider(rules)
    func curve(_ individual: CoupledIndividual) throws -> CapacityCurve {
      try coupler.capacityCurve(
        of: "sul", along: .activity(gene: "g3"), from: 0, to: 3, for: individual, using: fluxes)
    }
    let patient = TinyDrug.individual(supplies: ["EX_s": 10])
    #expect(points(try curve(patient)) == [[0, 0], [2, 10], [3, 10]])
    #expect(try curve(patient).limitedBy == [["SULT1"], ["sulphate uptake"]])
    #expect(try curve(patient).driver.unit == .one)
    // I = K halves the activity.
    var inhibited = patient
    inhibited.inhibitors = [
      .init(gene: "g3", concentration: Quantity(2, .micromolar), constant: Quantity(2, .micromolar))
    ]
    #expect(points(try curve(inhibited)) == [[0, 0], [3, 7.5]])
  }

  @Test("along a bound: a cap of the pathway's own, or a demand that takes its supply away")
  func bounds() throws {
    let rules = try TinyDrug.rules()
    let coupler = NetworkCoupler(rules)
    let fluxes = try provider(rules)
    let cap = try coupler.capacityCurve(
      of: "sul", along: .upperBound(reaction: "SUL"), from: 0, to: 9,
      for: TinyDrug.individual(supplies: ["EX_s": 4]), using: fluxes)
    #expect(points(cap) == [[0, 0], [4, 4], [9, 4]])
    // The activation insists on x of the 1000 of the drug, and has an enzyme for 1 of it.
    let demand = try coupler.capacityCurve(
      of: "sul", along: .lowerBound(reaction: "ACT"), from: 0, to: 2, using: fluxes)
    #expect(points(demand) == [[0, 2], [1, 2]])
  }

  @Test("begins where the individual's demands can be met")
  func demands() throws {
    let rules = try TinyDrug.rules()
    var patient = TinyDrug.individual()
    patient.demands = ["SUL": 1.5]
    let curve = try NetworkCoupler(rules).capacityCurve(
      of: "sul", along: .supply(exchange: "EX_s"), from: 0, to: 8, for: patient,
      using: provider(rules))
    #expect(points(curve) == [[1.5, 1.5], [5, 5], [8, 5]])
    #expect(throws: CapacityCurveError.self) {
      try NetworkCoupler(rules).capacityCurve(
        of: "sul", along: .supply(exchange: "EX_s"), from: 0, to: 1, for: patient,
        using: provider(rules))
    }
    // Several bounds could follow a gene, so that where it begins is for the caller to say.
    #expect(throws: CapacityCurveError.infeasibleEnd(driver: "activity of g3", at: 0)) {
      try NetworkCoupler(rules).capacityCurve(
        of: "sul", along: .activity(gene: "g3"), from: 0, to: 1, for: patient,
        using: provider(rules))
    }
  }

  /// `g1 and (g2 or g3)`: as active as the lesser of g1 and the sum.
  @Test("a rule that bends is told from a straight one")
  func rule() throws {
    let rules = try TinyDrug.rules(
      ("\"reactions\": [\"SUL\"]", "\"reactions\": [\"COMPLEX\"]"),
      (
        "{\"isoforms\": [\n      {\"gene\": \"g3\", \"weight\": 5.0, \"name\": \"SULT1\"}]}",
        "{\"fromGPR\": \"sum\", \"scale\": 2}"
      ))
    let coupler = NetworkCoupler(rules)
    let fluxes = try provider(rules)
    let straight = try coupler.capacityCurve(
      of: "sul", along: .activity(gene: "g1"), from: 0, to: 2, using: fluxes)
    #expect(points(straight) == [[0, 0], [2, 4]])
    #expect(
      throws: CapacityCurveError.notStraight(driver: "activity of g1", reaction: "COMPLEX")
    ) {
      try coupler.capacityCurve(
        of: "sul", along: .activity(gene: "g1"), from: 0, to: 3, using: fluxes)
    }
  }

  @Test("refuses drivers, pathways and ranges that are none")
  func refusals() throws {
    let rules = try TinyDrug.rules()
    let fluxes = TinyDrug.table(rules)
    func error(
      _ pathway: String, _ driver: CapacityDriver, _ lower: Double, _ upper: Double
    ) -> CapacityCurveError? {
      do throws(CapacityCurveError) {
        _ = try NetworkCoupler(rules).capacityCurve(
          of: pathway, along: driver, from: lower, to: upper, using: fluxes)
      } catch { return error }
      return nil
    }
    let supply = CapacityDriver.supply(exchange: "EX_s")
    #expect(
      error("sulph", supply, 0, 1) == .unknownPathway(id: "sulph", known: ["act", "sul", "oth"]))
    #expect(error("oth", supply, 0, 1) == .notMeasured(pathway: "oth"))
    for (low, high) in [(1.0, 1.0), (-1, 1), (0, .infinity), (2, 1), (.nan, 1)] {
      if case .range = error("sul", supply, low, high) { continue }
      Issue.record("\(low) to \(high)")
    }
    #expect(
      error("sul", .supply(exchange: "EX_x"), 0, 1)
        == .coupling(.notInMedium(exchange: "EX_x", individual: "reference")))
    #expect(
      error("sul", .activity(gene: "g2"), 0, 1)
        == .coupling(.unboundEnzyme(what: "the gene 'g2'", individual: "reference")))
    #expect(
      error("sul", .upperBound(reaction: "SULL"), 0, 1)
        == .coupling(
          .unknownReaction(path: "the driver of the curve", id: "SULL", suggestion: "SUL")))
  }

  @Test("survives a file, which is read strictly")
  func file() throws {
    let rules = try TinyDrug.rules()
    let curve = try NetworkCoupler(rules).capacityCurve(
      of: "sul", along: .supply(exchange: "EX_s"), from: 0, to: 20, using: TinyDrug.table(rules))
    let bytes = try curve.json()
    #expect(try CapacityCurve(json: bytes) == curve)
    let text = String(decoding: bytes, as: UTF8.self)
    func error(_ old: String, _ new: String) -> CapacityCurveError? {
      precondition(text.contains(old), "no \(old) in \(text)")
      do throws(CapacityCurveError) {
        _ = try CapacityCurve(json: Array(text.replacing(old, with: new).utf8))
      } catch { return error }
      return nil
    }
    #expect(error("\"bound\" : 5", "\"bound\" : 0") == .response(.notSorted(index: 1)))
    #expect(
      error("\"value\" : 5", "\"value\" : -5")
        == .response(.wrongCurvature(index: 1, sense: .maximize)))
    #expect(
      error("capacity/1", "capacity/2")
        == .document(
          .unknownSchema(found: "twinflux.capacity/2", expected: CapacityCurve.schemaName)))
    #expect(
      error("\"pathway\"", "\"pathways\"")
        == .document(.unknownKey(path: "pathways", suggestion: "pathway")))
    #expect(
      error("\"supply\"", "\"suply\"")
        == .document(
          .unknownWord(path: "driver.kind", word: "suply", known: CapacityDriver.kinds)))
    if case .document = error("\"SULT1\"", "1") {} else { Issue.record("a word is a number") }
  }

  /// A cap of 0.5 mmol/h until 2 h and of 0.25 until 6 h, from a supply, as SaturableModelTests has
  /// it.
  @Test("is the cap of a saturable pathway")
  func cap() throws {
    let rules = try TinyDrug.rules()
    let curve = try NetworkCoupler(rules).capacityCurve(
      of: "sul", along: .supply(exchange: "EX_s"), from: 0, to: 20, using: TinyDrug.table(rules))
    let dry = Quantity(0.25, .gramDryWeight)
    let supply = StepFunction(times: [0, 2, 6], values: [2, 1, 17])
    let cap = try curve.cap(of: supply, dryMass: dry)
    #expect(cap == StepFunction(times: [0, 2, 6], values: [0.5, 0.25, 1.25]))
    let model = SaturableModel(
      linear: LinearModel(
        compartments: [.init("central", volume: 1)], intravenous: "central"),
      pathways: [.init(from: "central", maximumRate: 2, halfSaturation: 3, cap: cap)])
    let simulated = try model.simulate(
      DosingSchedule([Dose(amount: 10, route: .bolus)]), until: 8)
    for (time, expected) in [(2.0, 9.0), (6, 8), (8, 5.5)] {
      #expect(agrees(try simulated.concentration(of: "central", at: time), expected, within: 1e-9))
    }
    #expect(throws: PharmacokineticError.self) {
      try curve.cap(of: StepFunction(constant: 20.5), dryMass: dry)
    }
    #expect(throws: PharmacokineticError.self) {
      try curve.cap(of: supply, dryMass: Quantity(1, .litre))
    }
    #expect(throws: PharmacokineticError.self) {
      try curve.cap(of: StepFunction(times: [], values: []), dryMass: dry)
    }
  }
}
