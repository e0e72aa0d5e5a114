/// Something that learns a twin's parameters from one measurement after the other.
public protocol SequentialUpdater: Sendable {
  /// Takes one measurement in. An error leaves everything as it was.
  @discardableResult
  mutating func assimilate(_ measurement: TwinMeasurement) throws(UpdatingError) -> UpdateReport

  /// What is known now.
  ///
  /// - Parameter levels: Of the quantiles, from 0 to 1.
  func summary(levels: [Double]) throws(UpdatingError) -> PosteriorSummary

  /// Returns quantiles of an observable at given times.
  ///
  /// - Parameter ofReadings: Whether the quantiles are those of readings, with their error, rather
  ///   than of the quantity itself.
  func predict(
    _ observable: String, at times: [Double], levels: [Double], ofReadings: Bool
  ) throws(UpdatingError) -> QuantileCurve

  /// Returns draws of the parameters, all of one weight.
  func draws(_ count: Int) throws(UpdatingError) -> PosteriorDraws
}

extension SequentialUpdater {
  /// The quantiles that reports show: a 90 % and a 50 % interval and the median.
  public static var usualLevels: [Double] { [0.05, 0.25, 0.5, 0.75, 0.95] }

  public func summary() throws(UpdatingError) -> PosteriorSummary {
    try summary(levels: Self.usualLevels)
  }

  /// Takes several measurements in, one after the other.
  ///
  /// - Throws: As ``assimilate(_:)``; those before the one that is refused stay taken in.
  @discardableResult
  public mutating func assimilate(
    _ measurements: [TwinMeasurement]
  ) throws(UpdatingError) -> [UpdateReport] {
    var reports: [UpdateReport] = []
    for measurement in measurements { reports.append(try assimilate(measurement)) }
    return reports
  }
}

/// What one measurement did.
public struct UpdateReport: Sendable, Hashable, Codable {
  public var measurement: TwinMeasurement
  /// *log p(y | what came before)*: how well the twin foresaw it.
  public var logEvidenceIncrement: Double
  /// *log p(everything so far)*; its differences between twins are the logarithms of Bayes factors.
  public var logEvidence: Double
  /// *P(Y ≤ y | what came before)*, uniform over 0…1 for a twin that is right (the probability
  /// integral transform). For a result below its limit a number drawn from those that it allows.
  public var probabilityTransform: Double
  /// (Σ w)²/Σ w² after the weights took the measurement in, before any resampling.
  public var effectiveSampleSize: Double
  /// Particles for which the model gave no number, or an error: they were ruled out.
  public var failedParticles: Int
  /// How often the particles were resampled and moved: 0 or 1, and more where the measurement was so
  /// informative that it was taken in by parts.
  public var resamplings: Int
  /// The part of the moves that was accepted; `nil` without any.
  public var acceptance: Double?

  /// How unlikely a reading at least as extreme was, on either side. Below 0.001, a mistake in the
  /// unit, the time or the dose is likelier than the value.
  public var surprise: Double { 2 * min(probabilityTransform, 1 - probabilityTransform) }
}
