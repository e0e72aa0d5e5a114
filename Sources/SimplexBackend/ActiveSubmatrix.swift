/// What is left of the basis matrix while it is eliminated, with what Markowitz's rule needs:
/// the columns with values, the rows as patterns, and both in buckets by their number of entries.
///
/// Columns have the numbers of the caller, rows those of the matrix.
final class ActiveSubmatrix {
  @exclusivity(unchecked) var columns: SparseLines
  /// The columns of each row; the values are not kept up.
  @exclusivity(unchecked) var rows: SparseLines
  /// The largest magnitude in each column.
  let columnMaxima: UnsafeMutablePointer<Double>
  /// The largest term that was subtracted within each column: the size of its rounding errors.
  let columnTerms: UnsafeMutablePointer<Double>
  @exclusivity(unchecked) var columnBuckets: CountBuckets
  @exclusivity(unchecked) var rowBuckets: CountBuckets
  /// No line has more entries than this.
  private var order = 0

  init(size: Int) {
    columns = SparseLines(lineCount: size, capacity: 4 * size)
    rows = SparseLines(lineCount: size, capacity: 4 * size)
    columnMaxima = .allocate(zeros: size)
    columnTerms = .allocate(zeros: size)
    columnBuckets = CountBuckets(size: size)
    rowBuckets = CountBuckets(size: size)
  }

  deinit {
    columns.deallocate()
    rows.deallocate()
    columnMaxima.deallocate()
    columnTerms.deallocate()
    columnBuckets.deallocate()
    rowBuckets.deallocate()
  }

  /// Empties the matrix for `order` rows and columns to come.
  func reset(order: Int) {
    self.order = order
    columns.reset()
    rows.reset()
    columnBuckets.reset()
    rowBuckets.reset()
  }

  /// Sorts `row` into its bucket anew. An empty row leaves the buckets.
  @inline(__always)
  func relink(row: Int) {
    rowBuckets.link(row, count: Int(rows[row].count))
  }

  /// Drops the entry of a column from the pattern of `row`.
  @inline(__always)
  func forget(column: Int32, in row: Int) {
    rows.remove(at: rows.position(of: column, in: row), from: row)
  }

  /// Takes a column out that cannot have a pivot.
  func reject(column: Int) {
    columnBuckets.unlink(column)
    let start = Int(columns[column].start)
    for position in start..<start + Int(columns[column].count) {
      let row = Int(columns.indices[position])
      forget(column: Int32(truncatingIfNeeded: column), in: row)
      relink(row: row)
    }
    columns[column].count = 0
  }

  /// The pivot for the next step, `nil` when no column is left.
  ///
  /// Markowitz (1957): of the entries that are at least `threshold` times the largest of their
  /// column, one with the least *(r − 1)(c − 1)*, the most fill it can make. Only the shortest
  /// few lines are searched, as by Suhl & Suhl (ORSA J. Comput. 2, 1990).
  func choosePivot(threshold: Double) -> (row: Int, column: Int)? {
    var search = PivotSearch()
    var count = 1
    while count <= order {
      if searchColumns(count: count, threshold: threshold, &search)
        || searchRows(count: count, threshold: threshold, &search)
      {
        break
      }
      count += 1
    }
    return search.row < 0 ? nil : (search.row, search.column)
  }

  /// Returns whether the search can end.
  private func searchColumns(
    count: Int, threshold: Double, _ search: inout PivotSearch
  ) -> Bool {
    var column = columnBuckets.first(count: count)
    while column >= 0 {
      let least = threshold * columnMaxima[column]
      let start = Int(columns[column].start)
      for position in start..<start + count where abs(columns.values[position]) >= least {
        let row = Int(columns.indices[position])
        let merit = (count - 1) * (Int(rows[row].count) - 1)
        if merit < search.merit { search.take(row: row, column: column, merit: merit) }
      }
      if search.isEnough(after: (count - 1) * (count - 1)) { return true }
      column = columnBuckets.next(column)
    }
    return false
  }

  private func searchRows(count: Int, threshold: Double, _ search: inout PivotSearch) -> Bool {
    var row = rowBuckets.first(count: count)
    while row >= 0 {
      let start = Int(rows[row].start)
      for position in start..<start + count {
        let column = Int(rows.indices[position])
        let merit = (count - 1) * (Int(columns[column].count) - 1)
        guard merit < search.merit else { continue }
        let entry = columns.position(of: Int32(truncatingIfNeeded: row), in: column)
        if abs(columns.values[entry]) >= threshold * columnMaxima[column] {
          search.take(row: row, column: column, merit: merit)
        }
      }
      if search.isEnough(after: count * (count - 1)) { return true }
      row = rowBuckets.next(row)
    }
    return false
  }
}

/// The best pivot found so far.
private struct PivotSearch {
  /// How many lines are searched once there is a candidate.
  static let lineLimit = 4

  var row = -1
  var column = -1
  var merit = Int.max
  private var lines = 0

  mutating func take(row: Int, column: Int, merit: Int) {
    self.row = row
    self.column = column
    self.merit = merit
  }

  /// Whether no line to come can do better than `bound`, or enough lines have been searched.
  mutating func isEnough(after bound: Int) -> Bool {
    lines += 1
    return row >= 0 && (merit <= bound || lines >= Self.lineLimit)
  }
}

/// Lines in doubly linked lists by their number of entries. The owner calls ``deallocate()``.
struct CountBuckets {
  private let size: Int
  /// By number of entries, −1 for none.
  private let heads: UnsafeMutablePointer<Int32>
  private let nexts: UnsafeMutablePointer<Int32>
  private let previous: UnsafeMutablePointer<Int32>
  /// The bucket of each line, 0 for a line in none.
  private let buckets: UnsafeMutablePointer<Int32>

  init(size: Int) {
    self.size = size
    heads = .allocate(zeros: size + 1)
    nexts = .allocate(zeros: size)
    previous = .allocate(zeros: size)
    buckets = .allocate(zeros: size)
  }

  func deallocate() {
    heads.deallocate()
    nexts.deallocate()
    previous.deallocate()
    buckets.deallocate()
  }

  func reset() {
    heads.update(repeating: -1, count: size + 1)
    buckets.update(repeating: 0, count: size)
  }

  @inline(__always)
  func first(count: Int) -> Int { Int(heads[count]) }

  @inline(__always)
  func next(_ line: Int) -> Int { Int(nexts[line]) }

  /// Puts `line` into the bucket of `count`, or into none if that is zero.
  func link(_ line: Int, count: Int) {
    if Int(buckets[line]) == count { return }
    unlink(line)
    guard count > 0 else { return }
    let head = heads[count]
    if head >= 0 { previous[Int(head)] = Int32(truncatingIfNeeded: line) }
    nexts[line] = head
    previous[line] = -1
    heads[count] = Int32(truncatingIfNeeded: line)
    buckets[line] = Int32(truncatingIfNeeded: count)
  }

  func unlink(_ line: Int) {
    let bucket = Int(buckets[line])
    guard bucket > 0 else { return }
    if previous[line] >= 0 {
      nexts[Int(previous[line])] = nexts[line]
    } else {
      heads[bucket] = nexts[line]
    }
    if nexts[line] >= 0 { previous[Int(nexts[line])] = previous[line] }
    buckets[line] = 0
  }
}
