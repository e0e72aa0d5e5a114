/// Relaxed bounds against stalling, and the way back.
///
/// Bounds only ever give way, by random amounts far below any flux that matters, so that ties
/// between them are broken (Koberstein, section 6.2, for costs). What was relaxed is put back
/// before an answer is given, and the iterations go on from there if it made a difference.
extension Simplex {
  /// Relaxes the bounds of the basic variables, but for equal ones: a fixed variable that leaves
  /// the basis never comes back, so no cycle goes through it.
  func relaxBounds(by magnitude: Double) {
    counters.perturbations += 1
    hasRelaxedBounds = true
    for place in 0..<rowCount {
      let variable = Int(basic[place])
      let amount = random.next()
      if trueLower[variable] == trueUpper[variable] { continue }
      let size = magnitude * (1 + amount)
      lower[variable] -= size * max(1, abs(finite(lower[variable])))
      upper[variable] += size * max(1, abs(finite(upper[variable])))
    }
  }

  private func finite(_ bound: Double) -> Double { bound.isFinite ? bound : 0 }

  /// Lets the bounds give way to values that a fresh factorization shows to be outside by little.
  /// - Returns: Whether they were outside by little only.
  func relaxBoundsToValues() -> Bool {
    if primalInfeasibility().largest > 1e-6 { return false }
    hasRelaxedBounds = true
    for place in 0..<rowCount {
      let variable = Int(basic[place])
      lower[variable] = min(lower[variable], value[variable])
      upper[variable] = max(upper[variable], value[variable])
    }
    return true
  }

  /// Puts all bounds back, and the nonbasic variables onto them.
  func restoreBounds() {
    hasRelaxedBounds = false
    areValuesCurrent = false
    lower.update(from: trueLower, count: variableCount)
    upper.update(from: trueUpper, count: variableCount)
    for variable in 0..<variableCount where status[variable] != .basic {
      settle(variable)
      refreshAttraction(of: variable)
    }
  }

  /// Puts all costs back.
  func restoreCosts() {
    guard hasShiftedCosts else { return }
    hasShiftedCosts = false
    areReducedCostsCurrent = false
    for place in stride(from: priced.count - 1, through: 0, by: -1) {
      let variable = Int(priced.list[place])
      cost[variable] = trueCost[variable]
      priced.set(variable, trueCost[variable] != 0)
    }
  }
}
