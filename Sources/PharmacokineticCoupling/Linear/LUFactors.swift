/// P·A = L·U of a small dense matrix, with partial pivoting.
struct LUFactors: Sendable {
  private let order: Int
  private var values: [Double]
  private var pivots: [Int]

  /// Returns nil for a matrix that is singular, or not finite, to working precision.
  init?(_ matrix: SquareMatrix) {
    order = matrix.order
    values = matrix.values
    pivots = [Int](repeating: 0, count: matrix.order)
    for k in 0..<order {
      var pivot = k
      for i in k + 1..<max(order, k + 1)
      where abs(values[i * order + k]) > abs(values[pivot * order + k]) { pivot = i }
      let size = abs(values[pivot * order + k])
      guard size > 0, size.isFinite else { return nil }
      pivots[k] = pivot
      if pivot != k {
        for j in 0..<order { values.swapAt(k * order + j, pivot * order + j) }
      }
      eliminate(below: k)
    }
  }

  private mutating func eliminate(below k: Int) {
    let n = order
    values.withUnsafeMutableBufferPointer { a in
      let inverse = 1 / a[k * n + k]
      var i = k + 1
      while i < n {
        let factor = a[i * n + k] * inverse
        a[i * n + k] = factor
        if factor != 0 {
          var j = k + 1
          while j < n {
            a[i * n + j] -= factor * a[k * n + j]
            j += 1
          }
        }
        i += 1
      }
    }
  }

  /// Solves A·x = b in place.
  func solve(_ b: inout [Double]) {
    for k in 0..<order where pivots[k] != k { b.swapAt(k, pivots[k]) }
    for i in 0..<order {
      var sum = b[i]
      for j in 0..<i { sum -= values[i * order + j] * b[j] }
      b[i] = sum
    }
    for i in stride(from: order - 1, through: 0, by: -1) {
      var sum = b[i]
      for j in i + 1..<max(order, i + 1) { sum -= values[i * order + j] * b[j] }
      b[i] = sum / values[i * order + i]
    }
  }

  /// Solves A·X = B, column by column.
  func solve(_ matrix: SquareMatrix) -> SquareMatrix {
    var result = matrix
    var column = [Double](repeating: 0, count: order)
    for j in 0..<order {
      for i in 0..<order { column[i] = matrix[i, j] }
      solve(&column)
      for i in 0..<order { result[i, j] = column[i] }
    }
    return result
  }
}
