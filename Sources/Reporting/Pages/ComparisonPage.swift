import CohortAnalysis
import CohortStatistics
import DataFiles

/// The page of a comparison, for people: what was compared, what differs, and what not to read into
/// it.
public struct ComparisonPage: Sendable {
  let comparison: CohortComparison
  /// Where the coupling classes come from, for people.
  let classSource: String

  public init(_ comparison: CohortComparison, classSource: String? = nil) {
    self.comparison = comparison
    self.classSource =
      classSource ?? "reactions in one chain of the network, by the balances alone"
  }

  static let mostReactions = 40
  static let mostSubsystems = 25
  static let mostContrasts = 4

  var groups: [ComparisonGroups.Group] { comparison.groups.groups }
  var reference: String { groups[0].name }
  var rate: Double { CohortComparisonOptions.discoveryRate }
  func name(_ reaction: ComparedReaction) -> String {
    comparison.manifest.reactions[reaction.reaction]
  }

  /// Those that stand for their classes, the most certain difference first.
  var ranked: [ComparedReaction] {
    comparison.reactions.filter(\.isRepresentative).sorted { a, b in
      (a.qValue ?? 1, a.pValue ?? 1, a.reaction) < (b.qValue ?? 1, b.pValue ?? 1, b.reaction)
    }
  }

  /// The page as a file.
  ///
  /// - Complexity: O(reactions).
  public func html() -> [UInt8] {
    var page = HTMLPage(title: title, subtitle: subtitle)
    if comparison.options.shufflesLabels {
      page.warning(
        "A control: the labels of the patients were shuffled (seed \(comparison.options.seed)). "
          + "Whatever differs here is chance.")
    }
    drawSummary(&page)
    drawRelations(&page)
    for place in groups.indices.dropFirst().prefix(Self.mostContrasts) {
      page.plot(effectPlot(group: place))
    }
    drawReactions(&page)
    drawSubsystems(&page)
    drawPatients(&page)
    drawCaveats(&page)
    drawSources(&page)
    return page.finish(
      footer:
        "twinflux \(ToolVersion.current), on a cohort computed by \(comparison.manifest.identity.version)."
    )
  }

  private var title: String {
    let others = groups.dropFirst().map(\.name).joined(separator: ", ")
    return "Flux ranges: \(others) against \(reference)"
  }

  private var subtitle: String {
    let sizes = groups.map { "\($0.name): \($0.patients.count)" }.joined(separator: " · ")
    let kind = comparison.groups.isPaired ? "pairs" : "patients"
    return "\(sizes) (\(kind), by \(comparison.groups.column)) · model "
      + comparison.manifest.identity.model
  }

  // MARK: Summary

  private func drawSummary(_ page: inout HTMLPage) {
    let found = comparison.foundClasses()
    page.tiles([
      (PageNumber.text(comparison.patients.count), "patients compared"),
      (PageNumber.text(comparison.testedClasses), "coupling classes tested"),
      (PageNumber.text(found), "found different at q ≤ \(PageNumber.text(rate))"),
      (PageNumber.text(comparison.untestedReactions), "reactions the same in all patients"),
    ])
    page.paragraph(
      "Each patient has, for each reaction, the range of fluxes that the patient’s bounds allow. "
        + "Minimum, maximum and span of the ranges were compared between the groups by "
        + "\(testName). Every number is \(groups.count == 2 ? groups[1].name : "a group") against "
        + "\(reference).")
    let excluded = comparison.groups.exclusions.count
    if excluded > 0 {
      page.warning(
        "\(excluded) patient\(excluded == 1 ? " was" : "s were") left out; the reasons stand at the "
          + "end.")
    }
    if comparison.groups.ignoresPairs {
      page.warning(
        "The design has pairs, and this comparison does not use them: patients of one pair are not "
          + "independent, and p-values that count them as if they were are too small or too large.")
    }
  }

  private var testName: String {
    if comparison.groups.isPaired { return "Wilcoxon’s signed-rank test within the pairs" }
    return groups.count == 2
      ? "Mann and Whitney’s test" : "Kruskal and Wallis’ test over all groups"
  }

  // MARK: Relations

  private func drawRelations(_ page: inout HTMLPage) {
    page.heading("How the median ranges lie to each other")
    let kinds = IntervalRelation.Kind.allCases
    var rows: [[String]] = []
    for place in groups.indices.dropFirst() {
      let of: (ComparedReaction) -> IntervalRelation.Kind? = {
        $0.contrasts[place - 1].comparison.ranges?.medians.relation.kind
      }
      let all = Dictionary(grouping: comparison.reactions, by: of).mapValues(\.count)
      let found = Dictionary(
        grouping: comparison.reactions.filter { $0.qValue ?? 1 <= rate }, by: of
      ).mapValues(\.count)
      rows.append(
        [groups[place].name, "all reactions"] + kinds.map { PageNumber.text(all[$0] ?? 0) })
      rows.append(
        [groups[place].name, "q ≤ \(PageNumber.text(rate))"]
          + kinds.map { PageNumber.text(found[$0] ?? 0) })
    }
    page.table(
      [.text("group"), .text("reactions")] + kinds.map { .number($0.rawValue) }, rows)
    page.note(
      "Disjoint ranges are certain differences under the constraints. Ranges that overlap, or of "
        + "which one holds the other, prove nothing for a single pair of patients.")
  }

  // MARK: Subsystems

  private func drawSubsystems(_ page: inout HTMLPage) {
    let known = comparison.subsystems.filter { $0.pValue != nil }
    if known.isEmpty { return }
    page.heading("Subsystems")
    page.paragraph(
      "The mean of |z| over the classes of each subsystem, against \(relabellings). The patients are "
        + "relabelled and not the reactions, so that a subsystem gains nothing by being large or "
        + "tightly coupled.")
    let sorted = known.sorted {
      ($0.pValue ?? 1, -($0.observed ?? 0), $0.name) < (
        $1.pValue ?? 1, -($1.observed ?? 0), $1.name
      )
    }
    page.table(
      [
        .text("subsystem"), .number("classes"), .number("found"), .number("mean |z|"),
        .number("expected"), .number("p"), .number("q"),
      ],
      sorted.prefix(Self.mostSubsystems).map { one in
        [
          one.name, PageNumber.text(one.classes), PageNumber.text(one.found),
          PageNumber.text(one.observed), PageNumber.text(one.expected),
          PageNumber.text(one.pValue), PageNumber.text(one.qValue),
        ]
      })
    if sorted.count > Self.mostSubsystems {
      page.note("The first \(Self.mostSubsystems) of \(sorted.count) subsystems.")
    }
  }

  var relabellings: String {
    let count = PageNumber.text(comparison.permutations)
    return comparison.isExhaustive
      ? "all \(count) ways to label the patients" : "\(count) random relabellings of the patients"
  }
}
