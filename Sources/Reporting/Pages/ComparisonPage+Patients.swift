import CohortAnalysis
import CohortStatistics

extension ComparisonPage {
  func drawPatients(_ page: inout HTMLPage) {
    page.heading("The patients")
    guard let placement = comparison.placement, !placement.scores.isEmpty else {
      page.paragraph("There are too few patients, or too few differences, to place them.")
      return
    }
    page.plot(plot(placement))
    page.paragraph(
      "Cut into \(placement.clusterCount), the tree of the patients (Ward’s method on Euclid’s "
        + "distances of the same numbers) has these clusters:")
    let clusters = Array(1...placement.clusterCount)
    let clusterOf = Dictionary(
      zip(placement.patients, placement.clusters), uniquingKeysWith: { $1 })
    page.table(
      [.text("group")] + clusters.map { .number("cluster \($0)") },
      groups.map { group in
        let own = group.patients.compactMap { clusterOf[$0] }
        return [group.name]
          + clusters.map { cluster in PageNumber.text(own.count { $0 == cluster }) }
      })
  }

  private func plot(_ placement: PatientPlacement) -> ScatterPlot {
    let second = placement.scores.count > 1
    let place = Dictionary(
      placement.patients.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { $1 })
    let samples = comparison.manifest.samples
    let series = groups.enumerated().map { index, group in
      let places = group.patients.compactMap { place[$0] }
      return ScatterPlot.Series(
        name: group.name, x: places.map { placement.scores[0][$0] },
        y: places.map { second ? placement.scores[1][$0] : 0 },
        labels: places.map { samples[placement.patients[$0]].sample },
        colour: PlotPalette.colour(index))
    }
    return ScatterPlot(
      title: "Patients by principal components",
      summary:
        "Each point is a patient. Components of \(PageNumber.text(placement.features)) minima, "
        + "maxima and spans, of one reaction of each tested class, scaled to a variance of 1.",
      x: .init("component 1 (\(share(placement, 0)))"),
      y: .init(second ? "component 2 (\(share(placement, 1)))" : "no second component"),
      series: series, identifier: "patients")
  }

  private func share(_ placement: PatientPlacement, _ component: Int) -> String {
    "\(PageNumber.text((placement.explained[component] * 1000).rounded() / 10)) % of the variance"
  }

  // MARK: What not to read into it

  func drawCaveats(_ page: inout HTMLPage) {
    page.heading("What not to read into it")
    let unlimited = comparison.reactions.count(where: \.isUnlimited)
    let tolerance = CohortComparisonOptions.tolerance
    var items = [
      "A range is what the bounds allow, not what the patient does: its middle is no estimate of a "
        + "flux, and ranges that overlap prove no difference.",
      "Ends nearer than \(PageNumber.text(tolerance.absolute)), or \(PageNumber.text(tolerance.relative)) "
        + "of their size, are the same: that is what two certified ends may be apart.",
      "The p-values are corrected over coupling classes (\(classSource)) after the smallest of minimum, "
        + "maximum and span was multiplied by how many of them rank the patients differently. "
        + "“Relabelled” are p-values without any approximation, from \(relabellings); they cannot be "
        + "smaller than one in so many.",
      "Medium, objective and the cut decide much of a range. They are the same rule for all patients "
        + "here: \(cutText).",
    ]
    if unlimited > 0 {
      items.append(
        "\(PageNumber.text(unlimited)) reaction\(unlimited == 1 ? " ends" : "s end") at the model’s "
          + "largest bound in every patient: most often a cycle that nothing limits, and no capacity."
      )
    }
    page.list(items)
    drawLeftOut(&page)
  }

  private var cutText: String {
    switch comparison.manifest.identity.analysis.cut {
    case .fraction(let fraction):
      "at least \(PageNumber.text(fraction * 100)) % of each patient’s own optimum"
    case .absolute(let value):
      "an objective of \(PageNumber.text(value)), the same for every patient"
    case .none: "no objective is held"
    }
  }

  private func drawLeftOut(_ page: inout HTMLPage) {
    let excluded = comparison.groups.exclusions
    if !excluded.isEmpty {
      page.heading("Patients that were left out")
      page.table(
        [.text("patient"), .text("reason")],
        excluded.prefix(200).map { [$0.sample, $0.reason.sentence] })
      if excluded.count > 200 { page.note("The first 200 of \(excluded.count).") }
    }
    let uncertified = comparison.uncertifiedEnds.enumerated().filter { $0.element > 0 }
    if uncertified.isEmpty {
      page.note("Every end of every patient is certified, or proved to be without limit.")
      return
    }
    page.heading("Ends that are not certified")
    page.paragraph(
      comparison.options.keepsUncertified
        ? "They were taken at their values, though how far the true ends lie is unknown."
        : "Such a range does not count for its patient.")
    page.table(
      [.text("patient"), .number("ends")],
      uncertified.prefix(200).map {
        [comparison.manifest.samples[$0.offset].sample, PageNumber.text($0.element)]
      })
    if uncertified.count > 200 { page.note("The first 200 of \(uncertified.count).") }
  }

  // MARK: Sources

  func drawSources(_ page: inout HTMLPage) {
    page.heading("What was compared")
    let (manifest, options) = (comparison.manifest, comparison.options)
    let identity = manifest.identity
    var facts: [(name: String, value: String)] = [
      ("model", "\(identity.model), SHA-256 \(identity.modelDigest)"),
      ("cohort", manifest.digest),
      ("computed by", "\(identity.version), solver \(identity.solver)"),
      (
        "objective",
        identity.objective.isEmpty
          ? "none"
          : (identity.maximizes ? "maximize " : "minimize ")
            + identity.objective.map { "\(PageNumber.text($0.coefficient)) \($0.reaction)" }
            .joined(separator: " + ")
      ), ("cut", cutText), ("frozen reference", "SHA-256 \(identity.referenceDigest)"),
    ]
    for input in manifest.inputs {
      facts.append((input.role, "\(input.name), SHA-256 \(input.sha256)"))
    }
    for (place, group) in groups.enumerated() {
      let words = place == 0 ? "group (reference)" : "group"
      facts.append((words, "\(group.name), \(PageNumber.text(group.patients.count)) patients"))
    }
    facts += [
      ("reactions", PageNumber.text(comparison.reactions.count)), ("classes", classSource),
      ("relabellings", relabellings), ("bootstrap resamples", PageNumber.text(options.resamples)),
      ("seed", String(options.seed)),
    ]
    page.facts(facts)
  }
}
