import Foundation

/// The standard normal distribution, far into its tails.
enum StandardNormal {
  /// P(*Z* ≤ *z*).
  static func cumulative(_ z: Double) -> Double { erfc(-z * 0.5.squareRoot()) / 2 }

  /// P(*Z* > *z*), with full relative accuracy until it underflows near *z* = 38.
  static func upperTail(_ z: Double) -> Double { erfc(z * 0.5.squareRoot()) / 2 }

  /// P(|*Z*| ≥ |*z*|).
  static func twoSided(_ z: Double) -> Double { erfc(abs(z) * 0.5.squareRoot()) }

  /// The *z* below which a share `probability` lies; ∓∞ at 0 and 1.
  ///
  /// A start within 4.5·10⁻⁴ (Abramowitz and Stegun 26.2.23), then Halley's method on
  /// Φ(*z*) − *p*, which triples the digits with each step.
  static func quantile(_ probability: Double) -> Double {
    if probability > 0.5 { return -lowerQuantile(1 - probability) }
    return lowerQuantile(probability)
  }

  private static func lowerQuantile(_ p: Double) -> Double {
    guard p > 0 else { return -.infinity }
    if p == 0.5 { return 0 }
    let t = (-2 * log(p)).squareRoot()
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var z = numerator / denominator - t
    for _ in 0..<3 {
      let newton = (cumulative(z) - p) * (2 * Double.pi).squareRoot() * exp(z * z / 2)
      guard newton.isFinite else { break }
      z -= newton / (1 + z * newton / 2)
    }
    return z
  }
}
