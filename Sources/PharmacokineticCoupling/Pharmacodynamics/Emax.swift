import Foundation

/// The sigmoid Emax model: *E = E₀ + Emax·Cⁿ/(EC50ⁿ + Cⁿ)* (Hill 1910; Holford and Sheiner 1981).
public struct Emax: Sendable, Hashable, Codable {
  /// E₀, in the unit of the effect.
  public var baseline: Double
  /// Emax; negative for an inhibition.
  public var maximum: Double
  /// EC50, in the unit of the concentrations.
  public var halfEffect: Double
  /// n; 1 gives the plain Emax model.
  public var hill: Double

  public init(baseline: Double = 0, maximum: Double, halfEffect: Double, hill: Double = 1) {
    self.baseline = baseline
    self.maximum = maximum
    self.halfEffect = halfEffect
    self.hill = hill
  }

  /// - Throws: ``PharmacokineticError/outOfRange(quantity:value:allowed:)`` for an EC50 or Hill
  ///   exponent that is not above 0, or a negative concentration.
  public func effect(at concentration: Double) throws(PharmacokineticError) -> Double {
    try check()
    try Check.nonnegative(concentration, "concentration")
    return unchecked(concentration)
  }

  /// The concentration that has a given effect.
  ///
  /// - Throws: ``PharmacokineticError/neverReached(quantity:level:limit:)`` beyond E₀ + Emax or on
  ///   the other side of E₀.
  public func concentration(for effect: Double) throws(PharmacokineticError) -> Double {
    try check()
    try Check.finite(effect, "effect")
    let part = (effect - baseline) / maximum
    guard part >= 0, part < 1 else {
      throw .neverReached(quantity: "effect", level: effect, limit: baseline + maximum)
    }
    return halfEffect * pow(part / (1 - part), 1 / hill)
  }

  func check() throws(PharmacokineticError) {
    try Check.finite(baseline, "baseline effect")
    try Check.finite(maximum, "maximum effect")
    try Check.positive(halfEffect, "EC50")
    try Check.positive(hill, "Hill exponent")
  }

  /// The effect of checked parameters. Written in C/EC50, whose power cannot overflow where the
  /// effect does not; a concentration below zero, as rounding can leave it, counts as none.
  func unchecked(_ concentration: Double) -> Double {
    let ratio = max(0, concentration) / halfEffect
    guard ratio > 1 else {
      let power = pow(ratio, hill)
      return baseline + maximum * (power / (1 + power))
    }
    return baseline + maximum / (1 + pow(ratio, -hill))
  }
}
