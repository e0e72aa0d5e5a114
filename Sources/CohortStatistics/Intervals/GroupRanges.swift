/// What the ranges of two groups of samples say of one flux.
public struct GroupRanges: Sendable, Hashable {
  /// The medians of the minima and of the maxima.
  public var firstMedian: FluxInterval
  public var secondMedian: FluxInterval
  /// The medians, side by side.
  public var medians: IntervalComparison
  /// The share of pairs, one sample from each group, in which the range of the first group's is
  /// disjoint from the other's and above it: certain differences, the strongest statement that flux
  /// ranges allow.
  public var disjointAbove: Double
  public var disjointBelow: Double

  /// - Throws: ``CohortStatisticsError/emptyGroup(_:)``.
  /// - Complexity: O(*n* log *n*).
  public init(
    _ first: [FluxInterval], _ second: [FluxInterval], tolerance: ValueTolerance = .init()
  ) throws(CohortStatisticsError) {
    try tolerance.check()
    if first.isEmpty { throw .emptyGroup(0) }
    if second.isEmpty { throw .emptyGroup(1) }
    self.init(
      firstMinima: first.map(\.minimum).sorted(), firstMaxima: first.map(\.maximum).sorted(),
      secondMinima: second.map(\.minimum).sorted(), secondMaxima: second.map(\.maximum).sorted(),
      tolerance: tolerance)
  }

  /// Of ends in ascending order. The *k*-th smallest minimum is never above the *k*-th smallest
  /// maximum, so the medians are ranges.
  init(
    firstMinima: [Double], firstMaxima: [Double], secondMinima: [Double], secondMaxima: [Double],
    tolerance: ValueTolerance
  ) {
    firstMedian = FluxInterval(
      ordered: Self.median(firstMinima), Self.median(firstMaxima))
    secondMedian = FluxInterval(
      ordered: Self.median(secondMinima), Self.median(secondMaxima))
    medians = IntervalComparison(firstMedian, secondMedian, tolerance: tolerance)
    let pairs = Double(firstMinima.count) * Double(secondMinima.count)
    disjointAbove = Double(Self.pairs(firstMinima, exceeding: secondMaxima, tolerance)) / pairs
    disjointBelow = Double(Self.pairs(secondMinima, exceeding: firstMaxima, tolerance)) / pairs
  }

  private static func median(_ sorted: [Double]) -> Double {
    let (low, high) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
    return low == high ? low : low / 2 + high / 2
  }

  /// The pairs in which a value of `high` exceeds one of `low`. With a relative tolerance below 1 a
  /// larger value exceeds whatever a smaller one does, so one walk counts them all.
  private static func pairs(
    _ high: [Double], exceeding low: [Double], _ tolerance: ValueTolerance
  ) -> Int {
    var (total, place) = (0, 0)
    for value in high {
      while place < low.count, tolerance.exceeds(value, low[place]) { place += 1 }
      total += place
    }
    return total
  }
}
