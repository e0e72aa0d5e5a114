/// A twin made of a predictor and of the errors of its observables.
///
///     let twin = try PredictorTwin(
///       OneCompartmentPredictor(schedule: schedule), errors: ["central": .logNormal(sd: 0.15)])
public struct PredictorTwin<Predictor: TwinPredictor>: TwinLikelihood {
  /// Nothing: every prediction follows from the parameters.
  public struct Carried: Sendable {}

  public let predictor: Predictor
  /// In the order of the predictor's observables; `nil` for one that is never measured.
  private let errors: [ErrorModel?]

  /// - Parameter errors: By observable. One without an error model can be predicted, not measured.
  /// - Throws: ``UpdatingError/unknownObservable(name:known:)``, and
  ///   ``UpdatingError/wrongNumber(_:)`` for a standard deviation that is not above 0.
  public init(
    _ predictor: Predictor, errors: [String: ErrorModel]
  ) throws(UpdatingError) {
    for name in errors.keys.sorted() {
      guard predictor.observables.contains(name) else {
        throw .unknownObservable(name: name, known: predictor.observables)
      }
      try asUpdating { () throws(PharmacokineticError) in try errors[name]?.check() }
    }
    self.predictor = predictor
    self.errors = predictor.observables.map { errors[$0] }
  }

  public var parameterNames: [String] { predictor.parameterNames }
  public var observables: [String] { predictor.observables }
  public var isOrderFree: Bool { true }

  public func check(_ measurement: TwinMeasurement) throws(UpdatingError) {
    guard let place = place(of: measurement.observable), let error = errors[place] else {
      let known = zip(observables, errors).filter { $0.1 != nil }.map(\.0)
      throw .unknownObservable(name: measurement.observable, known: known)
    }
    try measurement.check(isPositive: error.isForPositiveValues)
  }

  private func place(of observable: String) -> Int? { observables.firstIndex(of: observable) }

  public func begin(_ particles: ParticleTable) -> [Carried] {
    [Carried](repeating: Carried(), count: particles.count)
  }

  public func assimilate(
    _ measurement: TwinMeasurement, _ particles: ParticleTable, _ carried: inout [Carried]
  ) -> MeasurementScores {
    var scores = MeasurementScores(count: particles.count)
    let table = predictor.predict(queries([measurement]), particles)
    scores.failure = table.failure
    guard let error = error(of: measurement) else { return scores }
    let kernel = LikelihoodKernel(measurement, error)
    scores.logLikelihoods = kernel.logLikelihoods(table, query: 0)
    let level = kernel.level
    for i in 0..<particles.count {
      scores.cumulatives[i] = error.distribution(around: table[0, i]).cumulative(level)
    }
    return scores
  }

  public func replay(
    _ history: [TwinMeasurement], _ particles: ParticleTable
  ) -> HistoryScores<Carried> {
    let table = predictor.predict(queries(history), particles)
    var past = [Double](repeating: 0, count: particles.count)
    var latest = past
    for (q, measurement) in history.enumerated() {
      guard let error = error(of: measurement) else { continue }
      let kernel = LikelihoodKernel(measurement, error)
      if q == history.count - 1 {
        latest = kernel.logLikelihoods(table, query: q)
      } else {
        kernel.add(table, query: q, to: &past)
      }
    }
    return HistoryScores(past: past, latest: latest, carried: begin(particles))
  }

  private func queries(_ measurements: [TwinMeasurement]) -> [PredictionQuery] {
    measurements.map {
      PredictionQuery(observable: place(of: $0.observable) ?? 0, time: $0.time)
    }
  }

  private func error(of measurement: TwinMeasurement) -> ErrorModel? {
    place(of: measurement.observable).flatMap { errors[$0] }
  }

  public func predictions(
    of observable: String, at times: [Double], _ particles: ParticleTable, _ carried: [Carried]
  ) throws(UpdatingError) -> [[PredictedMeasurement?]] {
    try checkKnown(observable)
    let place = place(of: observable) ?? 0
    // What is never measured has no error: a normal distribution of no width.
    let error = errors[place]
    let table = predictor.predict(
      times.map { PredictionQuery(observable: place, time: $0) }, particles)
    return times.indices.map { q in
      (0..<particles.count).map { i in
        let value = table[q, i]
        guard value.isFinite else { return nil }
        return error?.distribution(around: value) ?? .normal(mean: value, sd: 0)
      }
    }
  }
}
