import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing

@Suite("What thresholds decide")
struct ThresholdComparisonTests {
  /// By hand, for the levels 0.5, 2, 8 of A, B, C among 1, 2, 4; 1, 2, 4; 8, 8, 8.
  @Test("is counted by reaction, with the genes that flip")
  func comparison() throws {
    let model = try OmicsModels.model([
      .init("a", rule: "A"), .init("b", rule: "B"), .init("c", rule: "C"),
      .init("ab", rule: "A and B"), .init("none"), .init("x", rule: "X"),
    ])
    let values = ["A": [0.5, 1, 4.5], "B": [2, 3, 4], "C": [8, 8, 8], "X": []]
    let cohort = CohortLevels(
      samples: ["S", "T", "U"], levels: model.genes.map { values[$0.id] ?? [] })
    var levels = try EFluxTests.levels(model, ["A": 0.5, "B": 2, "C": 8])
    levels.sample = "S"
    let comparison = try ThresholdComparison(
      [.absolute(inactive: 1, active: 1), .localT1(0), .absolute(inactive: 0.25, active: 0.25)],
      of: levels, in: model, cohort: cohort)
    // Local T1 at percentile 0: the means 2, 3 and 8.
    let active = comparison.outcomes.map { outcome in
      model.reactions.indices.filter { outcome.activities[$0] == .active }.map {
        model.reactions[$0].id
      }
    }
    #expect(active == [["b", "c"], ["c"], ["a", "b", "c", "ab"]])
    #expect(comparison.flipping.map { model.reactions[$0].id } == ["a", "b", "ab"])
    #expect(comparison.genes == [["A"], ["B"], ["A", "B"]])
    #expect(comparison.jaccard(0, 1) == 0.5)
    #expect(comparison.jaccard(1, 2) == 0.25)
    #expect(comparison.outcomes[0].activities.suffix(2) == [nil, nil])
    #expect(comparison.notes[0].contains("25 %"))
  }

  @Test("is asked of three schemes, and of the one that is used")
  func schemes() throws {
    let three = ThresholdComparison.schemes(with: nil, samples: 5).map(\.text)
    #expect(three == ["absolute:1", "local-t2:25:75", "global:50"])
    let four = ThresholdComparison.schemes(with: .standep(clusters: 4), samples: 5).map(\.text)
    #expect(four == ["standep:4"] + three)
    #expect(ThresholdComparison.schemes(with: .global(50), samples: 5).count == 3)
    #expect(
      !ThresholdComparison.schemes(with: nil, samples: 1).contains(.localT2(lower: 25, upper: 75)))
  }
}
