import Foundation
import PharmacokineticCoupling
import Testing

/// One compartment after a bolus of 100 mmol: CL 5 L/h, V 50 L in the middle of the prior.
enum BolusTwin {
  static func twin(
    _ error: ErrorModel = .logNormal(sd: 0.15)
  ) throws -> PredictorTwin<OneCompartmentPredictor> {
    try PredictorTwin(
      OneCompartmentPredictor(schedule: DosingSchedule([Dose(amount: 100, route: .bolus)])),
      errors: ["central": error])
  }

  static func prior(volumeSD: Double = 0.25) throws -> LogNormalPrior {
    try LogNormalPrior([
      .init("CL", median: 5, logSD: 0.4), .init("V", median: 50, logSD: volumeSD),
    ])
  }

  static func concentration(_ clearance: Double, _ volume: Double, _ time: Double) -> Double {
    100 / volume * exp(-clearance / volume * time)
  }

  static func updater(
    _ error: ErrorModel = .logNormal(sd: 0.15), volumeSD: Double = 0.25,
    _ options: ParticleOptions = .init()
  ) throws -> ParticleUpdater<PredictorTwin<OneCompartmentPredictor>> {
    try ParticleUpdater(prior: prior(volumeSD: volumeSD), twin: twin(error), options: options)
  }
}

@Suite("The particle updater")
struct ParticleUpdaterTests {
  static let data = [
    TwinMeasurement(time: 0.5, observable: "central", value: 2.3),
    TwinMeasurement(time: 6, observable: "central", value: 0.9),
    TwinMeasurement(time: 12, observable: "central", value: 0.37),
  ]

  /// The posterior mean of log CL and log V on a grid of ±5 standard deviations.
  private func grid() -> (clearance: GridPosterior, volume: GridPosterior) {
    var (clearance, volume) = (GridPosterior(), GridPosterior())
    for i in -100...100 {
      for j in -100...100 {
        let (x, y) = (Double(i) * 0.05, Double(j) * 0.05)
        var logWeight = -(x * x + y * y) / 2
        for one in Self.data {
          let predicted = BolusTwin.concentration(5 * exp(0.4 * x), 50 * exp(0.25 * y), one.time)
          let z = (log(one.value ?? .nan) - log(predicted)) / 0.15
          logWeight -= z * z / 2
        }
        clearance.add(log(5) + 0.4 * x, logWeight: logWeight)
        volume.add(log(50) + 0.25 * y, logWeight: logWeight)
      }
    }
    return (clearance, volume)
  }

  @Test("the order of the measurements does not matter, and a batch on a grid gives the same")
  func order() throws {
    let exact = grid()
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
      let summaries = try (1...20 as ClosedRange<UInt64>).map { seed in
        var updater = try BolusTwin.updater(
          .logNormal(sd: 0.15), .init(particles: 500, seed: seed, acceptsLate: true))
        try updater.assimilate(order.map { Self.data[$0] })
        return try updater.summary()
      }
      #expect(Runs(summaries.map { $0.parameters[0].logMean }).isNear(exact.clearance.mean))
      #expect(Runs(summaries.map { $0.parameters[1].logMean }).isNear(exact.volume.mean))
      for (place, expected) in [exact.clearance.sd, exact.volume.sd].enumerated() {
        let found = Runs(summaries.map { $0.parameters[place].logSD }).mean
        #expect(agrees(found, expected, within: 0.03), "\(found), \(expected)")
      }
    }
  }

  @Test("a resampling makes all weights equal, and moves keep particles apart")
  func resampled() throws {
    var updater = try BolusTwin.updater()
    try updater.assimilate(Self.data[0])
    let report = try updater.assimilate(Self.data[1])
    #expect(report.resamplings == 1 && report.effectiveSampleSize < 500)
    #expect(updater.weights.allSatisfy { agrees($0, 1e-3, within: 1e-12) })
    #expect((0.2...0.6).contains(report.acceptance ?? 0), "\(report)")
    #expect(Set((0..<1000).map { updater.particles[$0, 0] }).count > 800)
  }

  @Test("a late measurement is refused unless it is asked for")
  func late() throws {
    var updater = try BolusTwin.updater()
    try updater.assimilate(Self.data[1])
    #expect(throws: UpdatingError.late(Self.data[0], last: 6)) {
      try updater.assimilate(Self.data[0])
    }
    #expect(updater.history == [Self.data[1]])
  }

  @Test("the same seed gives the same digits, another seed others")
  func determinism() throws {
    func run(_ seed: UInt64) throws -> PosteriorSummary {
      var updater = try BolusTwin.updater(.logNormal(sd: 0.15), .init(seed: seed))
      try updater.assimilate(Self.data)
      return try updater.summary()
    }
    let one = try run(7)
    #expect(try run(7) == one)
    #expect(try run(8).parameters != one.parameters)
    // These digits are those of every run on this platform's exp and log.
    let copy = try JSONDecoder().decode(
      PosteriorSummary.self, from: JSONEncoder().encode(one))
    #expect(copy == one)
  }

  @Test("what a summary stores is enough to go on with")
  func resumed() throws {
    var whole = try BolusTwin.updater()
    try whole.assimilate(Array(Self.data.prefix(2)))
    let stored = try JSONDecoder().decode(
      PosteriorSummary.self, from: JSONEncoder().encode(try whole.summary()))
    try whole.assimilate(Self.data[2])
    var again = try ParticleUpdater(
      prior: stored.prior, twin: BolusTwin.twin(), options: stored.options)
    try again.assimilate(stored.updates.map(\.measurement))
    try again.assimilate(Self.data[2])
    #expect(try again.summary() == whole.summary())
  }

  @Test("a parameter without variance stays what it is, and none at all is allowed")
  func fixed() throws {
    var updater = try BolusTwin.updater(volumeSD: 0)
    try updater.assimilate(Self.data)
    let summary = try updater.summary()
    let volume = try #require(summary["V"])
    #expect(agrees(volume.mean, 50, within: 1e-12) && volume.sd < 1e-12)
    #expect(volume.contraction == nil && summary.logCorrelation[0][1].magnitude < 1)
    #expect(try #require(summary["CL"]).logSD < 0.2)
    let known = try LogNormalPrior([
      .init("CL", median: 5, logSD: 0), .init("V", median: 50, logSD: 0),
    ])
    var certain = try ParticleUpdater(prior: known, twin: BolusTwin.twin())
    let report = try certain.assimilate(Self.data[0])
    let z = (log(2.3) - log(BolusTwin.concentration(5, 50, 0.5))) / 0.15
    let expected = -z * z / 2 - log(0.15 * (2 * .pi).squareRoot()) - log(2.3)
    #expect(agrees(report.logEvidence, expected, within: 1e-12))
  }

  @Test("a particle whose model fails has no weight; if all fail, the measurement is named")
  func failures() throws {
    let predictor = CurvePredictor(parameters: ["CL", "V"], observables: ["central"]) { theta in
      guard theta[0] < 5 else {
        throw PharmacokineticError.outOfRange(
          quantity: "clearance", value: theta[0], allowed: "less than 5")
      }
      return try CompartmentModel(clearance: theta[0], volume: theta[1])
        .simulate(DosingSchedule([Dose(amount: 100, route: .bolus)]))
    }
    let twin = try PredictorTwin(predictor, errors: ["central": .logNormal(sd: 0.15)])
    let few = ParticleOptions(particles: 200)
    var updater = try ParticleUpdater(prior: BolusTwin.prior(), twin: twin, options: few)
    let above = (0..<200).count { updater.particles[$0, 0] >= 5 }
    let report = try updater.assimilate(Self.data[1])
    #expect(report.failedParticles == above && above > 50)
    #expect(
      zip(updater.weights, (0..<200).map { updater.particles[$0, 0] })
        .allSatisfy { $0 == 0 || $1 < 5 })
    #expect(updater.weights.contains { $0 > 0 })
    let prior = try LogNormalPrior([
      .init("CL", median: 50, logSD: 0.1), .init("V", median: 50, logSD: 0.1),
    ])
    var doomed = try ParticleUpdater(prior: prior, twin: twin, options: few)
    let error = #expect(throws: UpdatingError.self) { try doomed.assimilate(Self.data[1]) }
    let text = error?.description ?? ""
    #expect(
      text.contains("'central' at 6.0 h") && text.contains("The clearance cannot be"), "\(text)")
    #expect(doomed.history.isEmpty && doomed.logEvidence == 0)
  }

  @Test("a reading where nothing can be is unexplained, and leaves everything as it was")
  func impossible() throws {
    var updater = try BolusTwin.updater(.logNormal(sd: 0.15), .init(particles: 100))
    let before = updater.weights
    let early = TwinMeasurement(time: -1, observable: "central", value: 1)
    #expect(throws: UpdatingError.unexplained(early, problem: nil)) {
      try updater.assimilate(early)
    }
    #expect(updater.weights == before && updater.reports.isEmpty)
    // "Below the limit" is what one reads there.
    let report = try updater.assimilate(
      TwinMeasurement(time: -1, observable: "central", belowLimit: 0.01))
    #expect(abs(report.logEvidence) < 1e-12)
  }

  @Test("wrong measurements are named")
  func wrongMeasurements() throws {
    var updater = try BolusTwin.updater(.logNormal(sd: 0.15), .init(particles: 100))
    typealias Case = (TwinMeasurement, UpdatingError.MeasurementProblem)
    func one(_ value: Double, at time: Double = 1, limit: Double? = nil) -> TwinMeasurement {
      TwinMeasurement(time: time, observable: "central", value: value, lowerLimit: limit)
    }
    var blank = one(1)
    blank.value = nil
    let cases: [Case] = [
      (one(-0.1), .notPositive(value: -0.1)), (one(0), .notPositive(value: 0)),
      (one(.infinity), .valueNotFinite), (one(1, at: .infinity), .timeNotFinite),
      (one(1, limit: .infinity), .limitNotFinite), (one(1, limit: 0), .limitNotPositive(limit: 0)),
      (blank, .noLimit),
    ]
    for (measurement, problem) in cases {
      #expect(throws: UpdatingError.measurement(measurement, problem: problem)) {
        try updater.assimilate(measurement)
      }
    }
    // NaN is not equal to itself, so the error is only looked at.
    #expect(throws: UpdatingError.self) { try updater.assimilate(one(.nan)) }
    #expect(throws: UpdatingError.self) { try updater.assimilate(one(1, at: .nan)) }
    #expect(throws: UpdatingError.unknownObservable(name: "plasma", known: ["central"])) {
      try updater.assimilate(TwinMeasurement(time: 1, observable: "plasma", value: 1))
    }
    #expect(updater.history.isEmpty)
    // An additive error knows negative readings, and 0 below the limit is a reading.
    var additive = try BolusTwin.updater(.additive(sd: 0.2), .init(particles: 100))
    try additive.assimilate(one(-0.1, at: 40))
    try updater.assimilate(one(0, at: 40, limit: 0.1))
    #expect(updater.history.count == 1)
  }

  @Test("wrong options and mismatched parameters are refused")
  func wrongOptions() throws {
    for options in [
      ParticleOptions(particles: 0), .init(particles: .max), .init(resampleBelow: 1.5),
      .init(moves: 0), .init(moves: .max),
    ] {
      #expect(throws: UpdatingError.self) { try BolusTwin.updater(.additive(sd: 1), options) }
    }
    let swapped = try LogNormalPrior([
      .init("V", median: 50, logSD: 0.2), .init("CL", median: 5, logSD: 0.2),
    ])
    #expect(throws: UpdatingError.parametersDiffer(prior: ["V", "CL"], model: ["CL", "V"])) {
      try ParticleUpdater(prior: swapped, twin: BolusTwin.twin())
    }
    #expect(throws: UpdatingError.self) { try BolusTwin.twin(.logNormal(sd: 0)) }
    #expect(throws: UpdatingError.self) {
      try BolusTwin.twin(.combined(proportional: 0.1, additive: 0))
    }
    let updater = try BolusTwin.updater(.additive(sd: 1), .init(particles: 50))
    #expect(throws: UpdatingError.self) { try updater.draws(0) }
    #expect(throws: UpdatingError.self) { try updater.draws(.max) }
    #expect(throws: UpdatingError.self) { try updater.summary(levels: [1.1]) }
    #expect(throws: UpdatingError.self) {
      try updater.predict("central", at: [.nan], levels: [0.5], ofReadings: true)
    }
    #expect(throws: UpdatingError.unknownObservable(name: "gut", known: ["central"])) {
      try updater.predict("gut", at: [1], levels: [0.5], ofReadings: true)
    }
  }

  @Test("draws of one weight have the particles' mean and quantiles")
  func draws() throws {
    var updater = try BolusTwin.updater()
    try updater.assimilate(Self.data[0])
    let draws = try updater.draws(3000)
    #expect(draws.values.count == 3000 && draws.parameters == ["CL", "V"])
    let summary = try updater.summary()
    for (place, parameter) in summary.parameters.enumerated() {
      let values = draws.values.map { $0[place] }.sorted()
      let mean = values.reduce(0, +) / 3000
      #expect(agrees(mean, parameter.mean, within: 0.01))
      #expect(agrees(values[1500], parameter.quantiles[2].value, within: 0.02))
    }
    let copy = try JSONDecoder().decode(
      PosteriorDraws.self, from: JSONEncoder().encode(draws))
    #expect(copy == draws)
    var old = draws
    old.schema = "twinflux.draws/0"
    #expect(
      throws: UpdatingError.unknownSchema(found: "twinflux.draws/0", expected: "twinflux.draws/1")
    ) {
      try JSONDecoder().decode(PosteriorDraws.self, from: JSONEncoder().encode(old))
    }
  }
}
