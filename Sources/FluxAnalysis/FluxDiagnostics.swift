import Foundation

/// How well the samples of one flux are mixed.
///
/// A flux that does not change, and chains of fewer than eight samples, have a mean and a deviation
/// only.
public struct FluxDiagnostics: Sendable, Hashable {
  /// Over all samples, in mmol·gDW⁻¹·h⁻¹.
  public var mean: Double
  /// The standard deviation over all samples.
  public var deviation: Double
  /// The rank-normalized split R̂, the larger of the bulk and the folded one (Vehtari et al.,
  /// Bayesian Anal 2021, doi 10.1214/20-BA1221). Above 1.01 the chains do not agree yet.
  public var splitRhat: Double?
  /// The bulk effective sample size over all chains, by Geyer's initial monotone sequence (Geyer,
  /// Stat Sci 1992, doi 10.1214/ss/1177011137). It can exceed the number of samples, where they
  /// alternate.
  public var effectiveSize: Double?
  /// Of the chains' Geweke scores, that of the largest size: the difference of the means of the
  /// first tenth and the last half of a chain, in standard errors (Geweke 1992).
  public var geweke: Double?

  init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }

  /// - Parameters:
  ///   - values: The samples, chain by chain.
  ///   - chainLengths: How many of them each chain has. Of chains of different lengths the first
  ///     samples count, as many as the shortest has.
  public init(_ values: [Double], chainLengths: [Int]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / max(1, count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.init(mean: mean, deviation: (squares / max(1, count - 1)).squareRoot())
    let length = chainLengths.min() ?? 0
    // Without a spread beyond rounding there is nothing to mix.
    guard length >= 8, deviation > 1e-12 * max(1, abs(mean)) else { return }
    var chains: [[Double]] = []
    var start = 0
    for own in chainLengths {
      chains.append(Array(values[start..<start + length]))
      start += own
    }
    let halves = chains.flatMap { chain in
      [Array(chain.prefix(length / 2)), Array(chain.suffix(length / 2))]
    }
    let bulk = Self.normalScores(of: halves)
    let sorted = halves.joined().sorted()
    let median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    let folded = Self.normalScores(of: halves.map { $0.map { abs($0 - median) } })
    splitRhat = max(Self.rhat(of: bulk), Self.rhat(of: folded))
    effectiveSize = Self.effectiveSize(of: bulk)
    geweke = chains.map(Self.gewekeScore).max { abs($0) < abs($1) }
  }

  /// The same flux times `factor`.
  func scaled(by factor: Double) -> FluxDiagnostics {
    var result = self
    result.mean = (mean * factor).unsigned
    result.deviation = deviation * abs(factor)
    if factor < 0 { result.geweke = geweke.map { -$0 } }
    return result
  }
}

extension FluxDiagnostics {
  /// Each value's rank among all, as a quantile of the normal distribution; equal values share the
  /// mean of their ranks.
  static func normalScores(of chains: [[Double]]) -> [[Double]] {
    let values = chains.flatMap(\.self)
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var scores = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
      let rank = Double(first + 1 + end) / 2
      let score = normalQuantile((rank - 0.375) / (Double(values.count) + 0.25))
      for position in first..<end { scores[order[position]] = score }
      first = end
    }
    var start = 0
    return chains.map { chain in
      defer { start += chain.count }
      return Array(scores[start..<start + chain.count])
    }
  }

  /// The square root of the pooled over the within-chain variance.
  static func rhat(of chains: [[Double]]) -> Double {
    let n = Double(chains.first?.count ?? 0)
    let parts = VarianceParts(chains)
    if parts.within == 0 { return parts.between == 0 ? 1 : .infinity }
    return (((n - 1) / n * parts.within + parts.between) / parts.within).squareRoot()
  }

  static func effectiveSize(of chains: [[Double]]) -> Double {
    let n = chains.first?.count ?? 0
    let parts = VarianceParts(chains)
    let pooled = Double(n - 1) / Double(n) * parts.within + parts.between
    if pooled == 0 { return Double(n * chains.count) }
    let correlation = { (lag: Int) -> Double in
      let covariance =
        chains.indices.reduce(0) { sum, chain in
          sum + Self.autocovariance(chains[chain], mean: parts.means[chain], lag: lag)
        } / Double(chains.count)
      return 1 - (parts.within - covariance) / pooled
    }
    // Sums of two neighbours are positive and fall, for a reversible chain; what is not is noise.
    var sum = -1.0
    var last = Double.infinity
    var lag = 0
    while lag + 1 < n {
      var pair = (lag == 0 ? 1 : correlation(lag)) + correlation(lag + 1)
      if pair <= 0 { break }
      pair = min(pair, last)
      last = pair
      sum += 2 * pair
      lag += 2
    }
    let total = Double(n * chains.count)
    // The bound of Vehtari et al. for chains that alternate.
    return total / max(sum, 1 / max(1, (total.isFinite ? log10(total) : 1)))
  }

  /// Of a chain of *n* values, divided by *n − 1* at lag 0 as the variance is.
  private static func autocovariance(_ chain: [Double], mean: Double, lag: Int) -> Double {
    var sum = 0.0
    chain.withUnsafeBufferPointer { chain in
      for index in 0..<(chain.count - lag) {
        sum += (chain[index] - mean) * (chain[index + lag] - mean)
      }
    }
    return sum / Double(chain.count - 1)
  }

  static func gewekeScore(_ chain: [Double]) -> Double {
    let early = Array(chain.prefix(max(4, chain.count / 10)))
    let late = Array(chain.suffix(chain.count / 2))
    let (a, b) = (VarianceParts([early]), VarianceParts([late]))
    let error =
      a.within / effectiveSize(of: [early]) + b.within / effectiveSize(of: [late])
    return error > 0 ? (a.means[0] - b.means[0]) / error.squareRoot() : 0
  }

  /// The mean variance within chains, and the variance of their means.
  private struct VarianceParts {
    var means: [Double]
    var within: Double
    var between: Double

    init(_ chains: [[Double]]) {
      means = chains.map { $0.reduce(0, +) / Double($0.count) }
      within =
        zip(chains, means).reduce(0) { sum, part in
          sum + part.0.reduce(0) { $0 + ($1 - part.1) * ($1 - part.1) }
            / Double(max(1, part.0.count - 1))
        } / Double(chains.count)
      let grand = means.reduce(0, +) / Double(means.count)
      between =
        means.reduce(0) { $0 + ($1 - grand) * ($1 - grand) } / Double(max(1, means.count - 1))
    }
  }

  /// The number that a standard normal variable stays below with probability `p`, to a relative
  /// error of 1.2e-9 (the rational approximation of P. J. Acklam).
  static func normalQuantile(_ p: Double) -> Double {
    if p > 0.5 { return -normalQuantile(1 - p) }
    if p < 0.02425 {
      let q = (-2 * log(p)).squareRoot()
      return polynomial(
        [
          -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838, -2.549732539343734,
          4.374664141464968, 2.938163982698783,
        ], q)
        / polynomial(
          [
            7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1,
          ], q)
    }
    let q = p - 0.5
    return q
      * polynomial(
        [
          -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
          1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239,
        ], q * q)
      / polynomial(
        [
          -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
          6.680131188771972e+01, -1.328068155288572e+01, 1,
        ], q * q)
  }

  private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reduce(0) { $0 * x + $1 }
  }
}
