import Foundation
import Testing

@testable import CohortStatistics

/// A comparison of relabelled samples finds nothing: its p-values are uniform. One that finds
/// something there reports the network and not the patients.
@Suite("Under the null hypothesis")
struct NullCalibrationTests {
  /// 500 reactions of 40 patients, the first 20 different in all of them.
  private static func cohort() throws -> SampleMatrix {
    let values = normals(500 * 40, seed: 21).enumerated().map { place, value in
      place % 40 < 20 ? value + 1 : value
    }
    return try SampleMatrix(rowCount: 500, sampleCount: 40, values: values)
  }

  /// The p-values of the rows, each under a relabelling of its own.
  private static func relabelled(_ test: ([Double], [Double]) throws -> Double) throws -> [Double] {
    let cohort = try cohort()
    let relabellings = try LabelPermutations(first: 20, second: 20, count: 500, seed: 5)
    return try (0..<500).map { row in
      let (labels, values) = (relabellings.labels(row), Array(cohort.row(row)))
      return try test(labels.first.map { values[$0] }, labels.second.map { values[$0] })
    }
  }

  @Test("Mann and Whitney's p-values are uniform, and are not with the true labels")
  func mannWhitney() throws {
    let null = try Self.relabelled { try MannWhitneyTest($0, $1).pValue }
    #expect(uniformityDistance(null) < 1.63)
    let cohort = try Self.cohort()
    let real = try (0..<500).map { row in
      let values = Array(cohort.row(row))
      return try MannWhitneyTest(Array(values[..<20]), Array(values[20...])).pValue
    }
    #expect(uniformityDistance(real) > 5)
  }

  @Test("Kruskal and Wallis' are uniform when the samples are shuffled")
  func kruskal() throws {
    let cohort = try Self.cohort()
    var random = SeededRandom(seed: 4)
    let null = try (0..<500).map { row in
      let values = cohort.row(row).shuffled(using: &random)
      return try KruskalWallisTest([
        Array(values[..<10]), Array(values[10..<22]), Array(values[22...]),
      ]).pValue
    }
    #expect(uniformityDistance(null) < 1.63)
  }

  @Test("Wilcoxon's are uniform when the two of a pair are exchanged at random")
  func wilcoxon() throws {
    let cohort = try Self.cohort()
    var random = SeededRandom(seed: 4)
    let null = try (0..<500).map { row in
      var (first, second) = (Array(cohort.row(row).prefix(20)), Array(cohort.row(row).suffix(20)))
      for pair in 0..<20 where random.next() & 1 == 1 { swap(&first[pair], &second[pair]) }
      return try WilcoxonSignedRankTest(first, second).pValue
    }
    #expect(uniformityDistance(null) < 1.63)
  }

  @Test("those of permutations are uniform")
  func permutations() throws {
    let drawn = try LabelPermutations(first: 20, second: 20, count: 199, seed: 8)
    let null = try Self.relabelled {
      try PermutationTest.rankSum($0, $1, permutations: drawn).pValue
    }
    #expect(uniformityDistance(null) < 1.63)
  }

  @Test("the whole comparison of ranges finds nothing, and nothing is a discovery")
  func ranges() throws {
    let cohort = try Self.cohort()
    let higher = try SampleMatrix(
      rowCount: 500, sampleCount: 40, values: cohort.values.map { $0 + 1 + abs($0) })
    let labels = try LabelPermutations(first: 20, second: 20, count: 500, seed: 6)
    var found: [ReactionComparison] = []
    for row in 0..<500 {
      let label = labels.labels(row)
      let comparer = try RangeComparer(
        .independent(first: label.first, second: label.second), sampleCount: 40, bootstrap: nil)
      found += try comparer.compare(minima: cohort, maxima: higher, rows: row..<row + 1)
    }
    #expect(uniformityDistance(found.compactMap { $0.maximum?.pValue }) < 1.63)
    #expect(uniformityDistance(found.compactMap { $0.span?.pValue }) < 1.63)
    let q = try ClassQValues(found.map(\.pValue), classes: Array(0..<500))
    #expect(q.testedClasses == 500)
    #expect(q.qValues.count { ($0 ?? 1) < 0.05 } == 0)
  }
}
