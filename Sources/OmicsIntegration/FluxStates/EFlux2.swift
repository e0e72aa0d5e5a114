import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// E-Flux2: the best objective under bounds of expression, and of all flux distributions that reach it
/// the one of least squares.
///
/// With *tᵢ* the score of the gene rule (the least part of a complex, the sum of isozymes), solves
///
///     z = max c·v                s.t.  S v = 0,  −tᵢ ≤ vᵢ ≤ tᵢ (a side that is closed stays closed)
///     minimize Σ vᵢ²             s.t.  the same and c·v = z
///
/// (Kim, Lane, Kelley, Lun, PLoS ONE 2016, doi 10.1371/journal.pone.0157101). Reactions without a score
/// keep their bounds, and one of at least ``unlimited`` counts as infinite; exchanges keep theirs. The
/// second program is strictly convex: there is one such flux distribution and no other, so patients can be
/// compared by it. It is solved to a residual and a gap of 10⁻⁸ (``QuadraticSolver``), on the face of
/// optimal fluxes (``OptimalFace``) instead of under a cut at a rounded *z*.
///
/// Departures: what a rule does not measure is skipped, where the reference implementation takes it for
/// plentiful in a complex and for unlimited among isozymes; and a forced flux is kept, its opposite bound
/// no tighter than it. `norm=l1` minimizes Σ |vᵢ| instead, a linear program whose answer is seldom unique.
public struct EFlux2: OmicsMethod, RuleScoringMethod {
  public static let name = "eflux2"
  public static let usesThresholds = false
  public static let summary =
    "unique least-squares fluxes under bounds of expression (Kim et al. 2016)"
  public static let parameters = [
    MethodParameter(
      "norm", allowed: "l2 or l1", defaultText: "l2",
      summary: "whether squares or magnitudes are least")
  ]

  /// A bound of a reaction without a score that is at least this counts as infinite.
  public static let unlimited = 1000.0

  public var scoring = GeneRuleScoring()
  public var norm = FluxNorm.l2
  public var skipUnreadableRules = false

  public init() {}

  public init(_ settings: MethodSettings) throws(OmicsError) {
    takeScoring(from: settings)
    norm = try settings.choice("norm", default: norm)
  }

  /// - Complexity: One linear program and one quadratic one.
  public func personalize(
    _ base: ConstrainedModel, with levels: GeneLevels, using solver: MethodSolver
  ) throws(OmicsError) -> PersonalizedModel {
    let scores = try scores(of: base, levels)
    if scores.values.allSatisfy({ $0 == nil }) { throw .nothingScored(sample: levels.sample) }
    let (constrained, clamped) = try Self.constrain(base, scores: scores.values)
    var counts = PersonalizedModel.Counts(scores, from: base, to: constrained)
    counts.clamped = clamped
    let state = try flux(of: constrained, using: solver)
    return PersonalizedModel(
      bounding: base, to: constrained, levels: levels, scores: scores, flux: state.flux,
      provenance: provenance(
        of: levels,
        [
          MethodFigure("norm", .text(norm.rawValue)),
          MethodFigure("unlimited_bound", .number(Self.unlimited)),
        ]),
      findings: state.findings, counts: counts)
  }

  private static func constrain(
    _ base: ConstrainedModel, scores: [Double?]
  ) throws(OmicsError) -> (model: ConstrainedModel, clamped: Int) {
    var constrained = base
    var clamped = 0
    for (reaction, old) in base.bounds.enumerated() {
      var new = old
      if let score = scores[reaction] {
        if old.lower < 0 { new.lower = 0 - score }
        if old.upper > 0 { new.upper = score }
        if new.keepForced(by: old) { clamped += 1 }
      } else if !BoundaryReactions.isBoundary(reaction, of: base.model) {
        if old.lower <= -unlimited { new.lower = -.infinity }
        if old.upper >= unlimited { new.upper = .infinity }
      }
      try constrained.bound(reaction, to: new)
    }
    return (constrained, clamped)
  }

  private func flux(
    of model: ConstrainedModel, using solver: MethodSolver
  ) throws(OmicsError) -> (flux: MethodFlux, findings: [MethodFigure]) {
    switch norm {
    case .l2:
      let face = try OptimalFace(of: model, using: solver)
      let least = try solver.leastSquares(face.program, of: model.model.id)
      let reached = model.objective.value(at: least.columns)
      let miss = abs(reached - face.objectiveValue)
      if miss > 1e-6 * max(1, abs(face.objectiveValue)) {
        throw .flux(.notVerified(primalResidual: least.report.primalResidual, dualityGap: miss))
      }
      return (
        MethodFlux(
          fluxes: least.columns, criterion: "least sum of squares at the largest objective",
          isUnique: true),
        [
          MethodFigure("objective", .number(face.objectiveValue)),
          MethodFigure("sum_of_squares", .number(2 * least.value)),
          MethodFigure("sum_of_squares_bound", .number(2 * least.report.bound)),
          MethodFigure("residual", .number(least.report.primalResidual)),
          MethodFigure("fixed_by_prices", .integer(face.fixed)),
          MethodFigure("largest_price_ignored", .number(face.largestIgnored)),
          MethodFigure("pivots", .integer(face.pivots)),
          MethodFigure("factorizations", .integer(least.factorizations)),
        ]
      )
    case .l1:
      let least: ParsimoniousFluxSolution
      do throws(FluxError) {
        least = try parsimoniousFluxBalance(
          of: model, options: solver.solving, using: solver.backend)
      } catch {
        throw .flux(error)
      }
      return (
        MethodFlux(
          fluxes: least.solution.fluxes,
          criterion: "least sum of magnitudes at the largest objective", isUnique: false),
        [
          MethodFigure("objective", .number(least.solution.objectiveValue)),
          MethodFigure("sum_of_magnitudes", .number(least.totalFlux)),
          MethodFigure("pivots", .integer(least.solution.solve.iterations)),
        ]
      )
    }
  }
}

/// What of a flux distribution is least.
public enum FluxNorm: String, Sendable, Hashable, CaseIterable {
  /// The sum of squares: one answer.
  case l2
  /// The sum of magnitudes: a linear program.
  case l1
}

extension MethodSolver {
  /// The point of `program` with the least sum of squares, proved within 10⁻⁸.
  ///
  /// - Throws: ``OmicsError/flux(_:)``: infeasible, cancelled, or no answer that holds.
  func leastSquares(
    _ program: LinearProgram, of model: String
  ) throws(OmicsError) -> QuadraticSolution {
    try checkCancelled()
    var quadratic = QuadraticSolver()
    quadratic.isCancelled = isCancelled
    quadratic.seconds = limits.seconds
    let ones = [Double](repeating: 1, count: program.objective.count)
    switch quadratic.solve(QuadraticProgram(program, curvatures: ones)) {
    case .optimal(let solution): return solution
    case .infeasible: throw .flux(.infeasible(model: model))
    case .stopped(let reason):
      try checkCancelled()
      throw .flux(.stopped(reason))
    }
  }
}
