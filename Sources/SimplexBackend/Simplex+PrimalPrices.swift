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

  /// The entering variable: the largest *d²/w*, the steepest descent in the devex framework
  /// (Harris, Mathematical Programming 5, 1973; Forrest and Goldfarb, Mathematical Programming 57,
  /// 1992).
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

  /// Devex: each weight is at least what the pivot row shows of it.
  func updatePrimalWeights(_ entering: Int, _ leaving: Int, _ pivot: Double) {
    let exact = referenceWeight(of: entering)
    if primalWeight[entering] > 3 * exact || exact > 3 * primalWeight[entering] { badWeights += 1 }
    let (indices, row, weight) = (pivotRow.indices, pivotRow.values, primalWeight)
    let inverse = 1 / pivot
    for place in 0..<pivotRow.count {
      let variable = Int(indices[place])
      let ratio = row[variable] * inverse
      let seen = ratio * ratio * exact
      if seen > weight[variable] { weight[variable] = seen }
    }
    primalWeight[leaving] = max(1, exact * inverse * inverse)
    if badWeights > 30 { needsWeightReset = true }
  }

  /// The exact weight of the entering variable: the squares of its column in the framework.
  private func referenceWeight(of entering: Int) -> Double {
    var sum = isReference[entering] ? 1.0 : 0
    for place in 0..<column.count {
      let at = Int(column.indices[place])
      if isReference[Int(basic[at])] { sum += column.values[at] * column.values[at] }
    }
    return max(sum, 1e-4)
  }
}
