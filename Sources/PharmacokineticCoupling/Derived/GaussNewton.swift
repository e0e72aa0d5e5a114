/// Nonlinear least squares by Gauss–Newton steps with Levenberg's damping where they do not
/// descend.
///
///     minimize ½‖r(θ)‖²:   (JᵀJ + λ·diag(JᵀJ))·δ = −Jᵀr
///
/// K. Levenberg (1944), D. W. Marquardt (1963).
struct GaussNewton {
  struct Fit: Sendable {
    var parameters: [Double]
    var residuals: [Double]
    /// JᵀJ at the solution, row by row.
    var normal: SquareMatrix
    var iterations: Int
  }

  private let relativeTolerance = 1e-12
  private let iterationLimit = 200

  /// - Parameter residuals: r(θ) and its Jacobian, one row for each residual; an error is an
  ///   infeasible θ.
  /// - Throws: ``PharmacokineticError/singular(what:)`` where the data do not determine every
  ///   parameter; ``PharmacokineticError/notConverged(what:iterations:)``.
  func fit(
    from start: [Double],
    _ residuals: ([Double]) throws(PharmacokineticError) -> ([Double], [[Double]])
  ) throws(PharmacokineticError) -> Fit {
    var parameters = start
    var (r, jacobian) = try residuals(parameters)
    var damping = 0.0
    for iteration in 1...iterationLimit {
      let (normal, gradient) = Self.normalEquations(r, jacobian)
      guard Self.isDetermined(normal) else { throw .singular(what: "least-squares problem") }
      let step = try Self.step(normal, gradient, damping)
      let next = zip(parameters, step).map { $0 - $1 }
      let small = zip(step, next).allSatisfy { abs($0) <= relativeTolerance * abs($1) }
      if small { return Fit(parameters: next, residuals: r, normal: normal, iterations: iteration) }
      if let (there, slope) = try? residuals(next), Self.square(there) <= Self.square(r) {
        (parameters, r, jacobian) = (next, there, slope)
        damping = damping < 1e-6 ? 0 : damping / 10
      } else {
        damping = max(1e-3, damping * 10)
        // Where even a step of nothing does not descend, rounding is all that is left.
        if damping > 1e14 {
          return Fit(parameters: parameters, residuals: r, normal: normal, iterations: iteration)
        }
      }
    }
    throw .notConverged(what: "least-squares fit", iterations: iterationLimit)
  }

  private static func square(_ r: [Double]) -> Double { r.reduce(0) { $0 + $1 * $1 } }

  private static func normalEquations(
    _ r: [Double], _ jacobian: [[Double]]
  ) -> (SquareMatrix, [Double]) {
    let n = jacobian.first?.count ?? 0
    var normal = SquareMatrix(order: n)
    var gradient = [Double](repeating: 0, count: n)
    for (value, row) in zip(r, jacobian) {
      for i in 0..<n {
        gradient[i] += row[i] * value
        for j in 0..<n { normal[i, j] += row[i] * row[j] }
      }
    }
    return (normal, gradient)
  }

  /// Scaled to a unit diagonal, a matrix of cosines whose pivots must not vanish.
  private static func isDetermined(_ normal: SquareMatrix) -> Bool {
    var scaled = normal
    for i in 0..<normal.order {
      guard normal[i, i] > 0 else { return false }
      for j in 0..<normal.order {
        scaled[i, j] = normal[i, j] / (normal[i, i] * normal[j, j]).squareRoot()
      }
    }
    guard let factors = LUFactors(scaled) else { return false }
    let inverse = factors.solve(SquareMatrix.identity(normal.order))
    return inverse.oneNorm < 1e13
  }

  private static func step(
    _ normal: SquareMatrix, _ gradient: [Double], _ damping: Double
  ) throws(PharmacokineticError) -> [Double] {
    var damped = normal
    for i in 0..<normal.order { damped[i, i] *= 1 + damping }
    guard let factors = LUFactors(damped) else { throw .singular(what: "least-squares problem") }
    var step = gradient
    factors.solve(&step)
    return step
  }
}
