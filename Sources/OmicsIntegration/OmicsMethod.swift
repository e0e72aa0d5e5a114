import MetabolicModels

/// A way to turn one sample's gene levels into flux bounds.
public protocol OmicsMethod: Sendable {
  /// A stable lowercase name, as a person would type it: `"eflux"`.
  static var name: String { get }

  /// The patient's bounds on top of those of `base`, which may hold a medium and knock-outs.
  ///
  /// - Throws: ``OmicsError`` if the sample and the model give no bounds.
  func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels
  ) throws(OmicsError) -> PersonalizedModel
}

/// A model under one patient's bounds, and how they came about.
///
/// Arrays have one element for each reaction of the model, in its order.
public struct PersonalizedModel: Sendable {
  /// The model before the patient's bounds.
  public let base: ConstrainedModel
  /// The model under the patient's bounds.
  public internal(set) var constrained: ConstrainedModel
  public let levels: GeneLevels
  public let scoring: GeneRuleScoring
  /// What the gene rule gives for the sample; `nil` without a rule or a measured gene.
  public let scores: [Double?]
  /// The factor of the bounds, from 0 to 1; `nil` where they were left as they were.
  public let scales: [Double?]
  /// How many genes of the rule were measured, and how many it has.
  public let measuredGenes: [Int]
  public let ruleGenes: [Int]
  /// Whether the patient's bounds differ from those of the base.
  public internal(set) var changed: [Bool]
  /// Whether a bound was moved back outwards by ``Viability``.
  public internal(set) var relaxed: [Bool]
  public let provenance: Provenance
  public let counts: Counts
  /// Reactions (indices) whose gene rule could not be read, left as they were.
  public let unreadable: [Int]
  /// Scored reactions (indices) with an infinite bound that a scale below 1 cannot lower.
  public let unlimited: [Int]

  public var coverage: GeneCoverage { levels.coverage }

  /// What made the bounds, for the report.
  public struct Provenance: Sendable, Hashable {
    public var method: String
    public var sample: String
    public var isozymes: GeneRuleScoring.Isozymes
    /// In words, such as `maximum` or `percentile 99.5`.
    public var scaleRule: String
    /// The score that gives the full bounds, in the unit of the table.
    public var scaleValue: Double
  }

  /// How many reactions fared how.
  public struct Counts: Sendable, Hashable {
    /// With a score.
    public var scored = 0
    /// Without a score: left as they were.
    public var unscored = 0
    /// Of the unscored, those that have a gene rule, none of whose genes was measured.
    public var unmeasuredRules = 0
    /// Whose bounds the method changed.
    public var changed = 0
    /// Left without any flux, which the base allowed them.
    public var closed = 0
    /// With a score above the scale value, taken for the scale value.
    public var capped = 0
    /// Forced fluxes whose opposite bound was kept from crossing them.
    public var clamped = 0
  }
}
