/// A gene or gene product that gene-reaction rules refer to.
public struct Gene: Sendable, Hashable {
  /// Unique among the model's genes.
  public var id: String
  public var name: String
  /// The label of SBML fbc, often a locus tag or a symbol. Empty where the file gives none.
  public var label: String
  public var annotations: Annotations

  public init(
    id: String, name: String = "", label: String = "", annotations: Annotations = Annotations()
  ) {
    self.id = id
    self.name = name
    self.label = label
    self.annotations = annotations
  }
}
