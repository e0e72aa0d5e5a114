/// What a changed activity *a* of one pathway does to the exposure to a drug and to its metabolite.
///
/// With *fm* the fraction that the pathway clears at *a* = 1, and everything else unchanged, the
/// well-stirred liver gives for oral doses
///
///     AUC parent ratio      1 / (1 − fm(1 − a))
///     AUC metabolite ratio  a / (1 − fm(1 − a))
///
/// so that the ratio of metabolic ratios is *a* itself, whatever the other pathways do.
public struct PathwayActivity: Sendable, Hashable, Codable {
  public let activity: Double
  public let fraction: Double

  public init(activity: Double, fraction: Double) throws(PharmacokineticError) {
    try Check.nonnegative(activity, "pathway activity")
    try Check.fraction(fraction, "fraction cleared by the pathway")
    guard fraction < 1 || activity > 0 else { throw .infiniteExposure(species: "parent") }
    self.activity = activity
    self.fraction = fraction
  }

  /// Reads *a* and *fm* off two observed ratios of exposure, variant over reference.
  ///
  ///     a = metabolite ratio / parent ratio,   fm = (1 − 1/parent ratio) / (1 − a)
  ///
  /// - Throws: ``PharmacokineticError/outOfRange(quantity:value:allowed:)`` where no *fm* in 0…1 explains
  ///   the ratios, and ``PharmacokineticError/singular(what:)`` where *a* = 1 leaves *fm* open.
  public init(
    parentRatio: Double, metaboliteRatio: Double
  ) throws(PharmacokineticError) {
    let activity = try Self.activity(parentRatio: parentRatio, metaboliteRatio: metaboliteRatio)
    guard activity != 1 else { throw .singular(what: "equation of the cleared fraction") }
    try self.init(activity: activity, fraction: (1 - 1 / parentRatio) / (1 - activity))
  }

  /// *a* alone: the ratio of the metabolic ratios, which holds whatever *fm* is.
  public static func activity(
    parentRatio: Double, metaboliteRatio: Double
  ) throws(PharmacokineticError) -> Double {
    try Check.positive(parentRatio, "parent exposure ratio")
    try Check.nonnegative(metaboliteRatio, "metabolite exposure ratio")
    return metaboliteRatio / parentRatio
  }

  /// *1 − fm(1 − a)*: what is left of the clearance.
  public var clearanceRatio: Double { 1 - fraction * (1 - activity) }
  public var parentExposureRatio: Double { 1 / clearanceRatio }
  public var metaboliteExposureRatio: Double { activity / clearanceRatio }
}

/// The steady state of a prodrug under a constant infusion.
///
///     P' = R − (k_c + k_act) P,   A' = k_act P − k_el A
///     P_ss = R/(k_c + k_act),     A_ss = R·k_act/((k_c + k_act)·k_el)
public struct ProdrugActivation: Sendable, Hashable, Codable {
  /// k_act, h⁻¹.
  public let activation: Double
  /// k_c, h⁻¹: every loss of the prodrug that activates nothing.
  public let loss: Double

  public init(activation: Double, loss: Double) throws(PharmacokineticError) {
    try Check.nonnegative(activation, "activation rate")
    try Check.nonnegative(loss, "loss rate")
    guard activation + loss > 0 else { throw .infiniteExposure(species: "prodrug") }
    self.activation = activation
    self.loss = loss
  }

  /// *k_act/(k_c + k_act)*: the part of a dose that is activated.
  public var fraction: Double { activation / (activation + loss) }

  /// How much active drug this individual has of what `reference` has, at every dose and elimination.
  ///
  ///     ρ = a(1 + x)/(1 + a·x),  a = k_P/k_N,  x = k_N/k_c  (equal losses)
  ///
  /// - Throws: ``PharmacokineticError/outOfRange(quantity:value:allowed:)`` if the reference activates
  ///   nothing.
  public func ratio(to reference: ProdrugActivation) throws(PharmacokineticError) -> Double {
    try Check.positive(reference.activation, "activation rate of the reference")
    return fraction / reference.fraction
  }

  /// The activation rate at which a given part of the dose is activated: *k = k_c·q/(1 − q)*.
  public static func activation(
    fraction: Double, loss: Double
  ) throws(PharmacokineticError) -> Double {
    try Check.fraction(fraction, "activated fraction")
    try Check.nonnegative(loss, "loss rate")
    guard fraction < 1 else {
      throw .outOfRange(quantity: "activated fraction", value: fraction, allowed: "less than 1")
    }
    return loss * fraction / (1 - fraction)
  }
}
