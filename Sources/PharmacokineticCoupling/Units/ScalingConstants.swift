/// A physiological constant: its value, and where the value was read.
public struct ScalingConstant: Sendable, Hashable, Codable {
  public var quantity: Quantity
  public var source: String

  public init(_ value: Double, _ unit: PharmacokineticUnit, source: String) {
    quantity = Quantity(value, unit)
    self.source = source
  }
}

/// What turns a rate per gram, cell or milligram of protein into a rate of the whole liver.
///
/// Every field can be replaced, and says where its value comes from. A field in another unit of the
/// same dimension is converted; one of another dimension is an error where it is used.
public struct ScalingConstants: Sendable, Hashable, Codable {
  public var hepatocellularity = ScalingConstant(
    120, .millionCellsPerGramLiver,
    source: "Customary value in hepatocyte scaling; Barter et al. 2007 (Curr Drug Metab 8:33) "
      + "found a mean of 99, range 74-131")
  public var microsomalProtein = ScalingConstant(
    40, .milligramProteinPerGramLiver,
    source: "Barter et al. 2007 (Curr Drug Metab 8:33): 40 at the age of 30, 31 at 60, mean 32")
  public var liverMassPerBodyMass = ScalingConstant(
    25.7, .gramLiverPerKilogram, source: "Davies and Morris 1993 (Pharm Res 10:1093): 1800 g in 70 kg")
  public var hepaticBloodFlow = ScalingConstant(
    20.7, .millilitrePerMinutePerKilogram,
    source: "Davies and Morris 1993 (Pharm Res 10:1093): 1450 mL/min in 70 kg")
  public var liverDensity = ScalingConstant(
    1.08, .kilogramPerLitreLiver,
    source: "Zhu et al. 2021 (PLoS Comput Biol 17:e1009110), published code")
  public var liverDryFraction = ScalingConstant(
    0.30, .gramDryWeightPerGramLiver, source: "Liver is about 70 % water; an assumption")
  public var haematocrit = ScalingConstant(
    0.45, .one, source: "Customary adult value; Thiele et al. 2020 use 0.40 for women")

  public init() {}
}
