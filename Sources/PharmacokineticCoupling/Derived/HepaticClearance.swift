import Foundation

/// How the liver is taken to see the drug.
public enum LiverMixing: String, Sendable, Hashable, Codable, CaseIterable {
  /// One concentration, that of the outflow: *E = fu·CLint / (Q + fu·CLint)* (Rowland 1973).
  case wellStirred
  /// Falling along the sinusoid: *E = 1 − exp(−fu·CLint/Q)* (Winkler 1973).
  case parallelTube
}

/// The hepatic clearance that an intrinsic clearance gives in an organ with blood flow *Q*.
///
/// Flow and intrinsic clearance are in one unit, any clearance unit, and so is ``clearance``.
public struct HepaticClearance: Sendable, Hashable, Codable {
  public let bloodFlow: Double
  /// CLint, of unbound drug.
  public let intrinsicClearance: Double
  /// fu, the unbound fraction in blood.
  public let unboundFraction: Double
  public let mixing: LiverMixing

  /// - Throws: ``PharmacokineticError/outOfRange(quantity:value:allowed:)`` for a flow that is not
  ///   above 0, a negative clearance, or a fraction outside 0…1;
  ///   ``PharmacokineticError/notFinite(quantity:)``.
  public init(
    intrinsicClearance: Double, bloodFlow: Double, unboundFraction: Double = 1,
    mixing: LiverMixing = .wellStirred
  ) throws(PharmacokineticError) {
    try Check.nonnegative(intrinsicClearance, "intrinsic clearance")
    try Check.positive(bloodFlow, "hepatic blood flow")
    try Check.fraction(unboundFraction, "unbound fraction")
    self.intrinsicClearance = intrinsicClearance
    self.bloodFlow = bloodFlow
    self.unboundFraction = unboundFraction
    self.mixing = mixing
  }

  /// *E_H*, the fraction of the drug that one passage removes.
  public var extraction: Double {
    let capacity = unboundFraction * intrinsicClearance
    return switch mixing {
    case .wellStirred: capacity / (bloodFlow + capacity)
    case .parallelTube: -expm1(-capacity / bloodFlow)
    }
  }

  /// *CL_H = Q·E_H*.
  public var clearance: Double { bloodFlow * extraction }

  /// *F = Fa·Fg·(1 − E_H)*, the oral bioavailability.
  ///
  /// - Throws: ``PharmacokineticError/outOfRange(quantity:value:allowed:)`` for a fraction outside 0…1.
  public func bioavailability(
    absorbed: Double = 1, escapingGut: Double = 1
  ) throws(PharmacokineticError) -> Double {
    try Check.fraction(absorbed, "absorbed fraction")
    try Check.fraction(escapingGut, "fraction escaping the gut wall")
    return absorbed * escapingGut * (1 - extraction)
  }

  /// *k_el = (CL_H + CL_R)/V*, in the inverse of the time unit of the clearances.
  public func eliminationRate(
    volume: Double, renalClearance: Double = 0
  ) throws(PharmacokineticError) -> Double {
    try Check.positive(volume, "volume of distribution")
    try Check.nonnegative(renalClearance, "renal clearance")
    return (clearance + renalClearance) / volume
  }

  /// *k_act = (CL_H/V)·CLint,act/CLint*: the part of the elimination that activates a prodrug.
  ///
  /// - Parameter activating: The intrinsic clearance of the activating pathway, at most the whole.
  public func activationRate(
    activating: Double, volume: Double
  ) throws(PharmacokineticError) -> Double {
    try Check.positive(volume, "volume of distribution")
    try Check.nonnegative(activating, "activating intrinsic clearance")
    guard activating <= intrinsicClearance else {
      throw .outOfRange(
        quantity: "activating intrinsic clearance", value: activating,
        allowed: "at most the whole, \(intrinsicClearance)")
    }
    // Without clearance there is no activation, and 0/0 would say nothing.
    return intrinsicClearance == 0 ? 0 : clearance / volume * (activating / intrinsicClearance)
  }
}
