/// What the updater asks of a twin: likelihoods of measurements, for many particles at once.
///
/// ``PredictorTwin`` makes one of a ``TwinPredictor`` and ``StateSpaceTwin`` of an
/// ``EvolutionModel`` and an ``ObservationModel``; a twin seldom needs another.
public protocol TwinLikelihood: Sendable {
  /// What a particle keeps between measurements.
  associatedtype Carried: Sendable

  var parameterNames: [String] { get }
  var observables: [String] { get }

  /// Whether the likelihood of a history is the product of those of its measurements, so that a late
  /// one can still be taken in.
  var isOrderFree: Bool { get }

  /// - Throws: ``UpdatingError`` for a measurement that has no likelihood at all.
  func check(_ measurement: TwinMeasurement) throws(UpdatingError)

  /// What every particle carries before the first measurement.
  func begin(_ particles: ParticleTable) -> [Carried]

  /// Returns the likelihood of the next measurement, and takes it into what is carried.
  func assimilate(
    _ measurement: TwinMeasurement, _ particles: ParticleTable, _ carried: inout [Carried]
  ) -> MeasurementScores

  /// Returns the likelihood of a whole history, the last measurement apart.
  func replay(_ history: [TwinMeasurement], _ particles: ParticleTable) -> HistoryScores<Carried>

  /// Returns the distributions of readings at the given times, one array of all particles for each
  /// time; `nil` for a particle without a prediction.
  func predictions(
    of observable: String, at times: [Double], _ particles: ParticleTable, _ carried: [Carried]
  ) throws(UpdatingError) -> [[PredictedMeasurement?]]
}

/// How well each particle foresaw one measurement.
public struct MeasurementScores: Sendable {
  /// *log p(y | θ, what came before)*; −∞ for a particle that excludes it.
  public var logLikelihoods: [Double]
  /// *P(Y ≤ y | θ, what came before)*, for a censored measurement at its limit.
  public var cumulatives: [Double]
  /// Why the first particle without a prediction has none.
  public var failure: (any Error)?

  public init(count: Int) {
    logLikelihoods = [Double](repeating: -.infinity, count: count)
    cumulatives = [Double](repeating: .nan, count: count)
  }
}

/// The likelihood of a history for each particle.
public struct HistoryScores<Carried: Sendable>: Sendable {
  /// *log p(y₁ … yₖ₋₁ | θ)*.
  public var past: [Double]
  /// *log p(yₖ | θ, y₁ … yₖ₋₁)*.
  public var latest: [Double]
  public var carried: [Carried]

  public init(past: [Double], latest: [Double], carried: [Carried]) {
    self.past = past
    self.latest = latest
    self.carried = carried
  }
}

extension TwinLikelihood {
  func checkKnown(_ observable: String) throws(UpdatingError) {
    guard observables.contains(observable) else {
      throw .unknownObservable(name: observable, known: observables)
    }
  }
}
