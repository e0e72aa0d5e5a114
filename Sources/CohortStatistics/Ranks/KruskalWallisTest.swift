/// The test of Kruskal and Wallis (1952, doi 10.1080/01621459.1952.10483441) of whether any of several
/// groups tends to larger values than another.
///
/// *H* is corrected for ties and compared with the chi-square distribution of one degree of freedom
/// less than there are groups, as SciPy's `kruskal` does. Where everything is tied, *H* = 0 and
/// *p* = 1.
public struct KruskalWallisTest: Sendable, Hashable, Codable {
  /// *H*.
  public var statistic: Double
  public var pValue: Double
  public var groupCount: Int

  public var degreesOfFreedom: Int { groupCount - 1 }

  /// - Parameter tolerance: Values this near are tied.
  /// - Throws: ``CohortStatisticsError/tooFewGroups(count:)`` for fewer than two,
  ///   ``CohortStatisticsError/emptyGroup(_:)``,
  ///   ``CohortStatisticsError/notANumber(group:position:)``,
  ///   ``CohortStatisticsError/invalidOption(name:value:allowed:)``.
  /// - Complexity: O(*n* log *n*).
  public init(
    _ groups: [[Double]], tolerance: ValueTolerance = .exact
  ) throws(CohortStatisticsError) {
    try tolerance.check()
    if groups.count < 2 { throw .tooFewGroups(count: groups.count) }
    for (index, group) in groups.enumerated() { try group.checkAsGroup(index) }
    let ranking = Ranking(groups.flatMap(\.self), tolerance: tolerance)
    groupCount = groups.count
    statistic = Self.statistic(ranking, sizes: groups.map(\.count))
    pValue = ChiSquare.upperTail(statistic, degrees: groups.count - 1)
  }

  /// 12/(N(N+1)) · Σ nᵢ (R̄ᵢ − (N+1)/2)² / (1 − Σ(t³ − t)/(N³ − N)): the form in which nothing
  /// cancels.
  private static func statistic(_ ranking: Ranking, sizes: [Int]) -> Double {
    if ranking.allTied { return 0 }
    let n = Double(ranking.count)
    var (sum, start) = (0.0, 0)
    for size in sizes {
      let doubled = ranking.doubledRankSum(start..<start + size) - size * (ranking.count + 1)
      sum += Double(doubled) * Double(doubled) / Double(size)
      start += size
    }
    return 3 / (n * (n + 1)) * sum / (1 - ranking.tieTerm / (n * n * n - n))
  }
}
