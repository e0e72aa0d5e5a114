import Foundation
import PharmacokineticCoupling
import Testing

@Suite("Textbook numbers of patient-specific modelling")
struct TextbookTests {
  @Test("a tumour that grows from 2.75 to 3.95 cm³ in 60 days")
  func exponentialTumour() throws {
    let tumour = try TumourGrowth(volume: 2.75, later: 3.95, after: 60)
    guard case .exponential(let rate) = tumour else {
      Issue.record("\(tumour)")
      return
    }
    #expect(agrees(rate, 0.006035244453909, within: 1e-12))
    #expect(agrees(try tumour.doublingTime(), 114.84989, within: 1e-7))
    #expect(agrees(try tumour.volume(from: 2.75, after: 120), 5.673636364, within: 1e-9))
    #expect(agrees(try tumour.volume(from: 2.75, after: 180), 8.149404959, within: 1e-9))
    let treated = try tumour.volume(from: 2.75, after: 60, killRate: rate)
    #expect(agrees(treated, 2.75, within: 1e-14))
  }

  struct Gompertz: OrdinarySystem {
    let rate = 0.01
    let capacity = 50.0
    let kill = 0.004
    var dimension: Int { 1 }
    func derivative(at time: Double, _ state: [Double], into slope: inout [Double]) {
      slope[0] = rate * state[0] * log(capacity / state[0]) - kill * state[0]
    }
  }

  @Test("a Gompertz tumour solves its equation, stops at its capacity, and doubles when it says")
  func gompertz() throws {
    let system = Gompertz()
    let tumour = TumourGrowth.gompertz(rate: system.rate, capacity: system.capacity)
    let value = try tumour.volume(from: 2, after: 100, killRate: system.kill)
    let later = try tumour.volume(from: 2, after: 100.001, killRate: system.kill)
    let before = try tumour.volume(from: 2, after: 99.999, killRate: system.kill)
    var slope = [0.0]
    system.derivative(at: 100, [value], into: &slope)
    #expect(agrees((later - before) / 0.002, slope[0], within: 1e-8))
    #expect(agrees(try tumour.volume(from: 2, after: 1e5), 50, within: 1e-12))
    let time = try tumour.doublingTime(from: 2, killRate: system.kill)
    let doubled = try tumour.volume(from: 2, after: time, killRate: system.kill)
    #expect(agrees(doubled, 4, within: 1e-12))
    #expect(throws: PharmacokineticError.self) { try tumour.doublingTime(from: 30) }
  }

  /// (k_N, k_P, k_c) and the part of the reference's active drug.
  @Test(
    "how much active drug a poor metaboliser has",
    arguments: [
      (0.8, 0.01, 0.04, 0.21), (0.7, 0.07, 0.5, 4.0 / 19), (0.4, 0.02, 0.1, 0.208_333_333_333_333),
      (0.2, 0.03, 0.4, 0.209_302_325_581_395), (0.5, 0.05, 0.35, 0.2125),
      (0.6, 0.05, 0.3, 0.214_285_714_285_714), (0.5, 0.049328859060403, 0.35, 0.21),
    ])
  func poorMetaboliser(normal: Double, poor: Double, loss: Double, ratio: Double) throws {
    let reference = try ProdrugActivation(activation: normal, loss: loss)
    let patient = try ProdrugActivation(activation: poor, loss: loss)
    #expect(agrees(try patient.ratio(to: reference), ratio, within: 1e-12))
    let (a, x) = (poor / normal, normal / loss)
    #expect(agrees(try patient.ratio(to: reference), a * (1 + x) / (1 + a * x), within: 1e-13))
    let inverse = try ProdrugActivation.activation(
      fraction: ratio * reference.fraction, loss: loss)
    #expect(agrees(inverse, poor, within: 1e-11))
  }

  /// A prodrug infused at 10 mmol/h for ever into V = 20 L, k_c = 0.35, k_el = 0.2 h⁻¹.
  @Test(
    "the approach to that steady state",
    arguments: [
      (0.5, 0.336814746, 0.089506440, 1.454761799, 0.588235294, 1.470588235),
      (0.05, 0.412099942, 0.010268294, 0.307377573, 1.25, 0.3125),
    ])
  func transient(
    activation: Double, parent1: Double, active1: Double, active24: Double, parentEnd: Double,
    activeEnd: Double
  ) throws {
    let model = ProdrugModel(
      volume: 20, loss: 0.35, activation: activation,
      metabolites: [.init("active", volume: 20, elimination: 0.2)])
    let curve = try model.simulate(
      DosingSchedule([Dose(amount: 10_000, route: .infusion(duration: 1000))]))
    let early = try curve.concentrations(at: 1)
    #expect(agrees(early[0], parent1, within: 2e-9))
    #expect(agrees(early[1], active1, within: 6e-8))
    #expect(agrees(try curve.concentration(of: "active", at: 24), active24, within: 2e-9))
    #expect(agrees(try curve.concentration(of: "prodrug", at: 900), parentEnd, within: 1e-9))
    #expect(agrees(try curve.concentration(of: "active", at: 900), activeEnd, within: 1e-9))
    let exact = 0.5 * activation / ((0.35 + activation) * 0.2)
    #expect(agrees(try curve.concentration(of: "active", at: 900), exact, within: 1e-12))
  }

  @Test("the dose for nine cells in ten, with a signal that follows the dose")
  func linearSignal() throws {
    let ratios = [9, 3, 2.0801, 1.7321]
    for (hill, expected) in zip([1.0, 2, 3, 4], ratios) {
      let sensitive = ApoptosisThreshold(threshold: 1, hill: hill)
      let resistant = ApoptosisThreshold(threshold: 6, hill: hill)
      let signal = try sensitive.signal(for: 0.9)
      #expect(agrees(signal, expected, within: 3e-5))
      #expect(agrees(try sensitive.probability(at: signal), 0.9, within: 1e-12))
      let doses = try [sensitive, resistant].map {
        try $0.dose(for: 0.9, through: .linear(gain: 2))
      }
      #expect(agrees(doses[1] / doses[0], 6, within: 1e-14))
    }
  }

  @Test("the dose for nine cells in ten, with a signal that saturates")
  func saturableSignal() throws {
    let signal = DeathSignal.saturable(maximum: 10, halfSaturation: 5)
    for (threshold, dose) in zip([1.0, 2, 3, 4], [1.04745, 2.65006, 5.40832, 11.27712]) {
      let cell = ApoptosisThreshold(threshold: threshold, hill: 4)
      #expect(agrees(try cell.dose(for: 0.9, through: signal), dose, within: 5e-6))
    }
    let resistant = ApoptosisThreshold(threshold: 6, hill: 4)
    let needed = 6 * 3.0.squareRoot()
    do {
      let dose = try resistant.dose(for: 0.9, through: signal)
      Issue.record("a dose of \(dose) where none is enough")
    } catch PharmacokineticError.neverReached(_, let level, let limit) {
      #expect(agrees(level, needed, within: 1e-14) && limit == 10)
    }
  }

  @Test("an effect and its concentration are inverse, and nothing beyond the maximum is promised")
  func emax() throws {
    let curve = Emax(baseline: 5, maximum: 20, halfEffect: 0.3, hill: 2.5)
    for level in [0.01, 0.1, 0.3, 2, 30] {
      let back = try curve.concentration(for: try curve.effect(at: level))
      #expect(agrees(back, level, within: 1e-9), "\(level): \(back)")
    }
    #expect(try curve.effect(at: 0.3) == 15)
    #expect(try curve.effect(at: 1e300) == 25)
    #expect(
      throws: PharmacokineticError.neverReached(quantity: "effect", level: 26, limit: 25)
    ) { try curve.concentration(for: 26) }
  }
}
