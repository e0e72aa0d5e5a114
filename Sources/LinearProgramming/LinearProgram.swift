/// A linear program as a plain value:
///
///     minimize or maximize  c·x
///     subject to            rowLower ≤ A x ≤ rowUpper
///                           columnLower ≤ x ≤ columnUpper
///
/// Bounds may be infinite. A solver's state is never in here; see ``LPSession``.
public struct LinearProgram: Sendable {
  public enum Sense: Sendable, Hashable {
    case minimize, maximize
  }

  public var matrix: SparseMatrix
  public var rows: BoundArrays
  public var columns: BoundArrays
  /// *c*, one number for each column.
  public var objective: [Double]
  public var sense: Sense

  /// - Precondition: The sizes fit, no bound is NaN, and no lower bound is above its upper bound.
  public init(
    matrix: SparseMatrix, rows: BoundArrays, columns: BoundArrays, objective: [Double],
    sense: Sense = .maximize
  ) {
    precondition(rows.count == matrix.rowCount, "\(rows.count) bounds, \(matrix.rowCount) rows")
    precondition(
      columns.count == matrix.columnCount && objective.count == matrix.columnCount,
      "\(columns.count) bounds, \(objective.count) costs, \(matrix.columnCount) columns")
    self.matrix = matrix
    self.rows = rows
    self.columns = columns
    self.objective = objective
    self.sense = sense
  }
}

/// A lower and an upper bound.
public struct Bounds: Sendable, Hashable {
  public var lower: Double
  public var upper: Double

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  public static func fixed(_ value: Double) -> Bounds { Bounds(lower: value, upper: value) }
  public static let free = Bounds(lower: -.infinity, upper: .infinity)
}

/// The bounds of all rows or of all columns, as two arrays of the same length.
public struct BoundArrays: Sendable, Hashable {
  public private(set) var lower: [Double]
  public private(set) var upper: [Double]

  public init(lower: [Double], upper: [Double]) {
    precondition(lower.count == upper.count, "\(lower.count) lower, \(upper.count) upper bounds")
    precondition(zip(lower, upper).allSatisfy { $0 <= $1 }, "a bound is NaN or out of order")
    self.lower = lower
    self.upper = upper
  }

  public init(repeating bounds: Bounds, count: Int) {
    self.init(
      lower: Array(repeating: bounds.lower, count: count),
      upper: Array(repeating: bounds.upper, count: count))
  }

  public var count: Int { lower.count }

  public subscript(index: Int) -> Bounds {
    get { Bounds(lower: lower[index], upper: upper[index]) }
    set {
      precondition(newValue.lower <= newValue.upper, "bounds \(newValue) of \(index)")
      lower[index] = newValue.lower
      upper[index] = newValue.upper
    }
  }

  public mutating func append(_ bounds: Bounds) {
    precondition(bounds.lower <= bounds.upper, "bounds \(bounds)")
    lower.append(bounds.lower)
    upper.append(bounds.upper)
  }

  /// Calls `body` with the two arrays as buffers, for loops over all bounds.
  @inline(__always)
  func withUnsafeBounds<Result>(
    _ body: (_ lower: UnsafeBufferPointer<Double>, _ upper: UnsafeBufferPointer<Double>) -> Result
  ) -> Result {
    lower.withUnsafeBufferPointer { lower in
      upper.withUnsafeBufferPointer { upper in body(lower, upper) }
    }
  }
}
