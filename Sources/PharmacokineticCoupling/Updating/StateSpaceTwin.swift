/// A twin made of an evolution and an observation model, under a dosing schedule.
///
/// Every particle carries a state of its own, from measurement to measurement. A move replays the
/// history from its beginning, so that a particle's state is always that of its own parameters.
///
/// Where the state is a belief rather than a fact, such as the mean and covariance of a
/// ``KalmanFilter``, and the observation model conditions it, the particles are over the parameters
/// alone and the state is integrated out exactly (Rao–Blackwell).
public struct StateSpaceTwin<Evolution: EvolutionModel, Observation: ObservationModel>:
  TwinLikelihood
where Evolution.State == Observation.State {
  /// The failure of a particle's model stays its failure.
  public typealias Carried = Result<Evolution.State, any Error>

  public let evolution: Evolution
  public let observation: Observation
  public let schedule: DosingSchedule

  public init(_ evolution: Evolution, _ observation: Observation, schedule: DosingSchedule) {
    self.evolution = evolution
    self.observation = observation
    self.schedule = schedule
  }

  public var parameterNames: [String] { evolution.parameterNames }
  public var observables: [String] { observation.observables }
  public var isOrderFree: Bool { false }

  public func check(_ measurement: TwinMeasurement) throws(UpdatingError) {
    try checkKnown(measurement.observable)
    try measurement.check(isPositive: false)
  }

  public func begin(_ particles: ParticleTable) -> [Carried] {
    (0..<particles.count).map { i in
      Result { try evolution.initialState(under: schedule, particles.vector(i)) }
    }
  }

  public func assimilate(
    _ measurement: TwinMeasurement, _ particles: ParticleTable, _ carried: inout [Carried]
  ) -> MeasurementScores {
    var scores = MeasurementScores(count: particles.count)
    let level = (measurement.isCensored ? measurement.lowerLimit : measurement.value) ?? .nan
    for i in 0..<particles.count {
      do {
        let parameters = particles.vector(i)
        var state = try arrive(at: measurement.time, from: carried[i], parameters)
        scores.cumulatives[i] = try observation.prediction(
          of: measurement.observable, in: state, parameters
        ).cumulative(level)
        scores.logLikelihoods[i] = try take(measurement, into: &state, parameters)
        carried[i] = .success(state)
      } catch {
        carried[i] = .failure(error)
        scores.failure = scores.failure ?? error
      }
    }
    return scores
  }

  public func replay(
    _ history: [TwinMeasurement], _ particles: ParticleTable
  ) -> HistoryScores<Carried> {
    var carried = begin(particles)
    var past = [Double](repeating: 0, count: particles.count)
    var latest = past
    for i in 0..<particles.count {
      let parameters = particles.vector(i)
      do {
        for measurement in history {
          past[i] += latest[i]
          var state = try arrive(at: measurement.time, from: carried[i], parameters)
          latest[i] = try take(measurement, into: &state, parameters)
          carried[i] = .success(state)
        }
      } catch {
        (past[i], latest[i], carried[i]) = (-.infinity, -.infinity, .failure(error))
      }
    }
    return HistoryScores(past: past, latest: latest, carried: carried)
  }

  private func arrive(
    at time: Double, from carried: Carried, _ parameters: ParameterVector
  ) throws -> Evolution.State {
    let state = try carried.get()
    guard time >= state.time else {
      throw PharmacokineticError.timesOutOfOrder(earlier: state.time, later: time)
    }
    return time == state.time
      ? state : try evolution.propagate(state, to: time, under: schedule, parameters)
  }

  private func take(
    _ measurement: TwinMeasurement, into state: inout Evolution.State, _ parameters: ParameterVector
  ) throws -> Double {
    let result = try observation.logLikelihood(of: measurement, in: state, parameters)
    try observation.condition(&state, on: measurement, parameters)
    return result.isNaN ? -.infinity : result
  }

  public func predictions(
    of observable: String, at times: [Double], _ particles: ParticleTable, _ carried: [Carried]
  ) throws(UpdatingError) -> [[PredictedMeasurement?]] {
    try checkKnown(observable)
    let now = carried.lazy.compactMap { try? $0.get().time }.max() ?? -.infinity
    if let early = times.first(where: { $0 < now }) { throw .beforeNow(time: early, now: now) }
    var result = [[PredictedMeasurement?]](
      repeating: [PredictedMeasurement?](repeating: nil, count: particles.count),
      count: times.count)
    for i in 0..<particles.count {
      let parameters = particles.vector(i)
      var state = carried[i]
      for q in times.indices {
        guard let here = try? arrive(at: times[q], from: state, parameters) else { break }
        result[q][i] = try? observation.prediction(of: observable, in: here, parameters)
        state = .success(here)
      }
    }
    return result
  }
}
