import DataFiles
import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// iMAT: the flux distribution that agrees with most of what the genes say.
///
/// A mixed-integer program (Shlomi et al., Nat Biotechnol 2008, doi 10.1038/nbt.1487; Zur et al.,
/// Bioinformatics 2010, doi 10.1093/bioinformatics/btq602). With the reactions *H* whose genes are
/// active and *L* whose genes are not,
///
///     maximize    Σ_H (y⁺ᵢ + y⁻ᵢ) + Σ_L yᵢ,  y binary
///     subject to  S v = 0,  lower ≤ v ≤ upper
///                 vᵢ ≥ lᵢ + (εᵢ − lᵢ) y⁺ᵢ,  vᵢ ≤ uᵢ − (εᵢ + uᵢ) y⁻ᵢ   for i in H
///                 lᵢ (1 − yᵢ) ≤ vᵢ ≤ uᵢ (1 − yᵢ)                      for i in L
///
/// A gene is active from the 75th percentile of the sample's levels on and inactive below the 25th,
/// unless thresholds are given; the activity of a reaction is that of its scarcest part and its most
/// active isozyme. Kept are the reactions that carry flux in the optimum, as in the COBRA Toolbox, or
/// with `keep not-off` all but those of *L* that the optimum switches off.
///
/// Departures from the COBRA Toolbox, whose *ε* is 1 and whose *l* and *u* are the model's ±1000:
/// - *l* and *u* are the ends of a flux variability analysis, and *εᵢ* is the lesser of 1 and a tenth
///   of the largest flux in its direction: with 1, a reaction that the medium limits to less could
///   never count as active.
/// - Reactions that can carry no more than 1e-4 are left out of *H* and *L*.
/// - Reactions that are multiples of each other share their switches; *y⁺ + y⁻ + y ≤ 1* is said for
///   each flux; *y⁻* is dropped where nothing can flow backward. None of it changes the optimum.
/// - Where a silent reaction that is off leaves an expressed one no flux, a row says so
///   (``OffConflicts``): the relaxation alone takes a thousandth of a flux for next to off.
/// - The objective is a whole number, so that a bound within less than 1 of a solution proves it.
///
/// The optimum is unique; the set of reactions is one of very many that reach it, and depends on the
/// order of the reactions and on the solver.
public struct IMAT: OmicsMethod {
  public static let name = "imat"
  public static let summary =
    "the fluxes that agree with most expressed and silent genes (Shlomi et al. 2008)"
  public static let parameters =
    [
      MethodParameter(
        "keep", allowed: Keep.allCases.map(\.rawValue).joined(separator: " or "),
        defaultText: Keep.active.rawValue,
        summary: "keep what carries flux, or all but what is switched off")
    ] + MixedIntegerSettings.parameters

  public enum Keep: String, Sendable, Hashable, CaseIterable {
    case active
    case notOff = "not-off"
  }

  public var scoring = GeneRuleScoring(isozymes: .maximum)
  public var thresholds = ThresholdRule.percentiles(active: 75, inactive: 25)
  public var keep = Keep.active
  public var search = MixedIntegerSettings()
  public var skipUnreadableRules = false

  /// A flux up to this is none.
  private static let zeroFlux = 1e-9

  public init() {}

  public init(_ settings: MethodSettings) throws(OmicsError) {
    scoring = settings.scoring ?? scoring
    thresholds = settings.thresholds ?? thresholds
    skipUnreadableRules = settings.skipUnreadableRules
    keep = try settings.choice("keep", default: keep)
    search = try MixedIntegerSettings(settings)
  }

  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels, using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel {
    let scores = try scoring.scores(
      of: base.model, levels: levels.levels, skippingUnreadable: skipUnreadableRules)
    let found = try thresholds.thresholds(for: levels)
    let genes = found.activities(of: levels.levels)
    let activities = base.model.reactions.map { $0.rule?.activity(of: genes) }
    let asked = activities.indices.filter { abs(activities[$0]?.rawValue ?? 0) == 1 }
    if asked.isEmpty {
      throw scores.values.allSatisfy { $0 == nil }
        ? .nothingScored(sample: levels.sample) : .nothingDecided(sample: levels.sample)
    }
    // The number of switches is known only after the ranges, which take long where it matters.
    try search.check(binaries: asked.count, of: Self.name)
    let ranges = try CarrierRanges(base, reactions: asked, using: solver)
    var program = IMATProgram(ranges, activities: activities)
    let conflicts = search.isRelaxed ? (0, 0) : try program.tighten(ranges, using: solver)
    let answer = try search.solve(
      program.program, method: Self.name, objectiveIsWhole: true, using: solver
    ) { point in
      let carriers = program.carriers(of: point)
      let isOn = program.switched(by: carriers)
      return zip(program.switches, isOn).reduce(0) { $0 + ($1.1 ? Double($1.0.weight) : 0) }
    }
    let carriers = program.carriers(of: answer.columns)
    let fluxes = ranges.compressed.expand(columns: carriers)
    let kept = fluxes.indices.map { reaction in
      if abs(fluxes[reaction]) > Self.zeroFlux { return true }
      return keep == .notOff && activities[reaction] != .inactive
    }
    let active = activities.indices.filter { activities[$0] == .active }
    let inactive = activities.indices.filter { activities[$0] == .inactive }
    var result = try PersonalizedModel(
      keeping: kept, of: base, levels: levels, scores: scores, activities: activities,
      provenance: .init(
        method: Self.name, sample: levels.sample, scoring: scoring,
        parameters: [
          MethodFigure("thresholds", .text(found.rule)), MethodFigure("keep", .text(keep.rawValue)),
        ] + search.figures),
      findings: answer.figures + [
        MethodFigure("expressed_reactions", .integer(active.count)),
        MethodFigure("silent_reactions", .integer(inactive.count)),
        MethodFigure("always_met", .integer(program.alwaysMet)),
        MethodFigure("blocked", .integer(program.blocked)),
        MethodFigure(
          "expressed_with_flux", .integer(active.count { abs(fluxes[$0]) > Self.zeroFlux })),
        MethodFigure(
          "silent_without_flux", .integer(inactive.count { abs(fluxes[$0]) <= Self.zeroFlux })),
        MethodFigure("programs_for_ranges", .integer(ranges.programs)),
        MethodFigure("conflict_rows", .integer(conflicts.0)),
        MethodFigure("programs_for_conflicts", .integer(conflicts.1)),
      ])
    result.flux = MethodFlux(
      fluxes: fluxes, criterion: "agreement with the genes", isUnique: false)
    return result
  }
}
