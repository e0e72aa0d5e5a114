import Foundation

/// How far a measurement may lie from the prediction *f*.
public enum ErrorModel: Sendable, Hashable, Codable {
  /// *log y ~ N(log f, sd²)*.
  case logNormal(sd: Double)
  /// *y ~ N(f, sd²)*, in the unit of *y*.
  case additive(sd: Double)
  /// *y ~ N(f, additive² + (proportional·f)²)*. The additive part is above 0, so that a prediction
  /// of 0 still allows a reading.
  case combined(proportional: Double, additive: Double)

  /// Whether it makes sense for positive values only.
  public var isForPositiveValues: Bool {
    if case .logNormal = self { true } else { false }
  }

  /// The distribution of a reading where the model predicts `value`.
  public func distribution(around value: Double) -> PredictedMeasurement {
    switch self {
    case .logNormal(let sd): .logNormal(median: value, logSD: sd)
    case .additive(let sd): .normal(mean: value, sd: sd)
    case .combined(let proportional, let additive):
      .normal(
        mean: value,
        sd: (additive * additive + proportional * proportional * value * value).squareRoot())
    }
  }

  /// - Throws: ``PharmacokineticError/outOfRange(quantity:value:allowed:)``.
  func check() throws(PharmacokineticError) {
    switch self {
    case .logNormal(let sd), .additive(let sd): try Check.positive(sd, "standard deviation")
    case .combined(let proportional, let additive):
      try Check.nonnegative(proportional, "proportional error")
      try Check.positive(additive, "additive error")
    }
  }
}

/// The distribution of a reading that is still to come.
public enum PredictedMeasurement: Sendable, Hashable {
  case normal(mean: Double, sd: Double)
  case logNormal(median: Double, logSD: Double)

  /// The value without the error.
  public var center: Double {
    switch self {
    case .normal(let mean, _): mean
    case .logNormal(let median, _): median
    }
  }

  /// The logarithm of the probability density of a value, or for one below its limit of the
  /// probability to read less than the limit.
  ///
  /// - Returns: −∞ where the measurement is impossible, and where the prediction is no number.
  public func logLikelihood(of measurement: TwinMeasurement) -> Double {
    guard let level = measurement.isCensored ? measurement.lowerLimit : measurement.value else {
      return -.infinity
    }
    let result =
      switch self {
      case .normal(let mean, let sd):
        measurement.isCensored
          ? StandardNormal.logCumulative((level - mean) / sd)
          : StandardNormal.logDensity((level - mean) / sd) - log(sd)
      case .logNormal(let median, let sd):
        if median > 0 {
          measurement.isCensored
            ? StandardNormal.logCumulative((log(level) - log(median)) / sd)
            : StandardNormal.logDensity((log(level) - log(median)) / sd) - log(sd) - log(level)
        } else {
          // Where nothing is predicted, nothing can be read but "below the limit".
          median == 0 && measurement.isCensored ? 0 : -Double.infinity
        }
      }
    return result.isNaN ? -.infinity : result
  }

  /// The probability to read at most `value`; NaN where the prediction is no number.
  public func cumulative(_ value: Double) -> Double {
    switch self {
    case .normal(let mean, let sd): return StandardNormal.cumulative((value - mean) / sd)
    case .logNormal(let median, let sd):
      guard median > 0 else { return median == 0 ? (value >= 0 ? 1 : 0) : .nan }
      guard value > 0 else { return 0 }
      return StandardNormal.cumulative((log(value) - log(median)) / sd)
    }
  }

  /// Ends between which all but 10⁻¹⁵ of the readings lie.
  var support: ClosedRange<Double>? {
    switch self {
    case .normal(let mean, let sd):
      guard mean.isFinite, sd.isFinite else { return nil }
      return (mean - 8 * sd)...(mean + 8 * sd)
    case .logNormal(let median, let sd):
      guard median.isFinite, median >= 0 else { return nil }
      return (median * exp(-8 * sd))...(median * exp(8 * sd))
    }
  }
}
