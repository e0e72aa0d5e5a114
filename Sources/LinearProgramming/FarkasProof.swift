extension ProgramJudge {
  /// Whether `ray`, a number for each row, proves that the program has no point (Farkas).
  ///
  /// Weak duality for the objective 0 gives 0 ≤ outer bound, if there is a point; so a negative
  /// outer bound, rounding included, is a proof. Either sign of the ray will do.
  /// - Complexity: O(nonzeros).
  public func provesInfeasible(_ ray: [Double]) -> Bool {
    guard ray.count == program.matrix.rowCount, ray.allSatisfy(\.isFinite) else { return false }
    return outerBound(maximizing: [], rowDuals: ray) < 0
      || outerBound(maximizing: [], rowDuals: ray.map { -$0 }) < 0
  }
}
