import Foundation
import PharmacokineticCoupling
import Testing

/// A model whose posterior is known in closed form: *log CL* normal, *log Css = log R − log CL* with a
/// normal error.
@Suite("The posterior of a conjugate model")
struct ConjugateTests {
  /// Whose logarithms are 0.9, 1.1 and 1.0.
  static let values = [0.9, 1.1, 1.0].map { exp($0) }

  private func run(_ seed: UInt64, particles: Int) throws -> ParticleUpdater<
    PredictorTwin<SteadyInfusion>
  > {
    var updater = try ParticleUpdater(
      prior: SteadyInfusion.prior(), twin: SteadyInfusion.twin(),
      options: .init(particles: particles, seed: seed))
    try updater.assimilate(SteadyInfusion.measurements(Self.values))
    return updater
  }

  @Test("the closed form itself")
  func exact() {
    let exact = SteadyInfusion.exact(Self.values)
    #expect(agrees(exact.mean, 1.3261891560, within: 1e-10))
    #expect(agrees(exact.sd, 0.1109400392, within: 1e-9))
    #expect(agrees(exp(exact.mean), 3.7666618415, within: 1e-10))
    // The weight of the data: what is left of the prior's variance is the rest.
    #expect(agrees(1 - exact.sd * exact.sd / 0.16, 0.9230769231, within: 1e-10))
  }

  @Test("particles agree with it within three standard errors, and so does their evidence")
  func particles() throws {
    let exact = SteadyInfusion.exact(Self.values)
    let runs = try (1...40).map { try run($0, particles: 400) }
    let summaries = try runs.map { try $0.summary().parameters[0] }
    #expect(Runs(summaries.map(\.logMean)).isNear(exact.mean))
    let sd = Runs(summaries.map(\.logSD))
    // A standard deviation of N draws is low by about a part in 4N.
    #expect(abs(sd.mean - exact.sd) <= 3 * sd.sd / 40.0.squareRoot() + exact.sd / 1600)
    let evidence = Runs(runs.map(\.logEvidence))
    // Jensen: the mean of a logarithm is low by half its variance.
    #expect(
      abs(evidence.mean + evidence.sd * evidence.sd / 2 - exact.logEvidence)
        <= 3 * evidence.sd / 40.0.squareRoot())
    #expect(agrees(summaries[0].contraction ?? 0, 0.923, within: 0.02))
  }

  @Test("sixteen times the particles make the error four times smaller")
  func rate() throws {
    let spread = try [100, 1600].map { particles in
      Runs(
        try (1...40).map { try run($0, particles: particles).summary().parameters[0].logMean }
      ).sd
    }
    // The ratio of two standard deviations of forty runs has a standard error of 16 %.
    #expect((2.5...6).contains(spread[0] / spread[1]), "\(spread)")
  }

  @Test("without data the prior stays, and data contract it by the root of their number")
  func contraction() throws {
    var updater = try ParticleUpdater(
      prior: SteadyInfusion.prior(), twin: SteadyInfusion.twin(),
      options: .init(particles: 2000, seed: 3))
    let before = try updater.summary().parameters[0]
    #expect(abs(before.logMean - log(5)) < 3 * 0.4 / 2000.0.squareRoot())
    #expect(agrees(before.logSD, 0.4, within: 3 / 4000.0.squareRoot()))
    #expect(updater.logEvidence == 0)
    var normals = SimulatedNormals(seed: 1)
    for n in 1...64 {
      try updater.assimilate(
        TwinMeasurement(
          time: Double(n), observable: "Css", value: 2 * exp(0.2 * normals.next())))
      guard [4, 16, 64].contains(n) else { continue }
      let expected = 1 / (1 / 0.16 + Double(n) / 0.04).squareRoot()
      let found = try updater.summary().parameters[0].logSD
      #expect(agrees(found, expected, within: 0.1), "\(n): \(found), \(expected)")
    }
  }

  /// The prior is ten standard deviations from data that are a hundred times as precise as it: a
  /// single reweighting would leave one particle.
  @Test("data far from the prior are reached by parts")
  func farAway() throws {
    let exact = SteadyInfusion.exact([0.2], median: 5, logSD: 0.23, sd: 0.01)
    var updater = try ParticleUpdater(
      prior: SteadyInfusion.prior(logSD: 0.23), twin: SteadyInfusion.twin(sd: 0.01),
      options: .init(seed: 5))
    let report = try updater.assimilate(SteadyInfusion.measurements([0.2])[0])
    let found = try updater.summary().parameters[0]
    #expect(report.resamplings > 1 && report.effectiveSampleSize < 100)
    #expect(abs(found.logMean - exact.mean) < 0.2 * exact.sd)
    #expect(agrees(found.logSD, exact.sd, within: 0.1))
    #expect(abs(report.logEvidence - exact.logEvidence) < 0.6, "\(report.logEvidence)")
    #expect(report.surprise < 1e-3)
  }

  @Test("the predicted readings have the width of parameters and error together")
  func prediction() throws {
    let updater = try run(1, particles: 4000)
    let exact = SteadyInfusion.exact(Self.values)
    let readings = try updater.predict(
      "Css", at: [9], levels: [0.05, 0.5, 0.95], ofReadings: true)
    let quantity = try updater.predict(
      "Css", at: [9], levels: [0.05, 0.5, 0.95], ofReadings: false)
    let center = log(10) - exact.mean
    for (curve, sd) in [
      (readings, (exact.sd * exact.sd + 0.04).squareRoot()), (quantity, exact.sd),
    ] {
      for (value, z) in zip(curve.values[0], [-1.6448536, 0, 1.6448536]) {
        #expect(abs(log(value) - center - z * sd) < 0.1 * sd, "\(value)")
      }
    }
  }
}
