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
public struct EFlux: BoundsMethod {
  public static let name = "eflux"
  public static let summary = "bounds in proportion to expression (Colijn et al. 2009)"
  public static let parameters = [
    MethodParameter(
      "scale", allowed: "maximum or percentile:P", defaultText: "maximum",
      summary: "the score that leaves a reaction its full bounds")
  ]

  public static let usesThresholds = false

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

  public init(_ settings: MethodSettings) throws(OmicsError) {
    scoring = settings.scoring ?? scoring
    skipUnreadableRules = settings.skipUnreadableRules
    if let text = settings.values["scale"] { scale = try Scale(text) }
    if let reference = settings.reference { scale = .reference(reference) }
  }

  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels
  ) throws(OmicsError) -> PersonalizedModel {
    let scores = try scoring.scores(
      of: base.model, levels: levels.levels, skippingUnreadable: skipUnreadableRules)
    let scaleValue = try scaleValue(of: scores.values, levels: levels, model: base.model)
    let scales = scores.values.map { score in score.map { min(1, $0 / scaleValue) } }
    var bounds = ScaledBounds(base)
    for (reaction, scale) in scales.enumerated() {
      if let scale { try bounds.apply(scale, toReaction: reaction) }
    }
    var counts = bounds.counts(scores)
    counts.capped = scores.values.count { $0 ?? 0 > scaleValue }
    return PersonalizedModel(
      base: base, constrained: bounds.scaled, levels: levels, scoring: scoring,
      reactionScores: scores, scales: scales, changed: bounds.changed,
      relaxed: Array(repeating: false, count: scales.count),
      provenance: .init(
        method: Self.name, sample: levels.sample, scoring: scoring,
        parameters: [
          MethodFigure("scale", .text(scale.text)),
          MethodFigure("scale_value", .number(scaleValue)),
        ]),
      counts: counts, unlimited: bounds.unlimited)
  }
}
