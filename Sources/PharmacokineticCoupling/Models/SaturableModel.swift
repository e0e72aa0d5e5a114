/// A linear model with pathways that saturate, or that a supply caps.
///
///     v(t) = min( Vmax·Cu/(Km + Cu), cap(t) )     mmol·h⁻¹,  Cu = fu·x/V
///
/// leaves the amount x of one compartment, for ever or into another one. Michaelis–Menten
/// elimination with a parallel linear one, saturable activation and supply-limited conjugation are
/// all of this form.
public struct SaturableModel: Sendable, Hashable, Codable {
  public struct Pathway: Sendable, Hashable, Codable {
    public var from: String
    /// Where the product appears; nil if it leaves the model.
    public var to: String?
    /// Vmax, mmol·h⁻¹.
    public var maximumRate: Double
    /// Km, mmol·L⁻¹ of unbound drug.
    public var halfSaturation: Double
    /// fu.
    public var unboundFraction: Double
    /// The most that the supply allows, mmol·h⁻¹; nil for no limit.
    public var cap: StepFunction?

    public init(
      from: String, to: String? = nil, maximumRate: Double, halfSaturation: Double,
      unboundFraction: Double = 1, cap: StepFunction? = nil
    ) {
      self.from = from
      self.to = to
      self.maximumRate = maximumRate
      self.halfSaturation = halfSaturation
      self.unboundFraction = unboundFraction
      self.cap = cap
    }
  }

  public var linear: LinearModel
  public var pathways: [Pathway]

  public init(linear: LinearModel, pathways: [Pathway]) {
    self.linear = linear
    self.pathways = pathways
  }

  /// Returns the curve from the first dose, or 0, to `end`, integrated from event to event.
  ///
  /// - Throws: As ``LinearModel/simulate(_:)``, and
  ///   ``PharmacokineticError/stepLimit(time:steps:)``,
  ///   ``PharmacokineticError/stepTooSmall(time:step:)``;
  ///   ``PharmacokineticError/noSteadyState(interval:)`` where a regimen that asks for its steady
  ///   state does not settle.
  public func simulate(
    _ schedule: DosingSchedule, until end: Double, options: IntegrationOptions = .init()
  ) throws(PharmacokineticError) -> NumericalCurve {
    try options.check()
    try Check.finite(end, "end of the simulation")
    let system = try SaturableSystem(self)
    let scale = schedule.doses.map(\.amount).max() ?? 0
    return try NumericalSimulation(
      system: system, options: options, scale: scale > 0 ? scale : 1
    ).curve(schedule, until: end)
  }
}
