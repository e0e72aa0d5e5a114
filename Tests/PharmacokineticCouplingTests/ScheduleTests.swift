import Foundation
import PharmacokineticCoupling
import Testing

@Suite("Dosing schedules and parameters are checked")
struct ScheduleTests {
  @Test(
    "a dose that cannot be is an error",
    arguments: [
      Dose(amount: -1, route: .bolus), Dose(amount: .nan, route: .bolus),
      Dose(time: .infinity, amount: 1, route: .bolus),
      Dose(amount: 1, route: .infusion(duration: 0)),
      Dose(amount: 1, route: .infusion(duration: .nan)),
      Dose(amount: 1, route: .bolus, interval: 0, additional: 1),
      Dose(amount: 1, route: .bolus, additional: 1),
      Dose(amount: 1, route: .bolus, steadyState: true),
      Dose(amount: 1, route: .bolus, interval: 1, additional: -1),
      Dose(amount: 1, route: .bolus, interval: 1, additional: .max),
    ])
  func refused(dose: Dose) {
    #expect(throws: PharmacokineticError.self) { try DosingSchedule([dose]) }
  }

  @Test("times out of order are an error that names both")
  func order() {
    #expect(throws: PharmacokineticError.timesOutOfOrder(earlier: 5, later: 3)) {
      try DosingSchedule([
        Dose(time: 5, amount: 1, route: .bolus), Dose(time: 3, amount: 1, route: .bolus),
      ])
    }
  }

  @Test("an oral dose needs an absorption")
  func absorption() throws {
    var model = LinearClosedFormTests.model(1)
    model.absorption = nil
    #expect(throws: PharmacokineticError.noAbsorption(time: 2)) {
      try model.simulate(DosingSchedule([Dose(time: 2, amount: 1, route: .oral)]))
    }
  }

  @Test("a schedule goes through JSON, and a bad one does not come back")
  func coding() throws {
    let schedule = try DosingSchedule([
      Dose(amount: 0.1, route: .oral, interval: 24, additional: 6),
      Dose(time: 3, amount: 2, route: .infusion(duration: 1.5)),
    ])
    let data = try JSONEncoder().encode(schedule)
    #expect(try JSONDecoder().decode(DosingSchedule.self, from: data) == schedule)
    let bad = String(decoding: data, as: UTF8.self).replacingOccurrences(of: "0.1", with: "-0.1")
    #expect(throws: PharmacokineticError.self) {
      try JSONDecoder().decode(DosingSchedule.self, from: Data(bad.utf8))
    }
  }

  @Test("models go through JSON and give the same curve")
  func modelCoding() throws {
    let model = SaturableModel(
      linear: try LinearClosedFormTests.model(3).linearModel(),
      pathways: [
        .init(
          from: "central", maximumRate: 1, halfSaturation: 2, unboundFraction: 0.5,
          cap: StepFunction(times: [0, 2], values: [1, 0.5]))
      ])
    let data = try JSONEncoder().encode(model)
    #expect(try JSONDecoder().decode(SaturableModel.self, from: data) == model)
  }

  /// The repeats of an earlier line went on after the steady state that replaces them.
  @Test("a steady-state dose cancels the repeats that are still to come")
  func cancelledRepeats() throws {
    let steady = Dose(
      time: 20, amount: 2, route: .bolus, interval: 8, additional: 2, steadyState: true)
    let earlier = Dose(amount: 1, route: .bolus, interval: 10, additional: 9)
    let model = LinearClosedFormTests.model(2)
    let alone = try model.simulate(DosingSchedule([steady]))
    let both = try model.simulate(DosingSchedule([earlier, steady]))
    for time in [20, 23.5, 29, 31, 44, 60] {
      #expect(try both.concentrations(at: time) == alone.concentrations(at: time))
    }
    // Those before it are given: one at 0, one at 10, none at 20.
    let before = try model.simulate(DosingSchedule([earlier]))
    #expect(try both.concentrations(at: 19.5) == before.concentrations(at: 19.5))
  }

  @Test("a dose in milligrams is an amount through its molar mass")
  func milligrams() throws {
    let dose = try Dose(quantity: Quantity(50, .milligram), molarMass: 422.911, route: .oral)
    #expect(agrees(dose.amount, 50 / 422.911, within: 1e-15))
  }

  @Test("parameters that cannot be are errors")
  func parameters() throws {
    let dose = try DosingSchedule([Dose(amount: 1, route: .oral)])
    let good = LinearClosedFormTests.model(2)
    let spoilers: [(inout CompartmentModel) -> Void] = [
      { $0.clearance = -1 }, { $0.volume = 0 }, { $0.volume = .nan },
      { $0.peripherals[0].volume = -3 }, { $0.peripherals[0].clearance = .infinity },
      { $0.absorption?.rate = -1 }, { $0.absorption?.lag = .nan },
      { $0.absorption?.bioavailability = 1.01 }, { $0.effectRate = 0 },
      { $0.peripherals += $0.peripherals + $0.peripherals },
    ]
    for spoil in spoilers {
      var model = good
      spoil(&model)
      #expect(throws: PharmacokineticError.self) { try model.simulate(dose) }
    }
    _ = try good.simulate(dose)
  }

  @Test("names that do not exist, or exist twice, are errors")
  func names() throws {
    var model = try LinearClosedFormTests.model(1).linearModel()
    model.transfers = [.init(from: "central", to: "nowhere", rate: 1)]
    #expect(
      throws: PharmacokineticError.unknownName(
        kind: "compartment", name: "nowhere", known: ["central", "depot"])
    ) { try model.simulate(DosingSchedule([])) }
    model.transfers = []
    model.compartments.append(model.compartments[0])
    #expect(throws: PharmacokineticError.duplicateName(kind: "compartment", name: "central")) {
      try model.simulate(DosingSchedule([]))
    }
    let curve = try LinearClosedFormTests.model(1).simulate(DosingSchedule([]))
    #expect(throws: PharmacokineticError.self) { try curve.concentration(of: "blood", at: 1) }
    #expect(throws: PharmacokineticError.outsideCurve(time: -1, start: 0, end: .infinity)) {
      try curve.concentrations(at: -1)
    }
    #expect(throws: PharmacokineticError.self) { try curve.concentrations(at: .nan) }
  }

  @Test("an effect site takes no drug: neither a dose nor a transfer")
  func effectSite() throws {
    var model = LinearClosedFormTests.model(1)
    model.effectRate = 1
    var linear = try model.linearModel()
    let refusal = PharmacokineticError.unknownName(
      kind: "compartment", name: "effect", known: ["central", "depot"])
    linear.intravenous = "effect"
    #expect(throws: refusal) { try linear.simulate(DosingSchedule([])) }
    linear.intravenous = "central"
    linear.transfers = [.init(from: "central", to: "effect", rate: 1)]
    #expect(throws: refusal) { try linear.simulate(DosingSchedule([])) }
  }

  @Test("times beyond what the exponential can tell are refused, not answered with noise")
  func hugeTimes() throws {
    let model = LinearClosedFormTests.model(2)
    let curve = try model.simulate(DosingSchedule([Dose(amount: 1, route: .bolus)]))
    for time in [1e13, 1e300, .greatestFiniteMagnitude] {
      #expect(throws: PharmacokineticError.self) { try curve.concentrations(at: time) }
      #expect(throws: PharmacokineticError.self) {
        try model.simulate(
          DosingSchedule([
            Dose(amount: 1, route: .bolus), Dose(time: time, amount: 1, route: .bolus),
          ]))
      }
    }
    #expect(throws: PharmacokineticError.self) {
      try curve.areaUnderCurve(of: "central", from: 0, to: 1e300)
    }
  }

  @Test("thirteen states are too many")
  func tooMany() {
    let model = LinearModel(
      compartments: (0..<13).map { .init("c\($0)", volume: 1, elimination: 1) },
      intravenous: "c0")
    #expect(throws: PharmacokineticError.tooManyCompartments(count: 13, limit: 12)) {
      try model.simulate(DosingSchedule([]))
    }
  }

  @Test("the message says what to do")
  func messages() {
    let message = PharmacokineticError.noAbsorption(time: 2).description
    let cure = "Give it a rate ka."
    #expect(message == "The dose at 2.0 h is oral, and the model has no absorption. \(cure)")
  }
}
