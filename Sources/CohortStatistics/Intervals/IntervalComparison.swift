/// Two ranges of one flux, side by side. Differences are first − second; those within the tolerance
/// are 0.
public struct IntervalComparison: Sendable, Hashable {
  public var relation: IntervalRelation
  /// Of the minima. Infinite where only one of them is.
  public var shiftOfMinimum: Double
  public var shiftOfMaximum: Double
  public var spanRatio: SpanRatio
  /// The length of what both hold, divided by the length from the lowest to the highest end; 1 where
  /// that is within the tolerance.
  public var jaccard: Double
  /// How far the ranges are apart for their width, from 0 (the same middle) to 1 (two different
  /// points). Finite ranges have ½ or more where they share no more than an end.
  ///
  /// It is *D/(1 + D)* for *D* = |difference of the middles| / mean span, the form of the resolution of
  /// two peaks in chromatography (IUPAC 1993, doi 10.1351/pac199365040819), brought between 0 and 1 so
  /// that points have a value too. As a measure of flux ranges it is this library's own. With infinite
  /// ends it is the limit as all of them grow alike, as for ``jaccard(_:_:tolerance:)``.
  public var separation: Double

  /// The larger distance of two corresponding ends (Hausdorff's distance of the ranges).
  public var hausdorff: Double { max(abs(shiftOfMinimum), abs(shiftOfMaximum)) }

  public init(
    _ first: FluxInterval, _ second: FluxInterval, tolerance: ValueTolerance = .init()
  ) {
    relation = IntervalRelation(first, second, tolerance: tolerance)
    shiftOfMinimum = tolerance.difference(first.minimum, second.minimum)
    shiftOfMaximum = tolerance.difference(first.maximum, second.maximum)
    // Ranges that are the same to the tolerance are so in every number.
    let same = relation == .equal ? second : first
    spanRatio = SpanRatio(
      first: same.span, second: second.span, zero: tolerance.zeroSpan(same, second))
    jaccard = Self.jaccard(same, second, tolerance: tolerance)
    separation = Self.separation(first, second, relation: relation)
  }

  /// The Jaccard index alone, as `fvaJaccardIndex` of the COBRA Toolbox defines it for finite ranges.
  ///
  /// With infinite ends it is the limit as all of them grow alike: as many infinite ends as both
  /// share, divided by as many as either has.
  public static func jaccard(
    _ first: FluxInterval, _ second: FluxInterval, tolerance: ValueTolerance = .init()
  ) -> Double {
    let whole = ScaledLength(min(first.minimum, second.minimum), max(first.maximum, second.maximum))
    let (low, high) = (
      max(first.minimum, second.minimum), min(first.maximum, second.maximum)
    )
    let shared = low < high ? ScaledLength(low, high) : ScaledLength(0, 0)
    if whole.infinite > 0 { return shared.infinite / whole.infinite }
    if whole.finite <= tolerance.zeroSpan(first, second) { return 1 }
    return shared.finite / whole.finite
  }

  private static func separation(
    _ first: FluxInterval, _ second: FluxInterval, relation: IntervalRelation
  ) -> Double {
    if relation == .equal { return 0 }
    // Twice the distance of the middles, and the sum of the spans.
    let distance =
      ScaledLength(first.minimum, second.minimum)
      + ScaledLength(first.maximum, second.maximum)
    let spans =
      ScaledLength(first.minimum, first.maximum)
      + ScaledLength(second.minimum, second.maximum)
    if spans.infinite > 0 {
      return abs(distance.infinite) / (abs(distance.infinite) + spans.infinite)
    }
    let apart = abs(distance.finite)
    return apart > 0 ? apart / (apart + spans.finite) : 0
  }
}

/// The length from one end to another where ±∞ stands for ±*M*, and *M* grows beyond all bounds: a
/// multiple of *M* and a finite rest.
private struct ScaledLength {
  var infinite: Double
  var finite: Double

  init(_ start: Double, _ end: Double) {
    infinite = Self.infinitePart(end) - Self.infinitePart(start)
    finite = (end.isFinite ? end : 0) - (start.isFinite ? start : 0)
  }

  private static func infinitePart(_ end: Double) -> Double {
    end == .infinity ? 1 : end == -.infinity ? -1 : 0
  }

  static func + (a: ScaledLength, b: ScaledLength) -> ScaledLength {
    var sum = a
    sum.infinite += b.infinite
    sum.finite += b.finite
    return sum
  }
}

extension ValueTolerance {
  /// A span of this or less is zero: that by which two equal ends of this size may differ.
  func zeroSpan(_ intervals: FluxInterval...) -> Double {
    let ends = intervals.flatMap { [$0.minimum, $0.maximum] }.filter(\.isFinite)
    return max(absolute, relative * (ends.map { abs($0) }.max() ?? 0))
  }
}
