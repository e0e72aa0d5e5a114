/// A prodrug and the chain of its metabolites, all first order.
///
///     P' = input − (k_c + k_act)·P
///     M₁' = k_act·P − (k₁ + f₁)·M₁,   M₂' = f₁·M₁ − (k₂ + f₂)·M₂, …
///
/// in amounts (mmol): one molecule of the parent makes one of the metabolite.
public struct ProdrugModel: Sendable, Hashable, Codable {
  public struct Metabolite: Sendable, Hashable, Codable {
    public var name: String
    /// L.
    public var volume: Double
    /// h⁻¹: what leaves without becoming the next metabolite.
    public var elimination: Double
    /// h⁻¹: what becomes the next metabolite of the chain. Not used for the last one.
    public var conversion: Double

    public init(_ name: String, volume: Double, elimination: Double, conversion: Double = 0) {
      self.name = name
      self.volume = volume
      self.elimination = elimination
      self.conversion = conversion
    }
  }

  public var name: String
  /// L.
  public var volume: Double
  /// k_c, h⁻¹: every loss that activates nothing.
  public var loss: Double
  /// k_act, h⁻¹: what becomes the first metabolite.
  public var activation: Double
  /// In the order of the chain, at least one.
  public var metabolites: [Metabolite]
  public var absorption: Absorption?

  public init(
    _ name: String = "prodrug", volume: Double, loss: Double, activation: Double,
    metabolites: [Metabolite], absorption: Absorption? = nil
  ) {
    self.name = name
    self.volume = volume
    self.loss = loss
    self.activation = activation
    self.metabolites = metabolites
    self.absorption = absorption
  }

  /// The same as compartments and rates.
  ///
  /// - Throws: ``PharmacokineticError/outOfRange(quantity:value:allowed:)`` for a chain without a
  ///   metabolite, or whose last metabolite converts to nothing.
  public func linearModel() throws(PharmacokineticError) -> LinearModel {
    guard let last = metabolites.last else {
      throw .outOfRange(quantity: "number of metabolites", value: 0, allowed: "at least 1")
    }
    guard last.conversion == 0 else {
      throw .outOfRange(
        quantity: "conversion of the last metabolite", value: last.conversion, allowed: "0")
    }
    var model = LinearModel(
      compartments: [.init(name, volume: volume, elimination: loss)], intravenous: name,
      absorption: absorption)
    var (source, rate) = (name, activation)
    for metabolite in metabolites {
      model.compartments.append(
        .init(
          metabolite.name, volume: metabolite.volume, elimination: metabolite.elimination))
      model.transfers.append(.init(from: source, to: metabolite.name, rate: rate))
      (source, rate) = (metabolite.name, metabolite.conversion)
    }
    return model
  }

  /// As ``LinearModel/simulate(_:)``.
  public func simulate(_ schedule: DosingSchedule) throws(PharmacokineticError) -> LinearCurve {
    try linearModel().simulate(schedule)
  }
}
