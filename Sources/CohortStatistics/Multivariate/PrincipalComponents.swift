/// The principal components of a cohort: the directions in which the samples differ most.
///
/// They come from the matrix of products of the samples, *X Xᵀ*, of as many rows as there are samples:
/// few against the features. Its eigenvalues are squares, so components that explain less than about
/// 10⁻¹⁵ of the variance are noise of the arithmetic, and are left out.
public struct PrincipalComponents: Sendable, Hashable {
  /// Of each component, descending: its variance (n − 1).
  public var variances: [Double]
  /// The share of the whole variance that each explains.
  public var explained: [Double]
  /// The place of each sample along each component: by component, then sample. The score that is
  /// largest in size is positive (the first such, where several are).
  public var scores: [[Double]]

  /// - Parameter count: How many components, at most; at least 1.
  /// - Throws: ``CohortStatisticsError/invalidOption(name:value:allowed:)``,
  ///   ``CohortStatisticsError/notFinite(what:row:column:)`` where a sum of squares overflows,
  ///   ``CohortStatisticsError/notConverged(what:steps:)``.
  /// - Complexity: O(*n*²·*f* + *n*³) for *n* samples and *f* features, memory O(*n*²).
  public init(_ features: CentredFeatures, count: Int = 10) throws(CohortStatisticsError) {
    guard count >= 1 else {
      throw .invalidOption(
        name: "number of components", value: "\(count)", allowed: "a number from 1")
    }
    let n = features.sampleCount
    let products = features.pairSums(.product)
    if let overflow = products.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(what: "product of two samples", row: overflow / n, column: overflow % n)
    }
    let system = try SymmetricEigensystem(products, order: n)
    let total = (0..<n).reduce(0) { $0 + products[$1 * n + $1] }
    let floor = Double(n) * Double.ulpOfOne * (system.values.first ?? 0)
    let kept = system.values.prefix(min(count, n - 1)).prefix { $0 > floor }
    variances = kept.map { $0 / Double(n - 1) }
    explained = kept.map { $0 / total }
    scores = kept.indices.map { component in
      let vector = system.vectors[component * n..<(component + 1) * n]
      return Self.signed(vector.map { $0 * system.values[component].squareRoot() })
    }
  }

  private static func signed(_ scores: [Double]) -> [Double] {
    let largest = scores.map { abs($0) }.max() ?? 0
    // Scores that only rounding tells apart count as equally large, so that it does not choose.
    let first = scores.first { abs($0) >= largest * (1 - 1e-9) } ?? 0
    return first < 0 ? scores.map { -$0 } : scores
  }

  /// The weight of each feature in each component, by component: directions of length 1, in the
  /// order of ``CentredFeatures/rows``.
  ///
  /// - Parameter features: Those that the components were made of.
  /// - Throws: ``CohortStatisticsError/wrongCount(of:expected:found:)`` for another number of samples.
  /// - Complexity: O(components · *n*·*f*).
  public func loadings(_ features: CentredFeatures) throws(CohortStatisticsError) -> [[Double]] {
    let n = features.sampleCount
    for score in scores where score.count != n {
      throw .wrongCount(of: "samples", expected: score.count, found: n)
    }
    return scores.indices.map { component in
      var loadings = [Double](repeating: 0, count: features.featureCount)
      let square = variances[component] * Double(n - 1)
      for sample in 0..<n {
        let weight = scores[component][sample] / square
        for (place, value) in features.sample(sample).enumerated() {
          loadings[place] += weight * value
        }
      }
      return loadings
    }
  }
}
