/// Coordinates in which a polytope is about as wide along every axis.
struct SamplingRounding: Sendable {
  /// What one unit along an axis changes in a variable.
  struct Entry: Sendable {
    var variable: Int32
    var change: Double
    /// 1 / `change`, since a division takes as long as the rest of a step.
    var inverse: Double
  }

  /// The entries of axis *k* are at positions `starts[k] ..< starts[k + 1]`.
  private(set) var starts: [Int] = [0]
  private(set) var entries: [Entry] = []
  /// The ratio of the longest to the shortest chord through the centre along an axis.
  private(set) var roundness = Double.infinity
  private let variableCount: Int
  private let dimension: Int
  /// The free variables as a lower triangular function of the coordinates, row by row.
  private var factor: LowerTriangle
  private let freeColumns: [Int]

  /// Coordinates from the covariance of the warm-up points: rough, to begin with.
  init(_ polytope: FluxPolytope) {
    let d = polytope.dimension
    dimension = d
    variableCount = polytope.center.count
    freeColumns = polytope.echelon.freeColumns
    let deviations = polytope.warmUps.map { point in
      polytope.echelon.freeColumns.map { point[$0] - polytope.center[$0] }
    }
    factor = LowerTriangle(covarianceOf: deviations, dimension: d)
    rebuildBasis(polytope)
  }

  /// The axes of the ellipsoid that is inscribed in `polytope`, and the polytope around its centre.
  ///
  /// - Parameter coarse: Coordinates to begin with.
  static func inscribed(
    in polytope: FluxPolytope, from coarse: SamplingRounding, shouldStop: () -> Bool
  ) -> (rounding: SamplingRounding, polytope: FluxPolytope) {
    var dense = DenseCoordinates(
      variableCount: polytope.center.count, dimension: polytope.dimension)
    for axis in 0..<coarse.dimension {
      for entry in coarse.entries[coarse.starts[axis]..<coarse.starts[axis + 1]] {
        dense[Int(entry.variable), axis] = entry.change
      }
    }
    let ellipsoid = InscribedEllipsoid(
      dense, start: polytope.center, lower: polytope.lower, upper: polytope.upper,
      shouldStop: shouldStop)
    var result = coarse
    let free = polytope.echelon.freeColumns
    result.factor = LowerTriangle(dimension: coarse.dimension) { row, column in
      ellipsoid.coordinates[free[row], column]
    }
    let centered = polytope.centered(at: ellipsoid.center)
    result.rebuildBasis(centered)
    return (result, centered)
  }

  /// The basis of the null space in which free column *k* alone is 1, times the factor.
  private mutating func rebuildBasis(_ polytope: FluxPolytope) {
    var place = [Int](repeating: -1, count: variableCount)
    for (index, column) in freeColumns.enumerated() { place[column] = index }
    (starts, entries) = ([0], [])
    for axis in 0..<dimension {
      for (index, column) in freeColumns.enumerated() where index >= axis {
        append(column, factor[index, axis])
      }
      for pivot in polytope.echelon.pivots {
        var sum = 0.0
        for entry in pivot.entries where place[Int(entry.column)] >= axis {
          sum -= entry.value * factor[place[Int(entry.column)], axis]
        }
        append(pivot.column, sum)
      }
      starts.append(entries.count)
    }
    let chords = (0..<dimension).map { chord(of: $0, in: polytope) }
    if let least = chords.min(), let most = chords.max(), least > 0 { roundness = most / least }
  }

  /// How long the line through the centre along an axis stays within the bounds.
  private func chord(of axis: Int, in polytope: FluxPolytope) -> Double {
    var (low, high) = (-Double.infinity, Double.infinity)
    for entry in entries[starts[axis]..<starts[axis + 1]] {
      let index = Int(entry.variable)
      let down = (polytope.lower[index] - polytope.center[index]) * entry.inverse
      let up = (polytope.upper[index] - polytope.center[index]) * entry.inverse
      low = max(low, min(down, up))
      high = min(high, max(down, up))
    }
    return high - low
  }

  /// A change of less than this along a whole axis is rounding.
  private static let smallestChange = 1e-12

  private mutating func append(_ variable: Int, _ change: Double) {
    if abs(change) < Self.smallestChange { return }
    entries.append(Entry(variable: Int32(variable), change: change, inverse: 1 / change))
  }

  func point(_ y: [Double], center: [Double]) -> [Double] {
    var x = center
    for axis in 0..<dimension where y[axis] != 0 {
      for entry in entries[starts[axis]..<starts[axis + 1]] {
        x[Int(entry.variable)] += y[axis] * entry.change
      }
    }
    return x
  }

  /// The coordinates of a point.
  func coordinates(of x: [Double], center: [Double]) -> [Double] {
    factor.solve(freeColumns.map { x[$0] - center[$0] })
  }
}

/// A lower triangular matrix.
struct LowerTriangle: Sendable {
  let dimension: Int
  private var values: [Double]

  subscript(row: Int, column: Int) -> Double { values[row * dimension + column] }

  init(dimension d: Int, _ value: (_ row: Int, _ column: Int) -> Double) {
    dimension = d
    values = (0..<d * d).map { $0 % d <= $0 / d ? value($0 / d, $0 % d) : 0 }
  }

  /// The Cholesky factor of the covariance of `points`, whose mean is zero.
  ///
  /// Where the points do not spread, a part of 1e-14 of the mean variance keeps the factor regular.
  init(covarianceOf points: [[Double]], dimension d: Int) {
    dimension = d
    var a = [Double](repeating: 0, count: d * d)
    for point in points {
      for row in 0..<d where point[row] != 0 {
        for column in 0...row { a[row * d + column] += point[row] * point[column] }
      }
    }
    let count = Double(max(1, points.count))
    for index in a.indices { a[index] /= count }
    let mean = (0..<d).reduce(0) { $0 + a[$1 * d + $1] } / Double(max(1, d))
    for index in 0..<d {
      a[index * d + index] = a[index * d + index] * (1 + 1e-9) + max(mean * 1e-14, 1e-24)
    }
    values = a
    factorize()
  }

  private mutating func factorize() {
    let d = dimension
    values.withUnsafeMutableBufferPointer { a in
      for column in 0..<d {
        for row in column..<d {
          var sum = a[row * d + column]
          for k in 0..<column { sum -= a[row * d + k] * a[column * d + k] }
          if row == column {
            // What is left of a variance after the others may be rounding.
            a[row * d + row] = max(sum, 1e-12 * a[row * d + row], 1e-26).squareRoot()
          } else {
            a[row * d + column] = sum / a[column * d + column]
          }
        }
      }
      for row in 0..<d { for column in (row + 1)..<max(row + 1, d) { a[row * d + column] = 0 } }
    }
  }

  /// The solution of *L y = b*.
  func solve(_ b: [Double]) -> [Double] {
    var y = b
    for row in 0..<dimension {
      for column in 0..<row { y[row] -= values[row * dimension + column] * y[column] }
      y[row] /= values[row * dimension + row]
    }
    return y
  }
}
