import CohortStatistics
import Testing
import TwinFlux

@testable import CohortAnalysis

/// Where the labels of the patients mean nothing, a comparison finds nothing: its p-values are uniform.
@Suite("Comparisons of shuffled patients")
struct ComparisonControlTests {
  /// Kolmogorov and Smirnov's distance from the uniform distribution, times √n: above 1.63 with a
  /// chance of 1 %.
  private func distance(_ values: [Double]) -> Double {
    let (sorted, count) = (values.sorted(), Double(values.count))
    return sorted.indices.reduce(0.0) { largest, index in
      max(largest, sorted[index] - Double(index) / count, Double(index + 1) / count - sorted[index])
    } * count.squareRoot()
  }

  /// The only reaction of many cohorts, each shuffled by a seed of its own. In each its maximum differs
  /// between the groups without a doubt.
  private func shuffled(
    paired: Bool = false, groups: Int = 2, shuffles: Bool = true
  ) throws -> [ComparedReaction] {
    try (0..<160).map { seed in
      var random = SeededRandom(seed: UInt64(seed), stream: 77)
      let labels = (0..<36).map { ["a", "b", "c"][$0 % groups] }
      var cohort = ComparisonCohort(
        groups: labels,
        maxima: [labels.map { (random.uniform() + ($0 == "a" ? 0 : 2)) }])
      if paired {
        for place in labels.indices { cohort.patients[place].pair = "\(place / 2)" }
      }
      return try cohort.compared {
        ($0.resamples, $0.permutations, $0.seed) = (0, 99, UInt64(seed))
        $0.shufflesLabels = shuffles
      }.reactions[0]
    }
  }

  @Test("give uniform p-values, of the tests and by relabelling", arguments: [2, 3])
  func groups(count: Int) throws {
    let found = try shuffled(groups: count)
    #expect(distance(found.compactMap(\.pValue)) < 1.63)
    #expect(distance(found.compactMap(\.permutationPValue)) < 1.63)
    let real = try shuffled(groups: count, shuffles: false)
    #expect(distance(real.compactMap(\.pValue)) > 10)
    #expect(real.allSatisfy { $0.permutationPValue == 1.0 / 100 })
  }

  @Test("give uniform p-values of pairs")
  func pairs() throws {
    let found = try shuffled(paired: true)
    #expect(distance(found.compactMap(\.pValue)) < 1.63)
    #expect(distance(found.compactMap(\.permutationPValue)) < 1.63)
  }

  @Test("give p-values of three quantities together that are no smaller than uniform ones")
  func together() throws {
    let found = try (0..<200).map { seed in
      try ComparisonCohort.random(reactions: 1, size: 15, shifted: 1, by: 3, seed: UInt64(seed))
        .compared {
          ($0.resamples, $0.permutations, $0.seed, $0.shufflesLabels) = (0, 99, UInt64(seed), true)
        }.reactions[0]
    }
    #expect(found.allSatisfy { $0.tests == 3 })
    for level in [0.01, 0.05, 0.1, 0.2, 0.5] {
      // Three standard deviations of a binomial share above the level.
      let most = level + 3 * (level * (1 - level) / 200).squareRoot()
      let share = Double(found.count { $0.pValue ?? 1 <= level }) / 200
      #expect(share <= most, "\(share) at \(level)")
    }
    #expect(distance(found.compactMap(\.permutationPValue)) < 1.63)
  }

  @Test("find no class in a cohort of many reactions, where the true labels find most")
  func whole() throws {
    var cohort = ComparisonCohort.random(reactions: 80, size: 12, shifted: 40, by: 4, seed: 4)
    cohort.subsystems = (0..<80).map { $0 < 40 ? "different" : "same" }
    let real = try cohort.compared { ($0.resamples, $0.permutations) = (0, 199) }
    let control = try cohort.compared {
      ($0.resamples, $0.permutations, $0.shufflesLabels, $0.seed) = (0, 199, true, 3)
    }
    #expect(real.foundClasses() >= 38 && real.foundClasses() <= 45)
    #expect(control.foundClasses() == 0)
    #expect(real.subsystems[0].pValue == 1.0 / 200)
  }

  @Test("give uniform p-values of subsystems")
  func subsystems() throws {
    var cohort = ComparisonCohort.random(reactions: 12, size: 9, shifted: 4, by: 4, seed: 4)
    cohort.subsystems = (0..<12).map { $0 < 6 ? "one" : "other" }
    let found = try (0..<120).map { seed in
      try cohort.compared {
        ($0.resamples, $0.permutations, $0.shufflesLabels, $0.seed) = (0, 99, true, UInt64(seed))
      }.subsystems
    }
    for place in 0..<2 { #expect(distance(found.compactMap { $0[place].pValue }) < 1.63) }
  }
}
