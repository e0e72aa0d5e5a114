import Foundation

/// A restricted likelihood of one variance parameter x ≥ 0, the others and the mean maximized out.
protocol RestrictedLikelihood {
  /// Up to a constant.
  func logLikelihood(_ x: Double) -> Double
  /// Its derivative.
  func score(_ x: Double) -> Double
}

extension RestrictedLikelihood {
  /// Where the likelihood is highest; 0 if it falls from there on.
  ///
  /// With unequal errors there can be more than one maximum, so the score is looked at over eight
  /// decades on either side of `scale`, and further up while it rises; each fall through zero is
  /// found by Brent's method, and the likelihoods decide.
  ///
  /// - Parameter scale: The size that x has where both variances count.
  func maximum(scale: Double) -> Double {
    var best = (x: 0.0, value: logLikelihood(0))
    var last = (x: 0.0, score: score(0))
    var exponent = -8.0
    while exponent <= 8 || (last.score > 0 && last.x < 1e300) {
      let x = scale * pow(10, exponent)
      let here = score(x)
      if last.score > 0, here <= 0 {
        let root = bracketedRoot(
          from: last.x, valued: last.score, to: x, valued: here, of: score)
        let value = logLikelihood(root)
        if value > best.value { best = (root, value) }
      }
      last = (x, here)
      exponent += 0.25
    }
    return best.x
  }
}

/// REML of *yᵢⱼ = μ + bᵢ + eᵢⱼ*, as a function of λ = τ²/σ².
///
/// With wᵢ = nᵢ/(1 + λnᵢ), μ = Σwᵢȳᵢ/Σwᵢ and S = within + Σwᵢ(ȳᵢ − μ)²,
///
///     −2ℓ = (N − 1)·log S + Σ log(1 + λnᵢ) + log Σwᵢ,   σ² = S/(N − 1)
///
/// (Searle, Casella and McCulloch, "Variance Components", 1992, chapter 6).
struct OneWayLikelihood: RestrictedLikelihood {
  /// nᵢ.
  let sizes: [Double]
  let means: [Double]
  /// The sum of squares within individuals.
  let within: Double

  init(_ values: [[Double]]) {
    sizes = values.map { Double($0.count) }
    let means = values.map { $0.reduce(0, +) / Double($0.count) }
    self.means = means
    within = zip(values, means).reduce(0) { sum, one in
      sum + one.0.reduce(0) { $0 + ($1 - one.1) * ($1 - one.1) }
    }
  }

  private var freedom: Double { sizes.reduce(0, +) - 1 }

  func fit(_ ratio: Double) -> (mean: Double, meanVariance: Double, within: Double) {
    let weights = sizes.map { $0 / (1 + ratio * $0) }
    let (mean, squares, total) = moments(weights)
    let variance = squares / freedom
    return (mean, variance / total, variance)
  }

  /// μ, S and Σw.
  private func moments(_ weights: [Double]) -> (mean: Double, squares: Double, total: Double) {
    let total = weights.reduce(0, +)
    let mean = dot(weights, means) / total
    var squares = within
    for i in means.indices { squares += weights[i] * (means[i] - mean) * (means[i] - mean) }
    return (mean, squares, total)
  }

  func logLikelihood(_ ratio: Double) -> Double {
    let (_, squares, total) = moments(sizes.map { $0 / (1 + ratio * $0) })
    let determinants = sizes.reduce(0) { $0 + log1p(ratio * $1) }
    return -(freedom * log(squares) + determinants + log(total)) / 2
  }

  func score(_ ratio: Double) -> Double {
    let weights = sizes.map { $0 / (1 + ratio * $0) }
    let (mean, squares, total) = moments(weights)
    var fall = 0.0
    for i in means.indices {
      fall += weights[i] * weights[i] * (means[i] - mean) * (means[i] - mean)
    }
    return (freedom * fall / squares - total + dot(weights, weights) / total) / 2
  }
}

/// REML of *yᵢ ~ N(μ, vᵢ + τ²)* with known vᵢ, as a function of τ².
///
///     −2ℓ = Σ log(vᵢ + τ²) + log Σwᵢ + Σwᵢ(yᵢ − μ)²,   wᵢ = 1/(vᵢ + τ²)
///
/// (Viechtbauer 2005, doi 10.3102/10769986030003261).
struct KnownErrorLikelihood: RestrictedLikelihood {
  let values: [Double]
  let variances: [Double]

  func fit(_ between: Double) -> (mean: Double, meanVariance: Double) {
    let weights = variances.map { 1 / ($0 + between) }
    let total = weights.reduce(0, +)
    return (dot(weights, values) / total, 1 / total)
  }

  func logLikelihood(_ between: Double) -> Double {
    let (mean, meanVariance) = fit(between)
    var sum = -log(meanVariance)
    for (value, variance) in zip(values, variances) {
      sum += log(variance + between) + (value - mean) * (value - mean) / (variance + between)
    }
    return -sum / 2
  }

  func score(_ between: Double) -> Double {
    let (mean, meanVariance) = fit(between)
    var sum = 0.0
    for (value, variance) in zip(values, variances) {
      let weight = 1 / (variance + between)
      sum += weight * weight * ((value - mean) * (value - mean) + meanVariance) - weight
    }
    return sum / 2
  }
}
