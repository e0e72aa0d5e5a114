/// The entries of a sparse matrix row by row: row *i* has those at positions
/// `starts[i] ..< starts[i + 1]`, in ascending order of column.
package struct SparseRows: Sendable {
  package let starts: [Int32]
  package let columns: [Int32]
  package let values: [Double]

  /// - Complexity: O(nonzeros).
  package init(_ matrix: SparseMatrix) {
    var starts = [Int32](repeating: 0, count: matrix.rowCount + 1)
    for row in matrix.rows { starts[Int(row) + 1] += 1 }
    for row in 0..<matrix.rowCount { starts[row + 1] += starts[row] }
    var columns = [Int32](repeating: 0, count: matrix.nonzeroCount)
    var values = [Double](repeating: 0, count: matrix.nonzeroCount)
    var next = starts
    for column in 0..<matrix.columnCount {
      for position in matrix.range(ofColumn: column) {
        let row = Int(matrix.rows[position])
        columns[Int(next[row])] = Int32(column)
        values[Int(next[row])] = matrix.values[position]
        next[row] += 1
      }
    }
    self.starts = starts
    self.columns = columns
    self.values = values
  }

  package func range(ofRow row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }

  /// Calls `body` with the three arrays as buffers, for loops over many entries.
  @inline(__always)
  func withUnsafeEntries<Result>(
    _ body: (
      _ starts: UnsafeBufferPointer<Int32>, _ columns: UnsafeBufferPointer<Int32>,
      _ values: UnsafeBufferPointer<Double>
    ) -> Result
  ) -> Result {
    starts.withUnsafeBufferPointer { starts in
      columns.withUnsafeBufferPointer { columns in
        values.withUnsafeBufferPointer { values in body(starts, columns, values) }
      }
    }
  }
}
