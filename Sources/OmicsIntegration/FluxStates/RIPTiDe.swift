import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// RIPTiDe, its pruning: the reactions of the least flux that still grows, where expressed reactions
/// cost less.
///
/// With *z* the optimum of the objective, solves
///
///     minimize Σ wᵢ |vᵢ|   s.t.  S v = 0,  lower ≤ v ≤ upper,  c·v ≥ z − (1 − f)·|z|
///
/// and keeps what carries flux (Jenior, Moutinho, Dougherty, Papin, PLoS Comput Biol 2020, doi
/// 10.1371/journal.pcbi.1007099: a weighted pFBA, pruning, then sampling the pruned model under the
/// weights turned round). Of the paper's description this takes the program, *f* = 0.8 and the sum of
/// isozymes; the weights are those of its authors' program as we know it: *xᵢ / max x* sorted, and the
/// reaction of rank *k* from below gets the value of rank *k* from above (`weights=rank`), or
/// *1 + (min x − xᵢ)/max x* (`weights=linear`). Equal scores get equal weights. Reactions without a score
/// count as the median score, so that they are neither favoured nor avoided.
///
/// Departures: the sampling is left to flux sampling of the pruned model, without weights; nothing is
/// removed from the model, the bounds become 0 and 0; and a weight is never below a thousandth, so that
/// no flux is free and no cycle is kept for nothing. A forced flux is kept. The choice is not unique where
/// the least flux is not.
public struct RIPTiDe: OmicsMethod {
  public static let name = "riptide"
  public static let usesThresholds = false
  public static let summary =
    "reactions of the least flux weighted by expression (Jenior et al. 2020)"
  public static let parameters = [
    MethodParameter(
      "objective-fraction", allowed: "a number above 0 and up to 1", defaultText: "0.8",
      summary: "how much of the optimum is kept"),
    MethodParameter(
      "weights", allowed: "rank or linear", defaultText: "rank",
      summary: "whether a weight follows the rank of a score or its size"),
  ]

  public enum Weights: String, Sendable, Hashable, CaseIterable {
    case rank, linear
  }

  /// A reaction that carries less than this is pruned, in mmol·gDW⁻¹·h⁻¹.
  public static let leastFlux = 1e-6
  /// No weight is smaller.
  public static let leastWeight = 1e-3

  public var scoring = GeneRuleScoring()
  public var objectiveFraction = 0.8
  public var weights = Weights.rank
  public var skipUnreadableRules = false

  public init() {}

  public init(_ settings: MethodSettings) throws(OmicsError) {
    scoring = settings.scoring ?? scoring
    skipUnreadableRules = settings.skipUnreadableRules
    objectiveFraction = try settings.number(
      "objective-fraction", default: objectiveFraction, allowed: "a number above 0 and up to 1"
    ) { $0 > 0 && $0 <= 1 }
    weights = try settings.choice("weights", default: weights)
  }

  /// - Complexity: Two linear programs, the second with two columns a reaction.
  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels, using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel {
    let scores = try scoring.scores(
      of: base.model, levels: levels.levels, skippingUnreadable: skipUnreadableRules)
    let costs = try costs(of: scores.values, sample: levels.sample)
    let program = FluxProgram(base)
    guard let best = try solver.optimum(of: program.program, named: base.model.id) else {
      throw .flux(.infeasible(model: base.model.id))
    }
    var cut = program.program
    cut.rows[program.cutRow] = program.cut(
      fraction: objectiveFraction, of: best.value, slack: 1e-9)
    guard let least = try solver.optimum(of: SplitFluxProgram(cut).minimizing(costs)) else {
      throw .flux(.stopped(.numericalTrouble))
    }
    let fluxes = SplitFluxProgram.net(least.columns)
    var result = try PersonalizedModel(
      keeping: fluxes.map { abs($0) >= Self.leastFlux }, of: base, levels: levels, scores: scores,
      provenance: .init(
        method: Self.name, sample: levels.sample, scoring: scoring,
        parameters: [
          MethodFigure("objective_fraction", .number(objectiveFraction)),
          MethodFigure("weights", .text(weights.rawValue)),
          MethodFigure("least_flux", .number(Self.leastFlux)),
          MethodFigure("least_weight", .number(Self.leastWeight)),
        ]),
      findings: [
        MethodFigure("objective", .number(best.value + 0)),
        MethodFigure("weighted_flux", .number(least.value + 0)),
        MethodFigure("pivots", .integer(best.pivots + least.pivots)),
      ])
    result.flux = MethodFlux(
      fluxes: fluxes, criterion: "least flux weighted against expression", isUnique: false)
    return result
  }

  /// A weight for each reaction, from ``leastWeight`` to a little above 1.
  func costs(of scores: [Double?], sample: String) throws(OmicsError) -> [Double] {
    let sorted = scores.compactMap(\.self).sorted()
    guard let largest = sorted.last else { throw .nothingScored(sample: sample) }
    if largest == 0 { throw .allZero(sample: sample) }
    let median = Percentile.hazen(50, of: sorted)
    return scores.map { score in
      let score = score ?? median
      let weight: Double
      switch weights {
      case .linear: weight = 1 + (sorted[0] - score) / largest
      case .rank:
        // How many scores are not above it; what is equal has one rank, and so one weight.
        let rank = max(Self.count(notAbove: score, in: sorted), 1)
        weight = sorted[sorted.count - rank] / largest
      }
      return max(weight, Self.leastWeight)
    }
  }

  private static func count(notAbove value: Double, in sorted: [Double]) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
