import Foundation
import Testing

@testable import CohortStatistics

@Suite("Enrichment of subsystems")
struct SubsystemEnrichmentTests {
  /// Rows 0–9 differ between the groups of 12; 10–39 do not, but rows 10–19 are one and the same.
  private static func cohort() throws -> (SampleMatrix, GroupDesign) {
    let noise = normals(40 * 24, seed: 9)
    let rows = (0..<40).map { row in
      (0..<24).map { sample -> Double? in
        let source = (10..<20).contains(row) ? 10 : row
        return noise[source * 24 + sample] + (row < 10 && sample < 12 ? 1.5 : 0)
      }
    }
    let design = GroupDesign.independent(first: Array(0..<12), second: Array(12..<24))
    return (try SampleMatrix(rows: rows), design)
  }

  private static let subsystems = [Array(0..<10), Array(10..<20), Array(20..<40), [], [5, 25, 26]]

  @Test(
    "finds the subsystem that differs",
    arguments: [SubsystemEnrichment.Statistic.count(pBelow: 0.05), .maximum])
  func finds(statistic: SubsystemEnrichment.Statistic) throws {
    let (matrix, design) = try Self.cohort()
    let permutations = try LabelPermutations(first: 12, second: 12, count: 499, seed: 2)
    let found = try SubsystemEnrichment(
      matrix, design: design, subsystems: Self.subsystems, statistic: statistic,
      permutations: permutations)
    #expect(found.permutations == 499)
    #expect(found.subsystems.map(\.testedRows) == [10, 10, 20, 0, 3])
    #expect(try #require(found.subsystems[0].pValue) <= 0.004)
    #expect(try #require(found.subsystems[2].pValue) > 0.05)
    #expect(found.subsystems[3].pValue == nil && found.subsystems[3].qValue == nil)
    let q = try FalseDiscoveryRate.qValues(found.subsystems.map(\.pValue))
    #expect(found.subsystems.map(\.qValue) == q)
  }

  /// Each relabelled cohort, tested from the start.
  @Test("counts what each relabelling's tests count", arguments: [false, true])
  func countsByHand(holes: Bool) throws {
    var (matrix, design) = try Self.cohort()
    if holes {
      let values = matrix.values.enumerated().map { $0 % 7 == 0 ? Double.nan : ($1 * 4).rounded() }
      matrix = try SampleMatrix(rowCount: 40, sampleCount: 24, values: values)
    }
    let permutations = try LabelPermutations(first: 12, second: 12, count: 30, seed: 3)
    let counted = try SubsystemEnrichment(
      matrix, design: design, subsystems: [Array(0..<40)], statistic: .count(pBelow: 0.1),
      permutations: permutations)
    let largest = try SubsystemEnrichment(
      matrix, design: design, subsystems: [Array(0..<40)], statistic: .maximum,
      permutations: permutations)
    var (counts, maxima) = ([Int](), [Double]())
    for index in -1..<30 {
      let labels = index < 0 ? (Array(0..<12), Array(12..<24)) : permutations.labels(index)
      let scores = (0..<40).map { row -> Double in
        let x = labels.0.compactMap { matrix[row, $0] }
        let y = labels.1.compactMap { matrix[row, $0] }
        let ranking = Ranking(x + y, tolerance: ValueTolerance())
        let u = Double(ranking.doubledRankSum(0..<x.count) - x.count * (x.count + 1)) / 2
        return abs(u - Double(x.count * y.count) / 2)
          / MannWhitneyTest.deviation(x.count, y.count, tieTerm: ranking.tieTerm)
      }
      counts.append(scores.count { $0 > 1.6448536269514722 })
      maxima.append(scores.max() ?? 0)
    }
    #expect(counted.subsystems[0].observed == Double(counts[0]))
    let extreme = counts.dropFirst().count { $0 >= counts[0] }
    #expect(counted.subsystems[0].pValue == Double(extreme + 1) / 31)
    let mean = Double(counts.dropFirst().reduce(0, +)) / 30
    #expect(agrees(counted.subsystems[0].expected, mean, within: 1e-6))
    #expect(agrees(largest.subsystems[0].observed, maxima[0], within: 1e-6))
    #expect(
      agrees(
        largest.subsystems[0].expected, maxima.dropFirst().reduce(0, +) / 30, within: 1e-6))
  }

  /// Ten copies of one row are one observation: an enrichment over rows would see ten.
  @Test("a tightly coupled subsystem is not enriched by its size")
  func coupled() throws {
    var pValues: [Double] = []
    for seed in 0..<60 {
      let row = normals(16, seed: UInt64(seed)).map { Optional($0) }
      let matrix = try SampleMatrix(rows: [[Double?]](repeating: row, count: 10))
      let found = try SubsystemEnrichment(
        matrix, design: .independent(first: Array(0..<8), second: Array(8..<16)),
        subsystems: [Array(0..<10)], statistic: .maximum,
        permutations: LabelPermutations(first: 8, second: 8, count: 199, seed: 1))
      pValues.append(try #require(found.subsystems[0].pValue))
    }
    #expect(uniformityDistance(pValues) < 1.63)
  }

  @Test("permutations of other groups, unknown rows and thresholds are errors")
  func errors() throws {
    let (matrix, design) = try Self.cohort()
    let right = try LabelPermutations(first: 12, second: 12, count: 20)
    func run(
      _ rows: [[Int]], _ statistic: SubsystemEnrichment.Statistic, _ permutations: LabelPermutations
    ) throws {
      _ = try SubsystemEnrichment(
        matrix, design: design, subsystems: rows, statistic: statistic, permutations: permutations)
    }
    #expect(throws: CohortStatisticsError.noSuchIndex(of: "row", index: 40, count: 40)) {
      try run([[0, 40]], .maximum, right)
    }
    #expect(throws: CohortStatisticsError.self) { try run([[0]], .count(pBelow: 0), right) }
    #expect(throws: CohortStatisticsError.self) {
      try run([[0]], .maximum, LabelPermutations(first: 11, second: 13, count: 20))
    }
  }
}
