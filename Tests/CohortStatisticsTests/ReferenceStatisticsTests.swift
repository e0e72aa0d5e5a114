import Foundation
import Testing

@testable import CohortStatistics

@Suite("Frozen statistics of a reference cohort")
struct ReferenceStatisticsTests {
  private static func reference() throws -> ReferenceStatistics {
    try ReferenceStatistics(
      genes: ["A", "B", "C"],
      levels: SampleMatrix(rows: [[4, 1, 3, 2], [10, nil, 30, nil], [nil, nil, nil, nil]]),
      percentileLevels: [0, 25, 50, 75, 100])
  }

  /// By Hazen's rule: of four values the 25th percentile lies between the first and the second.
  @Test("maxima, means and percentiles of each gene")
  func numbers() throws {
    let reference = try Self.reference()
    let a = try #require(reference["A"])
    #expect(a.count == 4 && a.minimum == 1 && a.maximum == 4 && a.mean == 2.5)
    #expect(agrees(a.standardDeviation, (5.0 / 3).squareRoot(), within: 1e-15))
    #expect(a.percentiles == [1, 1.5, 2.5, 3.5, 4])
    #expect(reference["B"]?.count == 2 && reference["B"]?.percentiles == [10, 10, 20, 30, 30])
    #expect(reference["C"] == nil && reference["D"] == nil)
    #expect(reference.overallPercentiles == [1, 2, 3.5, 10, 30])
    #expect(reference.relativeLevel(6, of: "A") == 1.5)
    #expect(reference.relativeLevel(6, of: "C") == nil)
    #expect(try reference.localThreshold(of: "A") == 2.5)
    #expect(try reference.localThreshold(of: "B") == 10)
    #expect(throws: CohortStatisticsError.unknownName(of: "percentile", name: "30.0")) {
      try reference.localThreshold(of: "A", low: 30)
    }
  }

  @Test("another patient changes nobody's numbers")
  func frozen() throws {
    let cohort = (0..<50).map { normals(20, seed: UInt64($0)).map { Optional(exp2($0)) } }
    let genes = (0..<50).map { "g\($0)" }
    let frozen = try ReferenceStatistics(genes: genes, levels: SampleMatrix(rows: cohort))
    let before = genes.indices.map { frozen.relativeLevel(cohort[$0][3] ?? 0, of: genes[$0]) }
    // The newcomer has the highest level of every gene. A scale of the cohort at hand would change.
    let larger = cohort.map { $0 + [1e6] }
    let thawed = try ReferenceStatistics(genes: genes, levels: SampleMatrix(rows: larger))
    #expect(thawed.relativeLevel(cohort[0][3] ?? 0, of: "g0") != before[0])
    let kept = try JSONDecoder().decode(
      ReferenceStatistics.self, from: JSONEncoder().encode(frozen))
    #expect(kept == frozen)
    #expect(genes.indices.map { kept.relativeLevel(larger[$0][3] ?? 0, of: genes[$0]) } == before)
  }

  @Test(
    "a file that contradicts itself is refused",
    arguments: [
      ("reference-statistics\\/1", "reference-statistics\\/2"),
      ("\"name\":\"B\"", "\"name\":\"A\""),
      ("\"percentileLevels\":[0,", "\"percentileLevels\":["), ("\"maximum\":4", "\"maximum\":0"),
      ("\"count\":4", "\"count\":5"), ("[1,1.5,2.5,3.5,4]", "[1,1.5,2.5,3.5]"),
      ("[1,1.5,2.5,3.5,4]", "[1,1.5,0.5,3.5,4]"),
    ])
  func damaged(_ change: (old: String, new: String)) throws {
    let text = String(decoding: try JSONEncoder().encode(Self.reference()), as: UTF8.self)
    #expect(text.contains(change.old), "\(text)")
    let data = Data(text.replacing(change.old, with: change.new).utf8)
    #expect(throws: CohortStatisticsError.self) {
      try JSONDecoder().decode(ReferenceStatistics.self, from: data)
    }
  }

  @Test("levels that cannot be a reference are errors")
  func errors() throws {
    let one = try SampleMatrix(rows: [[1, 2]])
    #expect(throws: CohortStatisticsError.wrongCount(of: "genes", expected: 1, found: 2)) {
      try ReferenceStatistics(genes: ["A", "B"], levels: one)
    }
    for levels in [[50, 25], [-1, 50], [50, 101], [.nan], [25, 25]] {
      #expect(throws: CohortStatisticsError.self) {
        try ReferenceStatistics(genes: ["A"], levels: one, percentileLevels: levels)
      }
    }
    #expect(throws: CohortStatisticsError.nothingLeft(what: "levels")) {
      try ReferenceStatistics(genes: ["A"], levels: SampleMatrix(rows: [[nil]]))
    }
    #expect(throws: CohortStatisticsError.notFinite(what: "level", row: 0, column: 0)) {
      try ReferenceStatistics(genes: ["A"], levels: SampleMatrix(rows: [[.infinity]]))
    }
    #expect(throws: CohortStatisticsError.duplicateName(of: "gene", name: "A")) {
      try ReferenceStatistics(genes: ["A", "A"], levels: SampleMatrix(rows: [[1], [2]]))
    }
  }
}
