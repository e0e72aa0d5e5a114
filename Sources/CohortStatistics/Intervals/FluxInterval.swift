/// The range that a flux can take, from its minimum to its maximum, in mmol·gDW⁻¹·h⁻¹.
///
/// An end may be infinite. The minimum is never +∞, the maximum never −∞, and neither is NaN.
public struct FluxInterval: Sendable, Hashable {
  public let minimum: Double
  public let maximum: Double

  /// - Parameter tolerance: A minimum above the maximum by less is a point that was computed twice;
  ///   the ends are then exchanged.
  /// - Throws: ``CohortStatisticsError/reversedRange(minimum:maximum:)``, also for NaN and for an
  ///   infinity on the wrong side.
  public init(
    minimum: Double, maximum: Double, tolerance: ValueTolerance = .init()
  ) throws(CohortStatisticsError) {
    guard minimum < .infinity, maximum > -.infinity, !tolerance.exceeds(minimum, maximum) else {
      throw .reversedRange(minimum: minimum, maximum: maximum)
    }
    self.minimum = min(minimum, maximum)
    self.maximum = max(minimum, maximum)
  }

  /// - Precondition: In order.
  init(ordered minimum: Double, _ maximum: Double) {
    self.minimum = minimum
    self.maximum = maximum
  }

  /// Maximum − minimum; infinite for an unbounded flux.
  public var span: Double { maximum - minimum }

  /// The largest flux in either direction.
  public var capacity: Double { max(abs(minimum), abs(maximum)) }

  /// What the range says of the direction of the flux.
  public enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
    case blocked
    case forcedForward = "forced_forward"
    case forcedReverse = "forced_reverse"
    case forward
    case reverse
    case reversible
  }

  /// - Parameter tolerance: A flux this near 0 is 0; only the absolute part matters.
  public func direction(tolerance: ValueTolerance = .init()) -> Direction {
    let (runsForward, runsBack) = (tolerance.exceeds(maximum, 0), tolerance.exceeds(0, minimum))
    switch (runsForward, runsBack) {
    case (false, false): return .blocked
    case (true, true): return .reversible
    case (true, false): return tolerance.exceeds(minimum, 0) ? .forcedForward : .forward
    case (false, true): return tolerance.exceeds(0, maximum) ? .forcedReverse : .reverse
    }
  }
}

/// How one range lies to another; ends that are the same within the tolerance are one.
public enum IntervalRelation: String, Sendable, Hashable, Codable, CaseIterable {
  /// Both ends are the same.
  case equal
  /// Every flux of the first is above every one of the second: a certain difference.
  case disjointAbove = "disjoint_above"
  case disjointBelow = "disjoint_below"
  /// The first holds the second, and more.
  case contains
  /// The second holds the first, and more.
  case within
  /// They share a part, or touch, and the first reaches higher at both ends.
  case overlapsAbove = "overlaps_above"
  case overlapsBelow = "overlaps_below"

  /// The relation without regard to which of the two is the first.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    case equal, disjoint, nested, overlapping
  }

  public var kind: Kind {
    switch self {
    case .equal: .equal
    case .disjointAbove, .disjointBelow: .disjoint
    case .contains, .within: .nested
    case .overlapsAbove, .overlapsBelow: .overlapping
    }
  }

  public init(_ first: FluxInterval, _ second: FluxInterval, tolerance: ValueTolerance = .init()) {
    if tolerance.exceeds(first.minimum, second.maximum) {
      self = .disjointAbove
    } else if tolerance.exceeds(second.minimum, first.maximum) {
      self = .disjointBelow
    } else {
      let lower = Self.order(first.minimum, second.minimum, tolerance)
      let upper = Self.order(first.maximum, second.maximum, tolerance)
      self = Self.relation(lower: lower, upper: upper)
    }
  }

  /// 1 where `a` is above `b`, −1 below, 0 the same.
  private static func order(_ a: Double, _ b: Double, _ tolerance: ValueTolerance) -> Int {
    tolerance.exceeds(a, b) ? 1 : tolerance.exceeds(b, a) ? -1 : 0
  }

  private static func relation(lower: Int, upper: Int) -> IntervalRelation {
    switch (lower, upper) {
    case (0, 0): .equal
    case (...0, 0...): .contains
    case (0..., ...0): .within
    case (0..., _): .overlapsAbove
    default: .overlapsBelow
    }
  }
}
