import CohortStatistics
import LinearProgramming
import Synchronization

/// The work of one comparison.
struct ComparisonRun: Sendable {
  let ranges: CohortRanges
  let options: CohortComparisonOptions
  let groups: ComparisonGroups
  /// Of each reaction.
  let classes: [Int]
  let threads: Int
  let progress: (@Sendable (Int, Int) -> Bool)?
  let tester: RangeTester
  /// One for each group but the reference.
  private let comparers: [RangeComparer]
  private let patients: [Int]
  private let largestBound: Double?

  struct Found {
    var reactions: [ComparedReaction]
    var subsystems: [ComparedSubsystem]
    var placement: PatientPlacement?
  }

  init(
    ranges: CohortRanges, options: CohortComparisonOptions, groups: ComparisonGroups,
    classes: [Int], threads: Int, progress: (@Sendable (Int, Int) -> Bool)?
  ) throws(CohortStatisticsError) {
    let reactions = ranges.manifest.reactions.count
    if classes.count != reactions {
      throw .wrongCount(of: "classes", expected: reactions, found: classes.count)
    }
    self.ranges = ranges
    self.options = options
    self.groups = groups
    self.classes = classes
    self.threads = threads
    self.progress = progress
    patients = groups.groups.flatMap(\.patients)
    let (columns, tolerance) = (ranges.minima.sampleCount, CohortComparisonOptions.tolerance)
    tester = try RangeTester(
      groups.design, sampleCount: columns, tolerance: tolerance,
      permutations: options.permutations, seed: options.seed)
    var bootstrap: BootstrapOptions?
    if options.resamples > 0 {
      bootstrap = BootstrapOptions(
        level: options.confidence, resamples: options.resamples, seed: options.seed)
    }
    var comparers: [RangeComparer] = []
    for group in groups.groups.indices.dropFirst() {
      comparers.append(
        try RangeComparer(
          groups.contrast(group), sampleCount: columns, tolerance: tolerance, bootstrap: bootstrap))
    }
    self.comparers = comparers
    let annotation = ranges.manifest.annotation
    largestBound = (annotation.lowerBounds + annotation.upperBounds).filter(\.isFinite)
      .map { abs($0) }.max()
  }

  func result() throws(ComparisonError) -> Found {
    var compared = try compareAll()
    let tested = chosen(&compared)
    let permuted = try RelabelledClasses(self, tested: tested, reactions: compared)
    try correct(&compared, tested: tested, permuted)
    return Found(
      reactions: compared,
      subsystems: try permuted.subsystems(of: compared),
      placement: try PatientPlacement(self, tested: tested))
  }

  /// Turns errors of the statistics into those of a comparison.
  static func statistics<Value>(
    _ body: () throws(CohortStatisticsError) -> Value
  ) throws(ComparisonError) -> Value {
    do throws(CohortStatisticsError) { return try body() } catch { throw .statistics(error) }
  }

  // MARK: Every reaction by itself

  private func compareAll() throws(ComparisonError) -> [ComparedReaction] {
    let rows = ranges.minima.rowCount
    let watch = ReactionWatch(rows: rows, report: progress)
    return try mapSlices(of: rows, threads: threads, leastSlice: 64) {
      slice throws(ComparisonError) in
      var found: [ComparedReaction] = []
      for start in stride(from: slice.lowerBound, to: slice.upperBound, by: 32) {
        let part = start..<min(start + 32, slice.upperBound)
        found += try compare(part)
        if !watch.goesOn(after: part.count) { throw .cancelled }
      }
      return found
    }.flatMap(\.self)
  }

  private func compare(_ rows: Range<Int>) throws(ComparisonError) -> [ComparedReaction] {
    try Self.statistics { () throws(CohortStatisticsError) in
      var contrasts: [[ReactionComparison]] = []
      for comparer in comparers {
        contrasts.append(
          try comparer.compare(minima: ranges.minima, maxima: ranges.maxima, rows: rows))
      }
      var found: [ComparedReaction] = []
      for (place, row) in rows.enumerated() {
        let ranks = try tester.ranks(minima: ranges.minima, maxima: ranges.maxima, row: row)
        found.append(reaction(row, ranks, contrasts.map { $0[place] }))
      }
      return found
    }
  }

  private func reaction(
    _ row: Int, _ ranks: RangeTester.Ranks?, _ contrasts: [ReactionComparison]
  ) -> ComparedReaction {
    let tests = ranks?.distinctCount ?? 0
    var pValues: [ComparedReaction.Quantity: Double] = [:]
    if let ranks, ranks.kruskalPValues.count == 3 {
      for (quantity, p) in zip(ComparedReaction.Quantity.allCases, ranks.kruskalPValues) {
        pValues[quantity] = p
      }
    } else if tests > 0, let only = contrasts.first {
      pValues[.minimum] = only.minimum?.pValue
      pValues[.maximum] = only.maximum?.pValue
      pValues[.span] = only.span?.pValue
    }
    let others = zip(groups.groups.indices.dropFirst(), contrasts).map { group, comparison in
      let ps = [comparison.minimum, comparison.maximum, comparison.span].compactMap { $0?.pValue }
      return ComparedReaction.Contrast(
        group: group, comparison: comparison,
        pValue: tests > 0 ? ps.min().map { min(1, $0 * Double(tests)) } : nil)
    }
    return ComparedReaction(
      reaction: row, classIndex: classes[row],
      patients: contrasts.reduce(contrasts.first?.secondCount ?? 0) { $0 + $1.firstCount },
      pValues: pValues, tests: tests,
      pValue: pValues.values.min().map { min(1, $0 * Double(tests)) },
      contrasts: others, isUnlimited: isUnlimited(row))
  }

  private func isUnlimited(_ row: Int) -> Bool {
    let annotation = ranges.manifest.annotation
    let (minima, maxima) = (ranges.minima.row(row), ranges.maxima.row(row))
    let known = patients.filter { !minima[minima.startIndex + $0].isNaN }
    if known.isEmpty { return false }
    let limit = (largestBound ?? .infinity) * (1 - 1e-6)
    return
      (annotation.lowerBounds[row] <= -limit
      && known.allSatisfy { minima[minima.startIndex + $0] <= -limit })
      || (annotation.upperBounds[row] >= limit
        && known.allSatisfy { maxima[maxima.startIndex + $0] >= limit })
  }

  // MARK: Classes

  /// Marks the member that each class is tested by, and returns them in order.
  private func chosen(_ reactions: inout [ComparedReaction]) -> [Int] {
    var best: [Int: (row: Int, size: Double)] = [:]
    for row in reactions.indices where reactions[row].isTested {
      let size = largestEnd(row)
      if let known = best[classes[row]], known.size >= size { continue }
      best[classes[row]] = (row, size)
    }
    let rows = best.values.map(\.row).sorted()
    for row in rows { reactions[row].isRepresentative = true }
    return rows
  }

  /// Of all patients compared, whatever their groups.
  private func largestEnd(_ row: Int) -> Double {
    var largest = 0.0
    for table in [ranges.minima, ranges.maxima] {
      let values = table.row(row)
      for patient in patients {
        let end = abs(values[values.startIndex + patient])
        if end.isFinite { largest = max(largest, end) }
      }
    }
    return largest
  }

  /// Gives each tested reaction the q-value and the permutation p-values of its class.
  private func correct(
    _ reactions: inout [ComparedReaction], tested: [Int], _ permuted: RelabelledClasses
  ) throws(ComparisonError) {
    let width = comparers.count
    let overall = try Self.statistics { () throws(CohortStatisticsError) in
      try FalseDiscoveryRate.qValues(tested.map { reactions[$0].pValue })
    }
    // The contrasts of all classes are one family.
    let contrasts = try Self.statistics { () throws(CohortStatisticsError) in
      try FalseDiscoveryRate.qValues(
        tested.flatMap { row in reactions[row].contrasts.map(\.pValue) })
    }
    var places: [Int: Int] = [:]
    for (place, row) in tested.enumerated() { places[classes[row]] = place }
    for row in reactions.indices where reactions[row].isTested {
      guard let place = places[classes[row]] else { continue }
      reactions[row].qValue = overall[place]
      reactions[row].permutationPValue = permuted.pValues[place]
      reactions[row].familyPValue = permuted.familyPValues[place]
      for contrast in 0..<width {
        reactions[row].contrasts[contrast].qValue = contrasts[place * width + contrast]
      }
    }
  }
}

/// Counts the reactions that are done, for all threads.
private final class ReactionWatch: Sendable {
  private let done = Mutex(0)
  private let rows: Int
  private let report: (@Sendable (Int, Int) -> Bool)?

  init(rows: Int, report: (@Sendable (Int, Int) -> Bool)?) {
    self.rows = rows
    self.report = report
  }

  func goesOn(after count: Int) -> Bool {
    guard let report else { return true }
    return done.withLock { done in
      done += count
      return report(done, rows)
    }
  }
}
