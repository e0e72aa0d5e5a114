/// The part that is left without singletons: one Markowitz pivot after the other.
extension Elimination {
  /// Moves what has no pivot yet into `active`; the entries in rows with a pivot are *U*'s already.
  /// Returns false if nothing is left.
  func loadActive(_ matrix: ConstraintMatrix) -> Bool {
    guard orderCount < size else { return false }
    active.reset(order: size - orderCount)
    for row in 0..<size where pivotColumns[row] < 0 {
      active.rows.clear(row, room: 2 * Int(rowCounts[row]) + 4)
    }
    for column in 0..<size where pivotRows[column] < 0 { loadActive(column: column, matrix) }
    for column in 0..<size where pivotRows[column] < 0 { settle(column: column) }
    for row in 0..<size where pivotColumns[row] < 0 { active.relink(row: row) }
    return true
  }

  private func loadActive(column: Int, _ matrix: ConstraintMatrix) {
    let range = entries(of: column, matrix)
    active.columns.clear(column, room: 2 * range.count + 4)
    active.columnMaxima[column] = 0
    active.columnTerms[column] = 0
    for position in range {
      let row = matrix.columnRows[position]
      let value = matrix.columnValues[position]
      if pivotColumns[Int(row)] >= 0 {
        upper.append(value, row: row, column: column)
      } else if value != 0 {
        active.columns.place(row, value, in: column)
        active.rows.place(Int32(truncatingIfNeeded: column), 0, in: Int(row))
        active.columnMaxima[column] = max(active.columnMaxima[column], abs(value))
      }
    }
  }

  /// Sorts a column that has changed into its bucket, or rejects it if what is left of it is zero
  /// or may be rounding error.
  private func settle(column: Int) {
    let least = max(
      BasisFactorization.pivotTolerance,
      BasisFactorization.cancellationTolerance * active.columnTerms[column])
    if active.columnMaxima[column] > least {
      active.columnBuckets.link(column, count: Int(active.columns[column].count))
    } else {
      active.reject(column: column)
    }
  }

  /// One step: column `column` divided by the pivot becomes a column of *L*, row `row` a row of *U*,
  /// and their product is subtracted from the rest.
  func eliminate(row: Int, column: Int) {
    active.columnBuckets.unlink(column)
    active.rowBuckets.unlink(row)
    let first = lower.entryCount
    pivot(column: column, row: row, value: takeLowerColumn(row: row, column: column))
    let lowerRange = first..<lower.entryCount
    for entry in active.rows.range(of: row) where Int(active.rows.indices[entry]) != column {
      subtract(from: Int(active.rows.indices[entry]), row: row, lowerRange)
    }
    for entry in lowerRange {
      let changed = Int(lower.indices[entry])
      multipliers[changed] = 0
      active.relink(row: changed)
    }
    active.rows[row].count = 0
    active.columns[column].count = 0
    lower.close(pivot: row)
  }

  /// Writes the column of *L*, and into `multipliers`, and returns the pivot.
  private func takeLowerColumn(row: Int, column: Int) -> Double {
    let columns = active.columns
    let value = columns.values[columns.position(of: Int32(truncatingIfNeeded: row), in: column)]
    for entry in columns.range(of: column) where Int(columns.indices[entry]) != row {
      let index = columns.indices[entry]
      let multiplier = columns.values[entry] / value
      lower.append(index, multiplier)
      multipliers[Int(index)] = multiplier
      active.forget(column: Int32(truncatingIfNeeded: column), in: Int(index))
    }
    return value
  }

  /// Moves the entry of `column` in the pivot row to *U* and subtracts its multiple of the column of
  /// *L* from the others.
  private func subtract(from column: Int, row: Int, _ lowerRange: Range<Int>) {
    let position = active.columns.position(of: Int32(truncatingIfNeeded: row), in: column)
    let factor = active.columns.values[position]
    active.columns.remove(at: position, from: column)
    upper.append(factor, row: Int32(truncatingIfNeeded: row), column: column)
    stamp = stamp == .max ? 1 : stamp + 1
    let changed = changeEntries(of: column, factor: factor)
    if changed < lowerRange.count { fill(column, factor: factor, lowerRange) }
    settle(column: column)
  }

  /// Subtracts where `column` has an entry, finds its new largest, and returns how many changed.
  private func changeEntries(of column: Int, factor: Double) -> Int {
    let columns = active.columns
    let start = Int(columns[column].start)
    var position = start
    var changed = 0
    var largest = 0.0
    while position < start &+ Int(columns[column].count) {
      let row = Int(columns.indices[position])
      var value = columns.values[position]
      if multipliers[row] != 0 {
        let term = factor * multipliers[row]
        value -= term
        stamps[row] = stamp
        changed &+= 1
        active.columnTerms[column] = max(active.columnTerms[column], abs(term))
        if abs(value) <= BasisFactorization.dropTolerance {
          columns.remove(at: position, from: column)
          active.forget(column: Int32(truncatingIfNeeded: column), in: row)
          continue
        }
        columns.values[position] = value
      }
      largest = max(largest, abs(value))
      position &+= 1
    }
    active.columnMaxima[column] = largest
    return changed
  }

  /// Subtracts where `column` has no entry.
  private func fill(_ column: Int, factor: Double, _ lowerRange: Range<Int>) {
    for entry in lowerRange where stamps[Int(lower.indices[entry])] != stamp {
      let row = lower.indices[entry]
      let value = -factor * lower.values[entry]
      if abs(value) <= BasisFactorization.dropTolerance { continue }
      active.columns.append(row, value, to: column)
      active.rows.append(Int32(truncatingIfNeeded: column), 0, to: Int(row))
      active.columnMaxima[column] = max(active.columnMaxima[column], abs(value))
      active.columnTerms[column] = max(active.columnTerms[column], abs(value))
    }
  }
}
