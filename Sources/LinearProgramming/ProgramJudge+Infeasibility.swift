extension ProgramJudge {
  /// Whether `ray`, a number for each row, shows that the program has no point.
  ///
  /// Either it proves so (``provesInfeasible(_:)``), or, where a rounded ray leaves a column without
  /// a limit some cost, it proves that there is no point in which every such column is within
  /// ``largestUnlimited`` of zero or of its one finite bound. Both are proofs by weak duality with every rounding error bounded.
  /// - Complexity: O(nonzeros).
  public func showsInfeasible(_ ray: [Double]) -> Bool {
    if provesInfeasible(ray) { return true }
    var boxed = program
    for column in 0..<boxed.columns.count {
      let bounds = boxed.columns[column]
      if bounds.lower.isFinite && bounds.upper.isFinite { continue }
      let most = Self.largestUnlimited
      // A finite bound beyond the box keeps its own side, and its column the width of the box.
      boxed.columns[column] = Bounds(
        lower: bounds.lower.isFinite
          ? bounds.lower : (bounds.upper.isFinite ? min(0, bounds.upper) : 0) - most,
        upper: bounds.upper.isFinite
          ? bounds.upper : (bounds.lower.isFinite ? max(0, bounds.lower) : 0) + most)
    }
    return boxed.columns != program.columns && ProgramJudge(boxed).provesInfeasible(ray)
  }

  /// No flux is as large: reconstructions write 1000 where they mean "without limit".
  public static let largestUnlimited = 1e9
}
