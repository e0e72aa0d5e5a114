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
public struct EFlux: BoundsMethod, ExpressionScaledMethod {
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
    try takeScaling(from: settings)
  }

  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels
  ) throws(OmicsError) -> PersonalizedModel {
    let scaling = try scaling(of: base, levels)
    let scales = scaling.factors
    var bounds = ScaledBounds(base)
    for (reaction, scale) in scales.enumerated() {
      if let scale { try bounds.apply(scale, toReaction: reaction) }
    }
    var counts = PersonalizedModel.Counts(scaling.scores, from: base, to: bounds.scaled)
    counts.clamped = bounds.clamped
    counts.capped = scaling.capped
    return PersonalizedModel(
      bounding: base, to: bounds.scaled, levels: levels, scores: scaling.scores, scales: scales,
      provenance: provenance(of: levels, scaling.figures), counts: counts,
      unlimited: bounds.unlimited)
  }
}
