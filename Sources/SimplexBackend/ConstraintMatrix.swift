import LinearProgramming

/// The constraint matrix of a program in the form the simplex works on, by columns and by rows:
///
///     A x + s = 0
///
/// Variable *j < n* is structural with the scaled column *aⱼ*; variable *n + i* is the logical
/// *sᵢ* of row *i* with the unit column *eᵢ*, so that *−sᵢ* is the activity of the row.
final class ConstraintMatrix {
  let rowCount: Int
  /// *n*, the number of structural variables.
  let columnCount: Int
  let columnStarts: UnsafeMutablePointer<Int32>
  let columnRows: UnsafeMutablePointer<Int32>
  let columnValues: UnsafeMutablePointer<Double>
  let rowStarts: UnsafeMutablePointer<Int32>
  let rowColumns: UnsafeMutablePointer<Int32>
  let rowValues: UnsafeMutablePointer<Double>

  var variableCount: Int { columnCount + rowCount }
  var nonzeroCount: Int { Int(columnStarts[columnCount]) }

  /// The matrix with entry *(i, j)* times `rowScales[i] * columnScales[j]`.
  init(_ matrix: SparseMatrix, rowScales: [Double], columnScales: [Double]) {
    rowCount = matrix.rowCount
    columnCount = matrix.columnCount
    let count = matrix.nonzeroCount
    columnStarts = Self.copy(matrix.columnStarts)
    columnRows = Self.copy(matrix.rows)
    columnValues = Self.copy(matrix.values)
    rowStarts = .allocate(capacity: rowCount + 1)
    rowStarts.initialize(repeating: 0, count: rowCount + 1)
    rowColumns = .allocate(capacity: max(1, count))
    rowValues = .allocate(capacity: max(1, count))
    scale(rowScales: rowScales, columnScales: columnScales)
    transpose()
  }

  deinit {
    columnStarts.deallocate()
    columnRows.deallocate()
    columnValues.deallocate()
    rowStarts.deallocate()
    rowColumns.deallocate()
    rowValues.deallocate()
  }

  /// *y·aⱼ* of a structural variable.
  @inline(__always)
  func dot(_ y: UnsafeMutablePointer<Double>, column: Int) -> Double {
    var sum = 0.0
    var entry = Int(columnStarts[column])
    let end = Int(columnStarts[column &+ 1])
    while entry < end {
      sum += columnValues[entry] * y[Int(columnRows[entry])]
      entry &+= 1
    }
    return sum
  }

  /// *y·aⱼ* of any variable.
  @inline(__always)
  func dot(_ y: UnsafeMutablePointer<Double>, variable: Int) -> Double {
    variable < columnCount ? dot(y, column: variable) : y[variable &- columnCount]
  }

  private static func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
    let pointer = UnsafeMutablePointer<Element>.allocate(capacity: max(1, array.count))
    for (index, element) in array.enumerated() { (pointer + index).initialize(to: element) }
    return pointer
  }

  private func scale(rowScales: [Double], columnScales: [Double]) {
    for column in 0..<columnCount {
      for position in Int(columnStarts[column])..<Int(columnStarts[column + 1]) {
        columnValues[position] *= columnScales[column] * rowScales[Int(columnRows[position])]
      }
    }
  }

  private func transpose() {
    for position in 0..<nonzeroCount { rowStarts[Int(columnRows[position]) + 1] += 1 }
    for row in 0..<rowCount { rowStarts[row + 1] += rowStarts[row] }
    var next = (0..<rowCount).map { rowStarts[$0] }
    for column in 0..<columnCount {
      for position in Int(columnStarts[column])..<Int(columnStarts[column + 1]) {
        let row = Int(columnRows[position])
        rowColumns[Int(next[row])] = Int32(column)
        rowValues[Int(next[row])] = columnValues[position]
        next[row] += 1
      }
    }
  }
}
