import Foundation

/// The first two derivatives of log Γ, for positive arguments.
enum Polygamma {
  /// ψ(*x*): upwards by ψ(x) = ψ(x + 1) − 1/x, then the asymptotic series (Abramowitz and Stegun
  /// 6.3.18), whose first term left out is below 10⁻¹⁷ from *x* = 20 on.
  static func digamma(_ argument: Double) -> Double {
    var (x, shift) = (argument, 0.0)
    while x < 20 {
      shift -= 1 / x
      x += 1
    }
    let s = 1 / (x * x)
    let series = s * (1 / 12.0 - s * (1 / 120.0 - s * (1 / 252.0 - s * (1 / 240.0 - s / 132))))
    return shift + log(x) - 1 / (2 * x) - series
  }

  /// ψ′(*x*), likewise (6.4.12).
  static func trigamma(_ argument: Double) -> Double {
    var (x, shift) = (argument, 0.0)
    while x < 20 {
      shift += 1 / (x * x)
      x += 1
    }
    let s = 1 / (x * x)
    let series = s * (1 / 6.0 - s * (1 / 30.0 - s * (1 / 42.0 - s * (1 / 30.0 - s * 5 / 66))))
    return shift + (1 + 1 / (2 * x) + series) / x
  }

  /// The *x* whose ψ′ is `value`, by bisection of log *x*: ψ′ falls from ∞ to 0.
  ///
  /// Outside 10⁻⁶ … 10¹² the first term of either expansion is as good: ψ′(x) → 1/x² near 0 and
  /// 1/x far out.
  static func inverseTrigamma(_ value: Double) -> Double {
    if value >= 1e12 { return 1 / value.squareRoot() }
    if value <= 1e-6 { return 1 / value }
    var (low, high) = (log(1e-7), log(1e7))
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if trigamma(exp(middle)) > value { low = middle } else { high = middle }
    }
    return exp((low + high) / 2)
  }
}
