/// Tests the flux ranges of groups or pairs of samples, reaction by reaction: what can be tested at all,
/// how many tests that makes, and how often relabelled samples differ as much.
///
/// A reaction has up to three quantities: its minimum, its maximum and its span. One is informative
/// where the samples differ in it by more than the tolerance, whatever their labels. Two with the
/// same ranks, upwards or downwards, are one test: the span of a flux whose minimum is always 0 is its
/// maximum.
///
///     let tester = try RangeTester(.groups([tumours, normals]), sampleCount: 40, permutations: 999)
///     if let ranks = try tester.ranks(minima: minima, maxima: maxima, row: 7) {
///       print(ranks.distinctCount, tester.permuted(ranks).pValue)
///     }
public struct RangeTester: Sendable {
  public let design: ComparisonDesign
  public let tolerance: ValueTolerance
  private let relabellings: Relabellings

  /// How many relabellings there are, without the given labels.
  public var permutations: Int { relabellings.count }
  /// Whether they are all.
  public var isExhaustive: Bool { relabellings.isExhaustive }

  /// - Parameters:
  ///   - sampleCount: The columns of the tables.
  ///   - permutations: All relabellings of two groups or of pairs are taken where there are no more
  ///     than this, else this many at random; 0 for none.
  /// - Throws: As ``RangeComparer/init(_:sampleCount:tolerance:bootstrap:)``.
  /// - Complexity: O(samples · `permutations`) in time and memory (4 bytes each).
  public init(
    _ design: ComparisonDesign, sampleCount: Int, tolerance: ValueTolerance = .init(),
    permutations: Int = 999, seed: UInt64 = 0
  ) throws(CohortStatisticsError) {
    try tolerance.check()
    try design.check(sampleCount: sampleCount)
    self.design = design
    self.tolerance = tolerance
    relabellings = try Relabellings(design, count: permutations, seed: seed)
  }

  /// The informative quantities of one reaction.
  public struct Ranks: Sendable {
    /// Those whose ranks differ from the others'.
    var quantities: [RelabelledQuantity]
    /// How many tests the quantities are: the factor of Bonferroni for their smallest p-value.
    public var distinctCount: Int { quantities.count }
    /// Kruskal and Wallis' p-values of minimum, maximum and span; 1 of one that is not informative.
    /// Empty for pairs and for two groups.
    public var kruskalPValues: [Double]
  }

  /// `nil` where no quantity is informative, or fewer than two groups have a range.
  ///
  /// - Parameters:
  ///   - minima: Reactions by samples, NaN where there is none. So are `maxima`. A sample counts where
  ///     it has both, a pair where both samples do.
  /// - Throws: ``CohortStatisticsError/reversedRange(minimum:maximum:)``.
  /// - Complexity: O(*n* log *n*) for *n* samples.
  public func ranks(
    minima: SampleMatrix, maxima: SampleMatrix, row: Int
  ) throws(CohortStatisticsError) -> Ranks? {
    let samples = design.samples
    let (low, high) = try ends(minima.row(row), maxima.row(row), samples)
    let spanTolerance = PreparedReaction.spanTolerance(
      low.filter { !$0.isNaN }, high.filter { !$0.isNaN }, tolerance)
    let values = [low, high, zip(low, high).map { $1 - $0 }]
    let tolerances = [tolerance, tolerance, spanTolerance]
    let groups = groupsPresent(low)
    if groups < 2 { return nil }
    let ranked = zip(values, tolerances).map { quantity($0, $1) }
    var distinct: [RelabelledQuantity] = []
    for one in ranked.compactMap(\.self) where !distinct.contains(where: { $0.ranksAlike(one) }) {
      distinct.append(one)
    }
    if distinct.isEmpty { return nil }
    var kruskal: [Double] = []
    if case .groups(let all) = design, all.count > 2 {
      kruskal = ranked.map { $0?.kruskalPValue(relabellings, groups: groups) ?? 1 }
    }
    return Ranks(quantities: distinct, kruskalPValues: kruskal)
  }

  /// The ends of `samples`, NaN of those that lack one, or whose partner does.
  private func ends(
    _ minima: ArraySlice<Double>, _ maxima: ArraySlice<Double>, _ samples: [Int]
  ) throws(CohortStatisticsError) -> (low: [Double], high: [Double]) {
    var low = [Double](repeating: .nan, count: samples.count)
    var high = low
    for (place, sample) in samples.enumerated() {
      let (minimum, maximum) = (
        minima[minima.startIndex + sample], maxima[maxima.startIndex + sample]
      )
      if minimum.isNaN || maximum.isNaN { continue }
      let range = try FluxInterval(minimum: minimum, maximum: maximum, tolerance: tolerance)
      (low[place], high[place]) = (range.minimum, range.maximum)
    }
    if case .pairs(let first, _) = design {
      for (one, other) in zip(0..<first.count, first.count...)
      where low[one].isNaN || low[other].isNaN {
        for place in [one, other] { (low[place], high[place]) = (.nan, .nan) }
      }
    }
    return (low, high)
  }

  private func groupsPresent(_ values: [Double]) -> Int {
    switch design {
    case .pairs: return values.allSatisfy(\.isNaN) ? 0 : 2
    case .groups(let groups):
      var start = 0
      return groups.count { group in
        defer { start += group.count }
        return values[start..<start + group.count].contains { !$0.isNaN }
      }
    }
  }

  private func quantity(_ values: [Double], _ tolerance: ValueTolerance) -> RelabelledQuantity? {
    guard case .pairs(let first, _) = design else {
      return RelabelledQuantity(values: values, tolerance: tolerance)
    }
    let differences = first.indices.map { pair in
      let (one, other) = (values[pair], values[first.count + pair])
      return one.isNaN ? .nan : tolerance.difference(one, other)
    }
    return RelabelledQuantity(differences: differences, tolerance: tolerance)
  }

  /// What relabelled samples make of one reaction.
  public struct Permuted: Sendable {
    /// Of the given labels, and then of each relabelling: the largest of the quantities' *z*² (with
    /// more than two groups *H*).
    public var statistics: [Double]
    /// How often a relabelling is at least as extreme; valid for the quantities together. `nil`
    /// without relabellings.
    public var pValue: Double?
  }

  /// - Complexity: O(samples · permutations) for each quantity.
  public func permuted(_ ranks: Ranks) -> Permuted {
    var statistics = [Double](repeating: 0, count: relabellings.count + 1)
    for quantity in ranks.quantities { quantity.raise(&statistics, relabellings) }
    return Permuted(statistics: statistics, pValue: pValue(statistics))
  }

  /// The p-value of a statistic of the given labels, which comes first, and of each relabelling: any
  /// that is extreme where it is large. Statistics within 10⁻⁹ of each other, relatively, are equal.
  public func pValue(_ statistics: [Double]) -> Double? {
    guard relabellings.count > 0, statistics.count == relabellings.count + 1 else { return nil }
    let least = statistics[0] * (1 - 1e-9)
    return relabellings.pValue(extreme: statistics.dropFirst().count { $0 >= least })
  }
}
