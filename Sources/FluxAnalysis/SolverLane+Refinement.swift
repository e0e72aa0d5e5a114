import LinearProgramming

/// Optima whose outer bounds are not near enough to prove them.
extension SolverLane {
  /// More corrections than this gain nothing that matters.
  private static let mostCorrections = 3

  /// `optimum`, its point and its duals corrected until its outer bound proves its value; `nil` if
  /// that is not to be had.
  ///
  /// A cut at the optimum itself can make the objective worth 10⁵ times its change to a flux. Then a
  /// bound that is overstepped by 1e-9, as solvers may, moves the flux by 1e-4; and the prices of
  /// the metabolites, of that size too, are rounded by 1e-11, which over a thousand fluxes of up to
  /// 1000 leaves the outer bound 1e-5 away. Either is exact of a program that differs from the
  /// stated one by a rounding. The value that is meant is that of the program as it is stated, its
  /// numbers doubles, the cut's included: of that one the outer bound holds, and the point is near.
  /// The corrected point misses no row or bound by more than some 1e-12, and the corrected duals
  /// have twice the digits, so that the two meet at that value: eight ends of yeast-GEM whose cut
  /// has duals of up to 4,228 lie within 2e-8 of rational solutions of optimal bases.
  func refined(
    _ optimum: Optimum, maximizing terms: [(column: Int, coefficient: Double)],
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Optimum? {
    guard let refiner, !optimum.isCertified || isSteep(optimum), optimum.outerBound.isFinite
    else { return nil }
    var solution = SolutionRefiner.Approximation(
      columns: optimum.columns,
      duals: RefinedDuals(rowDuals(maximizing: terms, compressedDuals: optimum.duals)),
      basis: try session.basis())
    for _ in 0..<Self.mostCorrections {
      let iterations = try refiner.refine(
        &solution, maximizing: terms, compressed: compressed, judge: judge, expansion: expansion)
      counters.programsSolved += 1
      counters.corrections += 1
      guard let iterations else { return nil }
      counters.iterations += iterations
      guard let refined = check(solution, optimum, maximizing: terms) else { return nil }
      if refined.isCertified { return refined }
    }
    return nil
  }

  /// Whether the duals are so large that what the solver may overstep a bound by, its tolerance, is
  /// worth more of the objective than a certified value may be off.
  ///
  /// Then the outer bound may well meet the value, and neither be near the optimum: both belong to
  /// a basis whose point oversteps a bound, and which a solver that saw it would leave. On yeast-GEM
  /// at the whole optimum, maxima of 7e-6 were 2e-4 that way.
  func isSteep(_ optimum: Optimum) -> Bool {
    guard let refiner else { return false }
    let largest = optimum.duals.reduce(0) { max($0, abs($1)) }
    return largest * refiner.limits.tolerance
      > Self.certificateTolerance * max(1, abs(optimum.value))
  }

  private func check(
    _ solution: SolutionRefiner.Approximation, _ optimum: Optimum,
    maximizing terms: [(column: Int, coefficient: Double)]
  ) -> Optimum? {
    guard isFeasible(solution.columns) else { return nil }
    var result = optimum
    result.columns = solution.columns
    result.refinedDuals = solution.duals
    result.value = terms.reduce(0) { $0 + $1.coefficient * point[$1.column] }
    result.outerBound = judge.outerBound(maximizing: terms, rowDuals: solution.duals)
    return result
  }
}
