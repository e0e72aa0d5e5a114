extension BasisFactorization {
  /// Factorizes anew and permutes `basic` so that position *p* has its pivot in row *p*.
  ///
  /// A column without a pivot, because it depends on the others or nearly so, gives way to the
  /// logical of a row without a pivot. That repairs the factors as they stand: no step of *L* has
  /// changed the unit column, so its column of *U* is itself.
  ///
  /// - Returns: The positions that were repaired, ascending, with the variables they lost.
  func factorize(_ basic: UnsafeMutablePointer<Int32>) -> [(position: Int, removed: Int32)] {
    elimination.run(matrix, basic, threshold: pivotThreshold)
    let repairs = repair()
    for row in 0..<size {
      basic[row] = elimination.variables[Int(elimination.pivotColumns[row])]
    }
    for repair in repairs {
      basic[repair.position] = Int32(truncatingIfNeeded: matrix.columnCount + repair.position)
    }
    takeOrder()
    takeLower()
    takeUpper()
    forgetSolves()
    noteFactorized()
    return repairs
  }

  /// Pairs the columns without a pivot with the rows without one, both ascending.
  private func repair() -> [(position: Int, removed: Int32)] {
    guard elimination.orderCount < size else { return [] }
    var repairs: [(position: Int, removed: Int32)] = []
    var column = 0
    for row in 0..<size where elimination.pivotColumns[row] < 0 {
      while elimination.pivotRows[column] >= 0 { column += 1 }
      repairs.append((position: row, removed: elimination.variables[column]))
      elimination.pivotLogical(row: row, insteadOf: column)
      column += 1
    }
    return repairs
  }

  private func takeOrder() {
    orderCount = 0
    for place in 0..<size { appendToOrder(Int(elimination.order[place])) }
    diagonal.update(from: elimination.diagonal, count: size)
  }

  /// Both copies of *L*, and the pivots whose columns have entries.
  private func takeLower() {
    let lower = elimination.lower
    lowerColumns.reset()
    lowerRows.reset()
    for column in 0..<lower.count {
      let range = Int(lower.starts[column])..<Int(lower.starts[column + 1])
      lowerColumnOrder[column] = lower.pivots[column]
      lowerColumns[Int(lower.pivots[column])].count = Int32(truncatingIfNeeded: range.count)
      for entry in range { lowerRows[Int(lower.indices[entry])].count &+= 1 }
    }
    lowerColumnCount = lower.count
    lowerEntryCount = lower.entryCount
    // In the order in which a solve walks through them.
    for place in 0..<size {
      lowerColumns.layOut(Int(order[place]), slack: 0)
      lowerRows.layOut(Int(order[size - 1 - place]), slack: 0)
    }
    lowerColumns.reserve(0)
    lowerRows.reserve(0)
    for column in 0..<lower.count {
      let pivot = lower.pivots[column]
      for entry in Int(lower.starts[column])..<Int(lower.starts[column + 1]) {
        lowerColumns.place(lower.indices[entry], lower.values[entry], in: Int(pivot))
        lowerRows.place(pivot, lower.values[entry], in: Int(lower.indices[entry]))
      }
    }
  }

  /// Both copies of *U*, without the entries of columns that were replaced. Rows get some room for
  /// the entries of updates.
  private func takeUpper() {
    let upper = elimination.upper
    upperColumns.reset()
    upperRows.reset()
    upperEntryCount = 0
    for entry in 0..<upper.count {
      let column = Int(elimination.pivotRows[Int(upper.columns[entry])])
      if column < 0 { continue }
      upperColumns[column].count &+= 1
      upperRows[Int(upper.rows[entry])].count &+= 1
      upperEntryCount &+= 1
    }
    for place in 0..<size {
      upperColumns.layOut(Int(order[size - 1 - place]), slack: 0)
      upperRows.layOut(Int(order[place]), slack: 4)
    }
    upperColumns.reserve(0)
    upperRows.reserve(0)
    for entry in 0..<upper.count {
      let column = elimination.pivotRows[Int(upper.columns[entry])]
      if column < 0 { continue }
      upperColumns.place(upper.rows[entry], upper.values[entry], in: Int(column))
      upperRows.place(column, upper.values[entry], in: Int(upper.rows[entry]))
    }
  }

  private func forgetSolves() {
    etas.reset()
    hasSpike = false
    unitPosition = -1
  }
}
