/// Wilcoxon's signed-rank test of whether the differences within pairs lie about 0.
///
/// Two-sided, as `scipy.stats.wilcoxon` of SciPy 1.17 by its defaults: pairs without a difference are
/// left out (`zero_method="wilcox"`). All signs are counted for up to 50 pairs that are neither tied
/// nor without a difference, and for up to 13 pairs in any case; otherwise the normal approximation
/// is taken, its variance corrected for ties, without a continuity correction. (Older versions take
/// the approximation wherever there are ties or zeros.)
///
/// Where no pair differs, *p* = 1.
public struct WilcoxonSignedRankTest: Sendable, Hashable, Codable {
  /// The sum of the ranks of the positive differences: first above second.
  public var positiveRankSum: Double
  public var negativeRankSum: Double
  public var pValue: Double
  public var method: RankTestMethod
  public var pairCount: Int
  /// The pairs that differ.
  public var differingCount: Int

  /// The smaller of the two sums.
  public var statistic: Double { min(positiveRankSum, negativeRankSum) }

  /// The matched-pairs rank-biserial correlation (Kerby 2014, doi 10.2466/11.IT.3.1), from −1 to 1;
  /// 0 where no pair differs.
  public var rankBiserial: Double {
    let total = positiveRankSum + negativeRankSum
    return total > 0 ? (positiveRankSum - negativeRankSum) / total : 0
  }

  /// - Parameter tolerance: Values of a pair this near do not differ, and differences this near are
  ///   tied. Equal infinities do not differ.
  /// - Throws: ``CohortStatisticsError/notPaired(first:second:)``,
  ///   ``CohortStatisticsError/emptyGroup(_:)``,
  ///   ``CohortStatisticsError/notANumber(group:position:)``,
  ///   ``CohortStatisticsError/invalidOption(name:value:allowed:)``.
  /// - Complexity: O(*n* log *n*), and a constant amount of counting for an exact p-value.
  public init(
    _ first: [Double], _ second: [Double], tolerance: ValueTolerance = .exact
  ) throws(CohortStatisticsError) {
    try tolerance.check()
    if first.count != second.count {
      throw .notPaired(first: first.count, second: second.count)
    }
    try first.checkAsGroup(0)
    try second.checkAsGroup(1)
    let differences = first.indices.map { tolerance.difference(first[$0], second[$0]) }
    self.init(differences: differences, tolerance: tolerance)
  }

  /// - Parameter differences: Without NaN, 0 where a pair does not differ.
  init(differences: [Double], tolerance: ValueTolerance) {
    let nonzero = differences.filter { $0 != 0 }
    pairCount = differences.count
    differingCount = nonzero.count
    let ranking = Ranking(nonzero.map { abs($0) }, tolerance: tolerance)
    let positive = nonzero.indices.reduce(0) {
      nonzero[$1] > 0 ? $0 + Int(ranking.doubledRanks[$1]) : $0
    }
    let total = nonzero.count * (nonzero.count + 1)
    positiveRankSum = Double(positive) / 2
    negativeRankSum = Double(total - positive) / 2
    let isPlain = !ranking.hasTies && nonzero.count == differences.count
    method = differences.count <= (isPlain ? 50 : 13) ? .exact : .asymptotic
    if nonzero.isEmpty {
      pValue = 1
    } else if method == .exact {
      pValue = SignedRankDistribution(doubledRanks: ranking.doubledRanks.map(Int.init))
        .twoSided(doubledSum: positive)
    } else {
      pValue = Self.asymptotic(doubled: positive, nonzero.count, tieTerm: ranking.tieTerm)
    }
  }

  private static func asymptotic(doubled: Int, _ count: Int, tieTerm: Double) -> Double {
    let n = Double(count)
    let variance = (n * (n + 1) * (2 * n + 1) - tieTerm / 2) / 24
    let distance = Double(2 * doubled - count * (count + 1)) / 4
    return StandardNormal.twoSided(distance / variance.squareRoot())
  }
}
