import Foundation
import Testing

@testable import PharmacokineticCoupling

@Suite("Properties of linear models")
struct LinearPropertyTests {
  static let models = (1...3).map { LinearClosedFormTests.model($0) }

  @Test("exposure times clearance is the dose that arrives", arguments: models)
  func exposure(model: CompartmentModel) throws {
    var model = model
    model.absorption = Absorption(rate: 0.7, lag: 0.4, bioavailability: 0.35)
    for (route, fraction) in [
      (Dose.Route.bolus, 1.0), (.infusion(duration: 3), 1), (.oral, 0.35),
    ] {
      let schedule = try DosingSchedule([
        Dose(time: 1, amount: 100, route: route, interval: 5, additional: 2)
      ])
      let curve = try model.simulate(schedule)
      let area = try curve.areaUnderCurve(of: "central")
      #expect(agrees(area * 5, 300 * fraction, within: 1e-12), "\(route): \(area)")
      let split = 7.3
      let parts =
        try curve.areaUnderCurve(of: "central", from: curve.start, to: split)
        + curve.areaUnderCurve(of: "central", from: split, to: .infinity)
      #expect(agrees(parts, area, within: 1e-12))
    }
  }

  @Test("what was given is in the body or was eliminated", arguments: models)
  func massBalance(model: CompartmentModel) throws {
    let curve = try model.simulate(
      DosingSchedule([
        Dose(amount: 100, route: .oral), Dose(time: 2, amount: 60, route: .infusion(duration: 4)),
        Dose(time: 3, amount: 5, route: .bolus),
      ]))
    for (time, given) in [(1.0, 100.0), (2.5, 107.5), (4, 135), (30, 165)] {
      let inside = try curve.amounts(at: time).values.reduce(0, +)
      let gone = try 5 * curve.areaUnderCurve(of: "central", from: 0, to: time)
      #expect(agrees(inside + gone, given, within: 1e-12), "at \(time) h: \(inside) + \(gone)")
    }
  }

  @Test("doses superpose", arguments: models)
  func superposition(model: CompartmentModel) throws {
    let doses = [
      Dose(amount: 100, route: .oral), Dose(time: 1.5, amount: 60, route: .infusion(duration: 4)),
      Dose(time: 3, amount: 5, route: .bolus, interval: 2, additional: 3),
    ]
    let all = try model.simulate(DosingSchedule(doses))
    let single = try doses.map { try model.simulate(DosingSchedule([$0])) }
    for time in [0.5, 1.5, 3, 4.9, 9, 40] {
      let sum = try single.reduce(0) { try $0 + $1.concentration(of: "central", at: time) }
      #expect(agrees(try all.concentration(of: "central", at: time), sum, within: 1e-12))
    }
  }

  /// With ka = k the closed form is C = (D/V)·k·t·e^{−kt}; beside it the formula with ka ≠ k
  /// cancels.
  @Test("an absorption as fast as the elimination needs no special case")
  func equalRates() throws {
    func concentration(_ ka: Double, at time: Double) throws -> Double {
      let model = LinearClosedFormTests.model(1, ka: ka)
      let curve = try model.simulate(DosingSchedule([Dose(amount: 100, route: .oral)]))
      return try curve.concentration(of: "central", at: time)
    }
    for time in [0.1, 1, 10, 50] {
      let exact = 2 * 0.1 * time * exp(-0.1 * time)
      #expect(agrees(try concentration(0.1, at: time), exact, within: 1e-13))
      for delta in [1e-3, 1e-6, 1e-9, 1e-12] {
        let beside = try concentration(0.1 * (1 + delta), at: time)
        // d ln C/d ln ka = 1 − ka·t/2 at ka = k.
        let line = exact * (1 + delta * (1 - 0.05 * time))
        #expect(agrees(beside, line, within: 10 * delta * delta + 1e-12), "\(delta)")
      }
    }
    let peak = try LinearClosedFormTests.model(1, ka: 0.1)
      .simulate(DosingSchedule([Dose(amount: 100, route: .oral)]))
      .peak(of: "central", from: 0, to: .infinity)
    #expect(agrees(peak.time, 10, within: 1e-9))
    #expect(agrees(peak.concentration, 2 * exp(-1), within: 1e-13))
  }

  @Test(
    "a steady state is what many repeats come to",
    arguments: [
      Dose(amount: 10, route: .bolus, interval: 8),
      Dose(amount: 10, route: .oral, interval: 8),
      Dose(amount: 10, route: .infusion(duration: 3), interval: 8),
      Dose(amount: 10, route: .infusion(duration: 8), interval: 8),
      Dose(amount: 10, route: .infusion(duration: 21), interval: 8),
    ], [0.0, 1.25, 8, 19])
  func longRepetition(dose: Dose, lag: Double) throws {
    var model = LinearClosedFormTests.model(2)
    model.absorption = Absorption(rate: 1, lag: lag)
    let repeats = 300
    var long = dose
    long.additional = repeats
    let slow = try model.simulate(DosingSchedule([long]))
    var steady = dose
    steady.time = 5
    steady.steadyState = true
    steady.additional = 3
    // The early dose and the rest of it are gone: the steady state replaces them.
    let fast = try model.simulate(
      DosingSchedule([Dose(time: 4, amount: 77, route: .infusion(duration: 50)), steady]))
    let start = 8.0 * Double(repeats - 3)
    for phase in [0, 0.5, 1.25, 3, 7.9, 8, 13, 24.5, 31] {
      let expected = try slow.concentration(of: "central", at: start + phase)
      let value = try fast.concentration(of: "central", at: 5 + phase)
      #expect(agrees(value, expected, within: 1e-11), "phase \(phase): \(value), \(expected)")
    }
  }

  @Test("the average of a steady state is exposure over interval, and its trough is below its peak")
  func steadySummary() throws {
    let model = try LinearClosedFormTests.model(3).linearModel()
    let summary = try model.steadyState(
      of: Dose(amount: 100, route: .bolus, interval: 24), species: "central")
    #expect(agrees(summary.average, 100.0 / 5 / 24, within: 1e-11))
    #expect(summary.maximum.time == 0)
    #expect(agrees(summary.minimum.time, 24, within: 1e-14))
    #expect(agrees(summary.maximum.concentration - summary.beforeDose, 2, within: 1e-12))
    #expect(agrees(summary.minimum.concentration, summary.beforeDose, within: 1e-14))
  }

  @Test("a drug that is never eliminated has no steady state and no finite exposure")
  func noElimination() throws {
    var model = LinearClosedFormTests.model(2)
    model.clearance = 0
    let linear = try model.linearModel()
    #expect(throws: PharmacokineticError.noSteadyState(interval: 8)) {
      try linear.steadyState(of: Dose(amount: 1, route: .bolus, interval: 8), species: "central")
    }
    let curve = try linear.simulate(DosingSchedule([Dose(amount: 1, route: .bolus)]))
    #expect(throws: PharmacokineticError.infiniteExposure(species: "central")) {
      try curve.areaUnderCurve(of: "central")
    }
    let finite = try curve.areaUnderCurve(of: "central", from: 0, to: 1e4)
    #expect(agrees(finite, 1e4 / 150, within: 1e-2))
  }

  @Test("the time above a threshold has its closed form")
  func timeAbove() throws {
    let model = LinearClosedFormTests.model(1)
    let curve = try model.simulate(
      DosingSchedule([Dose(amount: 100, route: .bolus, interval: 10, additional: 1)]))
    // 2·e^{−0.1t} crosses 1 at ln 2/0.1; the second dose starts at 2(1 + e^{−1}).
    let hours = log(2) / 0.1 + log(2 * (1 + exp(-1))) / 0.1
    let found = try curve.timeAbove(1, of: "central", from: 0, to: .infinity)
    #expect(agrees(found, hours, within: 1e-13))
    #expect(try curve.timeAbove(10, of: "central", from: 0, to: .infinity) == 0)
    #expect(try curve.timeAbove(0.5, of: "central", from: 0, to: 3) == 3)
    #expect(try curve.timeAbove(0, of: "central", from: 0, to: .infinity) == .infinity)
    let oral = try model.simulate(DosingSchedule([Dose(amount: 100, route: .oral)]))
    let peak = try oral.peak(of: "central", from: 0, to: .infinity)
    let near = try oral.timeAbove(
      peak.concentration * (1 - 1e-8), of: "central", from: 0, to: .infinity)
    // Near the top C = Cmax(1 − ½|c''/c|·s²), with c''/c = −ka·k here.
    #expect(agrees(near, 2 * (2e-8 / 0.1).squareRoot(), within: 1e-3))
  }

  /// After 10,000 h the fast modes, and after 100,000 h all of them, are less than the smallest number.
  @Test(
    "what happened long ago is found in however long a curve", arguments: [48.0, 1e4, 1e5, 1e8])
  func longTail(end: Double) throws {
    let model = LinearModel(
      compartments: [
        .init("C", volume: 50, elimination: 6e-4), .init("P", volume: 6), .init("Q", volume: 5),
      ],
      transfers: [
        .init(from: "C", to: "P", rate: 8e-3), .init(from: "P", to: "C", rate: 0.07),
        .init(from: "C", to: "Q", rate: 1.9e-3), .init(from: "Q", to: "C", rate: 0.019),
      ], intravenous: "C", absorption: Absorption(rate: 0.11))
    let curve = try model.simulate(
      DosingSchedule([
        Dose(amount: 0.1, route: .bolus), Dose(amount: 1, route: .oral),
        Dose(time: 5, amount: 0.05, route: .infusion(duration: 3)),
      ]))
    for name in ["C", "P", "Q"] {
      let grid = try (0...4800).map { try curve.concentration(of: name, at: Double($0) / 100) }
      let seen = try #require(grid.max())
      #expect(try curve.peak(of: name, from: 0, to: end).concentration >= seen, "\(name)")
      let above = try curve.timeAbove(seen / 2, of: name, from: 0, to: end)
      #expect(above >= 0.009 * Double(grid.count { $0 > seen / 2 }), "\(name): \(above)")
    }
  }

  @Test("the peak of a chain is where its derivative is zero, to the last digits")
  func chainPeak() throws {
    let model = ProdrugModel(
      volume: 20, loss: 0.1, activation: 0.4,
      metabolites: [
        .init("first", volume: 30, elimination: 0.2, conversion: 0.3),
        .init("second", volume: 50, elimination: 0.05),
      ], absorption: Absorption(rate: 0.5, lag: 0.25))
    let curve = try model.simulate(DosingSchedule([Dose(amount: 10, route: .oral)]))
    for name in curve.species {
      let peak = try curve.peak(of: name, from: 0, to: .infinity)
      let around = try [-0.01, 0.01].map { try curve.concentration(of: name, at: peak.time + $0) }
      #expect(around.allSatisfy { $0 < peak.concentration })
      #expect(abs(around[0] - around[1]) < 1e-5 * peak.concentration)
      let grid = try curve.sampled(at: (0...400).map { Double($0) / 10 })
      let column = try curve.index(of: name)
      #expect(grid.concentrations.allSatisfy { $0[column] <= peak.concentration * (1 + 1e-14) })
    }
  }

  @Test("exposures to parent and metabolite obey the identities of activation")
  func prodrugExposure() throws {
    func areas(_ activation: Double) throws -> (parent: Double, metabolite: Double) {
      let model = ProdrugModel(
        volume: 40, loss: 0.14, activation: activation,
        metabolites: [.init("active", volume: 57, elimination: 0.16)],
        absorption: Absorption(rate: 0.14 + activation, bioavailability: 0.4))
      let curve = try model.simulate(DosingSchedule([Dose(amount: 3, route: .oral)]))
      return (try curve.areaUnderCurve(of: "prodrug"), try curve.areaUnderCurve(of: "active"))
    }
    let (reference, variant) = (try areas(0.22), try areas(0.22 * 0.046))
    let ratio = reference.metabolite / reference.parent
    #expect(agrees(ratio, 0.22 * 40 / (0.16 * 57), within: 1e-12))
    #expect(agrees(variant.metabolite / variant.parent / ratio, 0.046, within: 1e-12))
    let predicted = try PathwayActivity(activity: 0.046, fraction: 0.22 / 0.36)
    #expect(
      agrees(variant.parent / reference.parent, predicted.parentExposureRatio, within: 1e-12))
    #expect(
      agrees(
        variant.metabolite / reference.metabolite, predicted.metaboliteExposureRatio,
        within: 1e-12))
  }

  @Test("an effect site lags behind, meets the same exposure, and takes nothing away")
  func effectSite() throws {
    var model = LinearClosedFormTests.model(2)
    let without = try model.simulate(DosingSchedule([Dose(amount: 100, route: .bolus)]))
    model.effectRate = 0.3
    let curve = try model.simulate(DosingSchedule([Dose(amount: 100, route: .bolus)]))
    #expect(
      agrees(
        try curve.concentration(of: "central", at: 5),
        try without.concentration(of: "central", at: 5), within: 1e-13))
    #expect(agrees(try curve.areaUnderCurve(of: "effect"), 20, within: 1e-12))
    let peak = try curve.peak(of: "effect", from: 0, to: .infinity)
    // Where Ce has its maximum, it equals C.
    let there = try curve.concentration(of: "central", at: peak.time)
    #expect(agrees(peak.concentration, there, within: 1e-12))
    #expect(try curve.amounts(at: 1).keys.sorted() == ["central", "depot", "peripheral1"])
  }

  @Test("a month of daily doses takes one exponential, with infusions two")
  func month() throws {
    let model = LinearClosedFormTests.model(3)
    let oral = try model.simulate(
      DosingSchedule([Dose(amount: 100, route: .oral, interval: 24, additional: 29)]))
    #expect(oral.exponentialCount == 1)
    let infused = try model.simulate(
      DosingSchedule([
        Dose(amount: 100, route: .infusion(duration: 0.1), interval: 24, additional: 29)
      ]))
    #expect(infused.exponentialCount == 2)
    let uneven = try model.simulate(
      DosingSchedule([Dose(time: 0.1, amount: 100, route: .oral, interval: 0.7, additional: 999)]))
    #expect(uneven.exponentialCount <= 4)
  }

  @Test("sampling on a grid and evaluating one by one are the same")
  func sampling() throws {
    let curve = try LinearClosedFormTests.model(2).simulate(
      DosingSchedule([
        Dose(amount: 100, route: .oral, interval: 6, additional: 5),
        Dose(time: 7, amount: 30, route: .infusion(duration: 2.5)),
      ]))
    let times = stride(from: 0, through: 40, by: 0.37).map { $0 }
    let sampled = try curve.sampled(at: times)
    for (time, row) in zip(times, sampled.concentrations) {
      let single = try curve.concentrations(at: time)
      for (a, b) in zip(row, single) { #expect(abs(a - b) <= 1e-13 * abs(b) + 1e-15) }
    }
  }
}
