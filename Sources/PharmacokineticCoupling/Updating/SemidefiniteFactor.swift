import Foundation

/// A = L·Lᵀ of a symmetric matrix without negative eigenvalues, by Cholesky's columns.
///
/// A pivot that is nothing but rounding gives no column, so that L is n × rank: a parameter without
/// variance adds no dimension.
struct SemidefiniteFactor: Sendable, Hashable {
  let order: Int
  let rank: Int
  /// Column by column; entry i of column k is at k·order + i.
  let columns: [Double]
  /// The row of the pivot of each column, above which the column is 0.
  let pivots: [Int]

  /// Pivots below this part of their diagonal entry are rounding.
  private static let tolerance = 1e-12

  /// Returns nil for a matrix with a negative eigenvalue.
  init?(_ matrix: SquareMatrix) {
    let n = matrix.order
    var rest = matrix
    var (columns, pivots): ([Double], [Int]) = ([], [])
    for k in 0..<n {
      let pivot = rest[k, k]
      guard pivot > Self.tolerance * matrix[k, k] else {
        guard Self.isNegligible(rest, row: k, of: matrix) else { return nil }
        continue
      }
      let root = pivot.squareRoot()
      let column = (0..<n).map { $0 < k ? 0 : rest[$0, k] / root }
      for i in k..<n { for j in k..<n { rest[i, j] -= column[i] * column[j] } }
      columns += column
      pivots.append(k)
    }
    order = n
    rank = pivots.count
    self.columns = columns
    self.pivots = pivots
  }

  /// Whether what is left of a row is rounding: of a matrix without negative eigenvalues, a row
  /// whose diagonal entry is 0 is 0.
  private static func isNegligible(
    _ rest: SquareMatrix, row k: Int, of matrix: SquareMatrix
  ) -> Bool {
    guard matrix[k, k] >= 0, rest[k, k] >= -1e-9 * matrix[k, k] else { return false }
    return (k..<matrix.order).allSatisfy { i in
      abs(rest[i, k]) <= 1e-6 * (matrix[i, i] * matrix[k, k]).squareRoot()
    }
  }

  /// L·z.
  func times(_ z: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: order)
    for k in 0..<rank {
      for i in pivots[k]..<order { result[i] += columns[k * order + i] * z[k] }
    }
    return result
  }
}

extension SquareMatrix {
  /// From rows, as files and callers give a covariance; nil where it is not square.
  init?(rows: [[Double]]) {
    guard rows.allSatisfy({ $0.count == rows.count }) else { return nil }
    self.init(order: rows.count)
    values = rows.flatMap { $0 }
  }

  /// A covariance, checked.
  ///
  /// - Throws: ``UpdatingError/wrongShape(what:rows:columns:)``,
  ///   ``UpdatingError/notSymmetric(what:)``, ``UpdatingError/notSemidefinite(what:)``, and
  ///   ``UpdatingError/wrongNumber(_:)`` for one that is not finite.
  static func covariance(
    _ rows: [[Double]], order: Int, _ what: String
  ) throws(UpdatingError) -> SquareMatrix {
    guard rows.count == order, let matrix = SquareMatrix(rows: rows) else {
      throw .wrongShape(what: what, rows: order, columns: order)
    }
    try asUpdating { () throws(PharmacokineticError) in
      for value in matrix.values { try Check.finite(value, what) }
    }
    for i in 0..<order {
      for j in 0..<i where abs(matrix[i, j] - matrix[j, i]) > 1e-12 * abs(matrix[i, j]) {
        throw .notSymmetric(what: what)
      }
    }
    guard SemidefiniteFactor(matrix) != nil else { throw .notSemidefinite(what: what) }
    return matrix
  }

  var rows: [[Double]] { (0..<order).map { Array(values[$0 * order..<($0 + 1) * order]) } }

  var transposed: SquareMatrix {
    var result = self
    for i in 0..<order { for j in 0..<order { result[j, i] = self[i, j] } }
    return result
  }

  /// Makes both halves equal to their mean, where only rounding tells them apart.
  mutating func symmetrize() {
    for i in 0..<order {
      for j in 0..<i {
        let mean = (self[i, j] + self[j, i]) / 2
        self[i, j] = mean
        self[j, i] = mean
      }
    }
  }
}

extension SemidefiniteFactor {
  var isDefinite: Bool { rank == order }

  /// log det A, of a definite matrix.
  var logDeterminant: Double {
    (0..<rank).reduce(0) { $0 + 2 * log(columns[$1 * order + $1]) }
  }

  /// A⁻¹·b, of a definite matrix.
  func solving(_ b: [Double]) -> [Double] {
    var x = b
    for i in 0..<order {
      for k in 0..<i { x[i] -= columns[k * order + i] * x[k] }
      x[i] /= columns[i * order + i]
    }
    for i in stride(from: order - 1, through: 0, by: -1) {
      for k in i + 1..<max(order, i + 1) { x[i] -= columns[i * order + k] * x[k] }
      x[i] /= columns[i * order + i]
    }
    return x
  }

  /// A⁻¹, of a definite matrix.
  var inverse: SquareMatrix {
    var result = SquareMatrix(order: order)
    for j in 0..<order {
      let column = solving((0..<order).map { $0 == j ? 1 : 0 })
      for i in 0..<order { result[i, j] = column[i] }
    }
    result.symmetrize()
    return result
  }
}
