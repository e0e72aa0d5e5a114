/// What is known of one person: activities of enzymes, what inhibits them, and supplies.
public struct CoupledIndividual: Sendable, Hashable, Codable {
  /// A drug that slows an enzyme down: *a ← a / (1 + I/K)*.
  public struct Inhibitor: Sendable, Hashable, Codable {
    public var gene: String
    /// *I*, of unbound inhibitor.
    public var concentration: Quantity
    /// *K_i*.
    public var constant: Quantity

    public init(gene: String, concentration: Quantity, constant: Quantity) {
      self.gene = gene
      self.concentration = concentration
      self.constant = constant
    }
  }

  public var name: String
  /// By gene; 1 is that of the reference.
  public var activities: [String: Double]
  /// Of every gene that ``activities`` does not list; `nil` makes such a gene an error.
  public var otherActivity: Double?
  public var inhibitors: [Inhibitor]
  /// Uptakes that differ from the rules' medium, by exchange, mmol·gDW⁻¹·h⁻¹.
  public var supplies: [String: Double]
  /// Fluxes that other processes insist on, such as another drug on the same enzyme, by reaction,
  /// mmol·gDW⁻¹·h⁻¹.
  public var demands: [String: Double]

  public init(
    _ name: String, activities: [String: Double] = [:], otherActivity: Double? = nil,
    inhibitors: [Inhibitor] = [], supplies: [String: Double] = [:], demands: [String: Double] = [:]
  ) {
    self.name = name
    self.activities = activities
    self.otherActivity = otherActivity
    self.inhibitors = inhibitors
    self.supplies = supplies
    self.demands = demands
  }

  /// Every activity 1, and the medium of the rules.
  public static let reference = CoupledIndividual("reference", otherActivity: 1)

  /// - Throws: ``CouplingError/noActivity(gene:individual:)``, and
  ///   ``CouplingError/invalidActivity(what:value:individual:)`` for one that is negative or NaN.
  public func activity(of gene: String) throws(CouplingError) -> Double {
    guard var activity = activities[gene] ?? otherActivity else {
      throw .noActivity(gene: gene, individual: name)
    }
    try check(activity, "the activity of '\(gene)'")
    for inhibitor in inhibitors where inhibitor.gene == gene {
      activity /= 1 + (try inhibition(inhibitor))
    }
    return activity
  }

  private func inhibition(_ inhibitor: Inhibitor) throws(CouplingError) -> Double {
    let what = "the inhibitor of '\(inhibitor.gene)'"
    do throws(PharmacokineticError) {
      let constant = try inhibitor.constant.value(in: .millimolar)
      let level = try inhibitor.concentration.value(in: .millimolar)
      try Check.positive(constant, "inhibition constant")
      try Check.nonnegative(level, "concentration of the inhibitor")
      return level / constant
    } catch {
      throw .parameter(name: what, problem: error)
    }
  }

  func check(_ value: Double, _ what: String) throws(CouplingError) {
    guard value.isFinite, value >= 0 else {
      throw .invalidActivity(what: what, value: value, individual: name)
    }
  }
}
