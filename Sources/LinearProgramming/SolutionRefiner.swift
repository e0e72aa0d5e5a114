/// Makes a solution more accurate than the arithmetic that found it: iterative refinement of linear
/// programs (Gleixner, Steffy and Wolter, INFORMS J. Computing 28, 2016, doi 10.1287/ijoc.2016.0692).
///
/// What a point *x* and duals *y* leave of the bounds, of the rows and of the costs is computed in
/// twice the digits, blown up, and solved as a program of its own,
///
///     maximize    2ᵏ·(c − Aᵀy)·p
///     subject to  2ˢ·(rowLower − A x) ≤ A p ≤ 2ˢ·(rowUpper − A x)
///                 2ˢ·(lower − x) ≤ p ≤ 2ˢ·(upper − x)
///
/// from the basis of *x*: most often that one is optimal, and the solve is no more than a
/// factorization. Its point and duals, scaled down, correct *x* and *y*, so that the solver's
/// tolerances hold for errors that are *2ˢ* and *2ᵏ* times smaller. The dual of a row that is not an
/// equation is a cost of its slack; such a row is kept at the side that its dual points to, where
/// it costs nothing.
///
/// All is measured on the program as it was stated, by a ``ProgramJudge``; the correction is solved
/// in its compressed form. Nothing of it is believed: the judge has the last word on the result.
public struct SolutionRefiner: Sendable {
  /// What the solver is asked for, of a program as of its corrections.
  public let limits: SolveLimits
  private let backend: any LPBackend

  public init(limits: SolveLimits, backend: any LPBackend) {
    self.limits = limits
    self.backend = backend
  }

  /// A point of the compressed program, and duals of the rows of the original one.
  public struct Approximation: Sendable {
    public var columns: [Double]
    public var duals: RefinedDuals
    /// Where a correction starts, and then where it ended.
    public var basis: Basis

    public init(columns: [Double], duals: RefinedDuals, basis: Basis) {
      self.columns = columns
      self.duals = duals
      self.basis = basis
    }
  }

  /// *2ˢ*: a point in doubles balances a row of fluxes of 1000 to some 1e-13, so that a solver asked
  /// for 1e-9 must not be shown more than 4,000 times of that.
  private static let primalScale = 0x1p12
  /// *2ᵏ* at most: duals have no such limit, since they are kept in twice the digits.
  private static let largestDualScale = 0x1p40
  /// How near a flux, relative to the larger of 1 and its bound, is at it.
  private static let nearness = 1e-6

  /// Corrects `solution` once.
  ///
  /// - Parameters:
  ///   - terms: The objective, in terms of the original program.
  ///   - judge: Knows the original program under the bounds that hold.
  ///   - expansion: That of `compressed`.
  /// - Returns: How many pivots it took; `nil`, and `solution` untouched, if the solver found no
  ///   optimum of the correction.
  /// - Complexity: One factorization of the compressed program, and O(nonzeros).
  public func refine(
    _ solution: inout Approximation, maximizing terms: [(column: Int, coefficient: Double)],
    compressed: CompressedProgram, judge: ProgramJudge, expansion: DualExpansion
  ) throws(LPError) -> Int? {
    let point = compressed.expand(columns: solution.columns)
    let activities = judge.preciseActivities(of: point)
    var duals = solution.duals
    let rows = shiftedRows(activities, &duals, judge)
    let costs = judge.reducedCosts(maximizing: terms, rowDuals: duals)
    let scale = dualScale(costs, at: point, judge)
    let residual = costs.indices.filter { costs[$0] != 0 }
      .map { (column: $0, coefficient: scale * costs[$0]) }
    var correction = compressed.program
    correction.rows = BoundArrays(
      lower: compressed.rowOrigins.map { rows.lower[Int($0)] },
      upper: compressed.rowOrigins.map { rows.upper[Int($0)] })
    let bounds = compressed.program.columns
    correction.columns = BoundArrays(
      lower: zip(bounds.lower, solution.columns).map { Self.primalScale * ($0 - $1) },
      upper: zip(bounds.upper, solution.columns).map { Self.primalScale * ($0 - $1) })
    correction.objective = Array(repeating: 0, count: correction.objective.count)
    for term in compressed.compress(terms: residual) {
      correction.objective[term.column] = term.coefficient
    }
    correction.sense = .maximize
    guard let (found, basis) = try solve(correction, from: solution.basis) else { return nil }
    expansion.expand(found.rowDuals, maximizing: residual)
    duals.add(expansion.rowDuals, times: 1 / scale)
    solution.duals = duals
    solution.basis = basis
    for column in solution.columns.indices {
      solution.columns[column] += found.columns[column] / Self.primalScale
    }
    return found.iterations
  }

  private func solve(
    _ correction: LinearProgram, from basis: Basis
  ) throws(LPError) -> (LPSolution, Basis)? {
    try backend.withSession(for: correction, limits: limits) { session throws(LPError) in
      // The basis is optimal but for what was not seen before: bounds that are overstepped by
      // little, which the dual method mends, or reduced costs, which the primal does.
      for method in [SimplexMethod.dual, .primal] {
        try session.restore(basis)
        if case .optimal(let found) = try session.solve(.warm, method: method) {
          return (found, try session.basis())
        }
      }
      return nil
    }
  }

  /// The bounds of the original rows around the point, those of a row with a slack that costs
  /// something made equal; a dual that points to a side far from the point is dropped.
  private func shiftedRows(
    _ activities: [Double], _ duals: inout RefinedDuals, _ judge: ProgramJudge
  ) -> (lower: [Double], upper: [Double]) {
    var (lower, upper) = (judge.program.rows.lower, judge.program.rows.upper)
    for row in activities.indices {
      let dual = duals.high[row] + duals.low[row]
      if lower[row] != upper[row], dual != 0 {
        let side = dual > 0 ? upper[row] : lower[row]
        if Self.isNear(activities[row], side) {
          (lower[row], upper[row]) = (side, side)
        } else {
          (duals.high[row], duals.low[row]) = (0, 0)
        }
      }
      lower[row] = Self.primalScale * (lower[row] - activities[row])
      upper[row] = Self.primalScale * (upper[row] - activities[row])
    }
    return (lower, upper)
  }

  /// The power of two that makes about 1 of the largest reduced cost that no bound at hand pays for.
  private func dualScale(_ costs: [Double], at point: [Double], _ judge: ProgramJudge) -> Double {
    let bounds = judge.program.columns
    let largest = costs.indices.reduce(0.0) { largest, column in
      let cost = costs[column]
      let bound = cost > 0 ? bounds.upper[column] : bounds.lower[column]
      return cost == 0 || Self.isNear(point[column], bound) ? largest : max(largest, abs(cost))
    }
    if largest <= 1 / Self.largestDualScale { return Self.largestDualScale }
    return max(1, 1 / largest.binade)
  }

  private static func isNear(_ value: Double, _ bound: Double) -> Bool {
    bound.isFinite && abs(value - bound) <= nearness * max(1, abs(bound))
  }
}
