/// Gaussian elimination of a basis matrix: which column is pivoted on which row, in what order, and
/// the factors as they come up, *L* by columns and *U* as single entries.
///
/// A basis column has the number *k* of its place in the basis that was given; its row is known
/// once it is pivoted.
final class Elimination {
  let size: Int
  /// The basic variable *k*.
  let variables: UnsafeMutablePointer<Int32>
  /// The row that column *k* is pivoted on, −1 for none.
  let pivotRows: UnsafeMutablePointer<Int32>
  /// The column that is pivoted on each row, −1 for none.
  let pivotColumns: UnsafeMutablePointer<Int32>
  let diagonal: UnsafeMutablePointer<Double>
  /// The pivoted rows in order.
  let order: UnsafeMutablePointer<Int32>
  var orderCount = 0
  /// How many of the pivots needed no arithmetic.
  private(set) var singletonCount = 0
  @exclusivity(unchecked) var lower: EtaFile
  @exclusivity(unchecked) var upper: EntryList

  /// The structural basic columns of each row.
  @exclusivity(unchecked) var basisRows: SparseLines
  /// How many entries in rows without a pivot each column has.
  let columnCounts: UnsafeMutablePointer<Int32>
  /// How many entries in columns without a pivot each row has.
  let rowCounts: UnsafeMutablePointer<Int32>
  let queue: UnsafeMutablePointer<Int32>

  let active: ActiveSubmatrix
  /// The column of *L* of the step, by row.
  let multipliers: UnsafeMutablePointer<Double>
  /// The last column whose entry in each row was changed, as a count of such columns.
  let stamps: UnsafeMutablePointer<Int32>
  var stamp: Int32 = 0

  init(size: Int) {
    self.size = size
    variables = .allocate(zeros: size)
    pivotRows = .allocate(zeros: size)
    pivotColumns = .allocate(zeros: size)
    diagonal = .allocate(zeros: size)
    order = .allocate(zeros: size)
    lower = EtaFile(capacity: 4 * size)
    upper = EntryList(capacity: 8 * size)
    basisRows = SparseLines(lineCount: size, capacity: 8 * size)
    columnCounts = .allocate(zeros: size)
    rowCounts = .allocate(zeros: size)
    queue = .allocate(zeros: size)
    active = ActiveSubmatrix(size: size)
    multipliers = .allocate(zeros: size)
    stamps = .allocate(zeros: size)
  }

  deinit {
    for integers in [
      variables, pivotRows, pivotColumns, order, columnCounts, rowCounts, queue, stamps,
    ] {
      integers.deallocate()
    }
    diagonal.deallocate()
    multipliers.deallocate()
    lower.deallocate()
    upper.deallocate()
    basisRows.deallocate()
  }

  /// Pivots all columns of the basis that can be.
  func run(_ matrix: ConstraintMatrix, _ basic: UnsafeMutablePointer<Int32>, threshold: Double) {
    reset(basic)
    pivotLogicals(matrix)
    collectRows(matrix)
    pivotColumnSingletons(matrix)
    pivotRowSingletons(matrix)
    singletonCount = orderCount
    guard loadActive(matrix) else { return }
    while let pivot = active.choosePivot(threshold: threshold) {
      eliminate(row: pivot.row, column: pivot.column)
    }
  }

  private func reset(_ basic: UnsafeMutablePointer<Int32>) {
    variables.update(from: basic, count: size)
    pivotRows.update(repeating: -1, count: size)
    pivotColumns.update(repeating: -1, count: size)
    orderCount = 0
    lower.reset()
    upper.reset()
  }

  @inline(__always)
  func pivot(column: Int, row: Int, value: Double) {
    pivotRows[column] = Int32(truncatingIfNeeded: row)
    pivotColumns[row] = Int32(truncatingIfNeeded: column)
    diagonal[row] = value
    order[orderCount] = Int32(truncatingIfNeeded: row)
    orderCount &+= 1
  }

  /// Pivots the unit column of a row that is left. `column` stays without a pivot, so that its entries
  /// of *U* are known to be void.
  func pivotLogical(row: Int, insteadOf column: Int) {
    pivot(column: column, row: row, value: 1)
    pivotRows[column] = -1
  }
}

/// Entries of a matrix in no order. The owner calls ``deallocate()``.
struct EntryList {
  private(set) var count = 0
  private(set) var rows: UnsafeMutablePointer<Int32>
  private(set) var columns: UnsafeMutablePointer<Int32>
  private(set) var values: UnsafeMutablePointer<Double>
  private var capacity: Int

  init(capacity: Int) {
    self.capacity = max(16, capacity)
    rows = .allocate(zeros: self.capacity)
    columns = .allocate(zeros: self.capacity)
    values = .allocate(zeros: self.capacity)
  }

  func deallocate() {
    rows.deallocate()
    columns.deallocate()
    values.deallocate()
  }

  mutating func reset() { count = 0 }

  @inline(__always)
  mutating func append(_ value: Double, row: Int32, column: Int) {
    if count == capacity { grow() }
    rows[count] = row
    columns[count] = Int32(truncatingIfNeeded: column)
    values[count] = value
    count &+= 1
  }

  private mutating func grow() {
    rows = rows.reallocated(from: capacity, to: 2 * capacity)
    columns = columns.reallocated(from: capacity, to: 2 * capacity)
    values = values.reallocated(from: capacity, to: 2 * capacity)
    capacity *= 2
  }
}
