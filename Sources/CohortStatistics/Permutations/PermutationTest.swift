/// A test by relabelling the samples: how often is a statistic at least as large as with the labels
/// that were given?
public struct PermutationTest: Sendable, Hashable, Codable {
  public var statistic: Double
  public var pValue: Double
  public var permutations: Int
  /// Whether the permutations were all there are.
  public var isExhaustive: Bool

  /// Mann and Whitney's test without an approximation, ties or not: two-sided, by the distance of the
  /// rank sum from its mean.
  ///
  /// - Throws: ``CohortStatisticsError/emptyGroup(_:)``,
  ///   ``CohortStatisticsError/notANumber(group:position:)``,
  ///   ``CohortStatisticsError/wrongCount(of:expected:found:)`` where the permutations are of other
  ///   sizes.
  /// - Complexity: O(*n* log *n* + *n*·*m*) for *m* permutations, *n* the smaller group.
  public static func rankSum(
    _ first: [Double], _ second: [Double], tolerance: ValueTolerance = .exact,
    permutations: LabelPermutations
  ) throws(CohortStatisticsError) -> PermutationTest {
    try tolerance.check()
    try check(first, second, permutations)
    let ranking = Ranking(first + second, tolerance: tolerance)
    let size = permutations.memberCount
    let mean = size * (ranking.count + 1)
    let group = permutations.listsSecond ? first.count..<ranking.count : 0..<first.count
    let observed = abs(ranking.doubledRankSum(group) - mean)
    let extreme = permutations.rankSums(ranking.doubledRanks).count { abs($0 - mean) >= observed }
    let doubled = ranking.doubledRankSum(0..<first.count) - first.count * (first.count + 1)
    return PermutationTest(
      statistic: Double(doubled) / 2, pValue: permutations.pValue(extreme: extreme),
      permutations: permutations.count, isExhaustive: permutations.isExhaustive)
  }

  /// Of any statistic of two groups; large values are extreme, so give the absolute value of one that
  /// has two sides.
  ///
  /// A permuted statistic within 10⁻¹² of the observed one, relatively, counts as equal to it: the
  /// sums of one set of numbers differ by their order.
  ///
  /// - Throws: As ``rankSum(_:_:tolerance:permutations:)``, and
  ///   ``CohortStatisticsError/statisticNotANumber(permutation:)``.
  /// - Complexity: *m* statistics.
  public static func test(
    _ first: [Double], _ second: [Double], permutations: LabelPermutations,
    statistic: ([Double], [Double]) -> Double
  ) throws(CohortStatisticsError) -> PermutationTest {
    try check(first, second, permutations)
    let values = first + second
    let observed = statistic(first, second)
    if observed.isNaN { throw .statisticNotANumber(permutation: 0) }
    let least = observed.isFinite ? observed - 1e-12 * abs(observed) : observed
    var extreme = 0
    for index in 0..<permutations.count {
      let labels = permutations.labels(index)
      let permuted = statistic(labels.first.map { values[$0] }, labels.second.map { values[$0] })
      if permuted.isNaN { throw .statisticNotANumber(permutation: index + 1) }
      if permuted >= least { extreme += 1 }
    }
    return PermutationTest(
      statistic: observed, pValue: permutations.pValue(extreme: extreme),
      permutations: permutations.count, isExhaustive: permutations.isExhaustive)
  }

  private static func check(
    _ first: [Double], _ second: [Double], _ permutations: LabelPermutations
  ) throws(CohortStatisticsError) {
    try first.checkAsGroup(0)
    try second.checkAsGroup(1)
    guard first.count == permutations.firstCount else {
      throw .wrongCount(
        of: "values of the first group", expected: permutations.firstCount, found: first.count)
    }
    guard second.count == permutations.secondCount else {
      throw .wrongCount(
        of: "values of the second group", expected: permutations.secondCount, found: second.count)
    }
  }
}

extension LabelPermutations {
  /// The sum of `scores` over the listed group of each relabelling.
  func rankSums(_ scores: [Int32]) -> [Int] {
    let size = memberCount
    return scores.withUnsafeBufferPointer { scores in
      members.withUnsafeBufferPointer { members in
        (0..<count).map { index in
          var sum = 0
          for place in index * size..<(index + 1) * size { sum += Int(scores[Int(members[place])]) }
          return sum
        }
      }
    }
  }
}
