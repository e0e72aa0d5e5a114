import CohortAnalysis
import CohortStatistics

extension CohortComparison {
  /// One row for each reaction of the cohort, in its order. Columns: `reaction class n relation
  /// shift_minimum shift_maximum span_log2_ratio jaccard p_minimum p_maximum p_span q cliffs_delta
  /// cliffs_low cliffs_high`.
  ///
  /// A class is named by its first reaction. Relation, shifts, ratio and Jaccard index are of the
  /// groups' median ranges, group against reference; Cliff's delta is that of the quantity with the
  /// smallest p-value. With more than two groups these are empty: they are in ``contrastTable``. The
  /// p-values, `q` and Cliff's delta are empty for a reaction that was not tested.
  ///
  /// - Parameter isVerbose: Whether to add `name subsystem quantity tests p p_permutation p_family
  ///   separation disjoint_above disjoint_below reference_minimum reference_maximum group_minimum
  ///   group_maximum delta_minimum delta_maximum delta_span unlimited`.
  public func reactionTable(isVerbose: Bool = false) -> Table {
    var table = Table(
      columns: Self.contractColumns + (isVerbose ? Self.verboseColumns : []))
    for reaction in reactions {
      let contrast = groups.groups.count == 2 ? reaction.contrasts.first : nil
      var row = cells(reaction, contrast, pValues: reaction.pValues, q: reaction.qValue)
      if isVerbose { row += verboseCells(reaction, contrast, p: reaction.pValue) }
      table.append(row)
    }
    return table
  }

  /// Each group against the reference: the columns `group` and `reference`, and those of
  /// ``reactionTable(isVerbose:)``, with Mann and Whitney's p-values and a `q` over all classes and
  /// groups.
  public func contrastTable(isVerbose: Bool = false) -> Table {
    var table = Table(
      columns: ["group", "reference"] + Self.contractColumns
        + (isVerbose ? Self.verboseColumns : []))
    for place in groups.groups.indices.dropFirst() {
      for reaction in reactions {
        let contrast = reaction.contrasts[place - 1]
        var row: [Table.Cell] = [
          .text(groups.groups[place].name), .text(groups.groups[0].name),
        ]
        row += cells(
          reaction, contrast, pValues: contrast.pValues(isTested: reaction.isTested),
          q: contrast.qValue)
        if isVerbose { row += verboseCells(reaction, contrast, p: contrast.pValue) }
        table.append(row)
      }
    }
    return table
  }

  private static let contractColumns = [
    "reaction", "class", "n", "relation", "shift_minimum", "shift_maximum", "span_log2_ratio",
    "jaccard", "p_minimum", "p_maximum", "p_span", "q", "cliffs_delta", "cliffs_low",
    "cliffs_high",
  ]

  private static let verboseColumns = [
    "name", "subsystem", "quantity", "tests", "p", "p_permutation", "p_family", "separation",
    "disjoint_above", "disjoint_below", "reference_minimum", "reference_maximum", "group_minimum",
    "group_maximum", "delta_minimum", "delta_maximum", "delta_span", "unlimited",
  ]

  private func cells(
    _ reaction: ComparedReaction, _ contrast: ComparedReaction.Contrast?,
    pValues: [ComparedReaction.Quantity: Double], q: Double?
  ) -> [Table.Cell] {
    let medians = contrast?.comparison.ranges?.medians
    let leading = reaction.isTested ? contrast?.leading?.comparison : nil
    let patients =
      groups.groups.count == 2 || contrast == nil
      ? reaction.patients
      : contrast.map { $0.comparison.firstCount + $0.comparison.secondCount } ?? 0
    return [
      .text(manifest.reactions[reaction.reaction]), .text(manifest.reactions[reaction.classIndex]),
      .integer(patients), .optional(medians?.relation.rawValue),
      .optional(medians?.shiftOfMinimum), .optional(medians?.shiftOfMaximum),
      .optional(medians?.spanRatio.log2), .optional(medians?.jaccard),
      .optional(pValues[.minimum]), .optional(pValues[.maximum]), .optional(pValues[.span]),
      .optional(q), .optional(leading?.cliffsDelta), .optional(leading?.cliffsInterval?.lower),
      .optional(leading?.cliffsInterval?.upper),
    ]
  }

  private func verboseCells(
    _ reaction: ComparedReaction, _ contrast: ComparedReaction.Contrast?, p: Double?
  ) -> [Table.Cell] {
    let annotation = manifest.annotation
    let ranges = contrast?.comparison.ranges
    let comparison = reaction.isTested ? contrast?.comparison : nil
    return [
      .text(annotation.names[reaction.reaction]), .text(annotation.subsystems[reaction.reaction]),
      .optional(reaction.isTested ? contrast?.leading?.quantity.rawValue : nil),
      .integer(reaction.tests), .optional(p), .optional(reaction.permutationPValue),
      .optional(reaction.familyPValue), .optional(ranges?.medians.separation),
      .optional(ranges?.disjointAbove), .optional(ranges?.disjointBelow),
      .optional(ranges?.secondMedian.minimum), .optional(ranges?.secondMedian.maximum),
      .optional(ranges?.firstMedian.minimum), .optional(ranges?.firstMedian.maximum),
      .optional(comparison?.minimum?.cliffsDelta), .optional(comparison?.maximum?.cliffsDelta),
      .optional(comparison?.span?.cliffsDelta), .flag(reaction.isUnlimited),
    ]
  }

  /// Columns `subsystem reactions classes found observed expected p q`, in the order of the model.
  public var subsystemTable: Table {
    var table = Table(columns: [
      "subsystem", "reactions", "classes", "found", "observed", "expected", "p", "q",
    ])
    for one in subsystems {
      table.append([
        .text(one.name), .integer(one.reactions), .integer(one.classes), .integer(one.found),
        .optional(one.observed), .optional(one.expected), .optional(one.pValue),
        .optional(one.qValue),
      ])
    }
    return table
  }

  /// One row for each patient of the design: `sample group pair status uncertified_ends cluster PC1
  /// PC2 …`. The status is compared, or why the patient is not.
  public var patientTable: Table {
    let components = placement?.scores.count ?? 0
    var table = Table(
      columns: ["sample", "group", "pair", "status", "uncertified_ends", "cluster"]
        + (0..<components).map { "PC\($0 + 1)" })
    let reasons = Dictionary(
      groups.exclusions.map { ($0.sample, $0.reason.word) }, uniquingKeysWith: { $1 })
    let places = placedPatients
    var names: [Int: String] = [:]
    for group in groups.groups { for patient in group.patients { names[patient] = group.name } }
    for (index, sample) in manifest.samples.enumerated() {
      var row: [Table.Cell] = [
        .text(sample.sample), .optional(names[index]), .optional(sample.pair),
        .text(names[index] == nil ? reasons[sample.sample] ?? "" : "compared"),
        .integer(uncertifiedEnds[index]),
      ]
      let place = places[index]
      row.append(place.flatMap { placement?.clusters[$0] }.map(Table.Cell.integer) ?? .empty)
      for component in 0..<components {
        row.append(.optional(place.flatMap { placement?.scores[component][$0] }))
      }
      table.append(row)
    }
    return table
  }

  /// Where each patient stands in ``placement``.
  private var placedPatients: [Int: Int] {
    Dictionary(
      (placement?.patients ?? []).enumerated().map { ($0.element, $0.offset) },
      uniquingKeysWith: { $1 })
  }

  /// What was compared and found, for a report.
  public var summary: JSONValue {
    .members([
      "column": .string(groups.column), "paired": .bool(groups.isPaired),
      "shuffled": .bool(options.shufflesLabels),
      "groups": .array(
        groups.groups.map {
          .members(["name": .string($0.name), "patients": .integer($0.patients.count)])
        }),
      "left_out": .array(
        groups.exclusions.map {
          .members(["sample": .string($0.sample), "reason": .string($0.reason.word)])
        }),
      "uncertified_ends": .integer(uncertifiedEnds.reduce(0, +)),
      "reactions": .integer(reactions.count), "reactions_not_tested": .integer(untestedReactions),
      "classes_tested": .integer(testedClasses), "classes_found": .integer(foundClasses()),
      "discovery_rate": .number(Self.rate), "permutations": .integer(permutations),
      "permutations_are_all": .bool(isExhaustive), "resamples": .integer(options.resamples),
      "seed": .string(String(options.seed)), "cohort": .string(manifest.digest),
      "reference_digest": .string(manifest.identity.referenceDigest),
    ])
  }

  static var rate: Double { CohortComparisonOptions.discoveryRate }
}

extension ComparedReaction.Contrast {
  fileprivate func pValues(isTested: Bool) -> [ComparedReaction.Quantity: Double] {
    var pValues: [ComparedReaction.Quantity: Double] = [:]
    if !isTested { return pValues }
    pValues[.minimum] = comparison.minimum?.pValue
    pValues[.maximum] = comparison.maximum?.pValue
    pValues[.span] = comparison.span?.pValue
    return pValues
  }
}

extension ComparisonGroups.Exclusion.Reason {
  /// One word, for tables.
  public var word: String {
    switch self {
    case .noValue: "no_value"
    case .failed(let failure): "failed_" + String(describing: failure.kind)
    case .missing: "missing"
    case .noPair: "no_pair"
    case .partner: "no_partner"
    }
  }

  /// A sentence, for people.
  public var sentence: String {
    switch self {
    case .noValue: "The design gives no value."
    case .failed(let failure): failure.reason
    case .missing: "There is no result yet."
    case .noPair: "The patient is in no pair."
    case .partner(let sample): "The other of the pair, \(sample), has no ranges."
    }
  }
}
