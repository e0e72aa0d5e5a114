/// One line of a dosing schedule: an amount, how it enters, and how it repeats.
///
/// Times are in hours, amounts in mmol. The fields are those of a NONMEM event record: TIME, AMT, the
/// duration AMT/RATE, II, ADDL and SS.
public struct Dose: Sendable, Hashable, Codable {
  public enum Route: Sendable, Hashable, Codable {
    /// At once into the compartment that the model names for intravenous doses.
    case bolus
    /// At a constant rate over `duration` hours into the same compartment.
    case infusion(duration: Double)
    /// Into the depot of the model, after its lag, times its bioavailability.
    case oral
  }

  /// h.
  public var time: Double
  /// mmol, at least 0.
  public var amount: Double
  public var route: Route
  /// II, h: the time between repeats. Needed for ``additional`` and for ``steadyState``.
  public var interval: Double?
  /// ADDL: how many more doses follow the first.
  public var additional: Int
  /// SS: at ``time`` the body is as if this dose had been given every ``interval`` for ever.
  /// What earlier doses left, or would still bring, is replaced.
  public var steadyState: Bool

  public init(
    time: Double = 0, amount: Double, route: Route, interval: Double? = nil, additional: Int = 0,
    steadyState: Bool = false
  ) {
    self.time = time
    self.amount = amount
    self.route = route
    self.interval = interval
    self.additional = additional
    self.steadyState = steadyState
  }

  /// The same with an amount in any unit of substance or mass.
  ///
  /// - Parameter molarMass: g/mol, needed for a mass.
  /// - Throws: As ``Quantity/converted(to:molarMass:)``.
  public init(
    time: Double = 0, quantity: Quantity, molarMass: Double? = nil, route: Route,
    interval: Double? = nil, additional: Int = 0, steadyState: Bool = false
  ) throws(PharmacokineticError) {
    self.init(
      time: time, amount: try quantity.value(in: .millimole, molarMass: molarMass), route: route,
      interval: interval, additional: additional, steadyState: steadyState)
  }

  func check() throws(PharmacokineticError) {
    try Check.finite(time, "time of a dose")
    try Check.nonnegative(amount, "dose")
    if case .infusion(let duration) = route {
      try Check.positive(duration, "duration of an infusion")
    }
    guard additional >= 0 else {
      throw .outOfRange(
        quantity: "number of additional doses", value: Double(additional), allowed: "0 or more")
    }
    if let interval { try Check.positive(interval, "dosing interval") }
    guard interval != nil || (additional == 0 && !steadyState) else {
      throw .outOfRange(
        quantity: "dosing interval of a repeated dose", value: 0, allowed: "a number above 0")
    }
  }
}
