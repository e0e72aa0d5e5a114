/// The eigenvalues of a small real matrix.
///
/// The matrix is first split into its strongly connected parts, so that a depot that only feeds the
/// rest contributes its own rate to the last digit, even where it equals another eigenvalue. Each
/// part is then reduced by Householder reflections and by shifted QR steps (Golub and Van Loan,
/// "Matrix Computations", 7.4 and 7.5).
struct Eigenvalues: Sendable {
  struct Value: Sendable, Hashable {
    var real: Double
    var imaginary: Double
  }

  private(set) var values: [Value] = []

  init(_ matrix: SquareMatrix) throws(PharmacokineticError) {
    for part in Self.connectedParts(matrix) {
      var block = HessenbergQR(matrix.block(part))
      values += try block.eigenvalues()
    }
    values.sort { ($0.real, $0.imaginary) < ($1.real, $1.imaginary) }
  }

  /// The sets of indices that reach each other, found by closing the graph of nonzero entries.
  static func connectedParts(_ matrix: SquareMatrix) -> [[Int]] {
    let reach = matrix.reachability()
    var parts: [[Int]] = []
    var placed = [Bool](repeating: false, count: matrix.order)
    for i in 0..<matrix.order where !placed[i] {
      let part = (i..<matrix.order).filter { $0 == i || (reach[i][$0] && reach[$0][i]) }
      for j in part { placed[j] = true }
      parts.append(part)
    }
    return parts
  }
}

extension SquareMatrix {
  /// `result[j][i]` is true if what is in state j can come to state i (or i is j).
  func reachability() -> [[Bool]] {
    var reach = (0..<order).map { j in (0..<order).map { i in i == j || self[i, j] != 0 } }
    for k in 0..<order {
      for j in 0..<order where reach[j][k] {
        for i in 0..<order where reach[k][i] { reach[j][i] = true }
      }
    }
    return reach
  }

  /// The states that what is in `state` can come from, itself among them, in order.
  func ancestors(of state: Int) -> [Int] {
    let reach = reachability()
    return (0..<order).filter { reach[$0][state] }
  }
}
