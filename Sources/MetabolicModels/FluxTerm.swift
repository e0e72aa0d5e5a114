/// One reaction's part in a linear function of the fluxes.
public struct FluxTerm: Sendable, Hashable {
  /// An index into ``MetabolicModel/reactions``.
  public var reaction: Int
  public var coefficient: Double

  public init(reaction: Int, coefficient: Double) {
    self.reaction = reaction
    self.coefficient = coefficient
  }
}
