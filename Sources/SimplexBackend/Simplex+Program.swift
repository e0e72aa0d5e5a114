/// Changes of the program between solves.
extension Simplex {
  /// Sets the bounds of a variable, in scaled units. A nonbasic variable moves with its bound.
  func setBounds(lower newLower: Double, upper newUpper: Double, of variable: Int) {
    trueLower[variable] = newLower
    trueUpper[variable] = newUpper
    lower[variable] = newLower
    upper[variable] = newUpper
    guard status[variable] != .basic else { return }
    let old = value[variable]
    // Fixed variables are not priced: the reduced cost of one that was is out of date.
    if status[variable] == .fixed, newLower != newUpper { areReducedCostsCurrent = false }
    settle(variable)
    if value[variable] != old { areValuesCurrent = false }
    refreshAttraction(of: variable)
  }

  /// Puts a nonbasic variable where it may stand: at the bound it stood at, if there is one.
  func settle(_ variable: Int) {
    let low = lower[variable]
    let high = upper[variable]
    let old = status[variable]
    if variable < matrix.columnCount { priceable.set(variable, low != high) }
    if low == high {
      status[variable] = .fixed
      value[variable] = low
    } else if old == .atUpper, high.isFinite {
      value[variable] = high
    } else if old == .atZero, low < 0, high > 0 {
      value[variable] = 0
    } else if low.isFinite, old != .atZero || !high.isFinite || abs(low) <= abs(high) {
      status[variable] = .atLower
      value[variable] = low
    } else if high.isFinite {
      status[variable] = .atUpper
      value[variable] = high
    } else {
      status[variable] = .atZero
      value[variable] = 0
    }
  }

  /// Forgets the objective.
  func clearCosts() {
    for place in 0..<priced.count {
      let variable = Int(priced.list[place])
      trueCost[variable] = 0
      cost[variable] = 0
    }
    priced.removeAll()
    areReducedCostsCurrent = false
  }

  func setCost(_ newCost: Double, of variable: Int) {
    trueCost[variable] = newCost
    cost[variable] = newCost
    priced.set(variable, newCost != 0)
    areReducedCostsCurrent = false
  }

  /// A reduced cost is attractive where the objective falls as its variable leaves its bound.
  @inline(__always)
  func isAttractive(_ variable: Int) -> Bool {
    let d = reducedCost[variable]
    let calls: UInt8 = (d < -tolerance.dual ? 1 : 0) | (d > tolerance.dual ? 2 : 0)
    return status[variable].rawValue & calls != 0
  }

  @inline(__always)
  func refreshAttraction(of variable: Int) { attractive.set(variable, isAttractive(variable)) }
}

/// Starting bases.
extension Simplex {
  /// The basis of all logicals, the structural variables at zero where their bounds allow it.
  func makeLogicalBasis() {
    forgetHistory()
    for variable in 0..<matrix.columnCount {
      status[variable] = .atZero
      position[variable] = -1
      settle(variable)
    }
    for row in 0..<rowCount { place(matrix.columnCount + row, at: row) }
    forgetFactors()
  }

  /// Leaves nothing of what was solved before that could show in a later digit: what follows a
  /// restored basis is the same in a session of any age, on any thread.
  private func forgetHistory() {
    lower.update(from: trueLower, count: variableCount)
    upper.update(from: trueUpper, count: variableCount)
    hasRelaxedBounds = false
    restoreCosts()
    random = PerturbationSequence()
    hasPassedOver = false
    // The order of these sets breaks ties and orders sums; they are filled again in the order of
    // the variables.
    attractive.removeAll()
    priced.removeAll()
    for variable in 0..<variableCount where cost[variable] != 0 { priced.insert(variable) }
  }

  /// A triangular basis of structural variables, logicals only where none is left over.
  ///
  /// A structural that is the only one left in its row can be basic there without fill. Rows with
  /// equal bounds are served first, the free and wide columns before the narrow ones; this is the
  /// idea of Bixby's crash (ORSA Journal on Computing 4, 1992) and of GLPK's advanced basis. All
  /// other structurals stand at zero where their bounds allow it: as long as zero fluxes are
  /// feasible, so is the basis, and no first phase is needed.
  func makeTriangularBasis() {
    makeLogicalBasis()
    var crash = TriangularCrash(self)
    for (row, structural) in crash.assignments() {
      let logical = matrix.columnCount + row
      position[logical] = -1
      status[logical] = .atLower
      settle(logical)
      place(structural, at: row)
    }
    forgetFactors()
  }

  /// Takes over a basis; too many or too few basic variables are put right by the factorization.
  func restore(_ statuses: [VariableStatus]) {
    forgetHistory()
    var next = 0
    for variable in 0..<variableCount {
      position[variable] = -1
      if statuses[variable] == .basic, next < rowCount {
        place(variable, at: next)
        next += 1
      } else {
        status[variable] = statuses[variable] == .basic ? .atLower : statuses[variable]
        settle(variable)
      }
    }
    var row = 0
    while next < rowCount {
      let logical = matrix.columnCount + row
      if status[logical] != .basic {
        place(logical, at: next)
        next += 1
      }
      row += 1
    }
    forgetFactors()
  }
  func place(_ variable: Int, at place: Int) {
    basic[place] = Int32(truncatingIfNeeded: variable)
    position[variable] = Int32(truncatingIfNeeded: place)
    status[variable] = .basic
    if variable < matrix.columnCount { priceable.remove(variable) }
  }

  func forgetFactors() {
    isFactorized = false
    areValuesCurrent = false
    areReducedCostsCurrent = false
    areDualWeightsCurrent = false
    resetPrimalWeights()
  }
}
