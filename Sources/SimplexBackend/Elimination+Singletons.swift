/// The pivots that need no arithmetic. Neither kind of step makes new pivots of the other kind: a
/// column singleton takes no entry from another row, a row singleton none from another column.
/// So each kind is searched for once, in time linear in the number of entries.
///
/// Only the absolute size of these pivots matters. The parts of *L* and *U* they make are entries
/// of the basis matrix itself, and a triangular solve with these is stable whatever their sizes.
extension Elimination {
  /// A unit column is pivoted on its row.
  func pivotLogicals(_ matrix: ConstraintMatrix) {
    for column in 0..<size {
      let row = Int(variables[column]) - matrix.columnCount
      if row >= 0 && pivotColumns[row] < 0 { pivot(column: column, row: row, value: 1) }
    }
  }

  /// Fills `basisRows` and `columnCounts`.
  func collectRows(_ matrix: ConstraintMatrix) {
    basisRows.reset()
    for column in 0..<size {
      columnCounts[column] = 0
      for position in entries(of: column, matrix) {
        let row = Int(matrix.columnRows[position])
        basisRows[row].count &+= 1
        if pivotColumns[row] < 0 { columnCounts[column] &+= 1 }
      }
    }
    for row in 0..<size { basisRows.layOut(row, slack: 0) }
    basisRows.reserve(0)
    for column in 0..<size {
      for position in entries(of: column, matrix) {
        basisRows.place(
          Int32(truncatingIfNeeded: column), 0, in: Int(matrix.columnRows[position]))
      }
    }
  }

  /// Where the entries of a structural column are; none for a logical one, which is pivoted or, as
  /// a second one of its row, cannot be.
  @inline(__always)
  func entries(of column: Int, _ matrix: ConstraintMatrix) -> Range<Int> {
    let variable = Int(variables[column])
    guard variable < matrix.columnCount else { return 0..<0 }
    return Int(matrix.columnStarts[variable])..<Int(matrix.columnStarts[variable + 1])
  }

  /// Pivots columns whose entries are in rows with a pivot but for one: they become columns of *U*.
  func pivotColumnSingletons(_ matrix: ConstraintMatrix) {
    var end = 0
    for column in 0..<size where columnCounts[column] == 1 {
      queue[end] = Int32(truncatingIfNeeded: column)
      end &+= 1
    }
    var place = 0
    while place < end {
      let column = Int(queue[place])
      place &+= 1
      guard let row = pivotSingleton(column: column, matrix) else { continue }
      for entry in basisRows.range(of: row) {
        let other = Int(basisRows.indices[entry])
        columnCounts[other] &-= 1
        if columnCounts[other] == 1 && pivotRows[other] < 0 {
          queue[end] = Int32(truncatingIfNeeded: other)
          end &+= 1
        }
      }
    }
  }

  /// Returns the row, `nil` if another column has taken it or if the entry is too small.
  private func pivotSingleton(column: Int, _ matrix: ConstraintMatrix) -> Int? {
    guard columnCounts[column] == 1 else { return nil }
    let range = entries(of: column, matrix)
    for position in range where pivotColumns[Int(matrix.columnRows[position])] < 0 {
      let value = matrix.columnValues[position]
      guard abs(value) > BasisFactorization.pivotTolerance else { return nil }
      for other in range where other != position {
        upper.append(
          matrix.columnValues[other], row: matrix.columnRows[other], column: column)
      }
      let row = Int(matrix.columnRows[position])
      pivot(column: column, row: row, value: value)
      return row
    }
    return nil
  }

  /// Pivots rows whose entries are in columns with a pivot but for one: the rest of that column
  /// becomes a column of *L*.
  func pivotRowSingletons(_ matrix: ConstraintMatrix) {
    countRows(matrix)
    var end = 0
    for row in 0..<size where pivotColumns[row] < 0 && rowCounts[row] == 1 {
      queue[end] = Int32(truncatingIfNeeded: row)
      end &+= 1
    }
    var place = 0
    while place < end {
      let row = Int(queue[place])
      place &+= 1
      guard let column = pivotSingleton(row: row, matrix) else { continue }
      for position in entries(of: column, matrix) {
        let other = Int(matrix.columnRows[position])
        rowCounts[other] &-= 1
        if rowCounts[other] == 1 && pivotColumns[other] < 0 {
          queue[end] = Int32(truncatingIfNeeded: other)
          end &+= 1
        }
      }
    }
  }

  /// Fills `rowCounts` for the rows without a pivot.
  private func countRows(_ matrix: ConstraintMatrix) {
    rowCounts.update(repeating: 0, count: size)
    for column in 0..<size where pivotRows[column] < 0 {
      for position in entries(of: column, matrix) {
        rowCounts[Int(matrix.columnRows[position])] &+= 1
      }
    }
  }

  /// Returns the column, `nil` if another row has taken it or if the entry is too small.
  private func pivotSingleton(row: Int, _ matrix: ConstraintMatrix) -> Int? {
    guard rowCounts[row] == 1 else { return nil }
    for entry in basisRows.range(of: row) where pivotRows[Int(basisRows.indices[entry])] < 0 {
      let column = Int(basisRows.indices[entry])
      let range = entries(of: column, matrix)
      guard let position = range.first(where: { Int(matrix.columnRows[$0]) == row }),
        abs(matrix.columnValues[position]) > BasisFactorization.pivotTolerance
      else { return nil }
      let value = matrix.columnValues[position]
      for other in range where other != position {
        let index = matrix.columnRows[other]
        if pivotColumns[Int(index)] >= 0 {
          upper.append(matrix.columnValues[other], row: index, column: column)
        } else {
          lower.append(index, matrix.columnValues[other] / value)
        }
      }
      lower.close(pivot: row)
      pivot(column: column, row: row, value: value)
      return column
    }
    return nil
  }
}
