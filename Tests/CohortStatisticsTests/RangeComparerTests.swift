import Foundation
import Testing

@testable import CohortStatistics

@Suite("Comparing the ranges of two groups")
struct RangeComparerTests {
  /// 70 reactions of 9 and 12 samples: ties, fixed fluxes, bounds that are reached, holes.
  static func tables(holes: Bool = true) throws -> (minima: SampleMatrix, maxima: SampleMatrix) {
    var random = SeededRandom(seed: 17)
    var (low, high): ([[Double?]], [[Double?]]) = ([], [])
    for row in 0..<70 {
      let isFixed = row % 7 == 3
      let ends = (0..<21).map { sample in
        let start = Double(random.index(below: 20)) - 10 + (sample < 9 ? Double(row % 3) : 0)
        return (
          isFixed ? 4 : start, isFixed ? 4 : min(1000, start + Double(random.index(below: 7)))
        )
      }
      let isMissing = (0..<21).map { _ in holes && random.index(below: 12) == 0 }
      low.append(ends.indices.map { isMissing[$0] ? nil : ends[$0].0 })
      high.append(ends.indices.map { isMissing[$0] && $0 % 2 == 0 ? nil : ends[$0].1 })
    }
    return (try SampleMatrix(rows: low), try SampleMatrix(rows: high))
  }

  @Test("each reaction is what the functions say of its samples")
  func singleReactions() throws {
    let (minima, maxima) = try Self.tables()
    let (first, second) = ([0, 2, 4, 6, 8, 1, 3, 5, 7], Array(9..<21))
    let options = BootstrapOptions(resamples: 64, seed: 2)
    let comparer = try RangeComparer(
      .independent(first: first, second: second), sampleCount: 21, bootstrap: options)
    let found = try comparer.compare(minima: minima, maxima: maxima, rows: 0..<70)
    #expect(found.count == 70)
    var holes = 0
    for (row, comparison) in found.enumerated() {
      func both(_ sample: Int) -> Bool {
        minima[row, sample] != nil && maxima[row, sample] != nil
      }
      let (a, b) = (first.filter(both), second.filter(both))
      #expect(comparison.firstCount == a.count && comparison.secondCount == b.count)
      holes += 21 - a.count - b.count
      let x = a.compactMap { maxima[row, $0] }
      let y = b.compactMap { maxima[row, $0] }
      let test = try MannWhitneyTest(x, y, tolerance: ValueTolerance())
      #expect(comparison.maximum?.pValue == test.pValue)
      #expect(comparison.maximum?.cliffsDelta == test.cliffsDelta)
      let shift = try HodgesLehmannShift.value(x, y)
      #expect(comparison.maximum?.shift == shift)
      let spans = try MannWhitneyTest(
        a.map { (maxima[row, $0] ?? 0) - (minima[row, $0] ?? 0) },
        b.map { (maxima[row, $0] ?? 0) - (minima[row, $0] ?? 0) },
        tolerance: ValueTolerance(absolute: 1e-4))
      #expect(comparison.span?.pValue == spans.pValue)
      if a.count == 9, b.count == 12 {
        let delta = try CliffsDelta(x, y, tolerance: ValueTolerance(), options: options)
        #expect(comparison.maximum?.cliffsInterval == delta.interval)
      }
      let ranges = try GroupRanges(
        a.map { try FluxInterval(minimum: minima[row, $0] ?? 0, maximum: maxima[row, $0] ?? 0) },
        b.map { try FluxInterval(minimum: minima[row, $0] ?? 0, maximum: maxima[row, $0] ?? 0) })
      #expect(comparison.ranges == ranges)
    }
    #expect(holes > 50)
  }

  @Test("parts of the table give the digits of the whole")
  func parts() throws {
    let (minima, maxima) = try Self.tables()
    let comparer = try RangeComparer(
      .independent(first: Array(0..<9), second: Array(9..<21)), sampleCount: 21,
      bootstrap: .init(resamples: 64))
    let whole = try comparer.compare(minima: minima, maxima: maxima, rows: 0..<70)
    let parts = try [0..<1, 1..<40, 40..<40, 40..<70].flatMap {
      try comparer.compare(minima: minima, maxima: maxima, rows: $0)
    }
    #expect(parts == whole)
  }

  @Test("pairs are tested by their differences, and drawn together")
  func pairs() throws {
    let (minima, maxima) = try Self.tables()
    let (first, second) = (Array(0..<9), Array(9..<18))
    let comparer = try RangeComparer(
      .paired(first: first, second: second), sampleCount: 21, bootstrap: .init(resamples: 64))
    let found = try comparer.compare(minima: minima, maxima: maxima, rows: 0..<70)
    for (row, comparison) in found.enumerated() {
      let present = (0..<9).filter { pair in
        [first[pair], second[pair]].allSatisfy { minima[row, $0] != nil && maxima[row, $0] != nil }
      }
      #expect(comparison.firstCount == present.count && comparison.secondCount == present.count)
      guard !present.isEmpty else { continue }
      let x = present.compactMap { minima[row, first[$0]] }
      let y = present.compactMap { minima[row, second[$0]] }
      let test = try WilcoxonSignedRankTest(x, y, tolerance: ValueTolerance())
      #expect(
        comparison.minimum?.pValue == test.pValue && comparison.minimum?.method == test.method)
      let differences = zip(x, y).map { $0 - $1 }.sorted()
      #expect(comparison.minimum?.shift == PreparedQuantity.finiteMedian(differences))
      let interval = try #require(comparison.minimum?.cliffsInterval)
      let delta = try #require(comparison.minimum?.cliffsDelta)
      #expect(interval.lower <= delta && delta <= interval.upper)
    }
  }

  @Test("a fixed flux, a group without ranges, and no resamples")
  func special() throws {
    let minima = try SampleMatrix(rows: [[2, 2, 2, 2], [nil, nil, 1, 2], [-.infinity, 0, 0, 1]])
    let maxima = try SampleMatrix(rows: [
      [2, 2, 2, 2], [5, 5, 1, 2], [.infinity, .infinity, 1, 1],
    ])
    let design = GroupDesign.independent(first: [0, 1], second: [2, 3])
    let found = try RangeComparer(design, sampleCount: 4)
      .compare(minima: minima, maxima: maxima, rows: 0..<3)
    let fixed = try #require(found[0].span)
    #expect(fixed.pValue == 1 && fixed.cliffsDelta == 0 && fixed.shift == 0)
    #expect(fixed.cliffsInterval == ConfidenceInterval(lower: 0, upper: 0))
    #expect(found[0].ranges?.medians.relation == .equal && found[0].pValue == 1)
    #expect(found[1].firstCount == 0 && found[1].secondCount == 2)
    #expect(found[1].minimum == nil && found[1].ranges == nil && found[1].pValue == nil)
    let unbounded = try #require(found[2].maximum)
    #expect(unbounded.cliffsDelta == 1 && unbounded.shift == nil && unbounded.pValue.isFinite)
    #expect(found[2].ranges?.medians.spanRatio == .firstUnbounded)
    let plain = try RangeComparer(design, sampleCount: 4, bootstrap: nil)
      .compare(minima: minima, maxima: maxima, rows: 0..<1)
    #expect(plain[0].span?.cliffsInterval == nil && plain[0].span?.pValue == 1)
  }

  @Test("samples and tables that do not fit are errors")
  func errors() throws {
    let table = try SampleMatrix(rows: [[1, 2, 3, 4]])
    func comparer(_ first: [Int], _ second: [Int]) throws -> RangeComparer {
      try RangeComparer(.independent(first: first, second: second), sampleCount: 4)
    }
    #expect(throws: CohortStatisticsError.emptyGroup(1)) { try comparer([1], []) }
    #expect(throws: CohortStatisticsError.inTwoGroups(sample: 1)) { try comparer([1], [2, 1]) }
    #expect(throws: CohortStatisticsError.noSuchIndex(of: "sample", index: 4, count: 4)) {
      try comparer([1], [4])
    }
    #expect(throws: CohortStatisticsError.notPaired(first: 1, second: 2)) {
      try RangeComparer(.paired(first: [1], second: [2, 3]), sampleCount: 4)
    }
    let good = try comparer([0, 1], [2, 3])
    #expect(throws: CohortStatisticsError.self) {
      try good.compare(minima: table, maxima: table, rows: 0..<2)
    }
    #expect(throws: CohortStatisticsError.self) {
      try good.compare(minima: table, maxima: SampleMatrix(rows: [[1, 2]]), rows: 0..<1)
    }
    #expect(throws: CohortStatisticsError.reversedRange(minimum: 1, maximum: 0)) {
      try good.compare(
        minima: table, maxima: SampleMatrix(rows: [[0, 3, 3, 4]]), rows: 0..<1)
    }
    #expect(throws: CohortStatisticsError.wrongCount(of: "values in a row", expected: 2, found: 1))
    {
      try SampleMatrix(rows: [[1, 2], [1]])
    }
    #expect(throws: CohortStatisticsError.self) {
      try SampleMatrix(rowCount: .max, sampleCount: 3, values: [])
    }
  }

  @Test("every error says what to do")
  func messages() {
    let errors: [CohortStatisticsError] = [
      .tooFewGroups(count: 1), .emptyGroup(0), .inTwoGroups(sample: 3),
      .notPaired(first: 2, second: 3), .notANumber(group: 0, position: 4),
      .wrongCount(of: "genes", expected: 3, found: 2), .noSuchIndex(of: "row", index: 9, count: 3),
      .duplicateName(of: "gene", name: "ABC"), .unknownName(of: "gene", name: "ABC"),
      .notFinite(what: "level", row: 1, column: 2), .negative(what: "variance", row: 1, column: 2),
      .nothingLeft(what: "table"), .notAProbability(index: 1, value: 2),
      .reversedRange(minimum: 2, maximum: 1), .invalidOption(name: "a", value: "b", allowed: "c"),
      .statisticNotANumber(permutation: 3), .notConverged(what: "eigenvalues", steps: 60),
      .damagedFile(reason: "a reason"),
    ]
    for error in errors {
      #expect(error.description.split(separator: ". ").count >= 2, "\(error.description)")
    }
  }
}
