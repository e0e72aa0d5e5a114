import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// E-Flux as published: expression replaces all bounds.
///
/// With *aᵢ* as for ``EFlux`` (1 for reactions without a score), maximizes the objective over
///
///     S v = 0,  −1000 aᵢ ≤ vᵢ ≤ 1000 aᵢ
///
/// where a side that the model closes stays closed (Colijn et al., PLoS Comput Biol 2009, doi
/// 10.1371/journal.pcbi.1000489). The paper's bounds are ±*aᵢ*; the program is linear in all bounds at
/// once, and 1000 keeps its optimum far above a solver's tolerances. Neither the medium nor a forced
/// flux (such as a maintenance requirement) survives: they have units, and these fluxes have none. How
/// many forced fluxes were lost is in the findings.
///
/// With a measured uptake all bounds and fluxes are multiplied by |measured| / |found|. That is no
/// number where the flux of the reaction is not unique at the optimum, as is common (in 29 of 29
/// conditions of one dataset): its range at the optimum is found first, and if it is wider than
/// a millionth the method refuses, or flags it (`ambiguous=flag`) and scales by the one found.
public struct OriginalEFlux: OmicsMethod, ExpressionScaledMethod {
  public static let name = "eflux-original"
  public static let usesThresholds = false
  public static let summary =
    "expression in place of all bounds, the medium lost (Colijn et al. 2009)"
  public static let parameters = [
    MethodParameter(
      "scale", allowed: "maximum or percentile:P", defaultText: "maximum",
      summary: "the score that gives a reaction the widest bounds"),
    .uptake,
    MethodParameter(
      "ambiguous", allowed: "refuse or flag", defaultText: "refuse",
      summary: "what to do if the uptake is not unique at the optimum"),
  ]

  public enum Ambiguity: String, Sendable, Hashable, CaseIterable {
    case refuse, flag
  }

  /// What the widest bounds are.
  public static let width = 1000.0
  /// The widest range of the uptake, relative to its size, that counts as one number.
  public static let uniqueness = 1e-6

  public var scoring = GeneRuleScoring()
  public var scale = EFlux.Scale.maximum
  public var skipUnreadableRules = false
  public var uptake: MeasuredUptake?
  public var ambiguity = Ambiguity.refuse

  public init() {}

  public init(_ settings: MethodSettings) throws(OmicsError) {
    try takeScaling(from: settings)
    if let text = settings.values["uptake"] { uptake = try MeasuredUptake(text) }
    ambiguity = try settings.choice("ambiguous", default: ambiguity)
  }

  /// - Complexity: One linear program, and one short flux variability analysis with an uptake.
  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels, using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel {
    let scaling = try scaling(of: base, levels)
    let scales = scaling.factors
    let relative = try Self.replacingBounds(of: base, scales: scales, width: Self.width)
    let best: FluxSolution
    do throws(FluxError) {
      best = try fluxBalance(of: relative, options: solver.solving, using: solver.backend)
    } catch {
      throw .flux(error)
    }
    var findings = [
      MethodFigure("objective", .number(best.objectiveValue)),
      MethodFigure("pivots", .integer(best.solve.iterations)),
      MethodFigure("forced_fluxes_lost", .integer(base.bounds.count(where: \.isForced))),
    ]
    var factor = 1.0
    if let uptake {
      let found = try uptakeFlux(uptake, of: relative, at: best, using: solver)
      factor = uptake.magnitude / abs(found.flux)
      findings += [
        MethodFigure("factor", .number(factor)), MethodFigure("uptake_unique", .flag(found.unique)),
        MethodFigure("uptake_least", .number(found.least * factor)),
        MethodFigure("uptake_greatest", .number(found.greatest * factor)),
      ]
    }
    let constrained = try Self.replacingBounds(
      of: base, scales: scales, width: Self.width * factor)
    var counts = PersonalizedModel.Counts(scaling.scores, from: base, to: constrained)
    counts.capped = scaling.capped
    return PersonalizedModel(
      bounding: base, to: constrained, levels: levels, scores: scaling.scores, scales: scales,
      flux: MethodFlux(
        fluxes: best.fluxes.map { $0 * factor + 0 },
        criterion: "largest objective under bounds of expression", isUnique: false,
        isRelative: uptake == nil),
      provenance: provenance(
        of: levels,
        scaling.figures + [
          MethodFigure("uptake", .text(uptake?.text ?? "none")),
          MethodFigure("ambiguous", .text(ambiguity.rawValue)),
        ]),
      findings: findings, counts: counts)
  }

  private static func replacingBounds(
    of base: ConstrainedModel, scales: [Double?], width: Double
  ) throws(OmicsError) -> ConstrainedModel {
    var replaced = base
    for (reaction, scale) in scales.enumerated() {
      let bound = width * (scale ?? 1)
      let old = base.bounds[reaction]
      try replaced.bound(
        reaction,
        to: FluxBounds(lower: old.lower < 0 ? 0 - bound : 0, upper: old.upper > 0 ? bound : 0))
    }
    return replaced
  }

  private func uptakeFlux(
    _ uptake: MeasuredUptake, of model: ConstrainedModel, at best: FluxSolution,
    using solver: MethodSolver
  ) throws(OmicsError) -> (flux: Double, least: Double, greatest: Double, unique: Bool) {
    let index = try uptake.index(in: model.model)
    var options = FluxVariabilityOptions()
    options.reactions = [index]
    options.solving = solver.solving
    let range: FluxRange
    do throws(FluxError) {
      range = try fluxVariability(of: model, options: options, using: solver.backend).ranges[0]
    } catch {
      throw .flux(error)
    }
    guard let least = range.minimum.value, let greatest = range.maximum.value else {
      throw .flux(.stopped(.numericalTrouble))
    }
    let size = max(abs(least), abs(greatest))
    let unique = greatest - least <= Self.uniqueness * size
    if !unique, ambiguity == .refuse {
      throw .ambiguousUptake(reaction: uptake.reaction, least: least, greatest: greatest)
    }
    let flux = best.fluxes[index]
    if abs(flux) <= 1e-9 * Self.width { throw .noUptake(reaction: uptake.reaction) }
    return (flux, least, greatest, unique)
  }
}
