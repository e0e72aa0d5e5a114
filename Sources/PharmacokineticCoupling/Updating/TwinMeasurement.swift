/// One measured value of one observable.
///
/// The value is in the unit of the model's prediction, mmol·L⁻¹ for the concentrations of this
/// library's models. A value below the limit of quantification, or none at all, counts as what it
/// says: that the quantity was somewhere below (the method M3 of Beal 2001, doi
/// 10.1023/A:1012299115260).
///
///     TwinMeasurement(time: 2, observable: "central", value: 0.031)
///     TwinMeasurement(time: 48, observable: "central", belowLimit: 0.001)
public struct TwinMeasurement: Sendable, Hashable, Codable {
  /// h.
  public var time: Double
  public var observable: String
  /// `nil` for a result reported only as below the limit.
  public var value: Double?
  /// LLOQ; `nil` where every value counts as read.
  public var lowerLimit: Double?

  public init(time: Double, observable: String, value: Double, lowerLimit: Double? = nil) {
    self.time = time
    self.observable = observable
    self.value = value
    self.lowerLimit = lowerLimit
  }

  public init(time: Double, observable: String, belowLimit: Double) {
    self.time = time
    self.observable = observable
    value = nil
    lowerLimit = belowLimit
  }

  /// The same from values in any unit.
  ///
  /// - Parameters:
  ///   - value: `nil` for a result below the limit.
  ///   - unit: That of the prediction.
  ///   - molarMass: g/mol, needed between a mass and an amount.
  /// - Throws: As ``Quantity/converted(to:molarMass:)``.
  public init(
    time: Double, observable: String, value: Quantity?, lowerLimit: Quantity? = nil,
    unit: PharmacokineticUnit = .millimolar, molarMass: Double? = nil
  ) throws(PharmacokineticError) {
    self.time = time
    self.observable = observable
    self.value = try value?.value(in: unit, molarMass: molarMass)
    self.lowerLimit = try lowerLimit?.value(in: unit, molarMass: molarMass)
  }

  /// Whether the value is known only to be below the limit.
  public var isCensored: Bool {
    guard let value else { return true }
    return lowerLimit.map { value < $0 } ?? false
  }

  /// How errors name it.
  var label: String { "'\(observable)' at \(time) h" }

  /// - Throws: ``UpdatingError/measurement(_:problem:)``.
  func check(isPositive: Bool) throws(UpdatingError) {
    guard time.isFinite else { throw .measurement(self, problem: .timeNotFinite) }
    if let lowerLimit {
      guard lowerLimit.isFinite else { throw .measurement(self, problem: .limitNotFinite) }
      if isPositive, lowerLimit <= 0 {
        throw .measurement(self, problem: .limitNotPositive(limit: lowerLimit))
      }
    }
    guard let value else {
      guard lowerLimit != nil else { throw .measurement(self, problem: .noLimit) }
      return
    }
    guard value.isFinite else { throw .measurement(self, problem: .valueNotFinite) }
    if isPositive, value < 0 || (value == 0 && lowerLimit == nil) {
      throw .measurement(self, problem: .notPositive(value: value))
    }
  }
}
