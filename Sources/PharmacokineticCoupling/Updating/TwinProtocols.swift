/// What a twin's evolution carries from one time to the next.
public protocol TwinState: Sendable {
  /// h: when the state holds.
  var time: Double { get }
}

/// How a twin's state moves: the first of the two models that make a twin.
///
/// Written for one individual with given parameters; the updater asks for many. A pure function of
/// its inputs. What it throws rules the parameters out: that particle's weight becomes 0.
public protocol EvolutionModel<State>: Sendable {
  associatedtype State: TwinState

  /// In the order of the parameter vectors.
  var parameterNames: [String] { get }

  /// Returns the state at the first time that matters, with the doses of that very time.
  func initialState(
    under schedule: DosingSchedule, _ parameters: ParameterVector
  ) throws -> State

  /// Returns the state at a later time, with the doses after the state's own time and up to `time`:
  /// ``DosingSchedule/administrations(after:through:)``.
  func propagate(
    _ state: State, to time: Double, under schedule: DosingSchedule, _ parameters: ParameterVector
  ) throws -> State
}

/// What is seen of a twin's state: the second model.
public protocol ObservationModel<State>: Sendable {
  associatedtype State: TwinState

  var observables: [String] { get }

  /// Returns the distribution of a reading of one observable.
  func prediction(
    of observable: String, in state: State, _ parameters: ParameterVector
  ) throws -> PredictedMeasurement

  /// Returns *log p(y | state, θ)*. Unless implemented, that of ``prediction(of:in:_:)``.
  func logLikelihood(
    of measurement: TwinMeasurement, in state: State, _ parameters: ParameterVector
  ) throws -> Double

  /// Changes the state by what a measurement says of it, where the state is a belief: the mean and
  /// covariance of a Kalman filter. Unless implemented, nothing changes.
  func condition(
    _ state: inout State, on measurement: TwinMeasurement, _ parameters: ParameterVector
  ) throws
}

extension ObservationModel {
  public func logLikelihood(
    of measurement: TwinMeasurement, in state: State, _ parameters: ParameterVector
  ) throws -> Double {
    try prediction(of: measurement.observable, in: state, parameters)
      .logLikelihood(of: measurement)
  }

  public func condition(
    _ state: inout State, on measurement: TwinMeasurement, _ parameters: ParameterVector
  ) throws {}
}

/// A twin whose observables follow from its parameters alone, at any time and in any order.
///
/// Most pharmacokinetic models are of this kind: a closed form, or a simulation under a fixed
/// schedule. ``CurvePredictor`` makes one of a closure, ``LinearPredictor`` and
/// ``OneCompartmentPredictor`` are the fast ones.
public protocol TwinPredictor: Sendable {
  var parameterNames: [String] { get }
  var observables: [String] { get }

  /// Returns the prediction of each query, without error.
  ///
  /// What it throws rules the parameters out, and so does NaN.
  func predict(
    _ queries: [PredictionQuery], _ parameters: ParameterVector
  ) throws -> [Double]

  /// Returns the predictions of many particles at once. Unless implemented, one after the other.
  func predict(_ queries: [PredictionQuery], _ particles: ParticleTable) -> PredictionTable
}

/// One observable at one time.
public struct PredictionQuery: Sendable, Hashable {
  /// The place among the observables.
  public var observable: Int
  /// h.
  public var time: Double

  public init(observable: Int, time: Double) {
    self.observable = observable
    self.time = time
  }
}

/// The predictions of many particles, one column for each query.
public struct PredictionTable: Sendable {
  /// How many particles.
  public let count: Int
  /// Query q for particle i is at q·``count`` + i; NaN for one without a prediction.
  public var values: [Double]
  /// Why the first particle without a prediction has none.
  public var failure: (any Error)?

  /// All NaN.
  public init(queries: Int, count: Int) {
    self.count = count
    values = [Double](repeating: .nan, count: queries * count)
  }

  public subscript(query: Int, particle: Int) -> Double {
    get { values[query * count + particle] }
    set { values[query * count + particle] = newValue }
  }
}

extension TwinPredictor {
  public func predict(
    _ queries: [PredictionQuery], _ particles: ParticleTable
  ) -> PredictionTable {
    var table = PredictionTable(queries: queries.count, count: particles.count)
    for i in 0..<particles.count {
      do {
        let row = try predict(queries, particles.vector(i))
        precondition(
          row.count == queries.count, "\(row.count) values for \(queries.count) queries.")
        for (q, value) in row.enumerated() { table[q, i] = value }
      } catch {
        table.failure = table.failure ?? error
      }
    }
    return table
  }
}
