import CohortAnalysis
import CohortStatistics

extension ComparisonPage {
  // MARK: The plot

  /// Change of span against p-value, one point for each tested class.
  func effectPlot(group: Int) -> ScatterPlot {
    let limit = ratioLimit(group)
    var points = PointSeries(
      same: .init(name: "not found", x: [], y: [], colour: PlotPalette.mark),
      wider: .init(
        name: "found, wider in \(groups[group].name)", x: [], y: [], colour: PlotPalette.colour(1)),
      narrower: .init(name: "found, not wider", x: [], y: [], colour: PlotPalette.colour(0)))
    var largest: Double?
    var notes: [ScatterPlot.Note] = []
    for reaction in ranked {
      let contrast = reaction.contrasts[group - 1]
      guard let p = contrast.pValue, let ranges = contrast.comparison.ranges else { continue }
      let ratio = ranges.medians.spanRatio.log2
      let place = (x: min(max(ratio, -limit), limit), y: -PageNumber.log10(p))
      let isFound = contrast.qValue ?? 1 <= rate
      if isFound {
        largest = max(largest ?? 0, p)
        if notes.count < 12 { notes.append(.init(x: place.x, y: place.y, text: name(reaction))) }
      }
      let label =
        "\(name(reaction)): log2 \(PageNumber.text(ratio)), p \(PageNumber.text(p)), q "
        + PageNumber.text(contrast.qValue)
      let series: WritableKeyPath<PointSeries, ScatterPlot.Series> =
        isFound ? (ratio > 0 ? \.wider : \.narrower) : \.same
      points[keyPath: series].x.append(place.x)
      points[keyPath: series].y.append(place.y)
      points[keyPath: series].labels.append(label)
    }
    return plot(
      group, [points.same, points.wider, points.narrower], notes: notes, level: largest,
      limit: limit)
  }

  private struct PointSeries {
    var same: ScatterPlot.Series
    var wider: ScatterPlot.Series
    var narrower: ScatterPlot.Series
  }

  private func plot(
    _ group: Int, _ series: [ScatterPlot.Series], notes: [ScatterPlot.Note], level: Double?,
    limit: Double
  ) -> ScatterPlot {
    var plot = ScatterPlot(
      title: "Change and certainty: \(groups[group].name) against \(reference)",
      summary: "One point for each tested class, by its representative. To the right, the median "
        + "range is wider in \(groups[group].name); up, the difference is less likely chance. "
        + "Ratios beyond ±\(PageNumber.text(limit)), such as of a span of 0, stand at the edge.",
      x: .init("log2 of the ratio of the median spans", range: -limit * 1.06...limit * 1.06),
      y: .init("\u{2212}log10 p"), series: series, identifier: "effects\(group)")
    for place in plot.series.indices {
      plot.series[place].isFilled = true
      plot.series[place].radius = 3.4
    }
    plot.notes = notes
    plot.level = level.map {
      .init("q ≤ \(PageNumber.text(rate)) above", at: -PageNumber.log10($0))
    }
    return plot
  }

  /// What holds 99 of 100 finite ratios, from 1 to 10.
  private func ratioLimit(_ group: Int) -> Double {
    let ratios = ranked.compactMap {
      $0.contrasts[group - 1].comparison.ranges?.medians.spanRatio.log2
    }.filter(\.isFinite).map { abs($0) }.sorted()
    if ratios.isEmpty { return 1 }
    return min(10, max(1, ratios[(ratios.count - 1) * 99 / 100].rounded(.up)))
  }

  // MARK: The table

  func drawReactions(_ page: inout HTMLPage) {
    page.heading("The most certain differences")
    let shown = ranked.prefix(Self.mostReactions)
    if shown.isEmpty {
      page.paragraph("No reaction differs between any two patients.")
      return
    }
    let sizes = Dictionary(grouping: comparison.reactions, by: \.classIndex).mapValues(\.count)
    if groups.count == 2 {
      drawTwoGroups(&page, shown, sizes)
    } else {
      drawSeveralGroups(&page, shown, sizes)
    }
    page.note(
      "The first \(shown.count) of \(PageNumber.text(comparison.testedClasses)) classes by q, each "
        + "by the member it was tested by. Ranges are medians of the groups, in mmol·gDW⁻¹·h⁻¹. "
        + "Cliff’s delta is of the quantity with the smallest p-value, so its interval, which does "
        + "not know of the choice, is a little too narrow. An asterisk marks a range that ends at "
        + "the model’s largest bound in every patient.")
  }

  private func lead(_ reaction: ComparedReaction, _ sizes: [Int: Int]) -> [HTMLPage.Cell] {
    let annotation = comparison.manifest.annotation
    return [
      .init(
        name(reaction) + (reaction.isUnlimited ? " *" : ""), annotation.names[reaction.reaction]),
      .init(annotation.subsystems[reaction.reaction]),
      .init(PageNumber.text(sizes[reaction.classIndex] ?? 1)),
    ]
  }

  private static let leadColumns: [HTMLPage.Column] = [
    .text("reaction"), .text("subsystem"), .number("class"),
  ]

  private func certainty(_ reaction: ComparedReaction) -> [HTMLPage.Cell] {
    [reaction.pValue, reaction.qValue, reaction.permutationPValue].map {
      .init(PageNumber.text($0))
    }
  }

  private static let certaintyColumns: [HTMLPage.Column] = [
    .number("p"), .number("q"), .number("p, relabelled"),
  ]

  private func drawTwoGroups(
    _ page: inout HTMLPage, _ shown: ArraySlice<ComparedReaction>, _ sizes: [Int: Int]
  ) {
    page.table(
      Self.leadColumns + [
        .number(reference), .number(groups[1].name), .text("relation"),
        .number("Cliff’s delta"),
      ] + Self.certaintyColumns,
      shown.map { reaction in
        let contrast = reaction.contrasts[0]
        let ranges = contrast.comparison.ranges
        return lead(reaction, sizes) + [
          .init(ranges.map { Self.text($0.secondMedian) } ?? ""),
          .init(ranges.map { Self.text($0.firstMedian) } ?? ""),
          .init(ranges?.medians.relation.rawValue.replacing("_", with: " ") ?? ""),
          Self.effect(contrast, detail: contrast.leading?.quantity.rawValue ?? ""),
        ] + certainty(reaction)
      })
  }

  private static func effect(
    _ contrast: ComparedReaction.Contrast, detail: String
  ) -> HTMLPage.Cell {
    let leading = contrast.leading?.comparison
    let interval =
      leading?.cliffsInterval.map { PageNumber.range(($0.lower, $0.upper)) + " " } ?? ""
    return .init(PageNumber.text(leading?.cliffsDelta), interval + detail)
  }

  private func drawSeveralGroups(
    _ page: inout HTMLPage, _ shown: ArraySlice<ComparedReaction>, _ sizes: [Int: Int]
  ) {
    let others = groups.indices.dropFirst().prefix(Self.mostContrasts)
    page.table(
      Self.leadColumns + others.map { .number("Cliff’s delta, \(groups[$0].name)") }
        + Self.certaintyColumns,
      shown.map { reaction in
        lead(reaction, sizes)
          + others.map { place in
            let contrast = reaction.contrasts[place - 1]
            let q = contrast.qValue.map { ", q \(PageNumber.text($0))" } ?? ""
            return Self.effect(
              contrast, detail: (contrast.leading?.quantity.rawValue ?? "") + q)
          } + certainty(reaction)
      })
  }

  private static func text(_ interval: FluxInterval) -> String {
    PageNumber.range((interval.minimum, interval.maximum))
  }
}
