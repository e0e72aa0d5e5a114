extension ScalingConstants {
  /// Returns a flux of liver per kilogram of body: *v · liver mass per body mass · dry fraction*.
  ///
  /// - Parameter flux: mmol·gDW⁻¹·h⁻¹.
  /// - Returns: mmol·h⁻¹·kg⁻¹.
  public func perBodyMass(flux: Quantity) throws(PharmacokineticError) -> Quantity {
    let dryPerBody = try positive(liverMassPerBodyMass, .gramLiverPerKilogram) * dryFraction()
    return Quantity(try flux.value(in: .flux) * dryPerBody, .millimolePerHourPerKilogram)
  }

  /// Returns the rate of a liver of the given wet mass: *v · mass · dry fraction*.
  ///
  /// - Returns: mmol·h⁻¹.
  public func wholeLiver(
    flux: Quantity, liverMass: Quantity
  ) throws(PharmacokineticError) -> Quantity {
    let dry = try dryMass(ofLiver: liverMass).value
    return Quantity(try flux.value(in: .flux) * dry, .millimolePerHour)
  }

  /// Returns the dry mass of a liver, in gDW.
  public func dryMass(ofLiver mass: Quantity) throws(PharmacokineticError) -> Quantity {
    Quantity(try mass.value(in: .gramLiver) * dryFraction(), .gramDryWeight)
  }

  /// Returns the intrinsic clearance per body mass from one measured in hepatocytes or in microsomes.
  ///
  ///     CLint = CLint,cell · cells per g · g liver per kg      (µL/min/10⁶ cells)
  ///     CLint = CLint,mic · mg protein per g · g liver per kg  (µL/min/mg protein)
  ///
  /// - Returns: mL·min⁻¹·kg⁻¹.
  public func intrinsicClearance(
    inVitro clearance: Quantity
  ) throws(PharmacokineticError) -> Quantity {
    let liver = try positive(liverMassPerBodyMass, .gramLiverPerKilogram)
    let perGram: Double
    if clearance.unit == .microlitrePerMinutePerMilligramProtein {
      perGram = try positive(microsomalProtein, .milligramProteinPerGramLiver)
    } else {
      perGram = try positive(hepatocellularity, .millionCellsPerGramLiver)
      _ = try clearance.unit.factor(to: .microlitrePerMinutePerMillionCells)
    }
    try Check.nonnegative(clearance.value, "in-vitro clearance")
    return Quantity(clearance.value * perGram * liver / 1000, .millilitrePerMinutePerKilogram)
  }

  /// Returns the flux of a rate given per litre of liver: *rate / (density · dry fraction)*.
  ///
  /// - Returns: mmol·gDW⁻¹·h⁻¹.
  public func flux(perLiverVolume rate: Quantity) throws(PharmacokineticError) -> Quantity {
    let perHour = try rate.value(in: .millimolePerMinutePerLitreLiver) * 60
    let gramsPerLitre = try positive(liverDensity, .kilogramPerLitreLiver) * 1000
    return Quantity(perHour / (gramsPerLitre * (try dryFraction())), .flux)
  }

  /// Returns the clearance of a liver from one given per litre of liver, in L·h⁻¹.
  public func clearance(
    perLiverVolume clearance: Quantity, liverVolume: Quantity
  ) throws(PharmacokineticError) -> Quantity {
    let perLitre = try clearance.value(in: .litrePerMinutePerLitreLiver) * 60
    return Quantity(perLitre * (try liverVolume.value(in: .litreLiver)), .litrePerHour)
  }

  /// Returns the plasma flow of a blood flow: *Q·(1 − haematocrit)*, in L·h⁻¹.
  public func plasmaFlow(blood: Quantity) throws(PharmacokineticError) -> Quantity {
    let fraction = try haematocrit.quantity.value(in: .one)
    try Check.fraction(fraction, "haematocrit")
    return Quantity(try blood.value(in: .litrePerHour) * (1 - fraction), .litrePerHour)
  }

  private func dryFraction() throws(PharmacokineticError) -> Double {
    let fraction = try positive(liverDryFraction, .gramDryWeightPerGramLiver)
    try Check.fraction(fraction, "dry fraction of the liver")
    return fraction
  }

  private func positive(
    _ constant: ScalingConstant, _ unit: PharmacokineticUnit
  ) throws(PharmacokineticError) -> Double {
    let value = try constant.quantity.value(in: unit)
    try Check.positive(value, "scaling constant in \(unit.rawValue)")
    return value
  }
}

/// The most that blood can bring to an organ: *C·Q / dry mass* (Thiele et al. 2020, MSB 16:e8982).
///
/// - Parameters:
///   - concentration: Total plasma concentration, of the dimension mmol·L⁻¹.
///   - plasmaFlow: Of the dimension L·h⁻¹.
///   - dryMass: Of the organ, in gDW.
/// - Returns: mmol·gDW⁻¹·h⁻¹: an upper limit of the uptake, and so minus the lower bound of an exchange.
public func perfusionLimit(
  concentration: Quantity, plasmaFlow: Quantity, dryMass: Quantity
) throws(PharmacokineticError) -> Quantity {
  let level = try concentration.value(in: .millimolar)
  let flow = try plasmaFlow.value(in: .litrePerHour)
  let mass = try dryMass.value(in: .gramDryWeight)
  try Check.nonnegative(level, "concentration")
  try Check.nonnegative(flow, "plasma flow")
  try Check.positive(mass, "dry mass")
  return Quantity(level * flow / mass, .flux)
}
