/// The distribution of Mann and Whitney's *U* under the null hypothesis, without ties.
///
/// The number of arrangements with *U = u* is a coefficient of the Gaussian binomial
/// ∏ (1 − q^(m+i)) / (1 − qⁱ), *i* = 1 … *n* (Mann and Whitney 1947, doi 10.1214/aoms/1177730491).
/// The products and quotients are made in whole numbers modulo 2¹²⁸, and their results are below it:
/// the counts are exact.
struct RankSumDistribution: Sendable {
  let first: Int
  let second: Int
  /// P(*U* ≤ *u*) for *u* up to half the largest.
  private let cumulative: [Double]

  /// `nil` where there are more than 10³⁷ arrangements, or more than 10⁷ values of *U*.
  ///
  /// - Complexity: O(*n*²·*m*) for *n* the smaller size.
  init?(first: Int, second: Int) {
    let (small, large) = (min(first, second), max(first, second))
    let (product, overflows) = small.multipliedReportingOverflow(by: large)
    guard !overflows, product <= 10_000_000 else { return nil }
    var arrangements = 1.0
    for i in stride(from: 1, through: small, by: 1) {
      arrangements *= Double(large + i) / Double(i)
      if arrangements > 1e37 { return nil }
    }
    self.first = first
    self.second = second
    let counts = Self.counts(small, large)
    var total: UInt128 = 0
    let sums = counts.map { count in
      total += count
      return total
    }
    // The distribution is symmetric: the values up to the middle are half of it, and half the middle.
    let everything = Double(
      product.isMultiple(of: 2) ? 2 * total - counts[product / 2] : 2 * total)
    cumulative = sums.map { Double($0) / everything }
  }

  private static func counts(_ small: Int, _ large: Int) -> [UInt128] {
    var counts = [UInt128](repeating: 0, count: small * large / 2 + 1)
    counts[0] = 1
    for i in stride(from: 1, through: small, by: 1) {
      for u in stride(from: counts.count - 1, through: large + i, by: -1) {
        counts[u] &-= counts[u - large - i]
      }
      for u in stride(from: i, to: counts.count, by: 1) { counts[u] &+= counts[u - i] }
    }
    return counts
  }

  /// P(|*U* − mean| at least as large as here).
  func twoSided(_ statistic: Int) -> Double {
    min(1, 2 * cumulative[min(statistic, first * second - statistic)])
  }
}
