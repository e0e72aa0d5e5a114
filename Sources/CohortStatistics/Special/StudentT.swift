import Foundation

/// Student's *t* distribution.
enum StudentT {
  /// P(|*T*| ≥ |*t*|), the regularized incomplete beta function *I(x; ν/2, ½)* at *x = ν/(ν + t²)*.
  ///
  /// - Precondition: At least one degree of freedom.
  static func twoSided(_ t: Double, degrees: Int) -> Double {
    precondition(degrees >= 1, "\(degrees) degrees of freedom; there must be at least one")
    let (nu, square) = (Double(degrees), t * t)
    if square.isInfinite { return 0 }
    return min(1, incompleteBeta(nu / (nu + square), square / (nu + square), nu / 2, 0.5))
  }

  /// The regularized incomplete beta function at *x*, of which `y` is 1 − x, by its continued
  /// fraction (Abramowitz and Stegun 26.5.8), on the side where it converges fast.
  private static func incompleteBeta(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if y <= 0 { return 1 }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(y))
    if x < (a + 1) / (a + b + 2) { return front * fraction(x, a, b) / a }
    return 1 - front * fraction(y, b, a) / b
  }

  /// Evaluated from the front by the method of Lentz (1976, doi 10.1364/AO.15.000668).
  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 / nonzero(1 - (a + b) * x / (a + 1), tiny)
    var result = d
    for step in 1...10_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / nonzero(1 + even * d, tiny)
      c = nonzero(1 + even / c, tiny)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / nonzero(1 + odd * d, tiny)
      c = nonzero(1 + odd / c, tiny)
      result *= d * c
      if abs(d * c - 1) < 1e-15 { break }
    }
    return result
  }

  private static func nonzero(_ value: Double, _ tiny: Double) -> Double {
    abs(value) < tiny ? tiny : value
  }
}
