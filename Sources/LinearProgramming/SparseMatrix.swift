/// A sparse matrix in compressed columns.
///
/// The entries of column *j* are at positions `columnStarts[j] ..< columnStarts[j + 1]` of `rows`
/// and `values`, in ascending order of row, each row at most once.
public struct SparseMatrix: Sendable, Hashable {
  public let rowCount: Int
  public let columnStarts: [Int32]
  public let rows: [Int32]
  public let values: [Double]

  /// - Precondition: The parts have the form stated above; only their sizes are checked.
  public init(rowCount: Int, columnStarts: [Int32], rows: [Int32], values: [Double]) {
    precondition(columnStarts.first == 0, "columnStarts must begin with 0")
    precondition(
      rows.count == values.count && Int(columnStarts.last ?? 0) == values.count,
      "\(rows.count) rows, \(values.count) values, last start \(columnStarts.last ?? 0)")
    self.rowCount = rowCount
    self.columnStarts = columnStarts
    self.rows = rows
    self.values = values
  }

  public var columnCount: Int { columnStarts.count - 1 }
  public var nonzeroCount: Int { values.count }

  public func range(ofColumn column: Int) -> Range<Int> {
    Int(columnStarts[column])..<Int(columnStarts[column + 1])
  }

  /// *A x*, of length ``rowCount``.
  public func multiply(_ x: [Double]) -> [Double] {
    precondition(x.count == columnCount, "\(x.count) values for \(columnCount) columns")
    var result = [Double](repeating: 0, count: rowCount)
    for column in 0..<columnCount where x[column] != 0 {
      for position in range(ofColumn: column) {
        result[Int(rows[position])] += values[position] * x[column]
      }
    }
    return result
  }

  /// *Aᵀ y*, of length ``columnCount``.
  public func multiplyTransposed(_ y: [Double]) -> [Double] {
    precondition(y.count == rowCount, "\(y.count) values for \(rowCount) rows")
    return (0..<columnCount).map { column in
      range(ofColumn: column).reduce(0) { $0 + values[$1] * y[Int(rows[$1])] }
    }
  }
}

extension SparseMatrix {
  /// Calls `body` with the three arrays as buffers, for loops over all entries.
  @inline(__always)
  func withUnsafeEntries<Result>(
    _ body: (
      _ starts: UnsafeBufferPointer<Int32>, _ rows: UnsafeBufferPointer<Int32>,
      _ values: UnsafeBufferPointer<Double>
    ) -> Result
  ) -> Result {
    columnStarts.withUnsafeBufferPointer { starts in
      rows.withUnsafeBufferPointer { rows in
        values.withUnsafeBufferPointer { values in body(starts, rows, values) }
      }
    }
  }
}
