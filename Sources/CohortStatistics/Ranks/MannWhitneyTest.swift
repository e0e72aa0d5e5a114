/// The test of Mann and Whitney (Wilcoxon's rank sum) of whether one group tends to the larger values.
///
/// Two-sided. As SciPy's `mannwhitneyu(x, y, method="auto")` it counts all arrangements where the
/// smaller group has at most 8 values and nothing is tied, and otherwise takes the normal
/// approximation with the variance corrected for ties and a continuity correction of ½. (Where there
/// are more than 10³⁷ arrangements or 10⁷ values of *U*, it takes the approximation in any case.)
///
/// Groups in which everything is tied give *p* = 1.
public struct MannWhitneyTest: Sendable, Hashable, Codable {
  /// *U* of the first group: the pairs in which its value is the larger, ties counting one half.
  public var statistic: Double
  public var pValue: Double
  public var method: RankTestMethod
  public var firstCount: Int
  public var secondCount: Int

  /// P(first > second) − P(first < second) over all pairs, from −1 to 1.
  public var cliffsDelta: Double {
    let pairs = Double(firstCount) * Double(secondCount)
    return (2 * statistic - pairs) / pairs
  }

  /// - Parameter tolerance: Values this near are tied.
  /// - Throws: ``CohortStatisticsError/emptyGroup(_:)``,
  ///   ``CohortStatisticsError/notANumber(group:position:)``,
  ///   ``CohortStatisticsError/invalidOption(name:value:allowed:)``. Infinite values are ranked.
  /// - Complexity: O(*n* log *n*), and O(*n*) once more for an exact p-value.
  public init(
    _ first: [Double], _ second: [Double], tolerance: ValueTolerance = .exact
  ) throws(CohortStatisticsError) {
    try tolerance.check()
    try first.checkAsGroup(0)
    try second.checkAsGroup(1)
    self.init(
      Ranking(first + second, tolerance: tolerance), firstCount: first.count, distribution: nil)
  }

  /// Of a ranking whose first `firstCount` positions are the first group.
  ///
  /// - Parameter distribution: Of these sizes, where it is known already.
  init(_ ranking: Ranking, firstCount: Int, distribution: RankSumDistribution?) {
    self.firstCount = firstCount
    secondCount = ranking.count - firstCount
    let doubled = ranking.doubledRankSum(0..<firstCount) - firstCount * (firstCount + 1)
    statistic = Double(doubled) / 2
    if ranking.hasTies || !Self.prefersExact(firstCount, secondCount) {
      method = .asymptotic
    } else if let known = distribution
      ?? RankSumDistribution(first: firstCount, second: secondCount)
    {
      method = .exact
      pValue = known.twoSided(doubled / 2)
      return
    } else {
      method = .asymptotic
    }
    pValue = Self.asymptotic(
      doubled: doubled, firstCount, secondCount, tieTerm: ranking.tieTerm,
      allTied: ranking.allTied)
  }

  static func prefersExact(_ first: Int, _ second: Int) -> Bool { min(first, second) <= 8 }

  /// The standard deviation of *U* among relabellings.
  static func deviation(_ first: Int, _ second: Int, tieTerm: Double) -> Double {
    let (n1, n2) = (Double(first), Double(second))
    let n = n1 + n2
    guard n > 1 else { return 0 }
    return max(0, n1 * n2 / 12 * (n + 1 - tieTerm / (n * (n - 1)))).squareRoot()
  }

  private static func asymptotic(
    doubled: Int, _ first: Int, _ second: Int, tieTerm: Double, allTied: Bool
  ) -> Double {
    let deviation = deviation(first, second, tieTerm: tieTerm)
    guard !allTied, deviation > 0 else { return 1 }
    let distance = Double(abs(doubled - first * second)) / 2 - 0.5
    return min(1, 2 * StandardNormal.upperTail(distance / deviation))
  }
}
