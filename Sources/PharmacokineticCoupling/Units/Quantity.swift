/// A number with its unit.
///
///     try Quantity(20.7, .millilitrePerMinutePerKilogram).converted(to: .litrePerHourPerKilogram)
public struct Quantity: Sendable, Hashable, Codable {
  public var value: Double
  public var unit: PharmacokineticUnit

  public init(_ value: Double, _ unit: PharmacokineticUnit) {
    self.value = value
    self.unit = unit
  }

  /// Returns the same quantity in another unit of the same dimension.
  ///
  /// - Parameter molarMass: g/mol, needed only between a mass and an amount of drug.
  /// - Throws: ``PharmacokineticError/incompatibleUnits(from:to:)``,
  ///   ``PharmacokineticError/needsMolarMass(from:to:)``, and
  ///   ``PharmacokineticError/notFinite(quantity:)`` for a value that is no number.
  public func converted(
    to target: PharmacokineticUnit, molarMass: Double? = nil
  ) throws(PharmacokineticError) -> Quantity {
    try Check.finite(value, "value in \(unit.rawValue)")
    let factor = try unit.factor(to: target, molarMass: molarMass)
    return Quantity(value * factor, target)
  }

  /// The value in `target`.
  public func value(
    in target: PharmacokineticUnit, molarMass: Double? = nil
  ) throws(PharmacokineticError) -> Double {
    try converted(to: target, molarMass: molarMass).value
  }
}
