import Foundation
import Testing

@testable import CohortStatistics

@Suite("Permutations and false discoveries")
struct PermutationTests {
  @Test("few relabellings are all taken, each once")
  func exhaustive() throws {
    for (first, second) in [(2, 3), (3, 2), (1, 5), (4, 4)] {
      let all = try LabelPermutations(first: first, second: second)
      #expect(all.isExhaustive)
      let sets = Set((0..<all.count).map { all.labels($0).first })
      #expect(sets.count == all.count)
      #expect(sets.contains(Array(0..<first)))
      for index in 0..<all.count {
        let labels = all.labels(index)
        #expect(labels.first.count == first)
        #expect((labels.first + labels.second).sorted() == Array(0..<first + second))
      }
    }
    #expect(try LabelPermutations(first: 4, second: 4).count == 70)
  }

  @Test("many are drawn by the seed, every sample as often")
  func sampled() throws {
    let drawn = try LabelPermutations(first: 30, second: 10, count: 2000, seed: 3)
    #expect(!drawn.isExhaustive && drawn.count == 2000)
    var times = [Int](repeating: 0, count: 40)
    for index in 0..<2000 {
      let labels = drawn.labels(index)
      #expect(labels.first.count == 30 && Set(labels.first + labels.second).count == 40)
      for sample in labels.second { times[sample] += 1 }
    }
    // 500 ± 5 standard deviations of √(2000 · ¼ · ¾) = 19.4.
    #expect(times.allSatisfy { abs($0 - 500) < 97 })
    let again = try LabelPermutations(first: 30, second: 10, count: 2000, seed: 3)
    let other = try LabelPermutations(first: 30, second: 10, count: 2000, seed: 4)
    #expect(again.members == drawn.members && other.members != drawn.members)
  }

  /// Without ties the rank sum over all relabellings is the exact test.
  @Test("all relabellings give the exact p-value", arguments: 0..<10)
  func agreesWithExact(seed: Int) throws {
    let (first, second) = (normals(6, seed: UInt64(seed)), normals(5, seed: UInt64(seed) + 20))
    let all = try LabelPermutations(first: 6, second: 5)
    let found = try PermutationTest.rankSum(first, second, permutations: all)
    let exact = try MannWhitneyTest(first, second)
    #expect(agrees(found.pValue, exact.pValue, within: 1e-14))
    #expect(found.statistic == exact.statistic && found.permutations == 462)
    let turned = try PermutationTest.rankSum(
      second, first, permutations: LabelPermutations(first: 5, second: 6))
    #expect(turned.pValue == found.pValue)
  }

  /// Of the 20 relabellings of {0, 1, 2 | 3, 4, 5} two separate the groups.
  @Test("a sampled p-value counts the given labels: (b + 1)/(m + 1)")
  func neverZero() throws {
    let all = try LabelPermutations(first: 3, second: 3)
    #expect(try PermutationTest.rankSum([0, 1, 2], [3, 4, 5], permutations: all).pValue == 0.1)
    let (low, high) = ((0..<20).map { Double($0) }, (100..<120).map { Double($0) })
    let drawn = try LabelPermutations(first: 20, second: 20, count: 99, seed: 1)
    #expect(try PermutationTest.rankSum(low, high, permutations: drawn).pValue == 0.01)
  }

  @Test("a statistic of one's own: the difference of means")
  func ownStatistic() throws {
    let all = try LabelPermutations(first: 3, second: 4)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let test = try PermutationTest.test([5.1, 4.9, 7.3], [1.1, 2.3, 0.4, 3.3], permutations: all) {
      abs(mean($0) - mean($1))
    }
    // No other three of the seven have a mean so far from the rest's: 1 in 35.
    #expect(agrees(test.pValue, 1 / 35.0, within: 1e-15))
    #expect(throws: CohortStatisticsError.statisticNotANumber(permutation: 0)) {
      try PermutationTest.test([1, 2, 3], [1, 2, 3, 4], permutations: all) { _, _ in .nan }
    }
  }

  @Test("permutations of other sizes, or too many, are errors")
  func errors() throws {
    let all = try LabelPermutations(first: 3, second: 3)
    #expect(throws: CohortStatisticsError.self) {
      try PermutationTest.rankSum([1, 2], [3, 4, 5, 6], permutations: all)
    }
    #expect(throws: CohortStatisticsError.emptyGroup(0)) {
      try LabelPermutations(first: 0, second: 3)
    }
    for count in [0, -1, 2_000_000, .max] {
      #expect(throws: CohortStatisticsError.self) {
        try LabelPermutations(first: 30, second: 30, count: count)
      }
    }
    #expect(throws: CohortStatisticsError.self) {
      try LabelPermutations(first: 1_000_000, second: 1_000_000, count: 100_000)
    }
  }

  /// Of the 2⁵ signs of 1 … 5 only two give a sum as large as 15.
  @Test("swapping pairs: all of them, or a sample")
  func signFlips() throws {
    let few = try SignFlips.test([1, 2, 3, 4, 5])
    #expect(few.pValue == 2.0 / 32 && few.isExhaustive && few.permutations == 32)
    let many = try SignFlips.test((1...100).map { Double($0) }, count: 999, seed: 2)
    #expect(many.pValue == 0.001 && !many.isExhaustive)
    let null = try SignFlips.test(normals(80, seed: 12), count: 4000, seed: 2)
    let z =
      abs(normals(80, seed: 12).reduce(0, +))
      / normals(80, seed: 12).reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(null.pValue - StandardNormal.twoSided(z)) < 0.03)
    #expect(throws: CohortStatisticsError.self) { try SignFlips.test([1, .infinity]) }
    #expect(throws: CohortStatisticsError.emptyGroup(0)) { try SignFlips.test([]) }
  }

  @Test("q-values are SciPy's")
  func benjaminiHochberg() throws {
    let found = try FalseDiscoveryRate.qValues(SciPyReference.pValues)
    for (q, expected) in zip(found, SciPyReference.qValues) {
      #expect(agrees(try #require(q), expected, within: 1e-14))
    }
  }

  @Test(
    "q-values rise with p, are never below it, and missing ones do not count", arguments: 0..<20)
  func monotone(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let pValues: [Double?] = (0..<60).map { _ in
      random.uniform() < 0.2 ? nil : (random.uniform() * 40).rounded() / 40
    }
    let found = try FalseDiscoveryRate.qValues(pValues)
    let pairs = zip(pValues, found).compactMap { p, q in p.flatMap { p in q.map { (p, $0) } } }
      .sorted { $0 < $1 }
    #expect(pairs.count == pValues.count { $0 != nil } && pairs.count == found.count { $0 != nil })
    for (p, q) in pairs { #expect(q >= p && q <= 1) }
    for (lower, upper) in zip(pairs, pairs.dropFirst()) {
      #expect(lower.1 <= upper.1)
      if lower.0 == upper.0 { #expect(lower.1 == upper.1) }
    }
    let known = try FalseDiscoveryRate.qValues(pValues.filter { $0 != nil })
    #expect(known == found.filter { $0 != nil })
  }

  @Test("a coupling class is one test")
  func classes() throws {
    // Two classes and one reaction by itself: m = 3, not 6.
    let pValues: [Double?] = [nil, 0.01, 0.011, 0.02, 0.02, 0.5, nil]
    let found = try ClassQValues(pValues, classes: [7, 7, 7, 2, 2, 4, 9])
    #expect(found.testedClasses == 3)
    #expect(found.representatives == [7: 1, 2: 3, 4: 5])
    #expect(found.qValues.prefix(3) == [0.03, 0.03, 0.03])
    #expect(found.qValues[3] == 0.03 && found.qValues[5] == 0.5 && found.qValues[6] == nil)
    #expect(throws: CohortStatisticsError.wrongCount(of: "classes", expected: 7, found: 1)) {
      try ClassQValues(pValues, classes: [1])
    }
    #expect(throws: CohortStatisticsError.notAProbability(index: 1, value: 1.5)) {
      try ClassQValues([0.1, 1.5], classes: [1, 1])
    }
    #expect(throws: CohortStatisticsError.self) { try FalseDiscoveryRate.qValues([.nan]) }
  }

  @Test("one p-value for several of a reaction")
  func bonferroni() {
    #expect(FalseDiscoveryRate.bonferroni([0.01, nil, 0.5]) == 0.02)
    #expect(FalseDiscoveryRate.bonferroni([0.6, 0.7, 0.8]) == 1)
    #expect(FalseDiscoveryRate.bonferroni([nil, nil]) == nil)
  }
}
