/// A small dense square matrix, row by row.
struct SquareMatrix: Sendable, Hashable {
  let order: Int
  /// `order`² entries; row i, column j is at i·order + j.
  var values: [Double]

  init(order: Int) {
    self.order = order
    values = [Double](repeating: 0, count: order * order)
  }

  static func identity(_ order: Int) -> SquareMatrix {
    var result = SquareMatrix(order: order)
    for i in 0..<order { result[i, i] = 1 }
    return result
  }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * order + column] }
    set { values[row * order + column] = newValue }
  }

  /// The largest sum of absolute values of a column.
  var oneNorm: Double {
    (0..<order).map { j in (0..<order).reduce(0) { $0 + abs(self[$1, j]) } }.max() ?? 0
  }

  var hasOnlyFiniteValues: Bool { values.allSatisfy(\.isFinite) }

  static func * (left: SquareMatrix, right: SquareMatrix) -> SquareMatrix {
    let n = left.order
    var result = SquareMatrix(order: n)
    result.values.withUnsafeMutableBufferPointer { out in
      left.values.withUnsafeBufferPointer { a in
        right.values.withUnsafeBufferPointer { b in
          for i in 0..<n {
            for k in 0..<n {
              let factor = a[i * n + k]
              if factor == 0 { continue }
              for j in 0..<n { out[i * n + j] += factor * b[k * n + j] }
            }
          }
        }
      }
    }
    return result
  }

  static func * (factor: Double, matrix: SquareMatrix) -> SquareMatrix {
    var result = matrix
    for k in result.values.indices { result.values[k] *= factor }
    return result
  }

  /// Adds `factor`·`other`.
  mutating func add(_ factor: Double, _ other: SquareMatrix) {
    for k in values.indices { values[k] += factor * other.values[k] }
  }

  /// Adds `factor` to the diagonal.
  mutating func addDiagonal(_ factor: Double) {
    for i in 0..<order { self[i, i] += factor }
  }

  /// A·x.
  func times(_ vector: [Double]) -> [Double] {
    (0..<order).map { i in
      var sum = 0.0
      for j in 0..<order { sum += values[i * order + j] * vector[j] }
      return sum
    }
  }

  /// yᵀ·A, as a vector.
  func transposedTimes(_ vector: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: order)
    for i in 0..<order {
      for j in 0..<order { result[j] += vector[i] * values[i * order + j] }
    }
    return result
  }

  /// The rows and columns of `indices` alone.
  func block(_ indices: [Int]) -> SquareMatrix {
    var result = SquareMatrix(order: indices.count)
    for (i, row) in indices.enumerated() {
      for (j, column) in indices.enumerated() { result[i, j] = self[row, column] }
    }
    return result
  }
}
