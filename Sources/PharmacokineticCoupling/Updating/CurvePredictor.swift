/// A twin described by a simulation: any model that gives a curve for given parameters.
///
///     let predictor = CurvePredictor(parameters: ["CL", "V"], observables: ["central"]) {
///       try CompartmentModel(clearance: $0[0], volume: $0[1]).simulate(schedule)
///     }
///
/// - Complexity: One simulation for each particle, and what its curve costs at each time. For linear
///   models ``LinearPredictor`` gives the same numbers several times faster.
public struct CurvePredictor: TwinPredictor {
  public typealias Simulation =
    @Sendable (ParameterVector) throws -> any ConcentrationCurve

  public let parameterNames: [String]
  public let observables: [String]
  private let simulate: Simulation

  /// - Parameters:
  ///   - observables: Species of the curves.
  ///   - simulate: A pure function.
  public init(
    parameters: [String], observables: [String], simulate: @escaping Simulation
  ) {
    parameterNames = parameters
    self.observables = observables
    self.simulate = simulate
  }

  public func predict(
    _ queries: [PredictionQuery], _ parameters: ParameterVector
  ) throws -> [Double] {
    let curve = try simulate(parameters)
    var places: [Int] = []
    for name in observables { places.append(try curve.index(of: name)) }
    var result: [Double] = []
    var known: (time: Double, values: [Double])?
    for query in queries {
      if known?.time != query.time {
        known = (query.time, try curve.concentrations(at: query.time))
      }
      result.append(known?.values[places[query.observable]] ?? .nan)
    }
    return result
  }
}
