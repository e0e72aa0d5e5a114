import Foundation

/// The variances of many genes, each drawn towards what is typical of all.
///
/// A gene's variance of few samples is itself uncertain. With the scaled inverse chi-square
/// distribution of *d₀* degrees of freedom and variance *s₀²* as the prior of all genes, the moderated
/// variance is (*d₀ s₀² + d s²*)/(*d₀ + d*); *d₀* and *s₀²* are estimated from the mean and the variance
/// of log *s²* (Smyth 2004, doi 10.2202/1544-6115.1027, § 6.2).
public struct ModeratedVariances: Sendable, Hashable {
  /// *d₀*; `nil` where the genes differ no more than their samples explain: then all have *s₀²*.
  public var priorDegrees: Double?
  /// *s₀²*.
  public var priorVariance: Double
  /// Of each gene; that without degrees of freedom has *s₀²*.
  public var values: [Double]

  /// - Parameters:
  ///   - variances: *s²* of each gene, at least 0. One of 0 is taken as 10⁻⁵ of their median in the
  ///     estimates, as its logarithm says nothing.
  ///   - degrees: *d* of each gene; 0 where it has no variance.
  /// - Throws: ``CohortStatisticsError/wrongCount(of:expected:found:)``,
  ///   ``CohortStatisticsError/notFinite(what:row:column:)``,
  ///   ``CohortStatisticsError/negative(what:row:column:)``.
  /// - Complexity: O(*G* log *G*) for *G* genes.
  public init(variances: [Double], degrees: [Int]) throws(CohortStatisticsError) {
    guard degrees.count == variances.count else {
      throw .wrongCount(of: "degrees of freedom", expected: variances.count, found: degrees.count)
    }
    for (gene, variance) in variances.enumerated() {
      if degrees[gene] < 0 { throw .negative(what: "degrees of freedom", row: gene, column: 0) }
      guard degrees[gene] > 0 else { continue }
      if !variance.isFinite { throw .notFinite(what: "variance", row: gene, column: 0) }
      if variance < 0 { throw .negative(what: "variance", row: gene, column: 0) }
    }
    let measured = variances.indices.filter { degrees[$0] > 0 }
    let sorted = measured.map { variances[$0] }.sorted()
    let floor = sorted.isEmpty ? 0 : 1e-5 * sorted[sorted.count / 2]
    let informative = measured.filter { max(variances[$0], floor) > 0 }
    (priorDegrees, priorVariance) = Self.prior(
      informative.map { (max(variances[$0], floor), Double(degrees[$0])) })
    let (d0, s0) = (priorDegrees, priorVariance)
    values = variances.indices.map { gene in
      guard degrees[gene] > 0, let d0 else { return s0 }
      let d = Double(degrees[gene])
      return (d0 * s0 + d * variances[gene]) / (d0 + d)
    }
  }

  private static func prior(
    _ variances: [(variance: Double, degrees: Double)]
  ) -> (degrees: Double?, variance: Double) {
    guard !variances.isEmpty else { return (nil, 0) }
    let count = Double(variances.count)
    let logs = variances.map {
      log($0.variance) - Polygamma.digamma($0.degrees / 2) + log($0.degrees / 2)
    }
    let mean = logs.reduce(0, +) / count
    // The variance of log s² beyond what its own degrees of freedom explain.
    let spread = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, count - 1)
    let explained = variances.reduce(0) { $0 + Polygamma.trigamma($1.degrees / 2) } / count
    guard count > 1, spread > explained else {
      // One variance for all: the pooled one is its maximum-likelihood estimate.
      let squares = variances.reduce(0) { $0 + $1.variance * $1.degrees }
      return (nil, squares / variances.reduce(0) { $0 + $1.degrees })
    }
    let degrees = 2 * Polygamma.inverseTrigamma(spread - explained)
    return (degrees, exp(mean + Polygamma.digamma(degrees / 2) - log(degrees / 2)))
  }
}
