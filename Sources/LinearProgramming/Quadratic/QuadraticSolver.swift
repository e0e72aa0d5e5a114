import Dispatch

/// Solves convex separable quadratic programs exactly, up to rounding.
///
/// For row duals *y* the columns answer for themselves: the *x* within the bounds that is least for
/// ½ d x² + (c − Aᵀy) x. What is left is to find the *y* at which that *x* satisfies the rows, the
/// maximum of a concave function with a piecewise linear gradient. Its Newton systems *A W Aᵀ + δ I*,
/// with *w = 1/d* for the columns that are between their bounds, are sparse and, the program having no
/// barrier, as well conditioned as the program; δ comes from the proximal point method in *y*
/// (Rockafellar 1976, doi 10.1287/moor.1.2.97), whose steps grow tenfold. Along each direction the best
/// step is found exactly. Once the right columns are between their bounds, one step ends it: so the
/// method is an active set method in effect, that changes thousands of columns at once. (The same idea
/// as the semismooth Newton augmented Lagrangian method of Li, Sun and Toh 2018, doi
/// 10.1137/16M1097572.)
///
/// Rows that are no equations have a column of their own for their value. It, and any other column
/// without curvature, is held to its value of the round before by a small curvature.
///
/// The answer is judged by ``QuadraticReport`` on the program as stated, before compression: it counts
/// as optimal only if the residual and the gap to the dual bound, both relative, are within
/// ``tolerance``. Everything is deterministic.
public struct QuadraticSolver: Sendable {
  /// The largest residual and gap of an answer, both relative to its size.
  public var tolerance = 1e-8
  /// After so many factorizations the solver gives up. Human-GEM takes up to some four hundred.
  public var factorizationLimit = 2_000
  /// For the whole solve.
  public var seconds = 600.0
  /// Asked between factorizations. `true` ends the solve.
  public var isCancelled: (@Sendable () -> Bool)?

  public init() {}

  /// - Returns: The optimum, judged; ``QuadraticOutcome/stopped(_:)`` with `numericalTrouble` for an
  ///   answer that does not hold, and with `timeLimit` when cancelled too.
  /// - Complexity: For each factorization the sum of the squared column lengths of the factor of
  ///   *A Aᵀ*: 3·10⁷ operations for Human-GEM.
  public func solve(_ program: QuadraticProgram) -> QuadraticOutcome {
    let compressed = CompressedProgram(program.linear)
    let carried = program.carried(by: compressed)
    // No clock takes more seconds than that.
    let deadline = DispatchTime.now() + min(max(seconds, 0), 1e8)
    let run = DualNewton(carried, limit: factorizationLimit) {
      DispatchTime.now() > deadline || isCancelled?() == true
    }
    run.run()
    if run.isStopped { return .stopped(.timeLimit) }
    let point = compressed.expand(columns: run.point)
    let downhill = program.gradient(at: point).enumerated().filter { $0.element != 0 }
      .map { (column: $0.offset, coefficient: -$0.element) }
    let duals = compressed.expandDuals(run.rowDuals.map { -$0 }, maximizing: downhill).map { -$0 }
    let report = QuadraticReport(program, point: point, rowDuals: duals)
    if report.holds(within: tolerance) {
      return .optimal(
        QuadraticSolution(
          value: report.value, columns: point.map { $0 == 0 ? 0 : $0 }, rowDuals: duals,
          report: report, factorizations: run.factorizations))
    }
    let judge = ProgramJudge(carried.linear)
    for sign in [1.0, -1.0] where judge.showsInfeasible(run.drift.map { sign * $0 }) {
      return .infeasible
    }
    return .stopped(run.factorizations >= factorizationLimit ? .iterationLimit : .numericalTrouble)
  }
}
