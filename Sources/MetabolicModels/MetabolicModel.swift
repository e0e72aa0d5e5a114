/// A metabolic reconstruction: *m* metabolites, *n* reactions, and what is known of each.
///
/// A value, built once by a reader or by hand and validated when built. Fluxes are in
/// mmol·gDW⁻¹·h⁻¹, the growth rate in h⁻¹. A patient, a medium or a knock-out is never written into
/// a model: it makes a ``ConstrainedModel``.
public struct MetabolicModel: Sendable {
  public let id: String
  public let name: String
  public let compartments: [Compartment]
  public let metabolites: [Metabolite]
  public let reactions: [Reaction]
  public let genes: [Gene]
  /// *m* by *n*; rows in the order of `metabolites`, columns in the order of `reactions`.
  public let stoichiometry: StoichiometricMatrix
  public let objective: FluxObjective
  /// Constraints beside the mass balance; most models have none.
  public let constraints: [FluxConstraint]

  private let reactionIndices: [String: Int]
  private let metaboliteIndices: [String: Int]
  private let geneIndices: [String: Int]

  /// Checks the parts against each other and puts them together.
  ///
  /// - Throws: ``ModelError`` for a repeated id, bounds that are NaN or out of order, a coefficient
  ///   that is not finite, or an index or size that does not fit.
  /// - Complexity: O(*m* + *n* + number of coefficients).
  public init(
    id: String, name: String = "", compartments: [Compartment] = [], metabolites: [Metabolite],
    reactions: [Reaction], genes: [Gene] = [], stoichiometry: StoichiometricMatrix,
    objective: FluxObjective = FluxObjective(), constraints: [FluxConstraint] = []
  ) throws(ModelError) {
    self.id = id
    self.name = name
    self.compartments = compartments
    self.metabolites = metabolites
    self.reactions = reactions
    self.genes = genes
    self.stoichiometry = stoichiometry
    self.objective = objective
    self.constraints = constraints
    _ = try ModelValidation.uniqueIndices(of: compartments.map(\.id), kind: .compartment)
    metaboliteIndices = try ModelValidation.uniqueIndices(
      of: metabolites.map(\.id), kind: .metabolite)
    reactionIndices = try ModelValidation.uniqueIndices(of: reactions.map(\.id), kind: .reaction)
    geneIndices = try ModelValidation.uniqueIndices(of: genes.map(\.id), kind: .gene)
    try ModelValidation.check(self)
  }

  public func reactionIndex(_ id: String) -> Int? { reactionIndices[id] }
  public func metaboliteIndex(_ id: String) -> Int? { metaboliteIndices[id] }
  public func geneIndex(_ id: String) -> Int? { geneIndices[id] }
}
