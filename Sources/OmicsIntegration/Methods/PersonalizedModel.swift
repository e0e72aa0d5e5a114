import MetabolicModels

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
  let reactionScores: ReactionScores
  /// The factor of the bounds, from 0 to 1; `nil` where they were left as they were.
  public internal(set) var scales: [Double?]
  /// Whether each reaction counts as expressed; `nil` where the method asks for no threshold.
  public internal(set) var activities: [Activity?]?
  /// Which reactions the method keeps, where it chooses; the others have the bounds 0 and 0. `nil`
  /// for a method that keeps all.
  public internal(set) var kept: [Bool]?
  /// The flux distribution that the method itself gives, where it gives one.
  public internal(set) var flux: MethodFlux?
  /// Whether the patient's bounds differ from those of the base.
  public internal(set) var changed: [Bool]
  /// Whether a bound was moved back outwards by ``Viability``.
  public internal(set) var relaxed: [Bool]
  public internal(set) var provenance: Provenance
  /// What the method found out on the way: its own score, its programs, its gap.
  public internal(set) var findings: [MethodFigure] = []
  public internal(set) var counts: Counts
  /// Scored reactions (indices) with an infinite bound that a scale below 1 cannot lower.
  public internal(set) var unlimited: [Int] = []

  /// What the gene rule gives for the sample; `nil` without a rule or a measured gene.
  public var scores: [Double?] { reactionScores.values }
  /// How many genes of the rule were measured, and how many it has.
  public var measuredGenes: [Int] { reactionScores.measuredGenes }
  public var ruleGenes: [Int] { reactionScores.ruleGenes }
  /// Reactions (indices) whose gene rule could not be read, left as they were.
  public var unreadable: [Int] { reactionScores.unreadable }
  public var coverage: GeneCoverage { levels.coverage }

  /// A patient's model with bounds of its own; which of them differ from the base's is found here.
  ///
  /// - Parameter scales: `nil` for a method that scales no bounds.
  init(
    bounding base: ConstrainedModel, to constrained: ConstrainedModel, levels: GeneLevels,
    scores: ReactionScores, scales: [Double?]? = nil, activities: [Activity?]? = nil,
    kept: [Bool]? = nil, flux: MethodFlux? = nil, provenance: Provenance,
    findings: [MethodFigure] = [], counts: Counts, unlimited: [Int] = []
  ) {
    let count = base.bounds.count
    self.base = base
    self.constrained = constrained
    self.levels = levels
    scoring = provenance.scoring
    reactionScores = scores
    self.scales = scales ?? Array(repeating: nil, count: count)
    self.activities = activities
    self.kept = kept
    self.flux = flux
    changed = zip(base.bounds, constrained.bounds).map { $0 != $1 }
    relaxed = Array(repeating: false, count: count)
    self.provenance = provenance
    self.findings = findings
    self.counts = counts
    self.unlimited = unlimited
  }

  /// What made the patient's model, for the report.
  public struct Provenance: Sendable, Hashable {
    public var method: String
    public var sample: String
    public var scoring: GeneRuleScoring
    /// Every option of the method with the value it had, the defaults too.
    public var parameters: [MethodFigure]

    /// The value of the option `name`, if the method has it.
    public subscript(name: String) -> MethodFigure.Value? {
      parameters.first { $0.name == name }?.value
    }
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
    /// Forced fluxes that the method would not have kept.
    public var forced = 0

    init(_ scores: ReactionScores) {
      scored = scores.values.count { $0 != nil }
      unscored = scores.values.count - scored
      unmeasuredRules = zip(scores.ruleGenes, scores.measuredGenes).count { $0 > 0 && $1 == 0 }
    }

    /// With what the patient's bounds did to those of the base.
    init(
      _ scores: ReactionScores, from base: ConstrainedModel, to constrained: ConstrainedModel
    ) {
      self.init(scores)
      for (old, new) in zip(base.bounds, constrained.bounds) where new != old {
        changed += 1
        if new == FluxBounds(lower: 0, upper: 0) { closed += 1 }
      }
    }
  }
}
