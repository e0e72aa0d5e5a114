import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// SPOT: the flux distribution that correlates best with expression.
///
/// With *tᵢ* the score of the gene rule (0 without one) and every flux in a forward and a reverse part,
/// the paper maximizes *Σ tᵢ (v⁺ᵢ + v⁻ᵢ)* under *S v = 0*, *v ≥ 0*, *‖v‖ ≤ 1*: the uncentred correlation
/// of the parts with expression (Kim, Lane, Kelley, Lun, PLoS ONE 2016, doi
/// 10.1371/journal.pone.0157101). The same direction solves
///
///     minimize ‖v‖²   s.t.  S v = 0,  v⁺, v⁻ ≥ 0,  Σ tᵢ (v⁺ᵢ + v⁻ᵢ) = 1
///
/// which is what ``QuadraticSolver`` solves; it is strictly convex, so there is one answer. No objective
/// is used.
///
/// The program needs a cone: a bound is 0 or infinite. So a medium says only what can be taken up, not how
/// much: every finite bound other than 0 is lifted, and a forced flux or a limit on a sum of fluxes is
/// refused. The parts of one reaction may both carry flux, as in the paper; the share of flux that so goes
/// back and forth is in the findings (0.62 to 0.74 on Human-GEM with five cell lines, 0.95 on iJO1366 with
/// random levels), and the fluxes given are net.
///
/// The result is relative, its largest net flux 1, unless it is scaled to a measured uptake. The model's
/// bounds are left as they were. `norm=l1` minimizes the sum of the parts instead, a linear program that
/// picks few pathways and whose answer is seldom unique.
public struct SPOT: OmicsMethod {
  public static let name = "spot"
  public static let usesThresholds = false
  public static let setsBounds = false
  public static let summary =
    "fluxes that correlate best with expression, no objective (Kim et al. 2016)"
  public static let parameters = [
    MethodParameter.uptake,
    MethodParameter(
      "norm", allowed: "l2 or l1", defaultText: "l2",
      summary: "whether squares or magnitudes are least"),
  ]

  public var scoring = GeneRuleScoring()
  public var norm = FluxNorm.l2
  public var uptake: MeasuredUptake?
  public var skipUnreadableRules = false

  public init() {}

  public init(_ settings: MethodSettings) throws(OmicsError) {
    scoring = settings.scoring ?? scoring
    skipUnreadableRules = settings.skipUnreadableRules
    norm = try settings.choice("norm", default: norm)
    if let text = settings.values["uptake"] { uptake = try MeasuredUptake(text) }
  }

  /// - Complexity: One linear program, whether anything expressed can carry flux, and one quadratic
  ///   one with two columns a reaction.
  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels, using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel {
    let scores = try scoring.scores(
      of: base.model, levels: levels.levels, skippingUnreadable: skipUnreadableRules)
    guard let largest = scores.values.compactMap(\.self).max() else {
      throw .nothingScored(sample: levels.sample)
    }
    if largest == 0 { throw .allZero(sample: levels.sample) }
    let weights = scores.values.map { ($0 ?? 0) / largest }
    let cone = try Self.cone(of: base)
    try Self.checkFlux(in: cone, weights: weights, sample: levels.sample, using: solver)
    let state = try flux(
      in: cone, weights: weights, of: base.model, sample: levels.sample, using: solver)
    let count = base.bounds.count
    return PersonalizedModel(
      base: base, constrained: base, levels: levels, scoring: scoring, reactionScores: scores,
      scales: Array(repeating: nil, count: count), flux: state.flux,
      changed: Array(repeating: false, count: count),
      relaxed: Array(repeating: false, count: count),
      provenance: .init(
        method: Self.name, sample: levels.sample, scoring: scoring,
        parameters: [
          MethodFigure("norm", .text(norm.rawValue)),
          MethodFigure("uptake", .text(uptake?.text ?? "none")),
        ]),
      findings: state.findings, counts: PersonalizedModel.Counts(scores))
  }

  /// The flux program with every bound 0 or infinite.
  private static func cone(of base: ConstrainedModel) throws(OmicsError) -> LinearProgram {
    var program = FluxProgram(base).program
    for (reaction, bounds) in base.bounds.enumerated() {
      if bounds.isForced {
        throw .limitedFlux(reaction: base.model.reactions[reaction].id, method: name)
      }
      program.columns[reaction] = Bounds(
        lower: bounds.lower < 0 ? -.infinity : 0, upper: bounds.upper > 0 ? .infinity : 0)
    }
    for constraint in base.model.constraints {
      let limits = [constraint.lower, constraint.upper]
      if limits.contains(where: { $0 != 0 && $0.isFinite }) {
        throw .limitedFlux(reaction: constraint.id, method: name)
      }
    }
    program.objective = Array(repeating: 0, count: program.objective.count)
    program.sense = .minimize
    return program
  }

  private static func checkFlux(
    in cone: LinearProgram, weights: [Double], sample: String, using solver: MethodSolver
  ) throws(OmicsError) {
    // Parts of at most 1: by their size nothing is kept from flowing in a cone.
    var boxed = cone
    for column in weights.indices {
      boxed.columns[column] = Bounds(
        lower: max(-1, cone.columns.lower[column]), upper: min(1, cone.columns.upper[column]))
    }
    let program = SplitFluxProgram(boxed).minimizing(weights.map { -$0 })
    guard let best = try solver.optimum(of: program), best.value < -1e-9 else {
      throw .noFluxThroughScored(sample: sample)
    }
  }

  private func flux(
    in cone: LinearProgram, weights: [Double], of model: MetabolicModel, sample: String,
    using solver: MethodSolver
  ) throws(OmicsError) -> (flux: MethodFlux, findings: [MethodFigure]) {
    let split = SplitFluxProgram(cone, weights: weights, total: 1)
    let parts: [Double]
    var findings: [MethodFigure]
    switch norm {
    case .l2:
      let least = try solver.leastSquares(
        split.minimizing([Double](repeating: 0, count: weights.count)), of: model.id)
      parts = least.columns
      findings = [
        MethodFigure("gap", .number(least.report.gap)),
        MethodFigure("residual", .number(least.report.primalResidual)),
        MethodFigure("factorizations", .integer(least.factorizations)),
      ]
    case .l1:
      let ones = [Double](repeating: 1, count: weights.count)
      guard let least = try solver.optimum(of: split.minimizing(ones)) else {
        throw .flux(.infeasible(model: model.id))
      }
      parts = least.columns
      findings = [MethodFigure("pivots", .integer(least.pivots))]
    }
    let net = SplitFluxProgram.net(parts)
    let most = parts.reduce(0, max)
    if net.allSatisfy({ abs($0) <= 1e-9 * most }) { throw .noFluxThroughScored(sample: sample) }
    let factor = try self.factor(net, of: model)
    let (squares, expression) = (
      parts.reduce(0) { $0 + $1 * $1 }, 2 * weights.reduce(0) { $0 + $1 * $1 }
    )
    let total = parts.reduce(0, +)
    let back = stride(from: 0, to: parts.count, by: 2).reduce(0) {
      $0 + 2 * min(parts[$1], parts[$1 + 1])
    }
    findings += [
      // Σ t v = 1.
      MethodFigure("correlation", .number(1 / (squares * expression).squareRoot())),
      MethodFigure("back_and_forth", .number(total > 0 ? back / total : 0)),
      MethodFigure("factor", .number(factor)),
    ]
    let isUnique = norm == .l2
    return (
      MethodFlux(
        fluxes: net.map { $0 * factor + 0 },
        criterion: isUnique
          ? "largest uncentred correlation with expression"
          : "largest expression for the sum of magnitudes",
        isUnique: isUnique, isRelative: uptake == nil),
      findings
    )
  }

  private func factor(_ net: [Double], of model: MetabolicModel) throws(OmicsError) -> Double {
    let largest = net.reduce(0) { max($0, abs($1)) }
    guard let uptake else { return largest > 0 ? 1 / largest : 1 }
    let flux = abs(net[try uptake.index(in: model)])
    if flux <= 1e-9 * largest { throw .noUptake(reaction: uptake.reaction) }
    return uptake.magnitude / flux
  }
}
