import PharmacokineticCoupling
import Testing

@Suite("The minimal model of glucose")
struct GlucoseTests {
  let truth = GlucoseMinimalModel(effectiveness: 0.02, sensitivity: 8e-4, basalGlucose: 90)
  let insulin = StepFunction(
    times: [0, 10, 20, 30, 40, 50], values: [40, 80, 60, 30, 20, 12])
  let times = [10.0, 20, 30, 40, 50, 60]
  let exact = [
    180.50158062, 90.10206349, 58.70737485, 52.37183400, 51.65477243, 54.00066457,
  ]

  @Test("two exact slopes give the two parameters")
  func slopes() throws {
    #expect(agrees(truth.slope(glucose: 200, insulin: 60), -11.8, within: 1e-14))
    #expect(agrees(truth.slope(glucose: 150, insulin: 30), -4.8, within: 1e-14))
    let found = try GlucoseMinimalModel.fromSlopes(
      [(200, 60, -11.8), (150, 30, -4.8)], basalGlucose: 90)
    #expect(agrees(found.effectiveness, 0.02, within: 1e-12))
    #expect(agrees(found.sensitivity, 8e-4, within: 1e-12))
    #expect(throws: PharmacokineticError.singular(what: "least-squares problem")) {
      try GlucoseMinimalModel.fromSlopes([(200, 60, -11.8), (200, 60, -11.8)], basalGlucose: 90)
    }
  }

  @Test(
    "the curve under insulin that changes every ten minutes",
    arguments: IntegrationOptions.Method.allCases)
  func curve(method: IntegrationOptions.Method) throws {
    let options = IntegrationOptions(method: method)
    let values = try truth.glucose(at: times, from: 280, insulin: insulin, options: options)
    for (value, expected) in zip(values, exact) {
      #expect(agrees(value, expected, within: 1e-7), "\(value)")
    }
  }

  @Test("Gauss–Newton finds both parameters from the curve; slopes by differences do not")
  func estimation() throws {
    let start = GlucoseMinimalModel(effectiveness: 0.01, sensitivity: 2e-4, basalGlucose: 90)
    let samples = zip(times, exact).map { (time: $0, glucose: $1) }
    let fit = try start.fitted(to: samples, from: 280, insulin: insulin)
    #expect(agrees(fit.model.effectiveness, 0.02, within: 1e-7))
    #expect(agrees(fit.model.sensitivity, 8e-4, within: 1e-7))
    #expect(fit.residuals.allSatisfy { abs($0) < 1e-7 })
    let levels = [280] + exact
    let naive = try GlucoseMinimalModel.fromSlopes(
      insulin.values.enumerated().map {
        (levels[$0.offset], $0.element, (levels[$0.offset + 1] - levels[$0.offset]) / 10)
      }, basalGlucose: 90)
    #expect(abs(naive.sensitivity - 8e-4) > 0.2 * 8e-4)
  }

  /// G at the same times with p₂ = 0.03 and I_b = 7, by scipy's solve_ivp, DOP853, rtol 1e-13.
  @Test("with remote insulin, against scipy, and all three parameters back")
  func remote() throws {
    var model = truth
    model.remoteRate = 0.03
    model.basalInsulin = 7
    let reference = [
      237.0997777624528, 184.10291039406252, 134.03661148251328, 100.04903156400249,
      80.37006271466956, 69.84588852024221,
    ]
    let values = try model.glucose(
      at: times, from: 280, insulin: insulin,
      options: .init(method: .dormandPrince, relativeTolerance: 1e-11))
    for (value, expected) in zip(values, reference) {
      #expect(agrees(value, expected, within: 1e-9), "\(value)")
    }
    var start = model
    (start.effectiveness, start.sensitivity, start.remoteRate) = (0.01, 2e-4, 0.05)
    let samples = zip(times, reference).map { (time: $0, glucose: $1) }
    let fit = try start.fitted(to: samples, from: 280, insulin: insulin)
    #expect(agrees(fit.model.effectiveness, 0.02, within: 1e-6))
    #expect(agrees(fit.model.sensitivity, 8e-4, within: 1e-6))
    #expect(agrees(fit.model.remoteRate ?? 0, 0.03, within: 1e-6))
    #expect(fit.standardErrors.count == 3)
  }

  @Test("one sample does not determine two parameters")
  func undetermined() {
    #expect(throws: PharmacokineticError.singular(what: "least-squares problem")) {
      try truth.fitted(to: [(10, 180)], from: 280, insulin: insulin)
    }
  }
}
