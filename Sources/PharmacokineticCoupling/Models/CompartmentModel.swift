/// The classical model of one, two or three compartments.
///
/// A central volume V₁ with clearance CL exchanges with up to two peripheral volumes at the
/// distribution clearances Q: k₁₀ = CL/V₁, k₁₂ = Q/V₁, k₂₁ = Q/V₂.
public struct CompartmentModel: Sendable, Hashable, Codable {
  public struct Peripheral: Sendable, Hashable, Codable {
    /// Q, L·h⁻¹.
    public var clearance: Double
    /// L.
    public var volume: Double

    public init(clearance: Double, volume: Double) {
      self.clearance = clearance
      self.volume = volume
    }
  }

  /// The names of the species of the curves.
  public static let central = "central"
  public static let effectSite = "effect"

  /// CL, L·h⁻¹.
  public var clearance: Double
  /// V₁, L.
  public var volume: Double
  /// At most two.
  public var peripherals: [Peripheral]
  public var absorption: Absorption?
  /// ke0 of an effect site, h⁻¹; nil for none.
  public var effectRate: Double?

  public init(
    clearance: Double, volume: Double, peripherals: [Peripheral] = [],
    absorption: Absorption? = nil, effectRate: Double? = nil
  ) {
    self.clearance = clearance
    self.volume = volume
    self.peripherals = peripherals
    self.absorption = absorption
    self.effectRate = effectRate
  }

  /// The same as compartments and rates: `central`, `peripheral1`, `peripheral2`, `effect`.
  ///
  /// - Throws: ``PharmacokineticError/outOfRange(quantity:value:allowed:)`` for a volume that is not above
  ///   0 or a negative clearance; ``PharmacokineticError/tooManyCompartments(count:limit:)``.
  public func linearModel() throws(PharmacokineticError) -> LinearModel {
    try Check.nonnegative(clearance, "clearance")
    try Check.positive(volume, "central volume")
    guard peripherals.count <= 2 else {
      throw .tooManyCompartments(count: 1 + peripherals.count, limit: 3)
    }
    var model = LinearModel(
      compartments: [
        .init(Self.central, volume: volume, elimination: clearance / volume)
      ], intravenous: Self.central, absorption: absorption)
    for (i, peripheral) in peripherals.enumerated() {
      try Check.nonnegative(peripheral.clearance, "distribution clearance")
      try Check.positive(peripheral.volume, "peripheral volume")
      let name = "peripheral\(i + 1)"
      model.compartments.append(.init(name, volume: peripheral.volume))
      model.transfers += [
        .init(from: Self.central, to: name, rate: peripheral.clearance / volume),
        .init(from: name, to: Self.central, rate: peripheral.clearance / peripheral.volume),
      ]
    }
    if let effectRate {
      model.effectSites = [.init(Self.effectSite, follows: Self.central, rate: effectRate)]
    }
    return model
  }

  /// As ``LinearModel/simulate(_:)``.
  public func simulate(_ schedule: DosingSchedule) throws(PharmacokineticError) -> LinearCurve {
    try linearModel().simulate(schedule)
  }
}
