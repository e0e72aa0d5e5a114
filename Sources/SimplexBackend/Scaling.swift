import LinearProgramming

/// Factors for rows and columns that bring the entries of a matrix nearer to 1. All are powers of
/// two, so that scaling rounds nothing.
struct Scaling {
  enum Method {
    /// Rows and columns divided by their geometric means, in turns.
    case geometric
    /// Every column's, then every row's largest entry brought to about 1.
    case equilibrated
  }

  private(set) var rows: [Double]
  private(set) var columns: [Double]

  /// More passes change little (Tomlin, On scaling linear programming problems, 1975).
  private static let passes = 4

  init(_ matrix: SparseMatrix, method: Method) {
    rows = Array(repeating: 1, count: matrix.rowCount)
    columns = Array(repeating: 1, count: matrix.columnCount)
    switch method {
    case .geometric:
      if !Self.isWellScaled(matrix) {
        for _ in 0..<Self.passes { balance(matrix, divisor: { ($0 * $1).squareRoot() }) }
      }
    case .equilibrated: balance(matrix, divisor: { $1 })
    }
    rows = rows.map(Self.powerOfTwo(near:))
    columns = columns.map(Self.powerOfTwo(near:))
  }

  /// A matrix whose entries are within a factor of ten of 1 is left as it is.
  private static func isWellScaled(_ matrix: SparseMatrix) -> Bool {
    matrix.values.allSatisfy { $0 == 0 || (0.1...10).contains(abs($0)) }
  }

  /// Divides each row, then each column, by `divisor(smallest, largest)` of its entries.
  private mutating func balance(
    _ matrix: SparseMatrix, divisor: (_ smallest: Double, _ largest: Double) -> Double
  ) {
    var smallest = [Double](repeating: .infinity, count: matrix.rowCount)
    var largest = [Double](repeating: 0, count: matrix.rowCount)
    for column in columns.indices {
      for position in matrix.range(ofColumn: column) where matrix.values[position] != 0 {
        let row = Int(matrix.rows[position])
        let size = abs(matrix.values[position]) * columns[column]
        smallest[row] = min(smallest[row], size)
        largest[row] = max(largest[row], size)
      }
    }
    for row in rows.indices where largest[row] > 0 {
      rows[row] = 1 / divisor(smallest[row], largest[row])
    }
    for column in columns.indices {
      var least = Double.infinity
      var most = 0.0
      for position in matrix.range(ofColumn: column) where matrix.values[position] != 0 {
        let size = abs(matrix.values[position]) * rows[Int(matrix.rows[position])]
        least = min(least, size)
        most = max(most, size)
      }
      if most > 0 { columns[column] = 1 / divisor(least, most) }
    }
  }

  private static func powerOfTwo(near factor: Double) -> Double {
    guard factor.isNormal else { return 1 }
    let exponent = min(max(factor.exponent, -60), 60)
    let low = Double(sign: .plus, exponent: exponent, significand: 1)
    return factor.significand > 2.0.squareRoot() ? 2 * low : low
  }
}
