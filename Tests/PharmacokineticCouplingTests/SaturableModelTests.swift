import Foundation
import PharmacokineticCoupling
import Testing

@Suite("Saturable and capped elimination")
struct SaturableModelTests {
  typealias Method = IntegrationOptions.Method

  /// V = 1 L, Vmax 2 mmol/h, Km 3 mmol/L.
  func michaelisMenten(cap: StepFunction? = nil, clearance: Double = 0) -> SaturableModel {
    SaturableModel(
      linear: LinearModel(
        compartments: [.init("central", volume: 1, elimination: clearance)],
        intravenous: "central"),
      pathways: [
        .init(from: "central", maximumRate: 2, halfSaturation: 3, cap: cap)
      ])
  }

  @Test("a bolus follows the closed form with Lambert's W", arguments: Method.allCases)
  func bolus(method: Method) throws {
    let curve = try michaelisMenten().simulate(
      DosingSchedule([Dose(amount: 10, route: .bolus)]), until: 60,
      options: .init(method: method))
    let table = [
      (1.0, 8.49080414226), (2, 7.04906873687), (5, 3.31362605497), (8, 0.97713786329),
      (12, 0.0912193685626),
    ]
    for (time, expected) in table {
      let value = try curve.concentration(of: "central", at: time)
      #expect(agrees(value, expected, within: 1e-7), "\(time) h: \(value)")
    }
    let area = try curve.areaUnderCurve(of: "central", from: 0, to: 60)
    #expect(agrees(area, 40, within: 1e-7), "\(area)")
  }

  @Test("an infusion comes to rest where the rate is Vmax·C/(Km + C)", arguments: Method.allCases)
  func infusion(method: Method) throws {
    let curve = try michaelisMenten().simulate(
      DosingSchedule([Dose(amount: 200, route: .infusion(duration: 200))]), until: 200,
      options: .init(method: method))
    #expect(agrees(try curve.concentration(of: "central", at: 199), 3, within: 1e-7))
  }

  @Test("a linear model integrated equals its exponential", arguments: Method.allCases)
  func linear(method: Method) throws {
    let schedule = try DosingSchedule([
      Dose(amount: 100, route: .oral, interval: 6, additional: 3),
      Dose(time: 7, amount: 30, route: .infusion(duration: 2.5)),
      Dose(time: 8, amount: 5, route: .bolus),
    ])
    for compartments in 1...3 {
      let model = LinearClosedFormTests.model(compartments)
      let exact = try model.simulate(schedule)
      let curve = try SaturableModel(linear: model.linearModel(), pathways: []).simulate(
        schedule, until: 48, options: .init(method: method))
      for time in [0, 0.3, 6, 7, 8, 9.5, 9.6, 20, 48] {
        let expected = try exact.concentration(of: "central", at: time)
        let value = try curve.concentration(of: "central", at: time)
        #expect(abs(value - expected) <= 1e-7 * expected, "\(time) h: \(value), \(expected)")
      }
      let area = try curve.areaUnderCurve(of: "central", from: 2, to: 48)
      let exactArea = try exact.areaUnderCurve(of: "central", from: 2, to: 48)
      #expect(agrees(area, exactArea, within: 1e-8))
      let peaks = try (
        curve.peak(of: "central", from: 0, to: 48), exact.peak(of: "central", from: 0, to: 48)
      )
      #expect(agrees(peaks.0.concentration, peaks.1.concentration, within: 1e-7))
      let hours = try (
        curve.timeAbove(1.5, of: "central", from: 0, to: 48),
        exact.timeAbove(1.5, of: "central", from: 0, to: 48)
      )
      #expect(abs(hours.0 - hours.1) < 1e-6)
    }
  }

  /// While the cap holds, C falls as a line; then as Michaelis–Menten: t = (C* − C + Km
  /// ln(C*/C))/Vmax.
  @Test("a supply cap: a line, then the closed form", arguments: Method.allCases)
  func cap(method: Method) throws {
    let curve = try michaelisMenten(cap: StepFunction(constant: 0.5)).simulate(
      DosingSchedule([Dose(amount: 10, route: .bolus)]), until: 40,
      options: .init(method: method))
    #expect(agrees(try curve.concentration(of: "central", at: 8), 6, within: 1e-9))
    // Vmax·C/(Km + C) = 0.5 at C* = 1, at 18 h.
    #expect(curve.capSwitches.count == 1)
    #expect(agrees(curve.capSwitches.first ?? 0, 18, within: 1e-8))
    for level in [0.9, 0.5, 0.1] {
      let time = 18 + (1 - level + 3 * log(1 / level)) / 2
      #expect(agrees(try curve.concentration(of: "central", at: time), level, within: 1e-7))
    }
  }

  @Test("a cap above the capacity changes nothing, and a cap that changes counts from its time")
  func changingCap() throws {
    let schedule = try DosingSchedule([Dose(amount: 10, route: .bolus)])
    let free = try michaelisMenten().simulate(schedule, until: 20)
    let loose = try michaelisMenten(cap: StepFunction(constant: 2)).simulate(schedule, until: 20)
    for time in [1.0, 5, 20] {
      #expect(try free.concentrations(at: time) == loose.concentrations(at: time))
    }
    let changing = StepFunction(times: [0, 2, 6], values: [0.5, 0.25, 1])
    let curve = try michaelisMenten(cap: changing).simulate(schedule, until: 8)
    for (time, expected) in [(2.0, 9.0), (6, 8), (8, 6)] {
      #expect(agrees(try curve.concentration(of: "central", at: time), expected, within: 1e-9))
    }
  }

  /// Two compartments with parallel linear elimination and saturable activation, three boluses of
  /// 40 mmol every 8 h, state at 24 h by scipy's solve_ivp, DOP853, rtol 1e-13.
  @Test("repeated doses with saturable activation, against scipy", arguments: Method.allCases)
  func activation(method: Method) throws {
    var linear = try CompartmentModel(
      clearance: 1, volume: 20, peripherals: [.init(clearance: 5, volume: 40)]
    ).linearModel()
    linear.compartments.append(.init("active", volume: 10, elimination: 0.2))
    let model = SaturableModel(
      linear: linear,
      pathways: [
        .init(from: "central", to: "active", maximumRate: 3, halfSaturation: 0.5)
      ])
    let curve = try model.simulate(
      DosingSchedule([Dose(amount: 40, route: .bolus, interval: 8, additional: 2)]), until: 24,
      options: .init(method: method))
    let amounts = try curve.amounts(at: 24)
    #expect(agrees(amounts["central"] ?? 0, 13.607670246387125, within: 1e-8))
    #expect(agrees(amounts["peripheral1"] ?? 0, 37.88198718794644, within: 1e-8))
    #expect(agrees(amounts["active"] ?? 0, 9.519458700954857, within: 1e-8))
    let area = try curve.areaUnderCurve(of: "central", from: 0, to: 24)
    #expect(agrees(area, 23.615464349562966, within: 1e-8))
  }

  @Test("the steady state of a saturable model is what many repeats come to")
  func steadyState() throws {
    let model = michaelisMenten(clearance: 0.05)
    var dose = Dose(amount: 8, route: .bolus, interval: 6, additional: 1, steadyState: true)
    let steady = try model.simulate(DosingSchedule([dose]), until: 12)
    (dose.steadyState, dose.additional) = (false, 120)
    let long = try model.simulate(DosingSchedule([dose]), until: 720)
    for phase in [0, 3, 5.9, 6, 11] {
      let expected = try long.concentration(of: "central", at: 708 + phase)
      let value = try steady.concentration(of: "central", at: phase)
      #expect(agrees(value, expected, within: 1e-7), "\(phase): \(value), \(expected)")
    }
  }

  /// At 1.99 mmol/h of at most 2, the level is hundreds of Km, and an interval brings it 10⁻⁴
  /// nearer.
  @Test("a steady state hardly below saturation, which repeats would hardly come to")
  func nearSaturation() throws {
    let dose = Dose(
      amount: 1.99, route: .infusion(duration: 1), interval: 1, steadyState: true)
    let curve = try michaelisMenten().simulate(DosingSchedule([dose]), until: 1)
    // Constant infusion: C = Km·R/(Vmax − R).
    let expected = 3 * 1.99 / 0.01
    #expect(agrees(try curve.concentration(of: "central", at: 0), expected, within: 1e-5))
  }

  @Test("more than Vmax, for ever, has no steady state")
  func noSteadyState() throws {
    #expect(throws: PharmacokineticError.noSteadyState(interval: 1)) {
      try michaelisMenten().simulate(
        DosingSchedule([Dose(amount: 2.5, route: .bolus, interval: 1, steadyState: true)]),
        until: 1)
    }
  }
}
