import DataFiles
import MetabolicModels

/// E-Flux: expression as the relative width of a reaction's bounds.
///
/// With the rule score *xᵢ* and the scale value *s*, *aᵢ* = min(1, *xᵢ* / *s*), and the bounds become
/// [*aᵢ* · lower, *aᵢ* · upper]. Reactions without a score stay as they were. This is the method of
/// Colijn et al. (PLoS Comput Biol 2009, doi 10.1371/journal.pcbi.1000489) on the model's own
/// bounds: the original replaces them by ±*aᵢ* and so loses the medium.
///
/// A forced flux (lower above 0, or upper below 0) is kept, and its opposite bound is scaled no
/// further than to it.
public struct EFlux: OmicsMethod {
  public static let name = "eflux"

  /// What *s* is.
  public enum Scale: Sendable, Hashable {
    /// The largest score of the sample.
    case maximum
    /// A percentile of the sample's scores, above 0 and up to 100, by the rule of Hazen (1914).
    case percentile(Double)
    /// The largest score of a reference sample, so that patients can be compared.
    case reference(GeneLevels)
  }

  public var scoring = GeneRuleScoring()
  public var scale = Scale.maximum
  /// Whether to leave reactions as they were whose gene rule cannot be read, instead of failing.
  public var skipUnreadableRules = false

  public init() {}

  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels
  ) throws(OmicsError) -> PersonalizedModel {
    let unreadable = try unreadableRules(of: base.model)
    let scores = scores(of: base.model, levels)
    let scaleValue = try scaleValue(of: scores.map(\.value), levels: levels, model: base.model)
    let scales = scores.map { score in score.value.map { min(1, $0 / scaleValue) } }
    var bounds = ScaledBounds(base)
    for (reaction, scale) in scales.enumerated() {
      if let scale { try bounds.apply(scale, toReaction: reaction) }
    }
    return PersonalizedModel(
      base: base, constrained: bounds.scaled, levels: levels, scoring: scoring,
      scores: scores.map(\.value), scales: scales, measuredGenes: scores.map(\.measuredGenes),
      ruleGenes: scores.map(\.genes), changed: bounds.changed,
      relaxed: Array(repeating: false, count: scores.count),
      provenance: .init(
        method: Self.name, sample: levels.sample, isozymes: scoring.isozymes,
        scaleRule: scale.text, scaleValue: scaleValue),
      counts: counts(bounds, scores, scaleValue), unreadable: unreadable,
      unlimited: bounds.unlimited)
  }

  private func scores(of model: MetabolicModel, _ levels: GeneLevels) -> [GeneRuleScoring.Score] {
    precondition(
      levels.levels.count == model.genes.count, "levels for the genes of another model")
    return model.reactions.map { reaction in
      reaction.rule.map { scoring.score($0, levels: levels.levels) }
        ?? .init(value: nil, measuredGenes: 0, genes: 0)
    }
  }

  private func unreadableRules(of model: MetabolicModel) throws(OmicsError) -> [Int] {
    let unreadable = model.reactions.indices.filter { model.reactions[$0].unreadableRule != nil }
    guard let first = unreadable.first, !skipUnreadableRules else { return unreadable }
    throw .unreadableRule(
      reaction: model.reactions[first].id, rule: model.reactions[first].unreadableRule ?? "",
      count: unreadable.count)
  }

  private func counts(
    _ bounds: ScaledBounds, _ scores: [GeneRuleScoring.Score], _ scaleValue: Double
  ) -> PersonalizedModel.Counts {
    var counts = bounds.counts
    counts.scored = scores.count { $0.value != nil }
    counts.unscored = scores.count - counts.scored
    counts.unmeasuredRules = scores.count { $0.genes > 0 && $0.measuredGenes == 0 }
    counts.capped = scores.count { $0.value ?? 0 > scaleValue }
    return counts
  }
}
