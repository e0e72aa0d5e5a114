/// Compares the flux ranges of two groups of samples, reaction by reaction.
///
/// What all reactions share is made once: the null distribution of *U*, and one set of bootstrap
/// resamples, in which a resample is the same cohort for every reaction. The rows are independent of
/// each other, so they may be compared on several threads and give the same digits.
///
///     let comparer = try RangeComparer(.independent(first: tumours, second: normals), sampleCount: 40)
///     let found = try comparer.compare(minima: minima, maxima: maxima, rows: 0..<minima.rowCount)
///     let q = try ClassQValues(found.map(\.pValue), classes: couplingClasses)
public struct RangeComparer: Sendable {
  public let design: GroupDesign
  public let tolerance: ValueTolerance
  /// `nil` for no intervals.
  public let bootstrap: BootstrapOptions?
  private let sampleCount: Int
  private let resamples: BootstrapResamples?
  private let distribution: RankSumDistribution?

  /// - Parameters:
  ///   - sampleCount: The columns of the tables.
  ///   - tolerance: Ends this near are the same. The span of a range may be off at both ends, by what
  ///     the row's largest finite end allows.
  /// - Throws: ``CohortStatisticsError/emptyGroup(_:)``,
  ///   ``CohortStatisticsError/notPaired(first:second:)``,
  ///   ``CohortStatisticsError/noSuchIndex(of:index:count:)``,
  ///   ``CohortStatisticsError/inTwoGroups(sample:)``,
  ///   ``CohortStatisticsError/invalidOption(name:value:allowed:)``.
  /// - Complexity: O(*n*·*B*) time and 4 *n*·*B* bytes for *n* samples and *B* resamples.
  public init(
    _ design: GroupDesign, sampleCount: Int, tolerance: ValueTolerance = .init(),
    bootstrap: BootstrapOptions? = .init()
  ) throws(CohortStatisticsError) {
    try tolerance.check()
    try bootstrap?.check()
    try design.check(sampleCount: sampleCount)
    self.design = design
    self.tolerance = tolerance
    self.bootstrap = bootstrap
    self.sampleCount = sampleCount
    let (first, second) = (design.first.count, design.second.count)
    resamples = bootstrap.map {
      BootstrapResamples(
        first: first, second: second, arePaired: design.isPaired, count: $0.resamples, seed: $0.seed
      )
    }
    distribution =
      MannWhitneyTest.prefersExact(first, second) && !design.isPaired
      ? RankSumDistribution(first: first, second: second) : nil
  }

  /// The comparison of some reactions, in their order.
  ///
  /// - Parameters:
  ///   - minima: Reactions by samples. So are `maxima`. A sample counts where it has both.
  ///   - rows: The reactions to compare: all, or a part for one of several threads.
  /// - Throws: ``CohortStatisticsError/wrongCount(of:expected:found:)``,
  ///   ``CohortStatisticsError/noSuchIndex(of:index:count:)``,
  ///   ``CohortStatisticsError/reversedRange(minimum:maximum:)``.
  /// - Complexity: O(*n* log *n* + *n*·*B*) for each reaction, in which *n* samples differ and *B*
  ///   resamples are drawn.
  public func compare(
    minima: SampleMatrix, maxima: SampleMatrix, rows: Range<Int>
  ) throws(CohortStatisticsError) -> [ReactionComparison] {
    for matrix in [minima, maxima] where matrix.sampleCount != sampleCount {
      throw .wrongCount(of: "samples", expected: sampleCount, found: matrix.sampleCount)
    }
    guard maxima.rowCount == minima.rowCount else {
      throw .wrongCount(of: "rows of maxima", expected: minima.rowCount, found: maxima.rowCount)
    }
    guard rows.lowerBound >= 0, rows.upperBound <= minima.rowCount else {
      throw .noSuchIndex(
        of: "row", index: rows.lowerBound < 0 ? rows.lowerBound : rows.upperBound - 1,
        count: minima.rowCount)
    }
    var found: [ReactionComparison] = []
    found.reserveCapacity(rows.count)
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.batch) {
      let part = start..<min(start + Self.batch, rows.upperBound)
      var prepared: [PreparedReaction] = []
      for row in part {
        try prepared.append(
          PreparedReaction(
            minima: minima.row(row), maxima: maxima.row(row), design: design, tolerance: tolerance))
      }
      found += finished(prepared)
    }
    return found
  }

  /// As many reactions use a block of resamples before the next one is fetched.
  private static let batch = 32

  private func finished(_ prepared: [PreparedReaction]) -> [ReactionComparison] {
    // Where everything is tied every resample is, and where groups do not mix none does.
    let drawn = prepared.flatMap(\.quantities).filter(\.hasUncertainDelta).map(\.row)
    var deltas = (resamples?.deltas(of: drawn) ?? [])[...]
    return prepared.map { reaction in
      let compared = reaction.quantities.map { quantity in
        let own = quantity.hasUncertainDelta ? deltas.popFirst() ?? [] : []
        return comparison(quantity, deltas: own)
      }
      return ReactionComparison(
        firstCount: reaction.firstCount, secondCount: reaction.secondCount,
        ranges: reaction.ranges(tolerance: tolerance), minimum: compared.first,
        maximum: compared.dropFirst().first, span: compared.dropFirst(2).first)
    }
  }

  private func comparison(
    _ quantity: PreparedQuantity, deltas: [Float]
  ) -> QuantityComparison {
    let row = quantity.row
    let (first, second) = (row.firstPresent, row.ranking.count - row.firstPresent)
    let known = distribution.flatMap {
      $0.first + $0.second == first + second && ($0.first == first || $0.first == second)
        ? $0 : nil
    }
    let rankSum = MannWhitneyTest(
      row.ranking, firstCount: first, distribution: design.isPaired ? nil : known)
    let interval: ConfidenceInterval? = bootstrap.map { options in
      if row.ranking.allTied { return ConfidenceInterval(lower: 0, upper: 0) }
      return CliffsDelta(row, deltas: deltas, arePaired: design.isPaired, options: options).interval
    }
    var comparison = QuantityComparison(
      pValue: rankSum.pValue, method: rankSum.method, cliffsDelta: rankSum.cliffsDelta,
      cliffsInterval: interval, shift: nil)
    if design.isPaired {
      let differences = quantity.pairedDifferences
      let test = WilcoxonSignedRankTest(differences: differences, tolerance: quantity.tolerance)
      comparison.pValue = test.pValue
      comparison.method = test.method
      comparison.shift = PreparedQuantity.finiteMedian(differences.sorted())
    } else {
      let sorted = quantity.sortedGroups
      comparison.shift = HodgesLehmannShift.value(sorted: sorted.first, sorted.second)
    }
    return comparison
  }
}
