/// A reaction: one column of the stoichiometric matrix, without its coefficients.
///
/// Coefficients are in ``MetabolicModel/stoichiometry``, at the reaction's index.
public struct Reaction: Sendable, Hashable {
  /// Unique among the model's reactions.
  public var id: String
  public var name: String
  /// What flux the reconstruction allows, in mmol·gDW⁻¹·h⁻¹ (h⁻¹ for a biomass reaction).
  public var bounds: FluxBounds
  /// Which gene products catalyse the reaction; `nil` if the file names none, or if what it names
  /// could not be read (see ``unreadableRule``).
  public var rule: GeneReactionRule?
  /// The text of a gene rule that could not be read. A method that works on genes must not take
  /// such a reaction for one without genes.
  public var unreadableRule: String?
  /// The pathway, such as `Glycolysis/gluconeogenesis`. Empty where the file gives none.
  public var subsystem: String
  /// The Systems Biology Ontology term, such as `SBO:0000627` (exchange reaction).
  public var sboTerm: String?
  public var annotations: Annotations

  public init(
    id: String, name: String = "", bounds: FluxBounds = .irreversible,
    rule: GeneReactionRule? = nil, unreadableRule: String? = nil, subsystem: String = "",
    sboTerm: String? = nil, annotations: Annotations = Annotations()
  ) {
    self.id = id
    self.name = name
    self.bounds = bounds
    self.rule = rule
    self.unreadableRule = unreadableRule
    self.subsystem = subsystem
    self.sboTerm = sboTerm
    self.annotations = annotations
  }
}

/// The least and the greatest flux of a reaction, in mmol·gDW⁻¹·h⁻¹; infinite where unlimited.
public struct FluxBounds: Sendable, Hashable {
  public var lower: Double
  public var upper: Double

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// The limit that stands for "no limit known" in reconstructions of the COBRA family.
  public static let defaultMagnitude = 1000.0
  public static let irreversible = FluxBounds(lower: 0, upper: defaultMagnitude)
  public static let reversible = FluxBounds(lower: -defaultMagnitude, upper: defaultMagnitude)

  /// Whether the bounds demand a flux other than zero, like a maintenance requirement.
  public var isForced: Bool { lower > 0 || upper < 0 }

  /// Whether the two numbers bound anything: neither is NaN, they are in order, and neither
  /// infinity stands on the wrong side.
  public var isValid: Bool { lower <= upper && lower < .infinity && upper > -.infinity }
}
