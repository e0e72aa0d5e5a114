import Foundation

extension ParticleUpdater {
  public func summary(levels: [Double]) throws(UpdatingError) -> PosteriorSummary {
    try Self.check(levels)
    let weights = cloud.weights
    let logs = prior.names.indices.map { column($0).map { log($0) } }
    let moments = logs.map { WeightedSample.moments($0, weights) }
    var parameters: [PosteriorSummary.Parameter] = []
    for (j, name) in prior.names.enumerated() {
      let values = column(j)
      let (mean, sd) = WeightedSample.moments(values, weights)
      let quantiles = WeightedSample(values, weights).quantiles(levels)
      parameters.append(
        .init(
          name: name, mean: mean, sd: sd, logMean: moments[j].mean, logSD: moments[j].sd,
          quantiles: zip(levels, quantiles).map { .init(level: $0, value: $1) },
          prior: try prior.marginal(name)))
    }
    return PosteriorSummary(
      parameters: parameters, logCorrelation: Self.correlation(logs, moments, weights),
      logEvidence: logEvidence, effectiveSampleSize: cloud.effectiveSize(raisedBy: 0),
      options: options, prior: prior, updates: reports)
  }

  /// The values of one parameter.
  private func column(_ j: Int) -> [Double] {
    Array(cloud.parameters.values[j * cloud.count..<(j + 1) * cloud.count])
  }

  private static func correlation(
    _ columns: [[Double]], _ moments: [(mean: Double, sd: Double)], _ weights: [Double]
  ) -> [[Double]] {
    columns.indices.map { j in
      columns.indices.map { k in
        if j == k { return 1 }
        let size = moments[j].sd * moments[k].sd
        guard size > 0 else { return 0 }
        var sum = 0.0
        for i in weights.indices {
          sum += weights[i] * (columns[j][i] - moments[j].mean) * (columns[k][i] - moments[k].mean)
        }
        return max(-1, min(1, sum / size))
      }
    }
  }

  /// - Throws: ``UpdatingError/unknownObservable(name:known:)``,
  ///   ``UpdatingError/beforeNow(time:now:)`` where a state has come to a later time,
  ///   ``UpdatingError/wrongNumber(_:)``.
  public func predict(
    _ observable: String, at times: [Double], levels: [Double], ofReadings: Bool
  ) throws(UpdatingError) -> QuantileCurve {
    try Self.check(levels)
    try asUpdating { () throws(PharmacokineticError) in try Check.increasing(times, "time") }
    let weights = cloud.weights
    let table = try twin.predictions(of: observable, at: times, cloud.parameters, carried)
    var rows: [[Double]] = []
    for (time, predictions) in zip(times, table) {
      let row =
        ofReadings
        ? PredictiveMixture(predictions, weights)?.quantiles(levels)
        : WeightedSample(predictions.map { $0?.center ?? .nan }, weights).quantiles(levels)
      guard let row, !row.isEmpty else {
        throw .wrongNumber(.notFinite(quantity: "prediction of '\(observable)' at \(time) h"))
      }
      rows.append(row)
    }
    return QuantileCurve(observable: observable, times: times, levels: levels, values: rows)
  }

  private static func check(_ levels: [Double]) throws(UpdatingError) {
    try asUpdating { () throws(PharmacokineticError) in
      for level in levels { try Check.fraction(level, "level of a quantile") }
    }
  }

  /// Draws by systematic resampling from the middle of each space: no random number is used, and a
  /// particle of weight w is there w·`count` times, rounded up or down.
  public func draws(_ count: Int) throws(UpdatingError) -> PosteriorDraws {
    guard (1...10_000_000).contains(count) else {
      throw .wrongNumber(
        .outOfRange(
          quantity: "number of draws", value: Double(count), allowed: "1 to 10,000,000"))
    }
    let indices = cloud.systematicIndices(count, offset: 0.5)
    return PosteriorDraws(
      parameters: prior.names, values: indices.map { cloud.parameters.vector($0).values })
  }
}

/// The distribution of a reading when the parameters are known only as weighted particles.
struct PredictiveMixture {
  private let parts: [(prediction: PredictedMeasurement, weight: Double)]
  private let support: ClosedRange<Double>

  /// Nil if no particle predicts anything.
  init?(_ predictions: [PredictedMeasurement?], _ weights: [Double]) {
    var parts: [(prediction: PredictedMeasurement, weight: Double)] = []
    var (low, high, total) = (Double.infinity, -Double.infinity, 0.0)
    for (prediction, weight) in zip(predictions, weights) where weight > 0 {
      guard let prediction, let ends = prediction.support else { continue }
      parts.append((prediction, weight))
      (low, high) = (min(low, ends.lowerBound), max(high, ends.upperBound))
      total += weight
    }
    guard total > 0 else { return nil }
    self.parts = parts.map { ($0.prediction, $0.weight / total) }
    support = low...high
  }

  func cumulative(_ value: Double) -> Double {
    var sum = 0.0
    for part in parts {
      let one = part.prediction.cumulative(value)
      // A reading without error is a step, which 0/0 cannot say.
      sum += part.weight * (one.isNaN ? (value >= part.prediction.center ? 1 : 0) : one)
    }
    return sum
  }

  /// By bisection of the mixture's distribution function, to ten digits.
  func quantiles(_ levels: [Double]) -> [Double] {
    levels.map { level in
      var (low, high) = (support.lowerBound, support.upperBound)
      for _ in 0..<200 where high - low > 1e-10 * max(abs(low), abs(high)) {
        let middle = low + (high - low) / 2
        if cumulative(middle) < level { low = middle } else { high = middle }
      }
      return low + (high - low) / 2
    }
  }
}
