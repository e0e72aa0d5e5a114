/// The parameters of a twin's own pharmacokinetic model, by name.
public struct PKParameterSet: Sendable, Hashable, Codable {
  public var values: [String: Quantity]

  public init(_ values: [String: Quantity] = [:]) { self.values = values }

  public subscript(name: String) -> Quantity? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// The value of a parameter in `unit`.
  ///
  /// - Throws: ``CouplingError/missingParameter(name:neededFor:)``, and
  ///   ``CouplingError/parameter(name:problem:)`` for another dimension, a negative number or NaN.
  func value(
    _ name: String, in unit: PharmacokineticUnit, for purpose: String, molarMass: Double? = nil
  ) throws(CouplingError) -> Double {
    guard let quantity = values[name] else {
      throw .missingParameter(name: name, neededFor: purpose)
    }
    do throws(PharmacokineticError) {
      try Check.nonnegative(quantity.value, name)
      return try quantity.value(in: unit, molarMass: molarMass)
    } catch {
      throw .parameter(name: name, problem: error)
    }
  }
}
