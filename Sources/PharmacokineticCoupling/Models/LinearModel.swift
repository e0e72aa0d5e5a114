/// Compartments with first-order transfers: any linear pharmacokinetic model.
///
/// With amounts *x* (mmol) and rates in h⁻¹,
///
///     xᵢ' = Σⱼ k(j→i)·xⱼ − (Σⱼ k(i→j) + kᵢ)·xᵢ + input
///     Cᵢ  = xᵢ / Vᵢ                       for each compartment that has a volume (L)
///     Ce' = ke0·(C − Ce)                  for each effect site, which takes no drug away
///
/// Transfers conserve amounts of substance, so a metabolite is a compartment that its parent feeds.
public struct LinearModel: Sendable, Hashable, Codable {
  /// The most states that the dense exponential is meant for.
  public static let stateLimit = 12

  public struct Compartment: Sendable, Hashable, Codable {
    public var name: String
    /// L; nil for one whose concentration means nothing.
    public var volume: Double?
    /// h⁻¹: what leaves the model.
    public var elimination: Double

    public init(_ name: String, volume: Double?, elimination: Double = 0) {
      self.name = name
      self.volume = volume
      self.elimination = elimination
    }
  }

  public struct Transfer: Sendable, Hashable, Codable {
    public var from: String
    public var to: String
    /// h⁻¹.
    public var rate: Double

    public init(from: String, to: String, rate: Double) {
      self.from = from
      self.to = to
      self.rate = rate
    }
  }

  /// A site that follows a concentration with a delay (Sheiner et al. 1979).
  public struct EffectSite: Sendable, Hashable, Codable {
    public var name: String
    public var source: String
    /// ke0, h⁻¹.
    public var rate: Double

    public init(_ name: String, follows source: String, rate: Double) {
      self.name = name
      self.source = source
      self.rate = rate
    }
  }

  public var compartments: [Compartment]
  public var transfers: [Transfer]
  public var effectSites: [EffectSite]
  /// The compartment that boluses and infusions enter.
  public var intravenous: String
  /// The compartment that the absorption depot feeds, and how; nil if nothing is given by mouth.
  public var absorption: Absorption?
  public var absorptionTarget: String

  /// - Parameter absorptionTarget: The compartment the depot feeds; nil means the intravenous one.
  public init(
    compartments: [Compartment], transfers: [Transfer] = [], effectSites: [EffectSite] = [],
    intravenous: String, absorption: Absorption? = nil, absorptionTarget: String? = nil
  ) {
    self.compartments = compartments
    self.transfers = transfers
    self.effectSites = effectSites
    self.intravenous = intravenous
    self.absorption = absorption
    self.absorptionTarget = absorptionTarget ?? intravenous
  }

  /// Returns the curve that a schedule gives, exact for ever after the last dose.
  ///
  /// - Throws: ``PharmacokineticError`` for a negative, missing or non-finite parameter, an unknown or
  ///   repeated name, more than ``stateLimit`` states, an oral dose without absorption, or a steady
  ///   state that does not exist.
  /// - Complexity: One matrix exponential for each different time between two events.
  public func simulate(_ schedule: DosingSchedule) throws(PharmacokineticError) -> LinearCurve {
    try LinearCurve(system: LinearSystem(self), schedule: schedule)
  }
}

/// First-order absorption from a depot.
public struct Absorption: Sendable, Hashable, Codable {
  /// ka, h⁻¹.
  public var rate: Double
  /// h: the time from the dose to its arrival in the depot.
  public var lag: Double
  /// F, the part of the dose that arrives.
  public var bioavailability: Double

  public init(rate: Double, lag: Double = 0, bioavailability: Double = 1) {
    self.rate = rate
    self.lag = lag
    self.bioavailability = bioavailability
  }

  func check() throws(PharmacokineticError) {
    try Check.nonnegative(rate, "absorption rate ka")
    try Check.nonnegative(lag, "absorption lag")
    try Check.fraction(bioavailability, "bioavailability")
  }
}
