import Foundation

/// The eigenvalues and eigenvectors of a real symmetric matrix, the largest eigenvalue first.
///
/// Householder's reflections bring the matrix to tridiagonal form, and the implicit QL method with
/// Wilkinson's shift finds its eigenvalues (Golub and Van Loan, Matrix Computations, 4th ed., § 8.3).
struct SymmetricEigensystem: Sendable {
  /// Descending.
  let values: [Double]
  /// Eigenvectors of length 1, one after the other in the order of ``values``; signs as they come.
  let vectors: [Double]
  let order: Int

  /// - Parameter matrix: Row after row, symmetric and finite.
  /// - Throws: ``CohortStatisticsError/notConverged(what:steps:)``.
  /// - Complexity: O(*n*³) time, three matrices of memory.
  init(_ matrix: [Double], order: Int) throws(CohortStatisticsError) {
    precondition(matrix.count == order * order, "not \(order) rows of \(order)")
    self.order = order
    // Of size 1, so that no square overflows or vanishes.
    let largest = matrix.reduce(0) { max($0, abs($1)) }
    let scale = largest > 0 ? largest : 1
    var form = Tridiagonalization(matrix.map { $0 / scale }, order: order)
    // Row i begins as the i-th unit vector, and ends as an eigenvector of the tridiagonal matrix.
    var rows = [Double](repeating: 0, count: order * order)
    for i in 0..<order { rows[i * order + i] = 1 }
    try Self.diagonalize(&form.diagonal, form.offDiagonal, &rows, order: order)
    form.transformBack(&rows)
    let places = form.diagonal.indices.sorted {
      form.diagonal[$0] != form.diagonal[$1] ? form.diagonal[$0] > form.diagonal[$1] : $0 < $1
    }
    values = places.map { form.diagonal[$0] * scale }
    vectors = places.flatMap { rows[$0 * order..<($0 + 1) * order] }
  }

  private static let stepLimit = 60

  /// Against a matrix of size 1, an off-diagonal element that no digit of an eigenvalue shows.
  private static let negligible = 1e-40

  /// Implicit QL sweeps upwards from the first row until its off-diagonal element is negligible.
  private static func diagonalize(
    _ diagonal: inout [Double], _ offDiagonal: [Double], _ rows: inout [Double], order: Int
  ) throws(CohortStatisticsError) {
    var e = offDiagonal + [0]
    for first in 0..<order {
      var steps = 0
      while true {
        var last = first
        while last < order - 1 {
          let size = abs(diagonal[last]) + abs(diagonal[last + 1])
          if abs(e[last]) <= Double.ulpOfOne * size + negligible { break }
          last += 1
        }
        if last == first { break }
        steps += 1
        if steps > stepLimit { throw .notConverged(what: "eigenvalues", steps: stepLimit) }
        sweep(first: first, last: last, &diagonal, &e, &rows, order: order)
      }
    }
  }

  /// One sweep of plane rotations from `last` down to `first`.
  private static func sweep(
    first: Int, last: Int, _ d: inout [Double], _ e: inout [Double], _ rows: inout [Double],
    order: Int
  ) {
    // Wilkinson's shift: the eigenvalue of the leading two by two nearer to d[first].
    let half = (d[first + 1] - d[first]) / (2 * e[first])
    let root = hypot(half, 1)
    var g = d[last] - d[first] + e[first] / (half + (half < 0 ? -root : root))
    var (sine, cosine, carried) = (1.0, 1.0, 0.0)
    for i in stride(from: last - 1, through: first, by: -1) {
      let (f, b) = (sine * e[i], cosine * e[i])
      let length = hypot(f, g)
      e[i + 1] = length
      if length == 0 {
        // The matrix splits here: take back the shift and begin anew.
        d[i + 1] -= carried
        e[last] = 0
        return
      }
      sine = f / length
      cosine = g / length
      g = d[i + 1] - carried
      let turned = (d[i] - g) * sine + 2 * cosine * b
      carried = sine * turned
      d[i + 1] = g + carried
      g = cosine * turned - b
      rotate(&rows, i, cosine: cosine, sine: sine, order: order)
    }
    d[first] -= carried
    e[first] = g
    e[last] = 0
  }

  private static func rotate(
    _ rows: inout [Double], _ i: Int, cosine: Double, sine: Double, order: Int
  ) {
    rows.withUnsafeMutableBufferPointer { rows in
      let (low, high) = (i * order, (i + 1) * order)
      for column in 0..<order {
        let (a, b) = (rows[low + column], rows[high + column])
        rows[high + column] = sine * a + cosine * b
        rows[low + column] = cosine * a - sine * b
      }
    }
  }
}

/// *A* = *Q T Qᵀ* with *T* tridiagonal and *Q* a product of reflections, for *A* of size 1.
private struct Tridiagonalization {
  var diagonal: [Double]
  var offDiagonal: [Double]
  let order: Int
  /// Of reflection *k*, I − *v vᵀ*: *v* in row *k*, from column *k* + 1 on.
  var reflectors: [Double]

  init(_ matrix: [Double], order: Int) {
    self.order = order
    reflectors = matrix
    diagonal = [Double](repeating: 0, count: order)
    offDiagonal = [Double](repeating: 0, count: max(0, order - 1))
    var product = [Double](repeating: 0, count: order)
    for k in 0..<order {
      diagonal[k] = reflectors[k * order + k]
      guard k + 1 < order else { break }
      offDiagonal[k] = makeReflector(k)
      apply(k, &product)
    }
  }

  /// Replaces row `k` right of the diagonal by *v*, with *vᵀv* = 2 or *v* = 0, whose reflection takes
  /// it to a multiple of the first unit vector.
  ///
  /// - Returns: The multiple.
  private mutating func makeReflector(_ k: Int) -> Double {
    let row = k * order + k + 1..<(k + 1) * order
    let norm = reflectors[row].reduce(0) { $0 + $1 * $1 }.squareRoot()
    // What is this small against a matrix of size 1 is 0, and its squares would vanish.
    guard norm > 1e-100 else {
      for place in row { reflectors[place] = 0 }
      return 0
    }
    let head = reflectors[row.lowerBound]
    // Away from the head, so that nothing cancels.
    let target = head > 0 ? -norm : norm
    // v = (x − target·e₁)/√(norm·(norm + |head|)), of squared length 2.
    let divisor = (norm * (norm + abs(head))).squareRoot()
    reflectors[row.lowerBound] = head - target
    for place in row { reflectors[place] /= divisor }
    return target
  }

  /// *A − v wᵀ − w vᵀ* on what is right of and below the diagonal element `k`, with
  /// *w = A v − ½ (vᵀ A v) v*.
  private mutating func apply(_ k: Int, _ w: inout [Double]) {
    let order = order
    reflectors.withUnsafeMutableBufferPointer { a in
      w.withUnsafeMutableBufferPointer { w in
        let v = UnsafeBufferPointer(rebasing: a[k * order..<(k + 1) * order])
        var curvature = 0.0
        for i in k + 1..<order {
          let row = UnsafeBufferPointer(rebasing: a[i * order..<(i + 1) * order])
          w[i] = Self.dot(row, v, from: k + 1)
          curvature += w[i] * v[i]
        }
        for i in k + 1..<order { w[i] -= curvature / 2 * v[i] }
        for i in k + 1..<order {
          let (vi, wi, row) = (v[i], w[i], i * order)
          for j in k + 1..<order { a[row + j] -= vi * w[j] + wi * v[j] }
        }
      }
    }
  }

  /// Four sums side by side: the additions do not wait for each other.
  private static func dot(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>, from start: Int
  ) -> Double {
    var (s0, s1, s2, s3) = (0.0, 0.0, 0.0, 0.0)
    var place = start
    while place + 4 <= x.count {
      s0 += x[place] * y[place]
      s1 += x[place + 1] * y[place + 1]
      s2 += x[place + 2] * y[place + 2]
      s3 += x[place + 3] * y[place + 3]
      place += 4
    }
    while place < x.count {
      s0 += x[place] * y[place]
      place += 1
    }
    return (s0 + s1) + (s2 + s3)
  }

  /// Takes every row *x* to *Q x*: eigenvectors of *T* to those of *A*.
  func transformBack(_ rows: inout [Double]) {
    let order = order
    reflectors.withUnsafeBufferPointer { a in
      rows.withUnsafeMutableBufferPointer { rows in
        for row in 0..<order {
          let x = UnsafeMutableBufferPointer(rebasing: rows[row * order..<(row + 1) * order])
          for k in stride(from: order - 2, through: 0, by: -1) {
            let v = UnsafeBufferPointer(rebasing: a[k * order..<(k + 1) * order])
            let along = Self.dot(UnsafeBufferPointer(x), v, from: k + 1)
            for j in k + 1..<order { x[j] -= along * v[j] }
          }
        }
      }
    }
  }
}
