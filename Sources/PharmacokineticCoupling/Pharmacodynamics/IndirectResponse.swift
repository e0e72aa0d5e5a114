/// A response that a drug moves through its turnover (Dayneka, Garg and Jusko 1993).
///
///     R' = k_in·(1 + E(C)) − k_out·R     action on the production
///     R' = k_in − k_out·(1 + E(C))·R     action on the loss
///
/// with R(0) = k_in/k_out. E is an ``Emax`` curve without baseline: above 0 it stimulates, down to
/// −1 it inhibits.
public struct IndirectResponse: Sendable, Hashable, Codable {
  public enum Action: String, Sendable, Hashable, Codable {
    case onProduction
    case onLoss
  }

  /// k_in, response per h.
  public var production: Double
  /// k_out, h⁻¹.
  public var loss: Double
  public var action: Action
  public var effect: Emax

  public init(production: Double, loss: Double, action: Action, effect: Emax) {
    self.production = production
    self.loss = loss
    self.action = action
    self.effect = effect
  }

  /// Returns the response at the given times under a concentration curve.
  ///
  /// - Parameters:
  ///   - times: In order, h, from the start of the curve on.
  ///   - species: Of the curve, whose concentration acts.
  public func response(
    at times: [Double], to curve: some ConcentrationCurve, species: String,
    options: IntegrationOptions = .init()
  ) throws(PharmacokineticError) -> [Double] {
    try check()
    let rest = production / loss
    return try states(
      at: times, from: rest, scale: rest, under: curve, species: species, options: options)
  }

  private func check() throws(PharmacokineticError) {
    try Check.positive(production, "production rate")
    try Check.positive(loss, "loss rate")
    try effect.check()
    guard effect.maximum >= -1, effect.baseline == 0 else {
      throw .outOfRange(
        quantity: "effect of an indirect response", value: effect.maximum,
        allowed: "a maximum of at least -1 and no baseline")
    }
  }
}

extension IndirectResponse: ConcentrationDriven {
  func slope(_ state: Double, at concentration: Double) -> Double {
    let factor = 1 + effect.unchecked(concentration)
    return switch action {
    case .onProduction: production * factor - loss * state
    case .onLoss: production - loss * factor * state
    }
  }
}
