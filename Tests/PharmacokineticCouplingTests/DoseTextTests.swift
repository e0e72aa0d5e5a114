import PharmacokineticCoupling
import Testing

/// Dosing as people write it.
@Suite("Dose text")
struct DoseTextTests {
  private static let molarMass = 422.911

  private func doses(_ text: String) throws -> [Dose] {
    try DosingSchedule(text: text, molarMass: Self.molarMass).doses
  }

  @Test("a week of tablets")
  func tablets() throws {
    for text in ["50 mg PO q24h x7", "50mg oral qd X7", "0.05 g po q1d x7"] {
      let dose = try #require(try doses(text).first)
      #expect(agrees(dose.amount, 50 / Self.molarMass, within: 1e-15))
      #expect(dose == Dose(amount: dose.amount, route: .oral, interval: 24, additional: 6))
    }
  }

  @Test("several doses, each by its own route")
  func several() throws {
    #expect(
      try doses("1 umol IV over 30min; 2 umol IV at 2h, 3 umol PO at 1d q8h ss") == [
        Dose(amount: 1e-3, route: .infusion(duration: 0.5)),
        Dose(time: 2, amount: 2e-3, route: .bolus),
        Dose(time: 24, amount: 3e-3, route: .oral, interval: 8, steadyState: true),
      ])
  }

  @Test(
    "text that is no dose is an error that quotes it",
    arguments: [
      "", "  ;", "50", "50 mg", "50 mg up", "mg 50 PO", "-5 mg PO", "nan mg PO", "50 mL PO",
      "50 mg PO q", "50 mg PO q24", "50 mg PO x0", "50 mg PO x7", "50 mg PO ss", "50 mg PO over 1h",
      "50 mg IV over", "50 mg IV at", "50 mg PO q24h x99999999999999999999", "1e999 mg PO",
      "50 mg PO q24h", "50 mg PO bid", "50 mg PO q24h q12h x3",
      "50 mg PO qd q24h x3", "50 mg PO q24h x2 x5", "50 mg PO at 2h at 4h",
      "50 mg IV over 1h over 2h",
      "50 mg PO q24h ss ss", "50 mg PO daily", "50 mg IV over -1h", "50 mg PO q0h x2",
      "50 mg PO at 5h; 50 mg PO at 2h",
    ])
  func wrong(text: String) {
    #expect(throws: PharmacokineticError.self) { try doses(text) }
  }
}
