import Foundation

/// The standard normal distribution, far into its tails.
enum StandardNormal {
  /// ½ log 2π.
  static let logNorm = 0.918938533204672741780329736406

  static func logDensity(_ z: Double) -> Double { -logNorm - z * z / 2 }

  /// Φ(z).
  static func cumulative(_ z: Double) -> Double { erfc(-z * 0.5.squareRoot()) / 2 }

  /// log Φ(z), without underflow.
  ///
  /// Below −6 by Laplace's continued fraction of Mills' ratio, Φ(−x)/φ(x) =
  /// 1/(x + 1/(x + 2/(x + 3/(x + …)))) (Abramowitz and Stegun 26.2.14), whose 40 levels leave a relative
  /// error below 10⁻¹⁵ there.
  static func logCumulative(_ z: Double) -> Double {
    guard z < -6 else { return log(cumulative(z)) }
    guard z > -.infinity else { return -.infinity }
    var tail = -z
    for level in stride(from: 40.0, to: 0, by: -1) { tail = -z + level / tail }
    return logDensity(z) - log(tail)
  }
}
