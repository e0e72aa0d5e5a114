import Foundation

/// The chi-square distribution with a whole number of degrees of freedom.
enum ChiSquare {
  /// P(*X* > *x*), the regularized upper incomplete gamma function *Q(k/2, x/2)*.
  ///
  /// With *y = x/2* the finite sums of Abramowitz and Stegun 26.4.4 and 26.4.5 hold,
  ///
  ///     k even:  Q = e^(−y) · Σ yʲ / j!                    over j = 0 … k/2 − 1
  ///     k odd:   Q = erfc(√y) + e^(−y) · Σ yʲ / Γ(j + 1)   over j = ½, 3/2 … k/2 − 1
  ///
  /// whose terms are all positive: nothing cancels, and the tail keeps its relative accuracy until it
  /// underflows.
  ///
  /// - Precondition: At least one degree of freedom.
  /// - Complexity: O(`degrees`).
  static func upperTail(_ x: Double, degrees: Int) -> Double {
    precondition(degrees >= 1, "\(degrees) degrees of freedom; there must be at least one")
    guard x > 0 else { return 1 }
    guard x < .infinity else { return 0 }
    let y = x / 2
    if degrees.isMultiple(of: 2) {
      return min(1, scaledSum(y, from: 1, exponent: 0, terms: degrees / 2))
    }
    // Γ(3/2) = √π/2, so the first term is 2·√(y/π).
    let first = 2 * (y / .pi).squareRoot()
    return min(
      1, erfc(y.squareRoot()) + scaledSum(y, from: first, exponent: 0.5, terms: degrees / 2))
  }

  /// e^(−y) times the sum of `terms` terms, each the one before times *y / (exponent + 1, + 2 …)*.
  private static func scaledSum(
    _ y: Double, from first: Double, exponent: Double, terms: Int
  ) -> Double {
    guard terms > 0 else { return 0 }
    var (term, sum, logScale) = (first, first, 0.0)
    for j in 1..<max(terms, 1) {
      term *= y / (exponent + Double(j))
      sum += term
      // Only the ratio of term and sum matters, so both may be brought back into range.
      if sum > 1e280 {
        logScale += log(1e280)
        term *= 1e-280
        sum *= 1e-280
      }
    }
    if y < 700, logScale == 0 { return exp(-y) * sum }
    return exp(log(sum) + logScale - y)
  }
}
