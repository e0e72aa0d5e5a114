import PharmacokineticCoupling
import TestSupport
import Testing
import TwinFlux

/// COBRApy 0.32.1 with GLPK and with HiGHS: one glucuronide for each glucose, and one sulphate
/// conjugate for each sulphate as long as glucose pays for it, which is eight for each glucose.
@Suite(
  "Capacity curves on Recon3DModel_301",
  .serialized,
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
struct Recon3DCurveTests {
  private func acetaminophen() throws -> CouplingRules {
    try Recon3DDrugs.rules(
      drug: "acetaminophen", probe: "acmp",
      medium: Recon3DDrugs.medium([
        ("o2", 1000, "oxygen"), ("glc_D", 1, "glucose"), ("so4", 1000, "sulphate"),
      ]),
      pathways: [
        ("glu", "\"reactions\": [\"ACMPGLUChr\"]"), ("sul", "\"reactions\": [\"ACMPShc\"]"),
      ],
      bounds: Recon3DDrugs.closed("TMACMPhr"))
  }

  @Test("acetaminophen: glucuronidation follows glucose, sulphation sulphate and then glucose")
  func acetaminophenCurves() throws {
    let rules = try acetaminophen()
    let fluxes = try Recon3DDrugs.provider(rules)
    let coupler = NetworkCoupler(rules)
    let glucose = CapacityDriver.supply(exchange: "EX_glc_D[e]")
    let glucuronide = try coupler.capacityCurve(
      of: "glu", along: glucose, from: 0, to: 5, using: fluxes)
    #expect(glucuronide.response.breakpoints.map(\.bound) == [0, 5])
    #expect(abs(glucuronide.response.slopes[0] - 1) <= 1e-7)
    #expect(try abs(glucuronide.capacity(at: 2) - 2) <= 1e-7)
    #expect(glucuronide.limitedBy[0].first == "glucose uptake")

    let sulphate = try coupler.capacityCurve(
      of: "sul", along: .supply(exchange: "EX_so4[e]"), from: 0, to: 20, using: fluxes)
    #expect(sulphate.response.breakpoints.count == 3 && sulphate.response.isCertified)
    #expect(abs(sulphate.response.breakpoints[1].bound - 8) <= 1e-6)
    #expect(abs(sulphate.response.slopes[0] - 1) <= 1e-7)
    #expect(abs(sulphate.response.slopes[1]) <= 1e-7)
    #expect(sulphate.limitedBy.map(\.first) == ["sulphate uptake", "glucose uptake"])

    let fed = try coupler.capacityCurve(
      of: "sul", along: .supply(exchange: "EX_so4[e]"), from: 0, to: 20,
      for: CoupledIndividual("fed", otherActivity: 1, supplies: ["EX_glc_D[e]": 2]), using: fluxes)
    #expect(abs(fed.response.breakpoints[1].bound - 16) <= 1e-6)
  }
}
