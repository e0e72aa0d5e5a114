#if GLPK
extension ExactFactorization {
  /// Marks the rows and columns of *K* and counts their entries.
  func activate(_ isBasic: [Bool]) {
    for column in columnIsActive.indices { columnIsActive[column] = isBasic[column] }
    for row in rowIsActive.indices {
      rowIsActive[row] = !isBasic[exact.columnCount + row]
      rowSizes[row] = 0
    }
    let matrix = exact.program.matrix
    for column in columnIsActive.indices {
      columnSizes[column] = 0
      guard columnIsActive[column] else { continue }
      for position in matrix.range(ofColumn: column) where isEntry(position) {
        columnSizes[column] += 1
        rowSizes[Int(matrix.rows[position])] += 1
      }
    }
  }

  /// Takes, one after the other, the columns that have one entry left. Nothing has to be eliminated.
  func takeColumnSingletons() {
    var stack = columnIsActive.indices.filter { columnIsActive[$0] && columnSizes[$0] == 1 }
    let matrix = exact.program.matrix
    while let column = stack.popLast() {
      guard columnIsActive[column], columnSizes[column] == 1 else { continue }
      guard let position = matrix.range(ofColumn: column).first(where: isEntry) else { continue }
      let row = Int(matrix.rows[position])
      columnIsActive[column] = false
      rowIsActive[row] = false
      for place in exact.rows.range(ofRow: row) where exact.rows.values[place] != 0 {
        let other = Int(exact.rows.columns[place])
        guard columnIsActive[other] else { continue }
        upperColumns.append(Int32(other))
        upperValues.append(exact.rowCoefficients[place])
        columnSizes[other] -= 1
        if columnSizes[other] == 1 { stack.append(other) }
      }
      append(
        row: Int32(row), column: Int32(column), value: exact.columnCoefficients[position])
    }
  }

  /// Takes, one after the other, the rows that have one entry left. The entries below it are
  /// eliminated, and no other changes.
  func takeRowSingletons() {
    countActiveRows()
    var stack = rowIsActive.indices.filter { rowIsActive[$0] && rowSizes[$0] == 1 }
    let matrix = exact.program.matrix
    while let row = stack.popLast() {
      guard rowIsActive[row], rowSizes[row] == 1 else { continue }
      let place = exact.rows.range(ofRow: row).first {
        exact.rows.values[$0] != 0 && columnIsActive[Int(exact.rows.columns[$0])]
      }
      guard let place else { continue }
      let column = Int(exact.rows.columns[place])
      let pivot = exact.rowCoefficients[place]
      columnIsActive[column] = false
      rowIsActive[row] = false
      for position in matrix.range(ofColumn: column) where isEntry(position) {
        let other = Int(matrix.rows[position])
        let multiplier = makeValue()
        values.set(Int(multiplier), to: values, Int(exact.columnCoefficients[position]))
        values.divide(Int(multiplier), by: values, Int(pivot))
        lowerRows.append(Int32(other))
        lowerValues.append(multiplier)
        rowSizes[other] -= 1
        if rowSizes[other] == 1 { stack.append(other) }
      }
      append(row: Int32(row), column: Int32(column), value: pivot)
    }
  }

  private func countActiveRows() {
    for row in rowIsActive.indices where rowIsActive[row] {
      rowSizes[row] = 0
      for place in exact.rows.range(ofRow: row)
      where exact.rows.values[place] != 0 && columnIsActive[Int(exact.rows.columns[place])] {
        rowSizes[row] += 1
      }
    }
  }

  /// Whether there is a number other than 0, in a row that has no pivot yet.
  private func isEntry(_ position: Int) -> Bool {
    exact.program.matrix.values[position] != 0
      && rowIsActive[Int(exact.program.matrix.rows[position])]
  }
}
#endif
