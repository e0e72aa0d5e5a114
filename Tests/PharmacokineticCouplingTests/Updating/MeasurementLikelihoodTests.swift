import Foundation
import PharmacokineticCoupling
import Testing

@Suite("Likelihoods of measurements")
struct MeasurementLikelihoodTests {
  private static let value = TwinMeasurement(time: 1, observable: "x", value: 0.8)
  private static let below = TwinMeasurement(time: 1, observable: "x", belowLimit: 0.8)

  /// By mpmath with 40 digits, for a prediction of 1.1.
  @Test(
    "densities, and the probability to be below the limit",
    arguments: [
      (ErrorModel.logNormal(sd: 0.2), -0.354016805247811891, -2.88845442361335215),
      (.additive(sd: 0.2), -0.434500620770572367, -2.70594440082388981),
      (.combined(proportional: 0.15, additive: 0.1), -0.482416193072515641, -2.81367190857158802),
    ])
  func values(error: ErrorModel, density: Double, censored: Double) {
    let prediction = error.distribution(around: 1.1)
    #expect(agrees(prediction.logLikelihood(of: Self.value), density, within: 1e-14))
    #expect(agrees(prediction.logLikelihood(of: Self.below), censored, within: 1e-14))
    #expect(agrees(prediction.cumulative(0.8), exp(censored), within: 1e-14))
    // A value that was read, but below its limit, says no more than that.
    let read = TwinMeasurement(time: 1, observable: "x", value: 0.3, lowerLimit: 0.8)
    #expect(
      prediction.logLikelihood(of: read) == prediction.logLikelihood(of: Self.below))
    let above = TwinMeasurement(time: 1, observable: "x", value: 0.8, lowerLimit: 0.8)
    #expect(!above.isCensored)
    #expect(
      prediction.logLikelihood(of: above) == prediction.logLikelihood(of: Self.value))
  }

  /// By mpmath: log Φ, on both sides of where the continued fraction begins.
  @Test(
    "the tail of the normal distribution does not underflow",
    arguments: [
      (-5.9, -20.125799580203174), (-6.1, -21.3574984192155574), (-10, -53.2312851505124706),
      (-40, -804.608442013753788), (-200, -20006.2172808981904), (0.3, -0.481410161588481205),
    ])
  func tail(z: Double, expected: Double) {
    let prediction = PredictedMeasurement.normal(mean: -z, sd: 1)
    let found = prediction.logLikelihood(
      of: TwinMeasurement(time: 0, observable: "x", belowLimit: 0))
    #expect(agrees(found, expected, within: 1e-14), "\(found)")
  }

  @Test("no prediction excludes a reading; a prediction of 0 allows only one below the limit")
  func nothing() {
    for error in [
      ErrorModel.logNormal(sd: 0.2), .additive(sd: 0.2),
      .combined(proportional: 0.1, additive: 0.1),
    ] {
      for value in [Double.nan, .infinity, -.infinity] {
        let prediction = error.distribution(around: value)
        #expect(prediction.logLikelihood(of: Self.value) == -.infinity)
      }
    }
    let zero = ErrorModel.logNormal(sd: 0.2).distribution(around: 0)
    #expect(zero.logLikelihood(of: Self.value) == -.infinity)
    #expect(zero.logLikelihood(of: Self.below) == 0)
    let negative = ErrorModel.logNormal(sd: 0.2).distribution(around: -1e-3)
    #expect(negative.logLikelihood(of: Self.below) == -.infinity)
  }

  @Test("the updater's likelihood is that of one prediction after the other")
  func kernel() throws {
    let times = [0.5, 3, 30]
    for error in [
      ErrorModel.logNormal(sd: 0.2), .additive(sd: 0.2),
      .combined(proportional: 0.15, additive: 0.1),
    ] {
      for isCensored in [false, true] {
        var updater = try BolusTwin.updater(error, .init(particles: 50))
        let (particles, weights) = (updater.particles, updater.weights)
        let first =
          isCensored
          ? TwinMeasurement(time: times[1], observable: "central", belowLimit: 1.4)
          : TwinMeasurement(time: times[1], observable: "central", value: 1.4)
        var expected = 0.0
        for i in 0..<50 {
          let value = BolusTwin.concentration(particles[i, 0], particles[i, 1], times[1])
          expected += weights[i] * exp(error.distribution(around: value).logLikelihood(of: first))
        }
        let found = try updater.assimilate(first).logEvidence
        #expect(abs(found - log(expected)) < 1e-12)
      }
    }
  }

  /// One unknown clearance, V = 50: four of six samples below the limit.
  @Test("a censored posterior agrees with a grid, and dropping the censored samples does not")
  func censored() throws {
    let limit = 0.2
    let data = [(1.0, 1.6), (6, 0.75), (16, nil), (20, nil), (24, nil), (30, nil)].map {
      (time: Double, value: Double?) in
      value.map {
        TwinMeasurement(time: time, observable: "central", value: $0, lowerLimit: limit)
      } ?? TwinMeasurement(time: time, observable: "central", belowLimit: limit)
    }
    var (all, kept) = (GridPosterior(), GridPosterior())
    for i in -2000...2000 {
      let x = Double(i) * 0.003
      var (whole, part) = (-x * x / 2, -x * x / 2)
      for one in data {
        let prediction = ErrorModel.logNormal(sd: 0.3).distribution(
          around: BolusTwin.concentration(5 * exp(0.4 * x), 50, one.time))
        let logLikelihood = prediction.logLikelihood(of: one)
        whole += logLikelihood
        if !one.isCensored { part += logLikelihood }
      }
      all.add(log(5) + 0.4 * x, logWeight: whole)
      kept.add(log(5) + 0.4 * x, logWeight: part)
    }
    let runs = try (1...20 as ClosedRange<UInt64>).map { seed in
      var updater = try BolusTwin.updater(
        .logNormal(sd: 0.3), volumeSD: 0, .init(particles: 500, seed: seed))
      try updater.assimilate(data)
      return try updater.summary()
    }
    let mean = Runs(runs.map { $0.parameters[0].logMean })
    #expect(mean.isNear(all.mean), "\(mean.mean), \(all.mean)")
    #expect(agrees(Runs(runs.map { $0.parameters[0].logSD }).mean, all.sd, within: 0.03))
    #expect(abs(all.mean - kept.mean) > 0.5 * all.sd, "\(all.mean), \(kept.mean), \(all.sd)")
    // The grid's spacing is 0.003, and its first and last point have no weight.
    let evidence = log(all.total * 0.003 / (2 * .pi).squareRoot())
    let found = Runs(runs.map(\.logEvidence))
    #expect(abs(found.mean - evidence) < 3 * found.sd / 20.0.squareRoot() + found.sd * found.sd)
  }

  @Test("values in other units")
  func units() throws {
    let one = try TwinMeasurement(
      time: 2, observable: "losartan", value: Quantity(84.5822, .nanogramPerMillilitre),
      lowerLimit: Quantity(1, .micromolar), molarMass: 422.911)
    #expect(agrees(try #require(one.value), 2e-4, within: 1e-12))
    #expect(agrees(try #require(one.lowerLimit), 1e-3, within: 1e-12) && one.isCensored)
    #expect(throws: PharmacokineticError.self) {
      try TwinMeasurement(
        time: 2, observable: "losartan", value: Quantity(84, .nanogramPerMillilitre))
    }
  }
}
