/// A linear constraint on fluxes beside the mass balance: *lower ≤ Σ coefficient · flux ≤ upper*
/// (`UserDefinedConstraint` of SBML fbc version 3).
public struct FluxConstraint: Sendable, Hashable {
  public var id: String
  public var terms: [FluxTerm]
  public var lower: Double
  public var upper: Double

  public init(id: String, terms: [FluxTerm], lower: Double, upper: Double) {
    self.id = id
    self.terms = terms
    self.lower = lower
    self.upper = upper
  }
}
