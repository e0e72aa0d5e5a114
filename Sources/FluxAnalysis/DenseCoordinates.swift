/// What one unit along each of *d* coordinates changes in each of *n* variables: an *n* by *d* matrix
/// *B*, row by row, whose coordinates can be exchanged for rounder ones.
struct DenseCoordinates {
  let variableCount: Int
  let dimension: Int
  private(set) var values: [Double]
  /// *V* in *BᵀWB = VᵀV*, lower triangular; its upper half is not used.
  private var factor: [Double]

  init(variableCount: Int, dimension: Int) {
    self.variableCount = variableCount
    self.dimension = dimension
    values = Array(repeating: 0, count: variableCount * dimension)
    factor = Array(repeating: 0, count: dimension * dimension)
  }

  subscript(variable: Int, axis: Int) -> Double {
    get { values[variable * dimension + axis] }
    set { values[variable * dimension + axis] = newValue }
  }

  /// Takes the coordinates in which *BᵀWB* is the identity: *B V⁻¹*. A coordinate stays one of those
  /// that come after it, so that what is lower triangular in *B* stays so.
  ///
  /// - Parameter weights: The diagonal of *W*, nowhere negative.
  /// - Complexity: O(*n d²* + *d³*).
  mutating func normalize(weights: [Double]) {
    accumulate(weights)
    factorize()
    substitute()
  }

  /// Rows that are added to the product at a time, so that it is read and written less often.
  private static let block = 4

  /// The lower half of *BᵀWB*, in `factor`.
  private mutating func accumulate(_ weights: [Double]) {
    let d = dimension
    let rows = weights.indices.filter { weights[$0] > 0 }
    values.withUnsafeBufferPointer { b in
      factor.withUnsafeMutableBufferPointer { m in
        m.update(repeating: 0)
        for first in stride(from: 0, to: rows.count, by: Self.block) {
          // A block that is not full repeats its last row with no weight.
          let picked = (0..<Self.block).map { rows[min(first + $0, rows.count - 1)] }
          let scale = (0..<Self.block).map { first + $0 < rows.count ? weights[picked[$0]] : 0 }
          let (b0, b1) = (b.baseAddress! + picked[0] * d, b.baseAddress! + picked[1] * d)
          let (b2, b3) = (b.baseAddress! + picked[2] * d, b.baseAddress! + picked[3] * d)
          for k in 0..<d {
            let (c0, c1) = (scale[0] * b0[k], scale[1] * b1[k])
            let (c2, c3) = (scale[2] * b2[k], scale[3] * b3[k])
            if c0 == 0, c1 == 0, c2 == 0, c3 == 0 { continue }
            let row = m.baseAddress! + k * d
            for j in 0...k { row[j] += (c0 * b0[j] + c1 * b1[j]) + (c2 * b2[j] + c3 * b3[j]) }
          }
        }
      }
    }
  }

  /// A pivot below this part of its diagonal entry is rounding. What it should have been, the next
  /// call finds in coordinates that are better.
  private static let smallestPivot = 1e-11

  /// Replaces *M* by *V* of *M = VᵀV*, from the last row to the first.
  private mutating func factorize() {
    let d = dimension
    factor.withUnsafeMutableBufferPointer { m in
      let diagonal = (0..<d).map { m[$0 * d + $0] }
      for k in stride(from: d - 1, through: 0, by: -1) {
        let row = m.baseAddress! + k * d
        let least = max(Self.smallestPivot * diagonal[k], .leastNormalMagnitude)
        let pivot = max(row[k], least).squareRoot()
        for j in 0..<k { row[j] /= pivot }
        row[k] = pivot
        for i in 0..<k where row[i] != 0 {
          let other = m.baseAddress! + i * d
          let factor = row[i]
          for j in 0...i { other[j] -= factor * row[j] }
        }
      }
    }
  }

  /// Replaces *B* by *B V⁻¹*.
  private mutating func substitute() {
    let d = dimension
    values.withUnsafeMutableBufferPointer { b in
      factor.withUnsafeBufferPointer { v in
        for variable in 0..<variableCount {
          let row = b.baseAddress! + variable * d
          for k in stride(from: d - 1, through: 0, by: -1) where row[k] != 0 {
            let pivot = v.baseAddress! + k * d
            let value = row[k] / pivot[k]
            row[k] = value
            for j in 0..<k { row[j] -= value * pivot[j] }
          }
        }
      }
    }
  }

  /// *Bᵀ g*.
  func transposed(times g: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: dimension)
    for variable in 0..<variableCount where g[variable] != 0 {
      for axis in 0..<dimension { result[axis] += g[variable] * self[variable, axis] }
    }
    return result
  }

  /// *B y*.
  func times(_ y: [Double]) -> [Double] {
    (0..<variableCount).map { variable in
      var sum = 0.0
      for axis in 0..<dimension { sum += self[variable, axis] * y[axis] }
      return sum
    }
  }

  /// For each variable the squared length of its row.
  var squaredLengths: [Double] {
    (0..<variableCount).map { variable in
      var sum = 0.0
      for axis in 0..<dimension { sum += self[variable, axis] * self[variable, axis] }
      return sum
    }
  }
}
