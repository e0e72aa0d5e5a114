import Foundation
import PharmacokineticCoupling

/// Normal numbers for simulated patients, by Box and Muller on SplitMix64; apart from the library's
/// own generator, so that nothing is simulated with the numbers it is estimated with.
struct SimulatedNormals {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x2545_f491_4f6c_dd1d ^ 0x5851_f42d_4c95_7f2d }

  mutating func uniform() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return (Double((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53
  }

  mutating func next() -> Double {
    (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform())
  }
}

/// Mean and standard deviation of independent runs, and how far the mean may be from the truth.
struct Runs {
  let mean: Double
  let sd: Double
  let count: Int

  init(_ values: [Double]) {
    count = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    sd =
      (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
  }

  /// Within three standard errors of the mean of the runs.
  func isNear(_ exact: Double) -> Bool { abs(mean - exact) <= 3 * sd / Double(count).squareRoot() }
}

/// A constant infusion at steady state, C = R/CL: with log-normal errors, a conjugate model.
struct SteadyInfusion: TwinPredictor {
  let parameterNames = ["CL"]
  let observables = ["Css"]
  var rate = 10.0

  func predict(
    _ queries: [PredictionQuery], _ parameters: ParameterVector
  ) throws -> [Double] {
    queries.map { _ in rate / parameters[0] }
  }

  static func twin(sd: Double = 0.2) throws -> PredictorTwin<SteadyInfusion> {
    try PredictorTwin(SteadyInfusion(), errors: ["Css": .logNormal(sd: sd)])
  }

  static func prior(median: Double = 5, logSD: Double = 0.4) throws -> LogNormalPrior {
    try LogNormalPrior([.init("CL", median: median, logSD: logSD)])
  }

  static func measurements(_ values: [Double]) -> [TwinMeasurement] {
    values.enumerated().map { TwinMeasurement(time: Double($0), observable: "Css", value: $1) }
  }

  /// The posterior of log CL, and the logarithm of the evidence.
  static func exact(
    _ values: [Double], median: Double = 5, logSD: Double = 0.4, sd: Double = 0.2
  ) -> (mean: Double, sd: Double, logEvidence: Double) {
    var (mean, variance, logEvidence) = (log(median), logSD * logSD, 0.0)
    for value in values {
      // log CL is measured by log R − log y, once at a time.
      let own = log(10) - log(value)
      let total = variance + sd * sd
      logEvidence +=
        -(log(2 * .pi * total) + (own - mean) * (own - mean) / total) / 2 - log(value)
      mean += variance / total * (own - mean)
      variance *= sd * sd / total
    }
    return (mean, variance.squareRoot(), logEvidence)
  }
}

/// A posterior on a grid of one or two parameters, normalized by sums: what particles must agree with.
struct GridPosterior {
  private(set) var total = 0.0
  private var first = 0.0
  private var second = 0.0

  mutating func add(_ value: Double, logWeight: Double) {
    let weight = exp(logWeight)
    total += weight
    first += weight * value
    second += weight * value * value
  }

  var mean: Double { first / total }
  var sd: Double { (second / total - mean * mean).squareRoot() }
}
