/// A linear constraint on fluxes beside the mass balance: *lower ≤ Σ coefficient · flux ≤ upper*
/// (`UserDefinedConstraint` of SBML fbc version 3).
public struct FluxConstraint: Sendable, Hashable {
  public struct Term: Sendable, Hashable {
    /// An index into ``MetabolicModel/reactions``.
    public var reaction: Int
    public var coefficient: Double

    public init(reaction: Int, coefficient: Double) {
      self.reaction = reaction
      self.coefficient = coefficient
    }
  }

  public var id: String
  public var terms: [Term]
  public var lower: Double
  public var upper: Double

  public init(id: String, terms: [Term], lower: Double, upper: Double) {
    self.id = id
    self.terms = terms
    self.lower = lower
    self.upper = upper
  }
}
