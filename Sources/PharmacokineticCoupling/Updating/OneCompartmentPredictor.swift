import Foundation

/// One compartment under a schedule, in closed form, for many particles at once.
///
/// With *k = CL/V*, a dose *D* at time 0 gives
///
///     bolus       D/V · e^{−kt}
///     infusion    D/(T·CL) · (1 − e^{−k·min(t, T)}) · e^{−k·max(t − T, 0)}
///     oral        F·D/V · ka·(e^{−kt} − e^{−ka·t})/(ka − k),   t counted from the end of the lag
///
/// and doses add up. The parameters are `CL` (L·h⁻¹), `V` (L) and, for oral doses, `ka` (h⁻¹), in
/// this order; after oral doses `CL` is CL/F and `V` V/F unless `bioavailability` is given.
///
/// - Complexity: One or two exponentials for each particle, query and earlier dose.
public struct OneCompartmentPredictor: TwinPredictor {
  public let parameterNames: [String]
  public let observables: [String]
  private let administrations: [Dose]
  private let lag: Double
  private let bioavailability: Double

  /// - Parameters:
  ///   - observable: What the concentration is called.
  ///   - lag: h, of oral doses.
  /// - Throws: ``PharmacokineticError/outOfRange(quantity:value:allowed:)`` for a regimen that asks
  ///   for its steady state, which ``LinearPredictor`` knows, and for a lag or a bioavailability out
  ///   of range.
  public init(
    schedule: DosingSchedule, observable: String = CompartmentModel.central, lag: Double = 0,
    bioavailability: Double = 1
  ) throws(PharmacokineticError) {
    try Check.nonnegative(lag, "absorption lag")
    try Check.fraction(bioavailability, "bioavailability")
    administrations = schedule.administrations()
    if let dose = administrations.first(where: \.steadyState) {
      throw .outOfRange(
        quantity: "time of a dose in steady state", value: dose.time,
        allowed: "single doses and repeats, or use a linear model")
    }
    let hasOral = administrations.contains { $0.route == .oral }
    parameterNames = hasOral ? ["CL", "V", "ka"] : ["CL", "V"]
    observables = [observable]
    self.lag = lag
    self.bioavailability = bioavailability
  }

  public func predict(
    _ queries: [PredictionQuery], _ parameters: ParameterVector
  ) -> [Double] {
    var one = ParticleTable(names: parameterNames, count: 1)
    one.values = parameters.values
    return predict(queries, one).values
  }

  public func predict(
    _ queries: [PredictionQuery], _ particles: ParticleTable
  ) -> PredictionTable {
    var table = PredictionTable(queries: queries.count, count: particles.count)
    let count = particles.count
    particles.values.withUnsafeBufferPointer { parameters in
      table.values.withUnsafeMutableBufferPointer { values in
        guard let theta = parameters.baseAddress, let out = values.baseAddress else { return }
        for (q, query) in queries.enumerated() {
          let column = out + q * count
          for i in 0..<count { column[i] = 0 }
          for dose in administrations { add(dose, at: query.time, theta, column, count) }
        }
      }
    }
    return table
  }

  /// Adds what one dose contributes to the concentrations of all particles at a time.
  private func add(
    _ dose: Dose, at time: Double, _ theta: UnsafePointer<Double>,
    _ out: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    let (clearance, volume) = (theta, theta + count)
    let elapsed = time - dose.time
    var i = 0
    switch dose.route {
    case .bolus:
      guard elapsed >= 0 else { return }
      while i < count {
        out[i] += dose.amount / volume[i] * exp(-clearance[i] / volume[i] * elapsed)
        i += 1
      }
    case .infusion(let duration):
      guard elapsed > 0 else { return }
      let (during, after) = (min(elapsed, duration), max(elapsed - duration, 0))
      let rate = dose.amount / duration
      while i < count {
        let k = clearance[i] / volume[i]
        let grown = k > 0 ? -expm1(-k * during) / k : during
        out[i] += rate / volume[i] * grown * exp(-k * after)
        i += 1
      }
    case .oral:
      guard elapsed > lag else { return }
      let amount = bioavailability * dose.amount
      while i < count {
        out[i] +=
          amount / volume[i]
          * Self.absorbed(
            theta[2 * count + i], clearance[i] / volume[i], elapsed - lag)
        i += 1
      }
    }
  }

  /// ka·(e^{−kt} − e^{−ka·t})/(ka − k), also where the rates are equal or nearly so: with the slower
  /// rate s and their difference d, ka·e^{−st}·(1 − e^{−dt})/d.
  private static func absorbed(_ ka: Double, _ k: Double, _ t: Double) -> Double {
    let (slow, difference) = (min(ka, k), abs(ka - k))
    let part = difference * t > 0 ? -expm1(-difference * t) / difference : t
    return ka * exp(-slow * t) * part
  }
}
