import Foundation
import PharmacokineticCoupling
import Testing

/// The road of a twin service: a coupled individual's prior, a linear model by name, samples, a file.
@Suite("A twin described by names")
struct NamedTwinTests {
  private static func schedule() throws -> DosingSchedule {
    try DosingSchedule([
      Dose(amount: 50 / 422.911, route: .oral, interval: 24, additional: 2)
    ])
  }

  @Sendable private static func model(_ theta: ParameterVector) throws -> LinearModel {
    try ProdrugModel(
      "losartan", volume: 250.8, loss: 0.13872,
      activation: 0.22229 * theta.value("activity"),
      metabolites: [.init("E-3174", volume: 56.70, elimination: 9.161 / 56.70)],
      absorption: Absorption(rate: theta.value("ka"))
    ).linearModel()
  }

  private static let errors = [
    "losartan": ErrorModel.logNormal(sd: 0.15),
    "E-3174": .combined(proportional: 0.1, additive: 1e-6),
  ]

  private static func prior() throws -> LogNormalPrior {
    try LogNormalPrior([
      .init("activity", median: 1, logSD: 0.3), .init("ka", median: 1.5, logSD: 0.4),
    ]).shifted("activity", byFoldChange: 0.17, logSD: 0.5)
  }

  private static func data() throws -> [TwinMeasurement] {
    let curve = try model(ParameterVector(names: ["activity", "ka"], values: [0.08, 1.1]))
      .simulate(schedule())
    return try [1.0, 4, 12, 25, 30].flatMap { time in
      try ["losartan", "E-3174"].map {
        TwinMeasurement(
          time: time, observable: $0, value: try curve.concentration(of: $0, at: time))
      }
    }
  }

  @Test("a curve by name and a linear model give the same posterior, digit by digit but rounding")
  func same() throws {
    let options = ParticleOptions(particles: 100, seed: 4)
    var curves = try ParticleUpdater(prior: Self.prior(), errors: Self.errors, options: options) {
      try Self.model($0).simulate(Self.schedule())
    }
    var linear = try ParticleUpdater(
      prior: Self.prior(), schedule: Self.schedule(), errors: Self.errors, options: options,
      model: Self.model)
    for one in try Self.data().prefix(4) {
      try curves.assimilate(one)
      try linear.assimilate(one)
    }
    #expect(agrees(curves.logEvidence, linear.logEvidence, within: 1e-9))
    for (one, other) in zip(try curves.summary().parameters, try linear.summary().parameters) {
      #expect(agrees(one.mean, other.mean, within: 1e-9), "\(one), \(other)")
    }
  }

  @Test("the activity behind noiseless samples is found, and the file says so")
  func learned() throws {
    var updater = try ParticleUpdater(
      prior: Self.prior(), schedule: Self.schedule(), errors: Self.errors,
      options: .init(particles: 400), model: Self.model)
    try updater.assimilate(Self.data())
    let summary = try updater.summary()
    let activity = try #require(summary["activity"])
    #expect(agrees(activity.quantiles[2].value, 0.08, within: 0.05), "\(activity)")
    #expect(activity.quantiles[0].value < 0.08 && activity.quantiles[4].value > 0.08)
    #expect(agrees(activity.prior.median, 0.17, within: 1e-12))
    let text = String(decoding: try JSONEncoder().encode(summary), as: UTF8.self)
    #expect(text.contains("twinflux.posterior") && text.contains("\"activity\""))
    // Late on, and with another dose than those that were sampled.
    let curve = try updater.predict(
      "E-3174", at: [48, 52, 60], levels: [0.05, 0.95], ofReadings: true)
    let truth = try Self.model(ParameterVector(names: ["activity", "ka"], values: [0.08, 1.1]))
      .simulate(Self.schedule())
    for (time, row) in zip(curve.times, curve.values) {
      let value = try truth.concentration(of: "E-3174", at: time)
      #expect(row[0] < value && value < row[1] && row[1] < 2 * row[0])
    }
  }

  @Test("a stored summary of another schema is refused")
  func schema() throws {
    var summary = try ParticleUpdater(
      prior: Self.prior(), schedule: Self.schedule(), errors: Self.errors,
      options: .init(particles: 20), model: Self.model
    ).summary()
    summary.schema = "twinflux.posterior/9"
    #expect(
      throws: UpdatingError.unknownSchema(
        found: "twinflux.posterior/9", expected: "twinflux.posterior/1")
    ) {
      try JSONDecoder().decode(PosteriorSummary.self, from: JSONEncoder().encode(summary))
    }
  }
}
