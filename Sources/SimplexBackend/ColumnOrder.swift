import LinearProgramming

/// The order in which the simplex keeps the columns of a program: by their number of entries.
///
/// The loops that price the columns are short, and a processor that foresees where each ends is
/// twice as fast; it does as long as they are all of one length. Variable *j* of the simplex is
/// column `columns[j]` of the program, and column *k* is variable `variables[k]`.
struct ColumnOrder {
  let columns: [Int]
  let variables: [Int]

  init(_ matrix: SparseMatrix) {
    let columns = (0..<matrix.columnCount).sorted {
      (matrix.range(ofColumn: $0).count, $0) < (matrix.range(ofColumn: $1).count, $1)
    }
    var variables = [Int](repeating: 0, count: columns.count)
    for (variable, column) in columns.enumerated() { variables[column] = variable }
    self.columns = columns
    self.variables = variables
  }

  /// The matrix with its columns in this order.
  func arranged(_ matrix: SparseMatrix) -> SparseMatrix {
    var starts: [Int32] = [0]
    var rows: [Int32] = []
    var values: [Double] = []
    starts.reserveCapacity(columns.count + 1)
    rows.reserveCapacity(matrix.nonzeroCount)
    values.reserveCapacity(matrix.nonzeroCount)
    for column in columns {
      let range = matrix.range(ofColumn: column)
      rows.append(contentsOf: matrix.rows[range])
      values.append(contentsOf: matrix.values[range])
      starts.append(Int32(rows.count))
    }
    return SparseMatrix(
      rowCount: matrix.rowCount, columnStarts: starts, rows: rows, values: values)
  }

  /// Numbers by variable from numbers by column.
  func byVariable<Element>(_ values: [Element]) -> [Element] { columns.map { values[$0] } }

  /// Numbers by column from numbers by variable; what comes after the structural variables is left
  /// out.
  func byColumn<Element>(_ values: [Element]) -> [Element] { variables.map { values[$0] } }
}
