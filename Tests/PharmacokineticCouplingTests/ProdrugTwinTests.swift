import Foundation
import PharmacokineticCoupling
import Testing

/// From a genotype to concentrations: the coupled parameters of a prodrug drive its model.
///
/// Losartan 50 mg in carriers of CYP2C9 *1/*1 and of *3/*3 (Bae et al. 2011, 2012): half-life 1.92 h, CL/F
/// 90.55 L/h, V/F 250.8 L, and for the metabolite CL 9.161 L/h, V 56.70 L; exposures of *3/*3 over
/// *1/*1 2.4174 (parent) and 0.1155 (metabolite).
@Suite("A prodrug's twin")
struct ProdrugTwinTests {
  private static let volume = 250.8
  private static let parameters = PKParameterSet([
    "CLint_act": Quantity(0.22229 * volume, .litrePerHour),
    "CLint_sul": Quantity(0, .litrePerHour),
    "CLint_oth": Quantity(0.13872 * volume, .litrePerHour),
  ])

  private func rules() throws -> CouplingRules {
    var text = TinyDrug.text(
      ["0.5", "0.3", "0.2"].map { (", \"fraction\": \($0)", "") })
    let start = try #require(text.range(of: "\"derive\":")).lowerBound
    let end = try #require(text.range(of: "\"checks\":")).lowerBound
    text.removeSubrange(start..<end)
    return try CouplingRules(json: Array(text.utf8))
  }

  private func curve(activity: Double) throws -> LinearCurve {
    let rules = try rules()
    let coupled = try NetworkCoupler(rules).couple(
      CouplingRequest(TinyDrug.individual(["g1": activity]), parameters: Self.parameters),
      using: TinyDrug.table(rules))
    let own = coupled.applied(to: Self.parameters)
    let model = ProdrugModel(
      "losartan", volume: Self.volume,
      loss: try #require(own["CLint_oth"]).value / Self.volume,
      activation: try #require(own["CLint_act"]).value / Self.volume,
      metabolites: [.init("E-3174", volume: 56.70, elimination: 9.161 / 56.70)])
    return try model.simulate(DosingSchedule([Dose(amount: 50 / 422.911, route: .bolus)]))
  }

  @Test("reproduces the exposures that its activity was read from, and predicts the half-life")
  func poorMetabolizer() throws {
    let activity = try PathwayActivity.activity(parentRatio: 2.4174, metaboliteRatio: 0.1155)
    let (normal, poor) = (try curve(activity: 1), try curve(activity: activity))
    func ratio(_ species: String) throws -> Double {
      try poor.areaUnderCurve(of: species) / normal.areaUnderCurve(of: species)
    }
    // The published rates have five digits.
    #expect(agrees(try ratio("losartan"), 2.4174, within: 1e-3))
    #expect(agrees(try ratio("E-3174"), 0.1155, within: 1e-3))
    #expect(agrees(try ratio("E-3174") / ratio("losartan"), activity, within: 1e-12))
    // 4.72 h were observed, and not used.
    let early = try poor.concentration(of: "losartan", at: 10)
    let late = try poor.concentration(of: "losartan", at: 10 + 4.641)
    #expect(agrees(early / late, 2, within: 1e-3))
  }

  /// 1/(1 − fm(1 − a)) and a/(1 − fm(1 − a)) with a = 0.523, half of what *1 and *3 have together.
  @Test("foresees carriers of one slow allele, within what five studies found")
  func intermediateMetabolizer() throws {
    let (normal, half) = (try curve(activity: 1), try curve(activity: 0.523))
    func ratio(_ species: String) throws -> Double {
      try half.areaUnderCurve(of: species) / normal.areaUnderCurve(of: species)
    }
    let (parent, metabolite) = (try ratio("losartan"), try ratio("E-3174"))
    #expect(abs(parent - 1.41) < 0.01 && abs(metabolite - 0.74) < 0.01)
    // The medians of Han 2009, Li 2009, Huang 2021 and Yasar 2002, within a quarter.
    #expect(abs(parent / 1.43 - 1) < 0.25 && abs(metabolite / 0.785 - 1) < 0.25)
  }
}
