import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// All flux distributions that are best for the objective, as a program of their own.
///
/// A flux distribution is best if, and only if, every flux with a price in one set of optimal duals is
/// at the bound that its price points to, and likewise every flux constraint (complementary slackness).
/// So the fluxes with a price are fixed, and no cut *c·v ≥ z* is needed: a cut at a rounded *z* leaves a
/// sliver or nothing, and a least sum of squares that moves by 10⁸ times the rounding (seen on iJO1366).
struct OptimalFace {
  /// Over the model's reactions; without an objective.
  let program: LinearProgram
  /// *z*.
  let objectiveValue: Double
  /// How many fluxes have a price, the least of these prices, and the largest that was taken for
  /// rounding, both relative to the largest coefficient of the objective.
  let fixed: Int
  let leastPrice: Double
  let largestIgnored: Double
  let pivots: Int

  /// Below this, relative to the largest coefficient of the objective, a price is rounding.
  static let priceTolerance = 1e-7

  /// - Throws: ``OmicsError/flux(_:)``: infeasible, unbounded, or a failure of the solver.
  /// - Complexity: One linear program.
  init(of model: ConstrainedModel, using solver: MethodSolver) throws(OmicsError) {
    let source = FluxProgram(model)
    guard let best = try solver.optimum(of: source.program, named: model.model.id) else {
      throw .flux(.infeasible(model: model.model.id))
    }
    var program = source.program
    let sign = program.sense == .maximize ? 1.0 : -1.0
    let scale = max(program.objective.reduce(0) { max($0, abs($1)) }, .leastNormalMagnitude)
    let paid = program.matrix.multiplyTransposed(best.maximumDuals)
    var (fixed, least, ignored) = (0, Double.infinity, 0.0)
    func end(_ price: Double, _ bounds: Bounds) -> Bounds {
      let relative = abs(price) / scale
      let bound = price > 0 ? bounds.upper : bounds.lower
      guard relative > Self.priceTolerance, bound.isFinite else {
        ignored = max(ignored, relative)
        return bounds
      }
      if bounds.lower < bounds.upper { fixed += 1 }
      least = min(least, relative)
      return .fixed(bound)
    }
    for column in paid.indices {
      program.columns[column] = end(
        sign * program.objective[column] - paid[column], program.columns[column])
    }
    for row in model.model.metabolites.count..<source.cutRow {
      program.rows[row] = end(best.maximumDuals[row], program.rows[row])
    }
    program.objective = Array(repeating: 0, count: program.objective.count)
    program.sense = .minimize
    self.program = program
    objectiveValue = best.value + 0
    self.fixed = fixed
    leastPrice = least
    largestIgnored = ignored
    pivots = best.pivots
  }
}
