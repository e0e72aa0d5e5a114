/// A minimal physiological model of first passage: gut wall, portal vein, liver and the rest of the
/// body.
///
///     gut       V_g·C_g'  = ka·depot + Q_pv (C − C_g)
///     portal    V_pv·C_pv' = Q_pv (C_g − C_pv)
///     liver     V_l·C_l'  = Q_pv·C_pv + Q_ha·C − Q_H·C_l − fu·CLint·C_l
///     systemic  V·C'      = Q_H (C_l − C) − CL_R·C
///
/// Concentrations are those of blood; each tissue volume is the volume times its partition
/// coefficient. The liver is well stirred, so that the exposure to an oral dose without renal
/// clearance is *Fa·Fg·Dose/(fu·CLint)*, whatever the flows.
public struct LiverModel: Sendable, Hashable, Codable {
  public static let systemic = "systemic"
  public static let gut = "gut"
  public static let portal = "portal"
  public static let liver = "liver"

  /// Q_pv, L·h⁻¹.
  public var portalFlow: Double
  /// Q_ha, L·h⁻¹.
  public var arterialFlow: Double
  /// CLint of unbound drug, L·h⁻¹, at low concentrations.
  public var intrinsicClearance: Double
  /// fu in blood.
  public var unboundFraction: Double
  /// CL_R, L·h⁻¹.
  public var renalClearance: Double
  /// L, each times its partition coefficient.
  public var systemicVolume: Double
  public var gutVolume: Double
  public var portalVolume: Double
  public var liverVolume: Double
  /// The bioavailability here is Fa·Fg alone: the liver takes its part itself.
  public var absorption: Absorption

  public init(
    portalFlow: Double, arterialFlow: Double, intrinsicClearance: Double,
    unboundFraction: Double = 1, renalClearance: Double = 0, systemicVolume: Double,
    gutVolume: Double, portalVolume: Double, liverVolume: Double, absorption: Absorption
  ) {
    self.portalFlow = portalFlow
    self.arterialFlow = arterialFlow
    self.intrinsicClearance = intrinsicClearance
    self.unboundFraction = unboundFraction
    self.renalClearance = renalClearance
    self.systemicVolume = systemicVolume
    self.gutVolume = gutVolume
    self.portalVolume = portalVolume
    self.liverVolume = liverVolume
    self.absorption = absorption
  }

  /// The model with linear elimination, which the matrix exponential solves exactly.
  public func linearModel() throws(PharmacokineticError) -> LinearModel {
    try Check.nonnegative(intrinsicClearance, "intrinsic clearance")
    try Check.fraction(unboundFraction, "unbound fraction")
    return try model(liverElimination: unboundFraction * intrinsicClearance / liverVolume)
  }

  /// The model with saturable elimination, Vmax = CLint·Km, and a cap on it where a supply limits
  /// it.
  ///
  /// - Parameters:
  ///   - halfSaturation: Km, mmol·L⁻¹ of unbound drug in the liver.
  ///   - cap: mmol·h⁻¹.
  public func saturableModel(
    halfSaturation: Double, cap: StepFunction? = nil
  ) throws(PharmacokineticError) -> SaturableModel {
    try Check.nonnegative(intrinsicClearance, "intrinsic clearance")
    return SaturableModel(
      linear: try model(liverElimination: 0),
      pathways: [
        .init(
          from: Self.liver, maximumRate: intrinsicClearance * halfSaturation,
          halfSaturation: halfSaturation, unboundFraction: unboundFraction, cap: cap)
      ])
  }

  private func model(liverElimination: Double) throws(PharmacokineticError) -> LinearModel {
    for (value, name) in [
      (systemicVolume, "systemic volume"), (gutVolume, "gut volume"),
      (portalVolume, "portal volume"), (liverVolume, "liver volume"),
      (portalFlow, "portal flow"),
    ] { try Check.positive(value, name) }
    try Check.nonnegative(arterialFlow, "arterial flow")
    try Check.nonnegative(renalClearance, "renal clearance")
    return LinearModel(
      compartments: [
        .init(Self.systemic, volume: systemicVolume, elimination: renalClearance / systemicVolume),
        .init(Self.gut, volume: gutVolume), .init(Self.portal, volume: portalVolume),
        .init(Self.liver, volume: liverVolume, elimination: liverElimination),
      ],
      transfers: [
        .init(from: Self.systemic, to: Self.gut, rate: portalFlow / systemicVolume),
        .init(from: Self.gut, to: Self.portal, rate: portalFlow / gutVolume),
        .init(from: Self.portal, to: Self.liver, rate: portalFlow / portalVolume),
        .init(from: Self.systemic, to: Self.liver, rate: arterialFlow / systemicVolume),
        .init(
          from: Self.liver, to: Self.systemic, rate: (portalFlow + arterialFlow) / liverVolume),
      ],
      intravenous: Self.systemic, absorption: absorption, absorptionTarget: Self.gut)
  }
}
