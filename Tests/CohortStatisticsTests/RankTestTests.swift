import Foundation
import Testing

@testable import CohortStatistics

@Suite("Rank tests")
struct RankTestTests {
  @Test("Mann and Whitney's is SciPy's", arguments: SciPyReference.mannWhitney)
  func mannWhitney(_ known: SciPyReference.TwoSamples) throws {
    let test = try MannWhitneyTest(known.first, known.second)
    #expect(test.statistic == known.statistic)
    #expect(agrees(test.pValue, known.pValue, within: 1e-12), "\(test.pValue)")
    let isSmall = min(known.first.count, known.second.count) <= 8
    let isTied = Set(known.first + known.second).count < known.first.count + known.second.count
    #expect(test.method == (isSmall && !isTied ? .exact : .asymptotic))
    // The other way around U is what is left of the pairs, and p the same.
    let turned = try MannWhitneyTest(known.second, known.first)
    #expect(turned.pValue == test.pValue)
    #expect(turned.statistic + test.statistic == Double(known.first.count * known.second.count))
    #expect(turned.cliffsDelta == -test.cliffsDelta)
  }

  @Test("Wilcoxon's is SciPy's", arguments: SciPyReference.wilcoxon)
  func wilcoxon(_ known: SciPyReference.TwoSamples) throws {
    let test = try WilcoxonSignedRankTest(known.first, known.second)
    #expect(test.statistic == known.statistic)
    #expect(agrees(test.pValue, known.pValue, within: 1e-12), "\(test.pValue)")
    let turned = try WilcoxonSignedRankTest(known.second, known.first)
    #expect(turned.pValue == test.pValue && turned.rankBiserial == -test.rankBiserial)
  }

  @Test("Kruskal and Wallis' is SciPy's", arguments: SciPyReference.kruskal)
  func kruskal(_ known: SciPyReference.Groups) throws {
    let test = try KruskalWallisTest(known.groups)
    #expect(agrees(test.statistic, known.statistic, within: 1e-12), "\(test.statistic)")
    #expect(agrees(test.pValue, known.pValue, within: 1e-12), "\(test.pValue)")
    #expect(test.degreesOfFreedom == known.groups.count - 1)
  }

  /// All arrangements of ranks, one by one.
  @Test("the exact distribution of U counts what a list counts", arguments: 1...5, 1...6)
  func countedArrangements(first: Int, second: Int) throws {
    let distribution = try #require(RankSumDistribution(first: first, second: second))
    let all = try LabelPermutations(first: first, second: second, count: 1000)
    #expect(all.isExhaustive)
    let distances = (0..<all.count).map { index in
      let ranks = all.labels(index).first.reduce(0) { $0 + $1 + 1 }
      return abs(2 * (ranks - first * (first + 1) / 2) - first * second)
    }
    for u in 0...first * second {
      let extreme = distances.count { $0 >= abs(2 * u - first * second) }
      let expected = Double(extreme) / Double(all.count)
      #expect(agrees(distribution.twoSided(u), expected, within: 1e-14), "U = \(u)")
    }
  }

  /// 2/C(1008, 8), whose count does not fit 64 bits.
  @Test("eight against a thousand is exact")
  func manyArrangements() throws {
    let test = try MannWhitneyTest(
      (0..<8).map { -Double($0) }, (1...1000).map { Double($0) })
    var arrangements = 1.0
    for i in 1...8 { arrangements *= Double(1000 + i) / Double(i) }
    #expect(test.method == .exact)
    #expect(agrees(test.pValue, 2 / arrangements, within: 1e-13))
    // Too many for 128 bits: the approximation.
    #expect(RankSumDistribution(first: 100, second: 100) == nil)
    #expect(RankSumDistribution(first: 8, second: 2_000_000) == nil)
  }

  @Test("samples without a difference have p = 1, never NaN")
  func allEqual() throws {
    let same = [Double](repeating: 3, count: 12)
    #expect(try MannWhitneyTest(same, same).pValue == 1)
    #expect(try MannWhitneyTest(same, same).cliffsDelta == 0)
    #expect(try MannWhitneyTest([1], [1]).pValue == 1)
    let kruskal = try KruskalWallisTest([same, same, [3]])
    #expect(kruskal.statistic == 0 && kruskal.pValue == 1)
    let wilcoxon = try WilcoxonSignedRankTest(same, same)
    #expect(wilcoxon.pValue == 1 && wilcoxon.rankBiserial == 0 && wilcoxon.differingCount == 0)
    let unbounded = [Double](repeating: .infinity, count: 4)
    #expect(try WilcoxonSignedRankTest(unbounded, unbounded).pValue == 1)
    #expect(try MannWhitneyTest(unbounded, [1, 2, .infinity]).pValue.isFinite)
  }

  @Test("an empty group, NaN, or an odd pair is an error")
  func errors() {
    #expect(throws: CohortStatisticsError.emptyGroup(1)) { try MannWhitneyTest([1], []) }
    #expect(throws: CohortStatisticsError.emptyGroup(0)) { try WilcoxonSignedRankTest([], []) }
    #expect(throws: CohortStatisticsError.emptyGroup(2)) { try KruskalWallisTest([[1], [2], []]) }
    #expect(throws: CohortStatisticsError.tooFewGroups(count: 1)) { try KruskalWallisTest([[1]]) }
    #expect(throws: CohortStatisticsError.notANumber(group: 1, position: 2)) {
      try MannWhitneyTest([1], [2, 3, .nan])
    }
    #expect(throws: CohortStatisticsError.notPaired(first: 1, second: 2)) {
      try WilcoxonSignedRankTest([1], [2, 3])
    }
    #expect(throws: CohortStatisticsError.self) {
      try MannWhitneyTest([1], [2], tolerance: ValueTolerance(absolute: -1))
    }
  }

  @Test("neither the order of samples nor a monotone transform matters", arguments: 0..<40)
  func invariance(seed: Int) throws {
    let seed = UInt64(seed)
    let isTied = seed.isMultiple(of: 2)
    let first = isTied ? wholeNumbers(11, below: 6, seed: seed) : normals(11, seed: seed)
    let second =
      isTied ? wholeNumbers(14, below: 7, seed: seed + 99) : normals(14, seed: seed + 99)
    var random = SeededRandom(seed: seed)
    let shuffled = first.shuffled(using: &random)
    let test = try MannWhitneyTest(first, second)
    #expect(try MannWhitneyTest(shuffled, second.reversed()) == test)
    let transformed = { (values: [Double]) in values.map { exp($0) - 7 } }
    #expect(try MannWhitneyTest(transformed(first), transformed(second)) == test)
    let kruskal = try KruskalWallisTest([first, second, normals(5, seed: seed + 7)])
    let turned = try KruskalWallisTest([
      transformed(normals(5, seed: seed + 7)), transformed(second), transformed(shuffled),
    ])
    #expect(agrees(turned.statistic, kruskal.statistic, within: 1e-13))
  }

  /// 2 Φ(−√H) is the p-value without a continuity correction.
  @Test("of two groups, Kruskal and Wallis' is Mann and Whitney's squared", arguments: 0..<10)
  func twoGroups(seed: Int) throws {
    let first = wholeNumbers(20, below: 9, seed: UInt64(seed))
    let second = wholeNumbers(25, below: 11, seed: UInt64(seed) + 50)
    let ranking = Ranking(first + second, tolerance: .exact)
    let test = try MannWhitneyTest(first, second)
    let z =
      (test.statistic - 250) / MannWhitneyTest.deviation(20, 25, tieTerm: ranking.tieTerm)
    #expect(agrees(try KruskalWallisTest([first, second]).statistic, z * z, within: 1e-12))
  }

  @Test("what a linear program leaves open is a tie")
  func tolerance() throws {
    let first = [1000, 1000 + 4e-7, 999.9996, 3].map { Double($0) }
    let second = [1000 - 2e-4, 1000, 3 + 2e-6, 2.0]
    let exact = try MannWhitneyTest(first, second)
    let tolerant = try MannWhitneyTest(first, second, tolerance: ValueTolerance())
    #expect(exact.method == .asymptotic && exact.statistic == 10.5)
    let tied = try MannWhitneyTest([9, 9, 9, 3], [9, 9, 3, 2])
    #expect(tolerant.statistic == tied.statistic && tolerant.pValue == tied.pValue)
    // A run of ties is as wide as the tolerance and no wider, however near the next one is.
    let ladder = (0..<100).map { Double($0) * 6e-7 }
    let ranking = Ranking(ladder, tolerance: ValueTolerance())
    #expect(ranking.runEnds.count == 50)
    let pairs = try WilcoxonSignedRankTest(
      [5, 7, 1000], [5 + 1e-7, 6, 1000.0005], tolerance: ValueTolerance())
    #expect(pairs.differingCount == 1 && pairs.pairCount == 3)
  }
}
