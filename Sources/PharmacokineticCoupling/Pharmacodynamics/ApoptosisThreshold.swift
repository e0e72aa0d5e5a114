import Foundation

/// The probability that a cell dies at a death signal: *P = Sⁿ/(Kⁿ + Sⁿ)*, a threshold K with slope
/// n.
public struct ApoptosisThreshold: Sendable, Hashable, Codable {
  /// K_apo: the signal at which half of the cells die.
  public var threshold: Double
  public var hill: Double

  public init(threshold: Double, hill: Double) {
    self.threshold = threshold
    self.hill = hill
  }

  public func probability(at signal: Double) throws(PharmacokineticError) -> Double {
    try curve.effect(at: signal)
  }

  /// The signal at which a given part of the cells dies: *S = K·(P/(1−P))^{1/n}*; for 90 %,
  /// *K·9^{1/n}*.
  public func signal(for probability: Double) throws(PharmacokineticError) -> Double {
    try curve.concentration(for: probability)
  }

  /// The dose at which a given part of the cells dies.
  ///
  /// - Throws: ``PharmacokineticError/neverReached(quantity:level:limit:)`` where the signal
  ///   saturates below what that part needs.
  public func dose(
    for probability: Double, through signal: DeathSignal
  ) throws(PharmacokineticError) -> Double {
    try signal.dose(for: self.signal(for: probability))
  }

  private var curve: Emax { Emax(maximum: 1, halfEffect: threshold, hill: hill) }
}

/// How the death signal follows the dose, or the exposure.
public enum DeathSignal: Sendable, Hashable, Codable {
  /// *S = gain·D*: then doses for one effect relate as the thresholds do, whatever the slope.
  case linear(gain: Double)
  /// *S = Smax·D/(K_D + D)*: then they do not, and above Smax no dose is enough.
  case saturable(maximum: Double, halfSaturation: Double)

  public func signal(at dose: Double) throws(PharmacokineticError) -> Double {
    try check()
    try Check.nonnegative(dose, "dose")
    return switch self {
    case .linear(let gain): gain * dose
    case .saturable(let maximum, let half): maximum * dose / (half + dose)
    }
  }

  public func dose(for signal: Double) throws(PharmacokineticError) -> Double {
    try check()
    try Check.nonnegative(signal, "signal")
    switch self {
    case .linear(let gain): return signal / gain
    case .saturable(let maximum, let half):
      guard signal < maximum else {
        throw .neverReached(quantity: "death signal", level: signal, limit: maximum)
      }
      return half * signal / (maximum - signal)
    }
  }

  private func check() throws(PharmacokineticError) {
    switch self {
    case .linear(let gain): try Check.positive(gain, "gain of the signal")
    case .saturable(let maximum, let half):
      try Check.positive(maximum, "largest signal")
      try Check.positive(half, "half saturation of the signal")
    }
  }
}
