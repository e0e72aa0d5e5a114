#if GLPK
import LinearProgramming

extension ExactSimplex {
  /// A basic variable beyond a bound: the first one, or by `rule` the one that is furthest beyond.
  private func violation(byIndex: Bool) -> (variable: Int, isAbove: Bool)? {
    var found: (variable: Int, isAbove: Bool)?
    for variable in basics {
      let bounds = exact.bounds(of: variable)
      let isAbove = point.compare(variable, to: bounds.upper) > 0
      guard isAbove || point.compare(variable, to: bounds.lower) < 0 else { continue }
      if byIndex { return (variable, isAbove) }
      scratch.set(1, to: isAbove ? bounds.upper : bounds.lower)
      scratch.subtract(1, point, variable)
      if found == nil || scratch.compareSize(1, scratch, 2) > 0 {
        scratch.set(2, to: scratch, 1)
        found = (variable, isAbove)
      }
    }
    return found
  }

  func firstViolation() -> Int? { violation(byIndex: true)?.variable }

  /// Sets the reduced costs that are on the wrong side of 0 to 0, as if the objective were another:
  /// the basis is then dual feasible, and the dual simplex finds a feasible point from it.
  func forgivePrices() {
    for variable in status.indices where direction(of: variable) != 0 { prices.clear(variable) }
  }

  /// The dual simplex method: pivots until the point satisfies every bound.
  ///
  /// - Returns: `false` if none does: the row of the tableau at which it ends is a combination of the
  ///   program's rows that no point within the bounds satisfies.
  func restoreFeasibility(_ mayGoOn: () -> Bool) throws(Stop) -> Bool {
    while let (leaving, isAbove) = violation(byIndex: pivots >= Self.patience) {
      setRow(of: leaving)
      guard let entering = dualRatioTest(isAbove: isAbove) else { return false }
      updatePrices(entering: entering, leaving: leaving)
      exchange(entering: entering, leaving: leaving, to: isAbove ? .atUpper : .atLower)
      try countPivot()
      try refresh(mayGoOn)
    }
    return true
  }

  /// Of the nonbasic variables that can move the leaving one to its bound, that whose reduced cost
  /// becomes 0 first; the one with the lowest index among equals.
  private func dualRatioTest(isAbove: Bool) -> Int? {
    var best: Int?
    for variable in status.indices where !isBasic[variable] {
      let helps = isAbove ? -step.sign(variable) : step.sign(variable)
      switch status[variable] {
      case .atLower where helps > 0, .atUpper where helps < 0, .free where helps != 0: break
      default: continue
      }
      scratch.set(1, to: prices, variable)
      scratch.divide(1, by: step, variable)
      if best == nil || scratch.compareSize(1, scratch, 2) < 0 {
        scratch.set(2, to: scratch, 1)
        best = variable
      }
    }
    return best
  }

  /// The reduced costs after a pivot, from the row of the leaving variable in `step`.
  private func updatePrices(entering: Int, leaving: Int) {
    scratch.set(1, to: prices, entering)
    scratch.divide(1, by: step, entering)
    if scratch.sign(1) != 0 {
      for variable in status.indices
      where !isBasic[variable] && variable != entering && step.sign(variable) != 0 {
        prices.subtractProduct(variable, scratch, 1, step, variable)
      }
    }
    prices.set(leaving, to: scratch, 1)
    prices.clear(entering)
  }
}
#endif
