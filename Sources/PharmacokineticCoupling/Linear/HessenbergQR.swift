/// The real Schur iteration of one matrix: eigenvalues alone, by QR steps with two shifts at once.
struct HessenbergQR {
  private static let iterationLimit = 60
  private var h: SquareMatrix

  init(_ matrix: SquareMatrix) {
    h = matrix
    reduce()
  }

  /// Brings the matrix to upper Hessenberg form by Householder reflections.
  private mutating func reduce() {
    let n = h.order
    guard n > 2 else { return }
    for k in 0..<n - 2 {
      reflect((k + 1..<n).map { h[$0, k] }, at: k + 1, columnsFrom: k, rowsTo: n - 1)
      for i in k + 2..<n { h[i, k] = 0 }
    }
  }

  /// Applies I − 2vvᵀ/vᵀv from both sides, where v turns `vector` to its first axis.
  private mutating func reflect(
    _ vector: [Double], at first: Int, columnsFrom: Int, rowsTo: Int
  ) {
    var v = vector
    let scale = v.map(abs).max() ?? 0
    guard scale > 0 else { return }
    for i in v.indices { v[i] /= scale }
    let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
    v[0] += v[0] < 0 ? -length : length
    let square = v.reduce(0) { $0 + $1 * $1 }
    for j in columnsFrom..<h.order {
      var sum = 0.0
      for i in v.indices { sum += v[i] * h[first + i, j] }
      sum *= 2 / square
      for i in v.indices { h[first + i, j] -= sum * v[i] }
    }
    for i in 0...rowsTo {
      var sum = 0.0
      for j in v.indices { sum += h[i, first + j] * v[j] }
      sum *= 2 / square
      for j in v.indices { h[i, first + j] -= sum * v[j] }
    }
  }

  /// - Throws: ``PharmacokineticError/notConverged(what:iterations:)``.
  mutating func eigenvalues() throws(PharmacokineticError) -> [Eigenvalues.Value] {
    guard h.hasOnlyFiniteValues else { throw .notFinite(quantity: "rate of the model") }
    var found: [Eigenvalues.Value] = []
    var last = h.order - 1
    var iterations = 0
    while last >= 0 {
      let first = startOfBlock(endingAt: last)
      switch last - first {
      case 0:
        found.append(Eigenvalues.Value(real: h[last, last], imaginary: 0))
        (last, iterations) = (last - 1, 0)
      case 1:
        found += pair(at: first)
        (last, iterations) = (last - 2, 0)
      default:
        guard iterations < Self.iterationLimit else {
          throw .notConverged(what: "eigenvalue iteration", iterations: iterations)
        }
        iterations += 1
        step(first, last, exceptional: iterations % 10 == 0)
      }
    }
    return found
  }

  /// The first row of the block that no negligible entry below the diagonal separates from `last`.
  private mutating func startOfBlock(endingAt last: Int) -> Int {
    var i = last
    while i > 0 {
      let neighbours = abs(h[i - 1, i - 1]) + abs(h[i, i])
      let size = neighbours > 0 ? neighbours : h.oneNorm
      if abs(h[i, i - 1]) <= .ulpOfOne * size {
        h[i, i - 1] = 0
        return i
      }
      i -= 1
    }
    return 0
  }

  /// The eigenvalues of the 2×2 block at `k`, from its characteristic equation without cancellation.
  private func pair(at k: Int) -> [Eigenvalues.Value] {
    let (a, b, c, d) = (h[k, k], h[k, k + 1], h[k + 1, k], h[k + 1, k + 1])
    let half = (a - d) / 2
    let discriminant = half * half + b * c
    guard discriminant >= 0 else {
      let imaginary = (-discriminant).squareRoot()
      return [-imaginary, imaginary].map {
        Eigenvalues.Value(real: (a + d) / 2, imaginary: $0)
      }
    }
    let root = discriminant.squareRoot()
    // Both eigenvalues are rates of one sign, so the smaller comes from the product of the two.
    let larger = (a + d) / 2 < 0 ? (a + d) / 2 - root : (a + d) / 2 + root
    let smaller = larger == 0 ? 0 : (a * d - b * c) / larger
    return [larger, smaller].map { Eigenvalues.Value(real: $0, imaginary: 0) }
  }

  /// One implicit double-shift QR step on the rows `first` … `last` (at least three of them).
  private mutating func step(_ first: Int, _ last: Int, exceptional: Bool) {
    var sum = h[last - 1, last - 1] + h[last, last]
    var product =
      h[last - 1, last - 1] * h[last, last] - h[last - 1, last] * h[last, last - 1]
    if exceptional {
      // A cycle of the ordinary shifts is left by one that has nothing to do with the block.
      let size = abs(h[last, last - 1]) + abs(h[last - 1, last - 2])
      sum = 1.5 * size
      product = size * size
    }
    var v = [
      h[first, first] * (h[first, first] - sum) + product
        + h[first, first + 1] * h[first + 1, first],
      h[first + 1, first] * (h[first, first] + h[first + 1, first + 1] - sum),
      h[first + 1, first] * h[first + 2, first + 1],
    ]
    for k in first..<last {
      let width = min(3, last - k + 1)
      reflect(
        Array(v.prefix(width)), at: k, columnsFrom: max(k - 1, first),
        rowsTo: min(k + width, last))
      if k > first { for i in k + 1..<k + width { h[i, k - 1] = 0 } }
      v = (k + 1...min(k + 3, last)).map { h[$0, k] }
    }
  }
}
