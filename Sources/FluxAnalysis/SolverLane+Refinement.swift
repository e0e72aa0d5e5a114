import LinearProgramming

/// Optima whose outer bounds are not near enough to prove them.
extension SolverLane {
  /// More corrections than this gain nothing that matters.
  private static let mostCorrections = 3

  /// `optimum`, its point and its duals corrected until its outer bound proves its value; `nil` if
  /// that is not to be had.
  ///
  /// A cut at the optimum itself can make a flux worth 10⁵ times what the objective gives way. Then
  /// a bound that is overstepped by 1e-9, as solvers may, moves the flux by 1e-4, and a dual of 10⁵
  /// is rounded by 1e-11, which at fluxes of 1000 leaves the outer bound 1e-5 away, certain as it
  /// is. Neither value is wrong of the program that each is exact of, and these differ from the
  /// stated one by a rounding; but the value that is meant is that of the program as stated, under
  /// a cut that is itself a number in doubles. The corrected point misses no bound by more than
  /// some 1e-13 and the corrected duals are known to twice the digits, so that the two meet there.
  func refined(
    _ optimum: Optimum, maximizing terms: [(column: Int, coefficient: Double)],
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Optimum? {
    guard let refiner, !optimum.isCertified, optimum.outerBound.isFinite else { return nil }
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
