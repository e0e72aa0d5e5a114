import Foundation

/// A tumour under a drug whose kill rate follows its concentration.
///
///     V' = growth(V) − k(C(t))·V,   k an Emax curve in h⁻¹
///
/// integrated as ln V, so that a volume is never negative. Rates are in h⁻¹, as the curve's times
/// are in h: a growth rate is the one that a biomass flux gives.
public struct TreatedTumour: Sendable, Hashable, Codable {
  public var growth: TumourGrowth
  /// The kill rate, h⁻¹, by concentration.
  public var kill: Emax

  public init(growth: TumourGrowth, kill: Emax) {
    self.growth = growth
    self.kill = kill
  }

  /// Returns the volume at the given times under a concentration curve.
  ///
  /// - Parameters:
  ///   - times: In order, h, within the curve.
  ///   - initial: The volume at the start of the curve.
  ///   - species: Of the curve, whose concentration kills.
  public func volumes(
    at times: [Double], from initial: Double, under curve: some ConcentrationCurve,
    species: String, options: IntegrationOptions = .init()
  ) throws(PharmacokineticError) -> [Double] {
    try growth.check()
    try kill.check()
    try Check.positive(initial, "tumour volume")
    guard kill.baseline >= 0, kill.baseline + kill.maximum >= 0 else {
      throw .outOfRange(
        quantity: "kill rate", value: min(kill.baseline, kill.baseline + kill.maximum),
        allowed: "0 or more")
    }
    let logarithms = try states(
      at: times, from: log(initial), scale: max(1, abs(log(initial))), under: curve,
      species: species, options: options)
    return logarithms.map(exp)
  }
}

extension TreatedTumour: ConcentrationDriven {
  func slope(_ state: Double, at concentration: Double) -> Double {
    let rate =
      switch growth {
      case .exponential(let rate): rate
      case .gompertz(let rate, let capacity): rate * (log(capacity) - state)
      }
    return rate - kill.unchecked(concentration)
  }
}
