/// Chooses structural variables that form a triangular basis (see
/// ``Simplex/makeTriangularBasis()``).
struct TriangularCrash {
  private let simplex: Simplex
  private let matrix: ConstraintMatrix
  /// Columns not yet used or ruled out, counted for each row.
  private var openInRow: [Int32]
  private var isColumnOpen: [Bool]
  private var isRowOpen: [Bool]

  /// An entry this much smaller than its column's largest makes a poor pivot.
  private static let relativePivot = 0.01

  init(_ simplex: Simplex) {
    self.simplex = simplex
    matrix = simplex.matrix
    openInRow = Array(repeating: 0, count: matrix.rowCount)
    isColumnOpen = (0..<matrix.columnCount).map { simplex.trueLower[$0] < simplex.trueUpper[$0] }
    isRowOpen = (0..<matrix.rowCount).map { row in
      let logical = simplex.matrix.columnCount + row
      return simplex.trueLower[logical] == simplex.trueUpper[logical]
    }
    for column in 0..<matrix.columnCount where isColumnOpen[column] {
      for entry in entries(of: column) { openInRow[Int(matrix.columnRows[entry])] += 1 }
    }
  }

  private func entries(of column: Int) -> Range<Int> {
    Int(matrix.columnStarts[column])..<Int(matrix.columnStarts[column + 1])
  }

  /// Pairs of a row and the structural that is to be basic in it.
  mutating func assignments() -> [(row: Int, structural: Int)] {
    var result: [(row: Int, structural: Int)] = []
    var buckets = RowBuckets(counts: openInRow)
    while let row = buckets.removeRowOfLowestCount(current: openInRow) {
      guard isRowOpen[row], let column = bestColumn(in: row) else { continue }
      isRowOpen[row] = false
      result.append((row, column))
      // Every other column of the row would put an entry beside the diagonal, on the side that
      // rows chosen later must leave empty: they are ruled out for those rows.
      for entry in Int(matrix.rowStarts[row])..<Int(matrix.rowStarts[row + 1]) {
        close(Int(matrix.rowColumns[entry]), &buckets)
      }
    }
    return result
  }

  private mutating func close(_ column: Int, _ buckets: inout RowBuckets) {
    guard isColumnOpen[column] else { return }
    isColumnOpen[column] = false
    for entry in entries(of: column) {
      let row = Int(matrix.columnRows[entry])
      openInRow[row] -= 1
      if isRowOpen[row] { buckets.insert(row, count: openInRow[row]) }
    }
  }

  /// The widest open column of the row whose entry there is not small, then the shortest.
  private func bestColumn(in row: Int) -> Int? {
    var best: Int?
    var bestKey = (-Double.infinity, 0)
    for entry in Int(matrix.rowStarts[row])..<Int(matrix.rowStarts[row + 1]) {
      let column = Int(matrix.rowColumns[entry])
      guard isColumnOpen[column] else { continue }
      let largest = entries(of: column).reduce(0.0) { max($0, abs(matrix.columnValues[$1])) }
      if abs(matrix.rowValues[entry]) < Self.relativePivot * largest { continue }
      let room = simplex.trueUpper[column] - simplex.trueLower[column]
      let key = (min(room, 1e6), -entries(of: column).count)
      if key > bestKey {
        best = column
        bestKey = key
      }
    }
    return best
  }
}

/// Rows in buckets by their number of open columns, entries out of date skipped on the way.
private struct RowBuckets {
  private var buckets: [[Int32]] = []
  private var lowest = 1

  init(counts: [Int32]) {
    for (row, count) in counts.enumerated() { insert(row, count: count) }
  }

  mutating func insert(_ row: Int, count: Int32) {
    guard count > 0 else { return }
    while buckets.count <= Int(count) { buckets.append([]) }
    buckets[Int(count)].append(Int32(row))
    lowest = min(lowest, Int(count))
  }

  mutating func removeRowOfLowestCount(current: [Int32]) -> Int? {
    while lowest < buckets.count {
      if let row = buckets[lowest].popLast() {
        if current[Int(row)] == lowest { return Int(row) }
      } else {
        lowest += 1
      }
    }
    return nil
  }
}
