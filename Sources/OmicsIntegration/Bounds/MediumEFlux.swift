import DataFiles
import MetabolicModels

/// E-Flux on the widths that the network and the medium allow, instead of the model's ±1000.
///
/// With *aᵢ* as for ``EFlux`` and *[Lᵢ, Uᵢ]* the range of flux *i* before the patient
/// (``ReferenceWidths``), the bounds of a reaction with a score become [*aᵢ · Lᵢ*, *aᵢ · Uᵢ*]. A bound
/// of 0.1 · 1000 hardly ever binds; a tenth of what the flux can be always does. Reactions without a
/// score, exchanges among them as a rule, stay as they were, and so does the medium. With *aᵢ = 1* a
/// reaction keeps its own bounds.
///
/// Colijn et al. (PLoS Comput Biol 2009, doi 10.1371/journal.pcbi.1000489) replace all bounds and lose
/// the medium: see ``OriginalEFlux``. This is a departure from them, made for patients.
///
/// A flux that cannot be zero before the patient, being forced by its own bounds or by those of
/// others, is left at least its smallest magnitude, and its own bounds go on forcing it. An infinite
/// width stays infinite.
public struct MediumEFlux: OmicsMethod {
  public static let name = "eflux-medium"
  public static let usesThresholds = false
  public static let summary = "flux ranges of the model in its medium, in proportion to expression"
  public static let parameters = [
    MethodParameter(
      "scale", allowed: "maximum or percentile:P", defaultText: "maximum",
      summary: "the score that leaves a reaction its full range"),
    MethodParameter(
      "reference-fraction", allowed: "none, or a number from 0 to 1", defaultText: "none",
      summary: "how much of the optimum the ranges before the patient keep"),
  ]

  public var scoring = GeneRuleScoring()
  public var scale = EFlux.Scale.maximum
  public var skipUnreadableRules = false
  /// The fraction of the optimum that the widths keep; `nil` for no cut.
  public var referenceFraction: Double?
  /// The widths of the model; `nil` to find them for each sample anew, at the cost of a flux
  /// variability analysis. ``prepared(for:using:)`` finds them once.
  public var widths: ReferenceWidths?

  public init() {}

  public init(_ settings: MethodSettings) throws(OmicsError) {
    scoring = settings.scoring ?? scoring
    skipUnreadableRules = settings.skipUnreadableRules
    if let text = settings.values["scale"] { scale = try EFlux.Scale(text) }
    if let reference = settings.reference { scale = .reference(reference) }
    if settings.values["reference-fraction"] ?? "none" != "none" {
      referenceFraction = try settings.number(
        "reference-fraction", default: 0, allowed: "none, or a number from 0 to 1"
      ) { (0...1).contains($0) }
    }
  }

  public func prepared(
    for base: ConstrainedModel, using solver: MethodSolver
  ) throws(OmicsError) -> MediumEFlux {
    var prepared = self
    prepared.widths = try ReferenceWidths(
      of: base, objectiveFraction: referenceFraction, using: solver)
    return prepared
  }

  /// - Throws: ``OmicsError/trainingDoesNotFit(reason:)`` where the widths are those of another model.
  /// - Complexity: O(model) with ``widths``, else a flux variability analysis.
  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels, using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel {
    var plain = EFlux()
    plain.scoring = scoring
    plain.scale = scale
    let scores = try scoring.scores(
      of: base.model, levels: levels.levels, skippingUnreadable: skipUnreadableRules)
    let scaleValue = try plain.scaleValue(of: scores.values, levels: levels, model: base.model)
    let widths: ReferenceWidths
    if let known = self.widths {
      widths = known
    } else {
      widths = try ReferenceWidths(of: base, objectiveFraction: referenceFraction, using: solver)
    }
    guard widths.fit(base) else {
      throw .trainingDoesNotFit(
        reason: "the reference widths were found for other bounds or another model than "
          + "'\(base.model.id)'")
    }
    let scales = scores.values.map { score in score.map { min(1, $0 / scaleValue) } }
    var constrained = base
    var counts = PersonalizedModel.Counts(scores)
    var changed = [Bool](repeating: false, count: scales.count)
    var unlimited: [Int] = []
    for (reaction, scale) in scales.enumerated() {
      guard let scale, scale < 1 else { continue }
      let (old, width) = (base.bounds[reaction], widths.widths[reaction])
      let new = Self.bounds(width, scale: scale, own: old, counts: &counts)
      if !new.lower.isFinite || !new.upper.isFinite { unlimited.append(reaction) }
      if new == old { continue }
      changed[reaction] = true
      counts.changed += 1
      if new.lower == 0, new.upper == 0 { counts.closed += 1 }
      do throws(ModelError) {
        try constrained.setBounds(new, ofReaction: reaction)
      } catch {
        throw .flux(.model(error))
      }
    }
    counts.capped = scores.values.count { $0 ?? 0 > scaleValue }
    return PersonalizedModel(
      base: base, constrained: constrained, levels: levels, scoring: scoring,
      reactionScores: scores, scales: scales, changed: changed,
      relaxed: Array(repeating: false, count: scales.count),
      provenance: .init(
        method: Self.name, sample: levels.sample, scoring: scoring,
        parameters: [
          MethodFigure("scale", .text(scale.text)),
          MethodFigure("scale_value", .number(scaleValue)),
          MethodFigure(
            "reference_fraction",
            widths.objectiveFraction.map { .number($0) } ?? .text("none")),
        ]),
      findings: [
        MethodFigure("reference_programs", .integer(self.widths == nil ? widths.programsSolved : 0))
      ],
      counts: counts, unlimited: unlimited)
  }

  private static func bounds(
    _ width: ReferenceWidths.Width, scale: Double, own: FluxBounds,
    counts: inout PersonalizedModel.Counts
  ) -> FluxBounds {
    var new = FluxBounds(
      lower: scale == 0 ? 0 : width.lower * scale + 0,
      upper: scale == 0 ? 0 : width.upper * scale + 0)
    if width.lower > 0 {
      new = FluxBounds(lower: 0, upper: max(new.upper, width.lower))
      if new.upper == width.lower { counts.clamped += 1 }
    } else if width.upper < 0 {
      new = FluxBounds(lower: min(new.lower, width.upper), upper: 0)
      if new.lower == width.upper { counts.clamped += 1 }
    }
    // What the reaction's own bounds force stays forced; the width's end is rounded.
    if own.lower > 0 {
      new = FluxBounds(lower: own.lower, upper: max(new.upper, own.lower))
    } else if own.upper < 0 {
      new = FluxBounds(lower: min(new.lower, own.upper), upper: own.upper)
    }
    return new
  }
}
