import LinearProgramming

/// One solve from start to end, and what can be read after it.
extension Simplex {
  /// Minimizes the costs.
  ///
  /// - Parameter isCold: Whether the basis at hand is only a starting one.
  func minimize(_ watch: inout SolveWatch, method: SimplexMethod, isCold: Bool) -> SimplexEnd {
    infeasibleRow = -1
    tolerance.soundPivot = SimplexTolerances().soundPivot
    if method == .dual {
      let end = runDual(&watch, perturbs: isCold)
      switch end {
      case .notDualFeasible, .numericalTrouble: restoreCosts()
      default: return end
      }
    }
    infeasibleRow = -1
    return runPrimal(&watch)
  }

  /// y = B⁻ᵀ c_B, in a work vector that the next call overwrites.
  func rowPrices() -> WorkVector {
    rowDual.clear()
    for place in 0..<priced.count {
      let variable = Int(priced.list[place])
      if status[variable] == .basic {
        rowDual.append(cost[variable], at: Int(position[variable]))
      }
    }
    if rowDual.count > 0 { factorization.btran(rowDual) }
    return rowDual
  }

  /// The multipliers of the rows that prove the program infeasible: the row of the basis that the
  /// dual method could not satisfy, or the prices of the primal's violations.
  func infeasibilityPrices() -> WorkVector {
    rowDual.clear()
    if infeasibleRow >= 0 {
      rowDual.append(1, at: infeasibleRow)
    } else {
      for place in 0..<rowCount where infeasibility[Int(basic[place])] != 0 {
        rowDual.append(infeasibility[Int(basic[place])], at: place)
      }
    }
    factorization.btran(rowDual)
    return rowDual
  }

  /// The direction of the structural variables along which the objective falls for ever.
  func unboundedRay() -> [Double] {
    let (entering, direction) = unboundedDirection
    var ray = [Double](repeating: 0, count: matrix.columnCount)
    if entering < 0 { return ray }
    computeColumn(of: entering)
    for place in 0..<column.count {
      let at = Int(column.indices[place])
      let variable = Int(basic[at])
      if variable < ray.count { ray[variable] = -direction * column.values[at] }
    }
    if entering < ray.count { ray[entering] = direction }
    return ray
  }
}
