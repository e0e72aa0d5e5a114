import Foundation

/// The volume of a tumour over time, in closed form.
///
///     exponential  V' = (r − k)·V
///     Gompertz     V' = a·V·ln(K/V) − k·V
///
/// Rates are in h⁻¹ where time is in h, in d⁻¹ where it is in d. *r* is the growth rate that a
/// biomass flux gives (h⁻¹); *k* is the kill rate of a treatment at a constant exposure.
public enum TumourGrowth: Sendable, Hashable, Codable {
  case exponential(rate: Double)
  /// K: the volume at which growth would stop.
  case gompertz(rate: Double, capacity: Double)

  /// The exponential growth between two measured volumes: *r = ln(V₁/V₀)/Δt*.
  public init(
    volume: Double, later: Double, after time: Double
  ) throws(PharmacokineticError) {
    try Check.positive(volume, "tumour volume")
    try Check.positive(later, "later tumour volume")
    try Check.positive(time, "time between the volumes")
    self = .exponential(rate: log(later / volume) / time)
  }

  /// Returns the volume after a time.
  ///
  /// With Gompertz growth and a kill rate, ln V tends to ln K − k/a:
  /// *V = K e^{−k/a}·(V₀/(K e^{−k/a}))^{e^{−at}}*.
  public func volume(
    from initial: Double, after time: Double, killRate: Double = 0
  ) throws(PharmacokineticError) -> Double {
    try Check.positive(initial, "tumour volume")
    try Check.nonnegative(time, "time")
    try Check.nonnegative(killRate, "kill rate")
    try check()
    switch self {
    case .exponential(let rate):
      return initial * exp((rate - killRate) * time)
    case .gompertz(let rate, let capacity):
      let limit = log(capacity) - killRate / rate
      return exp(limit + (log(initial) - limit) * exp(-rate * time))
    }
  }

  func check() throws(PharmacokineticError) {
    switch self {
    case .exponential(let rate): try Check.finite(rate, "growth rate")
    case .gompertz(let rate, let capacity):
      try Check.positive(rate, "growth rate")
      try Check.positive(capacity, "tumour capacity")
    }
  }

  /// *ln 2/(r − k)* of exponential growth.
  ///
  /// - Throws: ``PharmacokineticError/neverReached(quantity:level:limit:)`` where the tumour does
  ///   not grow, or where a Gompertz tumour stays below twice its volume.
  public func doublingTime(
    from initial: Double = 1, killRate: Double = 0
  ) throws(PharmacokineticError) -> Double {
    try Check.positive(initial, "tumour volume")
    try Check.nonnegative(killRate, "kill rate")
    try check()
    switch self {
    case .exponential(let rate):
      guard rate > killRate else {
        throw .neverReached(quantity: "tumour volume", level: 2 * initial, limit: initial)
      }
      return log(2) / (rate - killRate)
    case .gompertz(let rate, let capacity):
      let limit = log(capacity) - killRate / rate
      guard log(2 * initial) < limit else {
        throw .neverReached(quantity: "tumour volume", level: 2 * initial, limit: exp(limit))
      }
      return log((limit - log(initial)) / (limit - log(2 * initial))) / rate
    }
  }
}
