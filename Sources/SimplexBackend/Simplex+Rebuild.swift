/// Factorization, values and reduced costs from nothing.
extension Simplex {
  /// Brings the factors, the values and the reduced costs up to date, as far as they are not.
  func rebuild() {
    if !isFactorized { factorize() }
    if !areValuesCurrent { computeValues() }
    if !areReducedCostsCurrent { computeReducedCosts() }
  }

  /// Factorizes the basis anew and repairs it where its columns are dependent.
  func factorize() {
    let replaced = factorization.factorize(basic)
    counters.factorizations += 1
    // Where a weight belongs to a position, and the factorization has moved the variables about.
    carryDualWeights()
    for place in 0..<rowCount { position[Int(basic[place])] = -1 }
    for (_, removed) in replaced {
      status[Int(removed)] = .atLower
      position[Int(removed)] = -1
      settle(Int(removed))
    }
    for place in 0..<rowCount { self.place(Int(basic[place]), at: place) }
    if !replaced.isEmpty {
      areDualWeightsCurrent = false
      areReducedCostsCurrent = false
    }
    isFactorized = true
    areValuesCurrent = false
  }

  /// Keeps each basic variable's steepest-edge weight with it: `position` still holds the places
  /// from before.
  private func carryDualWeights() {
    guard areDualWeightsCurrent else { return }
    let old = (0..<rowCount).map { dualWeight[$0] }
    for place in 0..<rowCount {
      let before = position[Int(basic[place])]
      dualWeight[place] = before >= 0 ? old[Int(before)] : 1
    }
  }

  /// x_B = −B⁻¹ N x_N
  func computeValues() {
    column.clear()
    for variable in 0..<variableCount where status[variable] != .basic && value[variable] != 0 {
      addColumn(of: variable, times: -value[variable], to: column)
    }
    factorization.ftran(column, savesSpike: false)
    for place in 0..<rowCount { value[Int(basic[place])] = column.values[place] }
    column.clear()
    areValuesCurrent = true
  }

  /// Adds a multiple of a variable's column to a vector indexed by row.
  func addColumn(of variable: Int, times factor: Double, to vector: WorkVector) {
    if variable >= matrix.columnCount {
      add(factor, at: variable - matrix.columnCount, to: vector)
      return
    }
    for entry in Int(matrix.columnStarts[variable])..<Int(matrix.columnStarts[variable + 1]) {
      add(factor * matrix.columnValues[entry], at: Int(matrix.columnRows[entry]), to: vector)
    }
  }

  /// Adds to one position; a sum that cancels stays listed as the smallest number there is.
  @inline(__always)
  func add(_ term: Double, at index: Int, to vector: WorkVector) {
    let old = vector.values[index]
    if old == 0 {
      if term != 0 { vector.append(term, at: index) }
    } else {
      let sum = old + term
      vector.values[index] = sum == 0 ? 1e-100 : sum
    }
  }

  /// d = c − Aᵀ B⁻ᵀ c_B for the costs that the iterations see.
  func computeReducedCosts() {
    attractive.removeAll()
    reducedCost.update(repeating: 0, count: variableCount)
    rowDual.clear()
    for place in 0..<priced.count {
      let variable = Int(priced.list[place])
      if status[variable] == .basic {
        rowDual.append(cost[variable], at: Int(position[variable]))
      } else {
        reducedCost[variable] = cost[variable]
      }
    }
    subtractPrices()
    for place in 0..<priced.count { refreshAttraction(of: Int(priced.list[place])) }
    areReducedCostsCurrent = true
  }

  /// Takes *Aᵀ B⁻ᵀ g* off the reduced costs of the nonbasic variables, *g* in `rowDual`.
  func subtractPrices() {
    if rowDual.count == 0 { return }
    factorization.btran(rowDual)
    priceRow(rowDual)
    for place in 0..<pivotRow.count {
      let variable = Int(pivotRow.indices[place])
      reducedCost[variable] -= pivotRow.values[variable]
      refreshAttraction(of: variable)
    }
    pivotRow.clear()
    rowDual.clear()
  }

  /// Computes *ρᵀ (A I)* for the nonbasic variables that are not fixed into `pivotRow`.
  ///
  /// By rows where *ρ* is sparse, at the cost of the entries that matter; by columns where it is
  /// not, since adding up in place is cheaper than scattering (Hall and McKinnon, Computational
  /// Optimization and Applications 32, 2005).
  ///
  /// - Parameter isPaired: Whether *ρ* is in `dualPairs`, beside the framework's dual.
  func priceRow(_ rho: WorkVector, isPaired: Bool = false) {
    pivotRow.clear()
    hasOverlaps = false
    priceLogicals(rho)
    if rho.count * 6 < rowCount {
      priceByRows(rho)
    } else {
      if !isPaired { pairDuals(rho) }
      priceByColumns()
    }
  }

  private func priceLogicals(_ rho: WorkVector) {
    for place in 0..<rho.count {
      let row = Int(rho.indices[place])
      let logical = matrix.columnCount &+ row
      if status[logical] == .basic || status[logical] == .fixed || rho.values[row] == 0 { continue }
      pivotRow.append(rho.values[row], at: logical)
      overlap[logical] = frameworkDual.values[row]
    }
  }

  private func pairDuals(_ rho: WorkVector) {
    let (y, u) = (rho.values, frameworkDual.values)
    for row in 0..<rowCount { dualPairs[row] = SIMD2(y[row], u[row]) }
  }

  /// Beside each entry, while its column is at hand, the column's product with the framework's dual.
  private func priceByColumns() {
    let (words, pairs) = (priceable.words, dualPairs)
    let (row, indices, overlap) = (pivotRow.values, pivotRow.indices, overlap)
    let (starts, rows, entries) = (matrix.columnStarts, matrix.columnRows, matrix.columnValues)
    var count = pivotRow.count
    for place in 0..<priceable.wordCount {
      var word = words[place]
      while word != 0 {
        let variable = place &<< 6 | word.trailingZeroBitCount
        word &= word &- 1
        var sums = SIMD2<Double>.zero
        var entry = Int(starts[variable])
        let end = Int(starts[variable &+ 1])
        while entry < end {
          sums += entries[entry] * pairs[Int(rows[entry])]
          entry &+= 1
        }
        // Without branches, since which entries are zero is hard to predict: the sign bit of
        // threshold − |entry| counts. What is not listed was zero and stays so.
        let excess = Self.smallestEntry - abs(sums.x)
        row[variable] = excess < 0 ? sums.x : 0
        overlap[variable] = sums.y
        indices[count] = Int32(truncatingIfNeeded: variable)
        count &+= Int(truncatingIfNeeded: excess.bitPattern &>> 63)
      }
    }
    pivotRow.count = count
    hasOverlaps = true
  }

  private func priceByRows(_ rho: WorkVector) {
    let (statuses, row, indices) = (status, pivotRow.values, pivotRow.indices)
    let (starts, columns, entries) = (matrix.rowStarts, matrix.rowColumns, matrix.rowValues)
    var count = pivotRow.count
    for place in 0..<rho.count {
      let rowIndex = Int(rho.indices[place])
      let factor = rho.values[rowIndex]
      var entry = Int(starts[rowIndex])
      let end = Int(starts[rowIndex &+ 1])
      while entry < end {
        let variable = Int(columns[entry])
        let term = factor * entries[entry]
        entry &+= 1
        if statuses[variable] == .basic || statuses[variable] == .fixed { continue }
        let old = row[variable]
        if old == 0 {
          indices[count] = Int32(truncatingIfNeeded: variable)
          count &+= 1
        }
        let sum = old + term
        row[variable] = sum == 0 ? 1e-100 : sum
      }
    }
    pivotRow.count = count
    pivotRow.dropZeros(below: Self.smallestEntry)
  }

  /// A smaller entry of the pivot row is rounding.
  private static let smallestEntry = 1e-14

  /// The sum of all violations of bounds, and the largest of them.
  func primalInfeasibility() -> (sum: Double, largest: Double) {
    var sum = 0.0
    var largest = 0.0
    for place in 0..<rowCount {
      let variable = Int(basic[place])
      let x = value[variable]
      let violation = max(lower[variable] - x, x - upper[variable])
      if violation > tolerance.primal {
        sum += violation
        largest = max(largest, violation)
      }
    }
    return (sum, largest)
  }
}
