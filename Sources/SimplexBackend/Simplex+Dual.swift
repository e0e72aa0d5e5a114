/// The dual method: from a basis whose reduced costs have the right signs, or get them by moving
/// variables from one bound to the other, to an optimal one. It is the method of choice after
/// bounds have changed.
extension Simplex {
  private enum Pause {
    case primalFeasible, noEntering
    case limit(SimplexEnd)
    case trouble
  }

  private static let maximalRounds = 12

  /// Minimizes the costs from a dual feasible basis.
  ///
  /// - Parameter perturbs: Whether to perturb the costs from the start, as a run from a cold basis
  ///   should: most costs of a flux program are zero, so most steps would be ties.
  /// - Returns: `notDualFeasible` where the primal method has to take over.
  func runDual(_ watch: inout SolveWatch, perturbs: Bool) -> SimplexEnd {
    if hasRelaxedBounds { restoreBounds() }
    for round in 0..<Self.maximalRounds {
      rebuild()
      guard makeDualFeasible(flipping: true) else { return .notDualFeasible }
      if perturbs, round == 0 { perturbCosts() }
      if !areDualWeightsCurrent { resetDualWeights() }
      rebuild()
      switch iterateDual(&watch) {
      case .limit(let end): return end
      case .trouble: isFactorized = false
      case .noEntering:
        if factorization.updateCount == 0 { return .infeasible }
        isFactorized = false
      case .primalFeasible:
        if !hasShiftedCosts { return .optimal }
        restoreCosts()
        computeReducedCosts()
        return attractive.count == 0 ? .optimal : .notDualFeasible
      }
    }
    return .numericalTrouble
  }

  /// Moves nonbasic variables to the bound that suits their reduced costs.
  ///
  /// Between pivots a reduced cost that is wrong by little is what Harris's tolerance and rounding
  /// have left behind. To move its variable for that, by the 2000 of a reversible flux, takes back
  /// what the pivots since the last factorization have gained, and the method can go in circles
  /// from one to the next: on Recon3D, two times 100 pivots with 520 such variables for ever. So
  /// its cost gives way.
  /// - Returns: Whether each has one, but for violations so small that its cost may give way.
  private func makeDualFeasible(flipping: Bool) -> Bool {
    for place in stride(from: attractive.count - 1, through: 0, by: -1) {
      let variable = Int(attractive.list[place])
      let d = reducedCost[variable]
      let bound = d > 0 ? lower[variable] : upper[variable]
      let isSmall = abs(d) <= Self.smallViolation
      if bound.isFinite, flipping || !isSmall {
        status[variable] = d > 0 ? .atLower : .atUpper
        value[variable] = bound
        areValuesCurrent = false
        attractive.remove(variable)
      } else if isSmall {
        shiftCost(of: variable, by: -d)
        reducedCost[variable] = 0
        attractive.remove(variable)
      } else {
        return false
      }
    }
    return true
  }

  /// A reduced cost is wrong by little up to here.
  private static let smallViolation = 1e-7

  private func shiftCost(of variable: Int, by shift: Double) {
    cost[variable] += shift
    priced.insert(variable)
    hasShiftedCosts = true
  }

  /// Moves the reduced costs of structural variables away from zero, each by a random amount.
  private func perturbCosts() {
    counters.perturbations += 1
    for variable in 0..<matrix.columnCount {
      let amount = 1e-6 * (1 + random.next())
      let sign: Double
      switch status[variable] {
      case .atLower: sign = 1
      case .atUpper: sign = -1
      case .atZero, .basic, .fixed: continue
      }
      shiftCost(of: variable, by: sign * amount)
      reducedCost[variable] += sign * amount
    }
  }

  private func resetDualWeights() {
    dualWeight.update(repeating: 1, count: rowCount)
    areDualWeightsCurrent = true
  }

  private func iterateDual(_ watch: inout SolveWatch) -> Pause {
    var stall = StallCounter()
    while true {
      if let end = watch.limit(counters) { return .limit(end) }
      if factorization.shouldRefactorize || !isFactorized {
        factorize()
        rebuild()
        computeReducedCosts()
        if !makeDualFeasible(flipping: false) { return .trouble }
        rebuild()
      }
      guard let place = chooseLeaving() else { return .primalFeasible }
      computeRowDual(place)
      priceRow(rowDual)
      let leaving = Int(basic[place])
      let isBelow = value[leaving] < lower[leaving]
      let bound = isBelow ? lower[leaving] : upper[leaving]
      let entering = chooseDualEntering(
        sign: isBelow ? -1 : 1, slope: abs(value[leaving] - bound))
      guard let entering else {
        infeasibleRow = place
        return .noEntering
      }
      computeColumn(of: entering)
      let pivot = column.values[place]
      if disagree(pivot, pivotRow.values[entering])
        || (abs(pivot) < tolerance.trustedPivot && factorization.updateCount > 0)
      {
        if factorization.updateCount == 0 { return .trouble }
        isFactorized = false
        continue
      }
      counters.iterations += 1
      makeFlips()
      let isIdle = makeDualStep(entering, leaving, at: place, bound, toUpper: !isBelow)
      if stall.note(isIdle) { perturbCosts() }
    }
  }

  /// The leaving variable: the largest *violation²/w*, the steepest ascent of the dual objective
  /// (Forrest and Goldfarb, Mathematical Programming 57, 1992).
  private func chooseLeaving() -> Int? {
    let (head, x, low, high, weight) = (basic, value, lower, upper, dualWeight)
    var best = -1
    var bestGain = 0.0
    for place in 0..<rowCount {
      let variable = Int(head[place])
      let violation = max(low[variable] - x[variable], x[variable] - high[variable])
      if violation <= tolerance.primal { continue }
      let gain = violation * violation
      if gain > bestGain * weight[place] {
        bestGain = gain / weight[place]
        best = place
      }
    }
    return best < 0 ? nil : best
  }

  /// Makes the exchange of the dual's iteration; returns whether the dual objective stood still.
  private func makeDualStep(
    _ entering: Int, _ leaving: Int, at place: Int, _ bound: Double, toUpper: Bool
  ) -> Bool {
    let pivot = column.values[place]
    updateDualWeights(place, pivot)
    let step = updateDuals(entering, leaving, pivot, toUpper: toUpper)
    move(entering, by: (value[leaving] - bound) / pivot)
    value[leaving] = bound
    let wasAtZero = status[entering] == .atZero
    exchange(entering, leaving, at: place, toUpper: toUpper)
    return abs(step) <= 1e-14 && !wasAtZero
  }

  private func updateDuals(
    _ entering: Int, _ leaving: Int, _ pivot: Double, toUpper: Bool
  ) -> Double {
    var step = reducedCost[entering] / pivot
    // Leaving for its upper bound, the variable's reduced cost −step must not be above zero. Where
    // rounding has put the entering reduced cost on the wrong side, its cost gives way.
    if (toUpper && step < 0) || (!toUpper && step > 0) {
      shiftCost(of: entering, by: -reducedCost[entering])
      step = 0
    }
    for index in 0..<pivotRow.count {
      let variable = Int(pivotRow.indices[index])
      reducedCost[variable] -= step * pivotRow.values[variable]
      refreshAttraction(of: variable)
    }
    reducedCost[leaving] = -step
    reducedCost[entering] = 0
    attractive.remove(entering)
    return step
  }

  /// w_i ← max(w_i − 2 (α_i/α_p) τ_i + (α_i/α_p)² w_p, ε) with τ = B⁻¹ρ, where w_p = ρ·ρ is exact.
  private func updateDualWeights(_ place: Int, _ pivot: Double) {
    var exact = 0.0
    scratch.clear()
    for index in 0..<rowDual.count {
      let row = Int(rowDual.indices[index])
      exact += rowDual.values[row] * rowDual.values[row]
      scratch.append(rowDual.values[row], at: row)
    }
    factorization.ftran(scratch, savesSpike: false)
    for index in 0..<column.count {
      let at = Int(column.indices[index])
      if at == place { continue }
      let ratio = column.values[at] / pivot
      let weight = dualWeight[at] + ratio * (ratio * exact - 2 * scratch.values[at])
      dualWeight[at] = max(weight, 1e-4, ratio * ratio * exact)
    }
    dualWeight[place] = max(exact / (pivot * pivot), 1e-4)
    scratch.clear()
  }
}
