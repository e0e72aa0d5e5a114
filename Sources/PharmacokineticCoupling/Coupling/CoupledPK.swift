/// What a coupling hands to the twin: parameters, what they rest on, and what to be wary of.
public struct CoupledPK: Sendable, Hashable, Codable {
  /// One parameter of the individual.
  public struct Parameter: Sendable, Hashable, Codable {
    public var name: String
    public var unit: PharmacokineticUnit
    /// Of the reference individual.
    public var reference: Double
    public var value: Double
    /// The ends of its interval; both the value itself where no uncertainty is asked for.
    public var lower: Double
    public var upper: Double
    /// Of the draws' logarithms; `nil` without draws, and where a draw is 0.
    public var logSD: Double?
    /// value / reference; `nil` where the reference is 0.
    public var foldChange: Double?
    /// In words: enzymes, or what is in short supply.
    public var limitedBy: [String]
    /// The pathway whose fold change it follows; `nil` for one that follows from several.
    public var pathway: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case name, unit, reference, value, lower, upper, logSD, foldChange, limitedBy, pathway
    }
  }

  /// One pathway of the drug.
  public struct Pathway: Sendable, Hashable, Codable {
    public var id: String
    /// mmol·gDW⁻¹·h⁻¹, and for a constant pathway the constant.
    public var reference: Double
    public var individual: Double
    /// *f*, individual over reference.
    public var foldChange: Double
    /// *g(f)*.
    public var factor: Double
    public var limitedBy: [String]
    /// What the pathway can carry of a demand that all pathways share, as fold change of the
    /// reference's capacity; `nil` where the rules name no structural fraction.
    public var structural: StructuralInterval?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case id, reference, individual, foldChange, factor, limitedBy, structural
    }

    public init(
      id: String, reference: Double, individual: Double, foldChange: Double, factor: Double,
      limitedBy: [String] = [], structural: StructuralInterval? = nil
    ) {
      self.id = id
      self.reference = reference
      self.individual = individual
      self.foldChange = foldChange
      self.factor = factor
      self.limitedBy = limitedBy
      self.structural = structural
    }
  }

  /// Where the numbers come from. Equal digests mean equal inputs.
  public struct Provenance: Sendable, Hashable, Codable {
    public var coupler: String
    public var drug: String
    public var model: String
    public var modelDigest: String
    public var rulesDigest: String
    /// SHA-256 of the coupler, the network, the rules, both individuals and the parameters.
    public var digest: String

    public init(
      coupler: String, drug: String, model: String, modelDigest: String, rulesDigest: String,
      digest: String
    ) {
      self.coupler = coupler
      self.drug = drug
      self.model = model
      self.modelDigest = modelDigest
      self.rulesDigest = rulesDigest
      self.digest = digest
    }
  }

  public var individual: String
  public var parameters: [Parameter]
  public var pathways: [Pathway]
  /// What the intervals are read from; `nil` where the rules ask for no draws.
  public var draws: ParameterDraws?
  public var warnings: [CouplingFinding]
  public var provenance: Provenance

  enum CodingKeys: String, CodingKey, CaseIterable {
    case individual, parameters, pathways, draws, warnings, provenance
  }

  public init(
    individual: String, parameters: [Parameter], pathways: [Pathway],
    draws: ParameterDraws? = nil, warnings: [CouplingFinding] = [], provenance: Provenance
  ) {
    self.individual = individual
    self.parameters = parameters
    self.pathways = pathways
    self.draws = draws
    self.warnings = warnings
    self.provenance = provenance
  }

  /// Returns the parameters of `base` with those of the individual in place of the reference's.
  public func applied(to base: PKParameterSet) -> PKParameterSet {
    var result = base
    for parameter in parameters {
      result[parameter.name] = Quantity(parameter.value, parameter.unit)
    }
    return result
  }

  public subscript(name: String) -> Parameter? { parameters.first { $0.name == name } }
}

extension CoupledPK.Parameter {
  public init(
    _ name: String, unit: PharmacokineticUnit, reference: Double, value: Double,
    limitedBy: [String] = [], pathway: String? = nil
  ) {
    self.init(
      name: name, unit: unit, reference: reference, value: value, lower: value, upper: value,
      logSD: nil, foldChange: reference == 0 ? nil : value / reference, limitedBy: limitedBy,
      pathway: pathway)
  }
}

/// What a pathway carries when all of them together must carry a demand *D*:
/// *v_p ∈ [max(0, D − Σ_{j≠p} u_j), min(D, u_p)]*, with *u* their capacities.
public struct StructuralInterval: Sendable, Hashable, Codable {
  public var lower: Double
  public var upper: Double

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// The intervals of all pathways, in the order of `capacities`.
  ///
  /// - Throws: ``PharmacokineticError/outOfRange(quantity:value:allowed:)`` for a demand that is negative
  ///   or more than all capacities together.
  public static func split(
    demand: Double, capacities: [Double]
  ) throws(PharmacokineticError) -> [StructuralInterval] {
    for capacity in capacities { try Check.nonnegative(capacity, "capacity") }
    try Check.nonnegative(demand, "demand")
    let total = capacities.reduce(0, +)
    guard demand <= total else {
      throw .outOfRange(
        quantity: "demand", value: demand, allowed: "at most all capacities, \(total)")
    }
    // Where the demand is everything, each carries its own capacity: no rounding of differences.
    if demand == total { return capacities.map { .init(lower: $0, upper: $0) } }
    return capacities.map { capacity in
      .init(lower: max(0, demand - (total - capacity)), upper: min(demand, capacity))
    }
  }
}
