import CohortStatistics
import Testing
import TwinFlux

@testable import CohortAnalysis

@Suite("Comparing the groups of a cohort")
struct CohortComparisonTests {
  private func close(_ value: Double?, _ expected: Double) -> Bool {
    value.map { abs($0 - expected) <= 1e-12 * abs(expected) } ?? false
  }

  @Test("two groups of four that do not mix")
  func closedForm() throws {
    let cohort = ComparisonCohort(
      groups: ["a", "a", "a", "a", "b", "b", "b", "b"], maxima: [[1, 2, 3, 4, 5, 6, 7, 8]])
    let found = try cohort.compared()
    let reaction = found.reactions[0]
    #expect(reaction.patients == 8)
    // Only the maximum is a test: the minimum is constant, and the span is the maximum.
    #expect(reaction.tests == 1)
    // Of the C(8, 4) = 70 ways to draw a group, two are as extreme.
    #expect(close(reaction.pValues[.maximum], 2.0 / 70))
    #expect(reaction.pValues[.minimum] == 1)
    #expect(close(reaction.pValue, 2.0 / 70) && close(reaction.qValue, 2.0 / 70))
    #expect(found.isExhaustive && found.permutations == 70)
    #expect(close(reaction.permutationPValue, 2.0 / 70))
    #expect(close(reaction.familyPValue, 2.0 / 70))
    let contrast = reaction.contrasts[0]
    let medians = try #require(contrast.comparison.ranges?.medians)
    #expect(medians.relation == .contains)
    #expect(medians.shiftOfMinimum == 0 && medians.shiftOfMaximum == 4)
    #expect(close(medians.jaccard, 2.5 / 6.5))
    #expect(close(medians.spanRatio.log2, 1.37851162325373))
    #expect(contrast.leading?.quantity == .maximum)
    #expect(contrast.leading?.comparison.cliffsDelta == 1)
    #expect(found.groups.groups.map(\.name) == ["a", "b"])
  }

  @Test("the other reference turns the signs round")
  func reference() throws {
    let cohort = ComparisonCohort.random(reactions: 12, size: 7, seed: 3)
    let one = try cohort.compared { $0.reference = "normal" }
    let other = try cohort.compared { $0.reference = "tumour" }
    #expect(other.groups.groups.map(\.name) == ["tumour", "normal"])
    for (a, b) in zip(one.reactions, other.reactions) {
      #expect(a.pValues == b.pValues && a.qValue == b.qValue)
      let (first, second) = (a.contrasts[0].comparison, b.contrasts[0].comparison)
      #expect(
        first.ranges?.medians.shiftOfMaximum == second.ranges.map { -$0.medians.shiftOfMaximum })
      #expect(first.maximum?.cliffsDelta == second.maximum.map { -$0.cliffsDelta })
      #expect(first.ranges?.medians.jaccard == second.ranges?.medians.jaccard)
    }
  }

  /// SciPy 1.17.1: `kruskal`, and `mannwhitneyu` of each group with the first.
  @Test("three groups: Kruskal and Wallis' test, and each group against the reference")
  func threeGroups() throws {
    let maxima = [
      1.0, 2.5, 2.5, 4.0, 7.25, 3.0, 0.5, 2.0, 2.5, 5.0, 6.5, 8.0, 9.5, 6.0, 7.0, 7.25, 10.0, 12.5,
    ]
    let groups = (0..<18).map { $0 < 7 ? "a" : $0 < 13 ? "b" : "c" }
    let found = try ComparisonCohort(groups: groups, maxima: [maxima]).compared {
      $0.permutations = 3999
    }
    let reaction = found.reactions[0]
    #expect(close(reaction.pValues[.maximum], 0.031680155318223865))
    #expect(reaction.pValue == reaction.pValues[.maximum] && reaction.tests == 1)
    #expect(reaction.contrasts.map(\.group) == [1, 2])
    #expect(close(reaction.contrasts[0].pValue, 0.17235939896143682))
    #expect(close(reaction.contrasts[1].pValue, 0.01812419615006041))
    // Both contrasts are corrected together.
    #expect(close(reaction.contrasts[1].qValue, 2 * 0.01812419615006041))
    // The p-value by relabelling agrees with the approximation, to its own error.
    #expect(abs((reaction.permutationPValue ?? 0) - 0.0317) < 0.01)
    #expect(reaction.patients == 18)
  }

  /// SciPy 1.17.1: `mannwhitneyu` of minima, maxima and spans with ties.
  @Test("minimum, maximum and span are three tests where they rank the patients differently")
  func threeQuantities() throws {
    let a = [(-1.0, 1.0), (-1, 2.5), (0, 2.5), (-2, 4), (-3, 7.25), (-1, 3), (0, 0.5)]
    let b = [(0.0, 2.0), (0, 2.5), (0, 5), (-1, 6.5), (-2, 8), (-4, 9.5)]
    let groups = a.map { _ in "a" } + b.map { _ in "b" }
    let reaction = try ComparisonCohort(groups: groups, ranges: [a + b]).compared().reactions[0]
    #expect(close(reaction.pValues[.minimum], 0.8227276919643849))
    #expect(close(reaction.pValues[.maximum], 0.17235939896143682))
    #expect(close(reaction.pValues[.span], 0.3517847651830801))
    #expect(reaction.tests == 3)
    #expect(close(reaction.pValue, 3 * 0.17235939896143682))
  }

  /// SciPy 1.17.1: `wilcoxon`.
  @Test("pairs are compared within themselves")
  func pairs() throws {
    let normal = [1.0, 2.0, 3.5, 4.0, 8.0, 1.5, 2.25, 6.0]
    let tumour = [2.0, 2.5, 3.0, 7.0, 9.5, 4.5, 2.5, 10.0]
    var cohort = ComparisonCohort(
      groups: normal.map { _ in "normal" } + tumour.map { _ in "tumour" },
      maxima: [normal + tumour])
    for place in cohort.patients.indices { cohort.patients[place].pair = "pair \(place % 8)" }
    let found = try cohort.compared { $0.permutations = 256 }
    let reaction = found.reactions[0]
    #expect(found.groups.isPaired && found.isExhaustive && found.permutations == 256)
    #expect(close(reaction.pValues[.maximum], 0.03125))
    // The same by counting all exchanges, since nothing is approximated in either.
    #expect(close(reaction.permutationPValue, 0.03125))
    #expect(reaction.patients == 16)
    let unpaired = try cohort.compared { $0.usesPairs = false }
    #expect(!unpaired.groups.isPaired && unpaired.groups.ignoresPairs)
    #expect(unpaired.reactions[0].pValue ?? 0 > 0.1)
    // A member without a range takes its partner with it.
    cohort.ranges[0][9] = nil
    #expect(try cohort.compared().reactions[0].patients == 14)
    // A patient in no pair is left out, and named.
    cohort.patients.append(.init(sample: "single", group: "tumour"))
    cohort.ranges[0].append((0, 7))
    let rest = try cohort.compared()
    #expect(rest.groups.exclusions == [.init(sample: "single", reason: .noPair)])
  }

  @Test("differences within the certified gap are none")
  func gap() throws {
    // Ends of one flux, each within 10⁻⁶·max(1, |v|) of the true one.
    let cohort = ComparisonCohort(
      groups: ["a", "a", "a", "a", "b", "b", "b", "b"],
      ranges: [
        (0..<8).map { (-0.25e-6 * Double($0), 1 + 0.25e-6 * Double($0)) },
        (0..<8).map { (0, 900 + 2e-4 * Double($0)) },
        (0..<8).map { (0, 900 + 4e-4 * Double($0)) },
      ])
    let found = try cohort.compared()
    #expect(found.reactions.map(\.isTested) == [false, false, true])
    let same = found.reactions[0]
    #expect(same.pValue == nil && same.qValue == nil && same.permutationPValue == nil)
    #expect(same.contrasts[0].comparison.ranges?.medians.relation == .equal)
    #expect(same.contrasts[0].comparison.ranges?.medians.shiftOfMaximum == 0)
    #expect(same.contrasts[0].comparison.maximum?.cliffsDelta == 0)
    #expect(found.untestedReactions == 2 && found.testedClasses == 1)
  }

  @Test("a chain of coupled reactions counts once in the correction")
  func classes() throws {
    let plain = ComparisonCohort.random(reactions: 10, size: 6, shifted: 3, by: 2, seed: 8)
    var chained = plain
    // R0 is followed by five reactions of the same flux, half of it, and backwards.
    for (place, factor) in [1, 0.5, -1, -0.25, 1].enumerated() {
      chained.ranges.append(
        plain.ranges[0].map { range in
          range.map { factor > 0 ? ($0 * factor, $1 * factor) : ($1 * factor, $0 * factor) }
        })
      chained.reactions.append("C\(place)")
      chained.subsystems.append("")
      chained.classes.append(0)
    }
    let (one, two) = (try plain.compared(), try chained.compared())
    #expect(one.reactions.map(\.qValue) == two.reactions.prefix(10).map(\.qValue))
    #expect(two.reactions.suffix(5).allSatisfy { $0.qValue == one.reactions[0].qValue })
    #expect(one.reactions.map(\.familyPValue) == two.reactions.prefix(10).map(\.familyPValue))
    #expect(two.testedClasses == 10)
    // Without the classes the chain pulls the others' q-values down.
    chained.classes = Array(0..<15)
    #expect(try chained.compared().reactions[1].qValue != one.reactions[1].qValue)
  }

  @Test("neither the order of patients and reactions nor the unit of the fluxes matters")
  func invariance() throws {
    let cohort = ComparisonCohort.random(reactions: 9, size: 6, shifted: 3, by: 2, seed: 5)
    var mixed = cohort
    let patients = [5, 11, 0, 7, 3, 1, 9, 2, 10, 8, 4, 6]
    let rows = [4, 0, 8, 2, 6, 1, 3, 7, 5]
    mixed.patients = patients.map { cohort.patients[$0] }
    mixed.ranges = rows.map { row in
      patients.map { patient in cohort.ranges[row][patient].map { (8 * $0, 8 * $1) } }
    }
    mixed.reactions = rows.map { cohort.reactions[$0] }
    let (one, two) = (
      try cohort.compared { $0.reference = "normal" },
      try mixed.compared { $0.reference = "normal" }
    )
    for (place, row) in rows.enumerated() {
      let (a, b) = (one.reactions[row], two.reactions[place])
      #expect(a.pValues == b.pValues && a.qValue == b.qValue && a.tests == b.tests)
      let (first, second) = (a.contrasts[0].comparison, b.contrasts[0].comparison)
      #expect(first.maximum?.cliffsDelta == second.maximum?.cliffsDelta)
      #expect(first.ranges?.medians.relation == second.ranges?.medians.relation)
      #expect(first.ranges?.medians.jaccard == second.ranges?.medians.jaccard)
      #expect(
        first.ranges.map { 8 * $0.medians.shiftOfMaximum } == second.ranges?.medians.shiftOfMaximum)
    }
  }

  @Test("the number of threads changes no digit, and a seed gives the same numbers again")
  func threads() throws {
    var cohort = ComparisonCohort.random(reactions: 300, size: 8, shifted: 40, by: 2, seed: 6)
    cohort.subsystems = (0..<300).map { "s\($0 % 7)" }
    let one = try cohort.compared(threads: 1) { $0.resamples = 16 }
    let three = try cohort.compared(threads: 3) { $0.resamples = 16 }
    #expect(one.reactions == three.reactions)
    #expect(one.subsystems == three.subsystems && one.placement == three.placement)
    let other = try cohort.compared {
      $0.resamples = 16
      $0.seed = 1
    }
    #expect(one.reactions != other.reactions)
  }

  @Test("patients are placed apart where their groups are, and clustered")
  func placement() throws {
    let cohort = ComparisonCohort.random(reactions: 60, size: 6, shifted: 60, by: 6, seed: 2)
    let found = try #require(try cohort.compared().placement)
    #expect(found.clusters == [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])
    #expect(found.features == 180)
    let first = found.scores[0]
    #expect(first[..<6].allSatisfy { $0 * first[0] > 0 })
    #expect(first[6...].allSatisfy { $0 * first[0] < 0 })
    #expect(found.explained[0] > 0.3 && found.explained.reduce(0, +) <= 1)
    let constant = ComparisonCohort(groups: ["a", "a", "b"], maxima: [[1, 1, 1]])
    #expect(try constant.compared().placement == nil)
  }

  @Test("subsystems are enriched where their reactions differ, however large they are")
  func subsystems() throws {
    var cohort = ComparisonCohort.random(reactions: 40, size: 8, shifted: 8, by: 5, seed: 12)
    cohort.subsystems = (0..<40).map { $0 < 8 ? "shifted" : $0 < 38 ? "rest" : "" }
    // A class counts in the subsystem of any of its members, once.
    cohort.classes[39] = 0
    cohort.ranges[39] = cohort.ranges[0]
    let found = try cohort.compared { $0.permutations = 999 }
    #expect(found.subsystems.map(\.name) == ["shifted", "rest"])
    #expect(found.subsystems.map(\.classes) == [8, 30] && found.subsystems[0].reactions == 8)
    #expect(found.subsystems[0].pValue == 1.0 / 1000 && found.subsystems[0].qValue == 2.0 / 1000)
    #expect(found.subsystems[0].found == 8)
    #expect(found.subsystems[1].pValue ?? 0 > 0.1)
    #expect(found.subsystems[0].observed ?? 0 > 2 * (found.subsystems[0].expected ?? 0))
  }

  @Test("ranges at the model's largest bound in every patient are said to be unlimited")
  func unlimited() throws {
    let cohort = ComparisonCohort(
      groups: ["a", "a", "b", "b"],
      ranges: [
        [(-1000, 1000), (-1000, 1000), (-1000, 1000), (-1000, 1000)],
        [(0, 1000), (0, 1000), (0, 999), (0, 1000)], [(0, 1), (0, 2), (0, 3), (0, 4)],
      ])
    #expect(try cohort.compared().reactions.map(\.isUnlimited) == [true, false, false])
  }

  @Test("an infinite end is compared as what it is")
  func infinite() throws {
    let cohort = ComparisonCohort(
      groups: ["a", "a", "a", "b", "b", "b"],
      maxima: [[1, 2, 3, .infinity, .infinity, .infinity]])
    let reaction = try cohort.compared().reactions[0]
    #expect(reaction.contrasts[0].comparison.maximum?.cliffsDelta == 1)
    #expect(reaction.contrasts[0].comparison.ranges?.medians.shiftOfMaximum == .infinity)
    #expect(reaction.pValue ?? 1 < 0.1)
  }
}
