/// A program to which columns and rows are added one by one, and which is then made a
/// ``LinearProgram`` at once.
package struct GrowingProgram: Sendable {
  private var entries: [[(row: Int32, value: Double)]]
  private var rows: BoundArrays
  package private(set) var columns: BoundArrays
  private var objective: [Double]
  package var sense: LinearProgram.Sense

  /// Begins with `program`.
  package init(_ program: LinearProgram) {
    let matrix = program.matrix
    entries = (0..<matrix.columnCount).map { column in
      matrix.range(ofColumn: column).map { (row: matrix.rows[$0], value: matrix.values[$0]) }
    }
    rows = program.rows
    columns = program.columns
    objective = program.objective
    sense = program.sense
  }

  package var columnCount: Int { columns.count }
  package var rowCount: Int { rows.count }

  /// Adds a column that touches no row yet, and returns its index.
  package mutating func addColumn(_ bounds: Bounds, cost: Double = 0) -> Int {
    entries.append([])
    columns.append(bounds)
    objective.append(cost)
    return columns.count - 1
  }

  /// Adds a column with the entries of another, times `factor`, in the rows there are.
  package mutating func addCopy(
    ofColumn column: Int, times factor: Double, _ bounds: Bounds, cost: Double = 0
  ) -> Int {
    entries.append(entries[column].map { (row: $0.row, value: factor * $0.value) })
    columns.append(bounds)
    objective.append(cost)
    return columns.count - 1
  }

  /// Adds a row of `terms`, each column at most once, and returns its index.
  @discardableResult
  package mutating func addRow(
    _ terms: [(column: Int, coefficient: Double)], _ bounds: Bounds
  ) -> Int {
    for term in terms where term.coefficient != 0 {
      entries[term.column].append((row: Int32(rows.count), value: term.coefficient))
    }
    rows.append(bounds)
    return rows.count - 1
  }

  package mutating func setBounds(_ bounds: Bounds, column: Int) { columns[column] = bounds }
  package mutating func setCost(_ cost: Double, column: Int) { objective[column] = cost }

  package var program: LinearProgram {
    var starts: [Int32] = [0]
    starts.reserveCapacity(entries.count + 1)
    for column in entries { starts.append(starts[starts.count - 1] + Int32(column.count)) }
    return LinearProgram(
      matrix: SparseMatrix(
        rowCount: rows.count, columnStarts: starts, rows: entries.flatMap { $0.map(\.row) },
        values: entries.flatMap { $0.map(\.value) }),
      rows: rows, columns: columns, objective: objective, sense: sense)
  }
}
