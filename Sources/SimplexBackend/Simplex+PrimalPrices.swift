/// The prices of the primal's first phase, and the weights of its pricing.
extension Simplex {
  /// Sets the gradient of the sum of all violations and the reduced costs that go with it.
  func computeInfeasibilityPrices() {
    infeasibleCount = 0
    infeasibility.update(repeating: 0, count: variableCount)
    attractive.removeAll()
    reducedCost.update(repeating: 0, count: variableCount)
    areReducedCostsCurrent = false
    rowDual.clear()
    for place in 0..<rowCount {
      let gradient = violationGradient(of: Int(basic[place]))
      if gradient == 0 { continue }
      infeasibility[Int(basic[place])] = gradient
      infeasibleCount += 1
      rowDual.append(gradient, at: place)
    }
    subtractPrices()
  }

  /// After a step, takes over what has changed in the gradient. The reduced costs are linear in it,
  /// so they change by the prices of the difference.
  func updateInfeasibilityPrices() {
    rowDual.clear()
    for place in 0..<column.count {
      let at = Int(column.indices[place])
      let variable = Int(basic[at])
      let old = infeasibility[variable]
      let new = violationGradient(of: variable)
      if new == old { continue }
      infeasibility[variable] = new
      infeasibleCount += (new == 0 ? 0 : 1) - (old == 0 ? 0 : 1)
      rowDual.append(new - old, at: at)
    }
    subtractPrices()
  }

  @inline(__always)
  private func violationGradient(of variable: Int) -> Double {
    let x = value[variable]
    if x < lower[variable] - tolerance.primal { return -1 }
    return x > upper[variable] + tolerance.primal ? 1 : 0
  }

  /// The entering variable: the largest *d²/w*, the steepest descent per unit of the variables of
  /// the reference framework.
  func chooseEntering() -> Int? {
    let (list, d, weight) = (attractive.list, reducedCost, primalWeight)
    var best = -1
    var bestGain = 0.0
    for place in 0..<attractive.count {
      let variable = Int(list[place])
      let gain = d[variable] * d[variable]
      if gain > bestGain * weight[variable] {
        bestGain = gain / weight[variable]
        best = variable
      }
    }
    return best < 0 ? nil : best
  }

  /// Makes the present nonbasic variables the reference framework: weights of 1.
  func resetPrimalWeights() {
    for variable in 0..<variableCount {
      primalWeight[variable] = 1
      isReference[variable] = status[variable] != .basic
    }
    badWeights = 0
    needsWeightReset = false
  }

  /// The weights, negative outside of the framework: what a saved basis keeps.
  func signedPrimalWeights() -> [Double] {
    (0..<variableCount).map { isReference[$0] ? primalWeight[$0] : -primalWeight[$0] }
  }

  func takePrimalWeights(signed weights: [Double]) {
    guard weights.count == variableCount else { return }
    for variable in 0..<variableCount {
      primalWeight[variable] = abs(weights[variable])
      isReference[variable] = weights[variable] > 0
    }
  }

  /// Brings the reduced costs and the weights of the nonbasic variables up to date before an
  /// exchange.
  ///
  /// With the framework *R*, the weight of *j* is *w_j = [j ∈ R] + Σ α_ij²* over the basic *i ∈ R*:
  /// steepest edge, measured in the variables of *R* (Forrest and Goldfarb, Mathematical
  /// Programming 57, 1992). With *r = α_pj/α_pq* and *u = B⁻ᵀ α_q* restricted to *R*, an exchange
  /// makes it
  ///
  ///     w_j ← max(w_j + r (r w_q − 2 a_j·u), [j ∈ R] + [q ∈ R] r²)
  ///
  /// and the reduced cost *d_j − r d_q*. The weights stay from one objective to the next: on
  /// reconstructions that saves two pivots of three against a framework begun anew with each
  /// objective.
  func updatePrices(_ entering: Int, _ leaving: Int, _ pivot: Double) {
    let exact = referenceWeight(of: entering)
    noteWeight(of: entering, exact: exact)
    let inverse = 1 / pivot
    let price = reducedCost[entering]
    let enteringShare = isReference[entering] ? 1.0 : 0
    let (indices, row) = (pivotRow.indices, pivotRow.values)
    let (d, weight, reference) = (reducedCost, primalWeight, isReference)
    for place in 0..<pivotRow.count {
      let variable = Int(indices[place])
      d[variable] -= row[variable] * inverse * price
      refreshAttraction(of: variable)
    }
    if !hasOverlaps {
      let u = frameworkDual.values
      for place in 0..<pivotRow.count {
        let variable = Int(indices[place])
        overlap[variable] = matrix.dot(u, variable: variable)
      }
    }
    let known = overlap
    for place in 0..<pivotRow.count {
      let variable = Int(indices[place])
      let ratio = row[variable] * inverse
      let least = (reference[variable] ? 1.0 : Self.leastWeight) + enteringShare * ratio * ratio
      let seen = weight[variable] + ratio * (ratio * exact - 2 * known[variable])
      weight[variable] = seen > least ? seen : least
    }
    let least = isReference[leaving] ? 1.0 : Self.leastWeight
    primalWeight[leaving] = max(exact * inverse * inverse, least)
    reducedCost[leaving] = -price * inverse
    reducedCost[entering] = 0
    attractive.remove(entering)
  }

  private static let leastWeight = 1e-4

  /// *ρ = B⁻ᵀ e_p* into `rowDual` and *u = B⁻ᵀ α_q*, over the basic variables of the framework, into
  /// `frameworkDual`.
  /// - Returns: Whether they are in `dualPairs`, too.
  func computeRowDuals(_ place: Int) -> Bool {
    frameworkDual.clear()
    for place in 0..<column.count {
      let at = Int(column.indices[place])
      if isReference[Int(basic[at])] { frameworkDual.append(column.values[at], at: at) }
    }
    rowDual.clear()
    rowDual.append(1, at: place)
    return factorization.btran(unit: rowDual, and: frameworkDual, pairs: dualPairs)
  }

  /// The exact weight of the entering variable.
  private func referenceWeight(of entering: Int) -> Double {
    var sum = isReference[entering] ? 1.0 : 0
    for place in 0..<column.count {
      let at = Int(column.indices[place])
      if isReference[Int(basic[at])] { sum += column.values[at] * column.values[at] }
    }
    return max(sum, Self.leastWeight)
  }

  /// Weights that have drifted too often call for a new framework.
  private func noteWeight(of entering: Int, exact: Double) {
    let known = primalWeight[entering]
    if known > 4 * exact || exact > 4 * known { badWeights += 1 }
    if badWeights > 100 { needsWeightReset = true }
  }
}
