/// What a driven bound is, given the time and what there is outside of the cells.
///
/// For an uptake: mmol·gDW⁻¹·h⁻¹ and never negative. A law must be continuous but at its
/// ``breaks``; it is asked many times and must give the same answer every time.
public protocol DynamicLaw: Sendable {
  func value(at time: Double, _ state: DynamicState) -> Double

  /// The times (h) at which the law jumps or bends; from each on the new value holds.
  var breaks: [Double] { get }

  /// The species that it reads, so that a name that is none is found out before anything is
  /// simulated.
  var species: [String] { get }
}

extension DynamicLaw {
  public var breaks: [Double] { [] }
  public var species: [String] { [] }
}

/// What a law sees: the biomass and the concentrations outside of the cells.
public struct DynamicState: Sendable {
  /// gDW·L⁻¹.
  public let biomass: Double
  private let names: [String]
  private let values: [Double]

  /// - Parameter values: The biomass, then one concentration (mmol·L⁻¹) for each name.
  init(_ names: [String], _ values: [Double]) {
    self.names = names
    self.values = values
    biomass = values[0]
  }

  /// The concentration of a species, mmol·L⁻¹; `nil` if there is none of that name.
  public subscript(name: String) -> Double? {
    names.firstIndex(of: name).map { values[$0 + 1] }
  }
}

/// *Vmax · S/(Km + S)*, hindered by other species: times *1/(1 + I/Ki)* for each of them.
public struct MichaelisMentenLaw: DynamicLaw, Hashable {
  public struct Hindrance: Sendable, Hashable {
    public var species: String
    /// Ki, mmol·L⁻¹: at this concentration the rate is halved.
    public var constant: Double

    public init(by species: String, constant: Double) {
      self.species = species
      self.constant = constant
    }
  }

  public let substrate: String
  /// Vmax, mmol·gDW⁻¹·h⁻¹.
  public let maximum: Double
  /// Km, mmol·L⁻¹.
  public let halfSaturation: Double
  public let hindrances: [Hindrance]

  /// - Throws: ``PharmacokineticError`` for a negative maximum, or a Km or Ki that is not above 0.
  public init(
    of substrate: String, maximum: Double, halfSaturation: Double, hindrances: [Hindrance] = []
  ) throws(PharmacokineticError) {
    try Check.nonnegative(maximum, "maximum uptake of '\(substrate)'")
    try Check.positive(halfSaturation, "half saturation of '\(substrate)'")
    for hindrance in hindrances {
      try Check.positive(hindrance.constant, "hindrance constant of '\(hindrance.species)'")
    }
    self.substrate = substrate
    self.maximum = maximum
    self.halfSaturation = halfSaturation
    self.hindrances = hindrances
  }

  public var species: [String] { [substrate] + hindrances.map(\.species) }

  /// Below zero, where only the error of a step can lead, it goes on as a line, so that the pole at
  /// −Km is never met, and a hindrance is none.
  public func value(at time: Double, _ state: DynamicState) -> Double {
    let level = state[substrate] ?? 0
    var rate =
      level < 0 ? maximum * level / halfSaturation : maximum * level / (halfSaturation + level)
    for hindrance in hindrances {
      rate /= 1 + max(0, state[hindrance.species] ?? 0) / hindrance.constant
    }
    return rate
  }
}

/// A value that is constant between given times.
public struct SteppedLaw: DynamicLaw, Hashable {
  public let steps: StepFunction

  /// - Throws: ``PharmacokineticError`` for steps out of order, or a negative value.
  public init(_ steps: StepFunction) throws(PharmacokineticError) {
    try steps.check("stepped bound")
    self.steps = steps
  }

  public init(constant value: Double) throws(PharmacokineticError) {
    try self.init(StepFunction(constant: value))
  }

  public var breaks: [Double] { steps.times }

  public func value(at time: Double, _ state: DynamicState) -> Double { steps.value(at: time) }
}

/// Any function of time and state.
public struct FunctionLaw: DynamicLaw {
  public let breaks: [Double]
  private let function: @Sendable (_ time: Double, _ state: DynamicState) -> Double

  /// - Parameter breaks: Where the function jumps or bends.
  public init(
    breaks: [Double] = [],
    _ function: @escaping @Sendable (_ time: Double, _ state: DynamicState) -> Double
  ) {
    self.breaks = breaks
    self.function = function
  }

  public func value(at time: Double, _ state: DynamicState) -> Double { function(time, state) }
}
