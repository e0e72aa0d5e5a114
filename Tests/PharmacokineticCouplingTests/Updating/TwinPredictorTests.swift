import Foundation
import PharmacokineticCoupling
import Testing

/// A model by name, its parameters by place, and a schedule.
private struct LinearCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var medians: [Double]
  var schedule: DosingSchedule
  var model: @Sendable (ParameterVector) throws -> LinearModel

  static let doses = [
    Dose(time: 0, amount: 100, route: .bolus, interval: 8, additional: 3),
    Dose(time: 3, amount: 50, route: .infusion(duration: 5), interval: 12, additional: 1),
    Dose(time: 4, amount: 80, route: .oral, interval: 6, additional: 2),
    Dose(time: 30, amount: 60, route: .oral, interval: 12, additional: 1, steadyState: true),
    Dose(
      time: 60, amount: 40, route: .infusion(duration: 15), interval: 10, additional: 2,
      steadyState: true),
  ]

  static func all() throws -> [LinearCase] {
    let schedule = try DosingSchedule(doses)
    let absorbed = Absorption(rate: 1.2, lag: 0.4, bioavailability: 0.7)
    return [
      LinearCase(testDescription: "one compartment", medians: [5, 50], schedule: schedule) {
        try CompartmentModel(clearance: $0[0], volume: $0[1], absorption: absorbed).linearModel()
      },
      LinearCase(
        testDescription: "three compartments, effect site", medians: [5, 50, 10], schedule: schedule
      ) {
        try CompartmentModel(
          clearance: $0[0], volume: $0[1],
          peripherals: [.init(clearance: $0[2], volume: 100), .init(clearance: 2, volume: 200)],
          absorption: absorbed, effectRate: 0.3
        ).linearModel()
      },
      LinearCase(
        testDescription: "prodrug, own lag and bioavailability", medians: [0.2, 1.2, 0.3, 0.4],
        schedule: schedule
      ) {
        try ProdrugModel(
          volume: 250, loss: 0.14, activation: $0[0],
          metabolites: [
            .init("first", volume: 57, elimination: 0.1, conversion: 0.06),
            .init("second", volume: 30, elimination: 0.5),
          ],
          absorption: Absorption(
            rate: $0[1], lag: $0[2], bioavailability: $0[3] / (1 + $0[3]))
        ).linearModel()
      },
      LinearCase(testDescription: "first passage", medians: [60, 40], schedule: schedule) {
        try LiverModel(
          portalFlow: 60, arterialFlow: 20, intrinsicClearance: $0[0], renalClearance: 2,
          systemicVolume: $0[1], gutVolume: 1, portalVolume: 0.5, liverVolume: 1.5,
          absorption: absorbed
        ).linearModel()
      },
      // Equal rates: the eigenvalues coincide, and the exponential has to do it.
      LinearCase(testDescription: "equal rates", medians: [0.5, 20], schedule: schedule) {
        LinearModel(
          compartments: [
            .init("a", volume: $0[1]), .init("b", volume: 10, elimination: $0[0]),
          ], transfers: [.init(from: "a", to: "b", rate: $0[0])], intravenous: "a",
          absorption: Absorption(rate: $0[0]))
      },
      // Three compartments in a ring: complex eigenvalues.
      LinearCase(testDescription: "a ring", medians: [1, 1], schedule: schedule) {
        LinearModel(
          compartments: [
            .init("a", volume: 5, elimination: 0.05), .init("b", volume: 6), .init("c", volume: 7),
          ],
          transfers: [
            .init(from: "a", to: "b", rate: $0[0]), .init(from: "b", to: "c", rate: $0[1]),
            .init(from: "c", to: "a", rate: 1),
          ], intravenous: "a", absorption: absorbed)
      },
    ]
  }
}

@Suite("Predictions for many particles")
struct TwinPredictorTests {
  /// Out of order, twice the same, at doses, in infusions and lags, and long after.
  private static let times = [0, 0.2, 3, 4.4, 4.39, 7.9, 8, 30, 30.5, 12, 64, 61, 99, 150, 150]

  @Test(
    "exponentials of eigenvalues agree with matrix exponentials", arguments: try LinearCase.all())
  fileprivate func linear(one: LinearCase) throws {
    let names = one.medians.indices.map { "p\($0)" }
    let prior = try LogNormalPrior(
      zip(names, one.medians).map { .init($0, median: $1, logSD: 0.5) })
    let predictor = try LinearPredictor(
      prior: prior, schedule: one.schedule, model: one.model)
    let twin = try PredictorTwin(
      predictor,
      errors: [predictor.observables[0]: .logNormal(sd: 1)])
    let particles = try ParticleUpdater(
      prior: prior, twin: twin, options: .init(particles: 40)
    ).particles
    let queries = Self.times.enumerated().map {
      PredictionQuery(observable: $0 % predictor.observables.count, time: $1)
    }
    let table = predictor.predict(queries, particles)
    #expect(table.failure == nil)
    for i in 0..<particles.count {
      let curve = try one.model(particles.vector(i)).simulate(one.schedule)
      #expect(curve.species == predictor.observables)
      for (q, query) in queries.enumerated() {
        let expected = try curve.concentrations(at: query.time)[query.observable]
        // The doses are of the order of 100 mmol: below 10⁻¹⁶ of them there is no drug.
        #expect(
          abs(table[q, i] - expected) <= 1e-9 * abs(expected) + 1e-16,
          "\(i) \(query.time): \(table[q, i]), \(expected)")
      }
    }
  }

  @Test("one compartment in closed form agrees with the linear model")
  func oneCompartment() throws {
    let schedule = try DosingSchedule(Array(LinearCase.doses.prefix(3)))
    let prior = try LogNormalPrior([
      .init("CL", median: 5, logSD: 1), .init("V", median: 50, logSD: 1),
      .init("ka", median: 0.1, logSD: 1),
    ])
    let closed = try OneCompartmentPredictor(
      schedule: schedule, lag: 0.4, bioavailability: 0.7)
    #expect(closed.parameterNames == prior.names)
    let linear = try LinearPredictor(prior: prior, schedule: schedule) {
      try CompartmentModel(
        clearance: $0[0], volume: $0[1],
        absorption: Absorption(rate: $0[2], lag: 0.4, bioavailability: 0.7)
      ).linearModel()
    }
    let particles = try ParticleUpdater(
      prior: prior, twin: PredictorTwin(closed, errors: [:]), options: .init(particles: 60)
    ).particles
    let queries = (Self.times + [-1]).map { PredictionQuery(observable: 0, time: $0) }
    let (one, other) = (closed.predict(queries, particles), linear.predict(queries, particles))
    for i in 0..<60 {
      for q in queries.indices {
        #expect(agrees(one[q, i], other[q, i], within: 1e-9), "\(q) \(one[q, i]) \(other[q, i])")
      }
      // Before the first dose there is nothing.
      #expect(one[Self.times.count, i] == 0)
      #expect(closed.predict(queries, particles.vector(i))[3] == one[3, i])
    }
  }

  /// The closed form of one compartment by mpmath, as in the linear model's own tests.
  @Test("one compartment, against published digits, and where ka equals k")
  func closedForm() throws {
    let oral = try OneCompartmentPredictor(
      schedule: DosingSchedule([Dose(amount: 100, route: .oral)]))
    func value(_ ka: Double, _ time: Double) throws -> Double {
      oral.predict(
        [PredictionQuery(observable: 0, time: time)],
        ParameterVector(names: ["CL", "V", "ka"], values: [5, 50, ka]))[0]
    }
    for (time, expected) in [
      (0.25, 0.436686953238), (1, 1.19323994859), (4, 1.44889868255), (12, 0.669306817111),
      (24, 0.20159545167),
    ] { #expect(agrees(try value(1, time), expected, within: 1e-11)) }
    // k = ka = 0.1: D/V·ka·t·e^{−kt}, with no jump beside it.
    let limit = 2 * 0.1 * 6 * exp(-0.6)
    for ka in [0.1, 0.1 * (1 + 1e-14), 0.1 * (1 + 1e-9), 0.1 * (1 - 1e-9)] {
      #expect(agrees(try value(ka, 6), limit, within: 1e-8))
    }
    // A rate far slower than the other, for long.
    #expect(agrees(try value(1e-3, 1e4), 2 * 1e-3 / 0.099 * exp(-10.0), within: 1e-12))
  }

  @Test("what a predictor cannot do is refused with a name")
  func refusals() throws {
    let schedule = try DosingSchedule([
      Dose(amount: 1, route: .bolus, interval: 12, steadyState: true)
    ])
    #expect(throws: PharmacokineticError.self) { try OneCompartmentPredictor(schedule: schedule) }
    #expect(throws: PharmacokineticError.self) {
      try OneCompartmentPredictor(schedule: DosingSchedule([]), bioavailability: 2)
    }
    let prior = try LogNormalPrior([.init("CL", median: 5, logSD: 0)])
    func predictor(_ observables: [String]?, volume: Double = 10) throws -> LinearPredictor {
      try LinearPredictor(prior: prior, schedule: schedule, observables: observables) {
        try CompartmentModel(clearance: $0[0], volume: volume).linearModel()
      }
    }
    #expect(throws: UpdatingError.unknownObservable(name: "gut", known: ["central"])) {
      try predictor(["gut"])
    }
    #expect(throws: UpdatingError.self) { try predictor(nil, volume: 0) }
    #expect(throws: UpdatingError.unknownObservable(name: "x", known: ["central"])) {
      try PredictorTwin(predictor(nil), errors: ["x": .additive(sd: 1)])
    }
    // An observable without an error model can be predicted, not measured.
    let silent = try ParticleUpdater(prior: prior, twin: PredictorTwin(predictor(nil), errors: [:]))
    let curve = try silent.predict("central", at: [0, 12], levels: [0.5], ofReadings: true)
    #expect(agrees(curve.values[0][0], 0.1 / (1 - exp(-6.0)), within: 1e-9))
    #expect(agrees(curve.values[0][0], curve.values[1][0], within: 1e-9) == false)
    var copy = silent
    #expect(throws: UpdatingError.unknownObservable(name: "central", known: [])) {
      try copy.assimilate(TwinMeasurement(time: 0, observable: "central", value: 1))
    }
  }

  /// Without elimination a regimen has no steady state: such a particle is ruled out, and said to be.
  @Test("a particle whose steady state does not exist has no prediction")
  func noSteadyState() throws {
    let schedule = try DosingSchedule([
      Dose(amount: 1, route: .bolus, interval: 12, steadyState: true)
    ])
    let prior = try LogNormalPrior([.init("k", median: 1, logSD: 1)])
    let predictor = try LinearPredictor(prior: prior, schedule: schedule) {
      LinearModel(
        compartments: [.init("a", volume: 1, elimination: $0[0] > 1.5 ? 0 : $0[0])],
        intravenous: "a")
    }
    let twin = try PredictorTwin(predictor, errors: ["a": .logNormal(sd: 1)])
    let particles = try ParticleUpdater(
      prior: prior, twin: twin, options: .init(particles: 50)
    ).particles
    let table = predictor.predict([PredictionQuery(observable: 0, time: 1)], particles)
    for i in 0..<50 { #expect(table[0, i].isNaN == (particles[i, 0] > 1.5)) }
    #expect(table.failure as? PharmacokineticError == .noSteadyState(interval: 12))
  }
}
