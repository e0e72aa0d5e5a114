import DataFiles
import FluxAnalysis
import MetabolicModels

/// GIMME: the reactions whose genes are expressed, and of the others those that the objective needs.
///
/// Two linear programs (Becker and Palsson, PLoS Comput Biol 2008, doi
/// 10.1371/journal.pcbi.1000082). The first finds the optimum *z* of the model's objective *c·v*. The
/// second, with the reaction scores *xᵢ* and the threshold *θ*,
///
///     minimize    Σ wᵢ |vᵢ|,  wᵢ = max(0, θ − xᵢ)
///     subject to  S v = 0,  lower ≤ v ≤ upper,  c·v ≥ f·z
///
/// gives the inconsistency score: how much flux the sample's silent genes would have to carry. Kept
/// are the reactions with *xᵢ ≥ θ*, those without a score, and those with *vᵢ ≠ 0*.
///
/// *f* is 0.9. *θ* is the 25th percentile (Hazen) of the reaction scores, as reframed has it, unless
/// an absolute threshold or a percentile of the gene levels is given. A gene rule's *and* takes the
/// least, its *or* the largest level.
///
/// Departures from the COBRA Toolbox: the weights are divided by *θ*, so that a threshold of 0.1 TPM
/// and one of 1000 give a solver the same numbers (the score is told in both units); a reaction that
/// is just at the threshold has no weight and is kept; where *z* is negative, *f* asks for
/// *z − (1 − f)·|z|*. The score is unique, the flux distribution behind it need not be: with
/// alternate optima other reactions might be kept.
public struct Gimme: OmicsMethod {
  public static let name = "gimme"
  public static let summary =
    "expressed reactions and what the objective needs beside them (Becker and Palsson 2008)"
  public static let parameters = [
    MethodParameter(
      "fraction", allowed: fractionText, defaultText: "0.9",
      summary: "the share of the optimum that the model must still reach"),
    MethodParameter(
      "percentile", allowed: percentileText, defaultText: "25",
      summary: "the percentile of the reaction scores below which a reaction is not expressed"),
  ]
  private static let fractionText = "a number from 0 to 1"
  private static let percentileText = "a number from 0 to 100"
  /// A flux up to this is none, in mmol·gDW⁻¹·h⁻¹. A vertex has exact zeros; what is smaller than
  /// the solver's own tolerance is rounding.
  private static let zeroFlux = 1e-9

  public var scoring = GeneRuleScoring(isozymes: .maximum)
  /// *f*.
  public var fraction = 0.9
  /// The percentile that *θ* is, where ``thresholds`` is `nil`.
  public var percentile = 25.0
  /// *θ* is the level from which on genes are active. The same for all genes.
  public var thresholds: ThresholdRule?
  /// Whether to keep reactions whose gene rule cannot be read, instead of failing.
  public var skipUnreadableRules = false

  public init() {}

  public init(_ settings: MethodSettings) throws(OmicsError) {
    scoring = settings.scoring ?? scoring
    skipUnreadableRules = settings.skipUnreadableRules
    thresholds = settings.thresholds
    fraction = try settings.number("fraction", default: fraction, allowed: Self.fractionText) {
      (0...1).contains($0)
    }
    percentile = try settings.number(
      "percentile", default: percentile, allowed: Self.percentileText
    ) { (0...100).contains($0) }
  }

  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels, using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel {
    if base.objective.terms.isEmpty {
      throw .needsObjective(method: Self.name, model: base.model.id)
    }
    let scores = try scoring.scores(
      of: base.model, levels: levels.levels, skippingUnreadable: skipUnreadableRules)
    let threshold = try threshold(scores.values, levels: levels)
    let flux = FluxProgram(base)
    guard let best = try solver.optimum(of: flux.program, named: base.model.id) else {
      throw .flux(.infeasible(model: base.model.id))
    }
    let weights = scores.values.map { score in
      score.map { threshold > 0 ? max(0, 1 - $0 / threshold) : 0 } ?? 0
    }
    let program = WeightedFluxProgram(
      flux, weights: weights,
      cut: flux.cut(fraction: fraction, of: best.value, slack: objectiveSlack))
    guard let least = try solver.optimum(of: program.program) else {
      throw .flux(.infeasible(model: base.model.id))
    }
    let fluxes = program.fluxes(at: least.columns)
    let needed = fluxes.map { abs($0) > Self.zeroFlux }
    let kept = weights.indices.map { weights[$0] == 0 || needed[$0] }
    let penalized = weights.indices.filter { weights[$0] > 0 }
    let score = max(0, least.value)
    var result = try PersonalizedModel(
      keeping: kept, of: base, levels: levels, scores: scores,
      activities: scores.values.map { $0.map { $0 >= threshold ? .active : .inactive } },
      provenance: .init(
        method: Self.name, sample: levels.sample, scoring: scoring,
        parameters: parameters(threshold)),
      findings: [
        MethodFigure("objective_optimum", .number(best.value)),
        MethodFigure("inconsistency_score", .number(score * threshold)),
        MethodFigure("inconsistency_score_per_threshold", .number(score)),
        MethodFigure("below_threshold", .integer(penalized.count)),
        MethodFigure("kept_below_threshold", .integer(penalized.count { needed[$0] })),
        MethodFigure("programs", .integer(2)),
        MethodFigure("pivots", .integer(best.pivots + least.pivots)),
      ])
    result.flux = MethodFlux(
      fluxes: fluxes, criterion: "least weighted flux below the threshold", isUnique: false)
    return result
  }

  private func parameters(_ threshold: Double) -> [MethodFigure] {
    [
      MethodFigure("fraction", .number(fraction)),
      MethodFigure(
        "threshold_rule",
        .text(
          thresholds?.text ?? "percentile \(NumberText.text(percentile)) of the reaction scores")),
      MethodFigure("threshold", .number(threshold)),
    ]
  }

  /// *θ*.
  private func threshold(
    _ scores: [Double?], levels: GeneLevels
  ) throws(OmicsError) -> Double {
    let scored = scores.compactMap(\.self)
    if scored.isEmpty { throw .nothingScored(sample: levels.sample) }
    guard let thresholds else {
      let threshold = Percentile.hazen(percentile, of: scored)
      // No score is below zero: every reaction would count as expressed, whatever the sample.
      if threshold == 0 {
        throw scored.allSatisfy { $0 == 0 }
          ? .allZero(sample: levels.sample)
          : .scaleIsZero(sample: levels.sample, percentile: percentile)
      }
      return threshold
    }
    let found = Set(try thresholds.thresholds(for: levels).activeFrom.compactMap(\.self))
    guard let threshold = found.first, found.count == 1 else {
      throw .invalidOption(
        name: "--threshold", value: "different for each gene with --method \(Self.name)",
        allowed: "an absolute level or a percentile of the sample: GIMME has one for all reactions")
    }
    return threshold
  }
}
