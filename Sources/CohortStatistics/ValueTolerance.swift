/// How far two results of a linear program may lie apart and still be the same number.
///
///     |a − b| ≤ max(absolute, relative · max(|a|, |b|))
///
/// A certified end of a flux range lies within 10⁻⁶ · max(1, |value|) of the true one, always on the
/// inner side, so two such values of one true end differ by no more than that: the default.
/// The relation is symmetric and not transitive.
public struct ValueTolerance: Sendable, Hashable, Codable {
  /// In the unit of the values: mmol·gDW⁻¹·h⁻¹ for fluxes.
  public var absolute: Double
  /// Below 1.
  public var relative: Double

  public init(absolute: Double = 1e-6, relative: Double = 1e-6) {
    self.absolute = absolute
    self.relative = relative
  }

  /// Only equal numbers are the same.
  public static let exact = ValueTolerance(absolute: 0, relative: 0)

  /// - Throws: ``CohortStatisticsError/invalidOption(name:value:allowed:)``.
  func check() throws(CohortStatisticsError) {
    guard absolute >= 0, absolute.isFinite else {
      throw .invalidOption(
        name: "absolute tolerance", value: "\(absolute)", allowed: "a number of at least 0")
    }
    guard relative >= 0, relative < 1 else {
      throw .invalidOption(
        name: "relative tolerance", value: "\(relative)",
        allowed: "a number of at least 0 and below 1")
    }
  }

  /// Whether `a` exceeds `b` by more than the tolerance. An infinite end exceeds every finite one.
  @inlinable
  public func exceeds(_ a: Double, _ b: Double) -> Bool {
    guard a > b else { return false }
    if a == .infinity || b == -.infinity { return true }
    return a - b > max(absolute, relative * max(abs(a), abs(b)))
  }

  public func same(_ a: Double, _ b: Double) -> Bool { !exceeds(a, b) && !exceeds(b, a) }

  /// `a` − `b`, or 0 where they are the same. Infinite where one of them is, never NaN.
  public func difference(_ a: Double, _ b: Double) -> Double { same(a, b) ? 0 : a - b }
}
