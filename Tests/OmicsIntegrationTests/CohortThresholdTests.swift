import Foundation
import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing

/// The numbers are those of NumPy 2.4.6 (`percentile`, method `hazen`) and SciPy 1.17.1 (`linkage`,
/// `fcluster`) on the same matrix, each scheme written out anew in Python.
@Suite("Thresholds of a cohort")
struct CohortThresholdTests {
  static let matrix: [[Double]] = [
    [0, 0.5, 2, 8], [10, 20, 5, 15], [100, 120, 90, 110], [0.1, 0.2, 0, 0.05], [1000, 1, 0, 30],
    [3, 3, 3, 3], [0, 0, 0, 0], [0.9, 1.1, 1.3, 40],
  ]
  static let cohort = CohortLevels(samples: ["P1", "P2", "P3", "P4"], levels: matrix)

  private static func agree(_ found: [Double?], _ expected: [Double?]) -> Bool {
    found.count == expected.count
      && zip(found, expected).allSatisfy { found, expected in
        guard let found, let expected else { return found == nil && expected == nil }
        return abs(found - expected) <= 1e-12 * expected
      }
  }

  @Test("are the percentiles of all levels above zero")
  func global() throws {
    for (percentile, expected) in [(50.0, 3.0), (25, 1.0740994986439416), (75, 32.23709795470625)] {
      let thresholds = try Self.cohort.global(percentile)
      #expect(Self.agree(thresholds.activeFrom, Array(repeating: expected, count: 8)))
      #expect(thresholds.inactiveBelow == thresholds.activeFrom)
    }
  }

  @Test("are the genes' own, with one bound and with two")
  func local() throws {
    let one = try Self.cohort.localT1(25)
    #expect(
      Self.agree(
        one.activeFrom, [2.625, 12.5, 105, 0.2, 257.75, 3, 1.0740994986439416, 10.825]))
    let two = try Self.cohort.localT2()
    #expect(
      Self.agree(
        two.activeFrom,
        [
          2.625, 12.5, 32.23709795470625, 1.0740994986439416, 32.23709795470625, 3,
          1.0740994986439416, 10.825,
        ]))
    #expect(two.rule == "local T2, percentiles 25 and 75 of 4 samples")
    // The gene that no sample expresses is inactive in all.
    #expect(one.activities(of: Self.matrix.map { $0[0] })[6] == .inactive)
    #expect(two.activities(of: Self.matrix.map { $0[0] })[6] == .inactive)
  }

  @Test("are those of the clusters of StanDep")
  func standep() throws {
    let thresholds = try Self.cohort.standep(clusters: 3)
    #expect(
      Self.agree(
        thresholds.activeFrom,
        [
          5.370932569158905, 5, 5, 5.370932569158905, 5.370932569158905, 3, 1000,
          5.370932569158905,
        ]))
    #expect(throws: OmicsError.self) { try Self.cohort.standep(clusters: 8) }
  }

  @Test("do not depend on the order of samples and genes")
  func order() throws {
    let mirrored = CohortLevels(
      samples: ["P4", "P3", "P2", "P1"], levels: Self.matrix.reversed().map { $0.reversed() })
    for text in ["global:40", "local-t1:25", "local-t2:25:75", "standep:3"] {
      let scheme = try ThresholdScheme(text)
      let rules = try [Self.cohort, mirrored].map { cohort throws(OmicsError) in
        try scheme.rule { () throws(OmicsError) in cohort }
      }
      guard case .frozen(let one) = rules[0], case .frozen(let other) = rules[1] else {
        Issue.record("not frozen")
        continue
      }
      #expect(one.activeFrom == other.activeFrom.reversed())
    }
  }

  @Test("stay what they were when a patient joins, through JSON")
  func frozen() throws {
    let model = try OmicsModels.model([], genes: (0..<8).map { Gene(id: "g\($0)") })
    let thresholds = try Self.cohort.localT2()
    let frozen = FrozenThresholds(thresholds, scheme: "local-t2:25:75", of: model)
    let read = try JSONDecoder().decode(
      FrozenThresholds.self, from: JSONEncoder().encode(frozen))
    #expect(read.thresholds(for: model) == thresholds)
    let reversed = try OmicsModels.model([], genes: (0..<8).reversed().map { Gene(id: "g\($0)") })
    #expect(read.thresholds(for: reversed).activeFrom == thresholds.activeFrom.reversed())
    let joined = CohortLevels(
      samples: ["P1", "P2", "P3", "P4", "P5"], levels: Self.matrix.map { $0 + [500] })
    #expect(try joined.localT2() != thresholds)
  }

  @Test("leave a gene that nobody measured open, and refuse levels of zero")
  func missing() throws {
    let cohort = CohortLevels(samples: ["A", "B"], levels: [[1, 100], []])
    let two = try cohort.localT2()
    #expect(two.activeFrom[1] == 100 && two.inactiveBelow[1] == 1)
    #expect(try cohort.localT1(25).activeFrom[1] == nil)
    let zeros = CohortLevels(samples: ["A", "B"], levels: [[0, 0]])
    #expect(throws: OmicsError.self) { try zeros.global(50) }
    #expect(throws: OmicsError.self) { try zeros.standep(clusters: 1) }
  }

  @Test(
    "are read as they are typed",
    arguments: [
      ("absolute:1", "absolute:1"), ("absolute", "absolute:1"),
      ("absolute:0.5:5", "absolute:0.5:5"), ("percentile:25:75", "percentile:25:75"),
      ("percentile:50", "percentile:50"), ("global", "global:50"), ("local-t1:25", "local-t1:25"),
      ("local-t2", "local-t2:25:75"), ("standep:8", "standep:8"), ("zfpkm", "zfpkm"),
    ])
  func scheme(text: String, expected: String) throws {
    #expect(try ThresholdScheme(text).text == expected)
  }

  @Test(
    "are refused where they mean nothing",
    arguments: [
      "", "absolute:5:1", "absolute:x", "absolute:-1", "absolute:0", "percentile:101", "global:1:2",
      "local-t2:75:25", "standep", "standep:0", "standep:1.5", "local-t3:1", "absolute:nan",
      "zfpkm:1",
      "absolute:1:2:3",
    ])
  func invalid(text: String) {
    #expect(throws: OmicsError.self) { try ThresholdScheme(text) }
  }

  @Test("of genes ask for more than one sample")
  func single() throws {
    let one = CohortLevels(samples: ["A"], levels: [[1], [2]])
    for text in ["local-t1", "local-t2", "standep:1"] {
      let scheme = try ThresholdScheme(text)
      #expect(throws: OmicsError.self) {
        try scheme.rule { () throws(OmicsError) in one }
      }
    }
  }

  /// By hand.
  @Test("make scores of degree")
  func scores() throws {
    let thresholds = ActivityThresholds(rule: "", activeFrom: 2, inactiveBelow: 2, genes: 4)
    let levels: [Double?] = [2, 0, nil, 2 * exp(1)]
    let score = ContinuousScore.logarithmic.scores(levels, thresholds)
    #expect(Self.agree(score, [5 * log(2), 0, nil, 5 * log(1 + exp(1))]))
    let ratio = ContinuousScore.ratio(most: 3).scores(levels, thresholds)
    #expect(ratio[0] == 0 && ratio[1] == -3 && ratio[2] == nil)
    #expect(abs((ratio[3] ?? 0) - 1) <= 1e-15)
    let local = ContinuousScore.localT2(
      [8 * exp(1), 0, 4, 0.5, nil], means: [1, 1, 4, 1, 1], low: 1, high: 8, most: 5)
    #expect(abs((local[0] ?? 0) - 2) <= 1e-15)
    #expect(local[1] == -5 && local[2] == 0 && local[4] == nil)
    #expect(abs((local[3] ?? 0) - log(0.5)) <= 1e-15)
  }
}
