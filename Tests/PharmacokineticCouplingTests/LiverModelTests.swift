import PharmacokineticCoupling
import Testing

@Suite("The minimal liver model")
struct LiverModelTests {
  let model = LiverModel(
    portalFlow: 67.5, arterialFlow: 22.5, intrinsicClearance: 300, unboundFraction: 0.1,
    renalClearance: 2, systemicVolume: 30, gutVolume: 1.2, portalVolume: 0.1, liverVolume: 1.8,
    absorption: Absorption(rate: 1.5, lag: 0.5, bioavailability: 0.8))
  let dose = Dose(amount: 2, route: .oral)

  @Test("without the kidney, the oral exposure is Fa·Fg·Dose/(fu·CLint) whatever the flows")
  func exposure() throws {
    var model = model
    model.renalClearance = 0
    for factor in [0.3, 1, 4] {
      model.portalFlow = 67.5 * factor
      let curve = try model.linearModel().simulate(DosingSchedule([dose]))
      let area = try curve.areaUnderCurve(of: LiverModel.systemic)
      #expect(agrees(area, 0.8 * 2 / 30, within: 1e-12))
    }
  }

  @Test("by vein, the clearance is the well-stirred one and the kidney's")
  func clearance() throws {
    let curve = try model.linearModel().simulate(
      DosingSchedule([Dose(amount: 2, route: .bolus)]))
    let liver = try HepaticClearance(
      intrinsicClearance: 300, bloodFlow: 90, unboundFraction: 0.1)
    let area = try curve.areaUnderCurve(of: LiverModel.systemic)
    #expect(agrees(2 / area, liver.clearance + 2, within: 1e-12))
    let oral = try model.linearModel().simulate(DosingSchedule([dose]))
    let ratio = try oral.areaUnderCurve(of: LiverModel.systemic) / area
    #expect(agrees(ratio, try liver.bioavailability(absorbed: 0.8), within: 1e-12))
  }

  /// Concentrations by scipy's solve_ivp, DOP853, rtol 1e-13; the last column is the amount in the
  /// depot.
  @Test("saturable, against scipy", arguments: IntegrationOptions.Method.allCases)
  func saturable(method: IntegrationOptions.Method) throws {
    let expected = [
      1: [
        0.019292511031779938, 0.03609379663731878, 0.036094255917171116, 0.027889307399291546,
        0.7557864843856236,
      ],
      3: [
        0.019438905373806315, 0.020436702320549543, 0.020450173585579143, 0.01726886474096919,
        0.03762839336961457,
      ],
      6: [
        0.00346815003354996, 0.0035208523317643544, 0.0035244734530174727, 0.002744941079484052,
        0.0004180136916826679,
      ],
      12: [
        3.89757634435789e-05, 3.951372301624394e-05, 3.955850809432684e-05,
        2.9913804778165217e-05, 5.158698779610763e-08,
      ],
    ]
    let curve = try model.saturableModel(halfSaturation: 0.002).simulate(
      DosingSchedule([dose]), until: 12, options: .init(method: method))
    for (time, row) in expected {
      let depot = try curve.amounts(at: Double(time))["depot"] ?? 0
      for (value, reference) in zip(try curve.concentrations(at: Double(time)) + [depot], row) {
        #expect(agrees(value, reference, within: 1e-7), "\(time) h: \(value), \(reference)")
      }
    }
  }

  @Test("the two integrators agree, and the stiff one needs fewer steps where a volume is tiny")
  func stiff() throws {
    var model = model
    model.portalVolume = 0.01
    let saturable = try model.saturableModel(halfSaturation: 0.002)
    let schedule = try DosingSchedule([dose])
    let options = IntegrationOptions(method: .rosenbrock, relativeTolerance: 1e-8)
    let stiff = try saturable.simulate(schedule, until: 6, options: options)
    let explicit = try saturable.simulate(schedule, until: 6)
    for time in [1.0, 3, 6] {
      let pair = try (stiff.concentrations(at: time), explicit.concentrations(at: time))
      for (a, b) in zip(pair.0, pair.1) { #expect(agrees(a, b, within: 1e-6), "\(a), \(b)") }
    }
    #expect(stiff.stepCount * 20 < explicit.stepCount)
  }

  /// By mpmath's expm with 60 digits. The portal vein turns over 6750 times an hour.
  @Test("a month of daily doses, with rates five decades apart, is exact")
  func month() throws {
    var model = model
    model.portalVolume = 0.01
    model.absorption = Absorption(rate: 1.5)
    let curve = try model.linearModel().simulate(
      DosingSchedule([Dose(amount: 2, route: .oral, interval: 24, additional: 29)]))
    let expected = [
      1.0035059328522635e-9, 1.0173730097480705e-9, 1.0174885817636065e-9,
      7.6934254313990251e-10,
    ]
    for (value, reference) in zip(try curve.concentrations(at: 720), expected) {
      #expect(agrees(value, reference, within: 1e-10), "\(value), \(reference)")
    }
    #expect(curve.exponentialCount == 1)
  }

  @Test("the cycle of the blood still has its peaks found")
  func peak() throws {
    let curve = try model.linearModel().simulate(DosingSchedule([dose]))
    for name in curve.species {
      let peak = try curve.peak(of: name, from: 0, to: .infinity)
      let grid = try curve.sampled(at: (0...2400).map { Double($0) / 100 })
      let column = curve.species.firstIndex(of: name) ?? 0
      let best = grid.concentrations.map { $0[column] }.max() ?? 0
      #expect(best <= peak.concentration * (1 + 1e-13))
      #expect(best > peak.concentration * 0.999)
    }
  }
}
