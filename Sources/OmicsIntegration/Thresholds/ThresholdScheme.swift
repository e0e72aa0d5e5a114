import DataFiles

/// A way to find thresholds, as it is typed: `absolute:1`, `local-t2:25:75`.
public enum ThresholdScheme: Sendable, Hashable {
  /// One level for every gene, or two between which a gene is undetermined.
  case absolute(inactive: Double, active: Double)
  /// Percentiles of the sample's own levels above zero.
  case percentile(inactive: Double, active: Double)
  /// Where the expressed genes of the sample lie (``ZFPKM``).
  case zFPKM
  /// A percentile of all levels of the cohort.
  case global(Double)
  case localT1(Double)
  case localT2(lower: Double, upper: Double)
  case standep(clusters: Int)

  public static let allowed =
    "absolute:T, absolute:LOW:HIGH, percentile:P, percentile:LOW:HIGH, global:P, local-t1:P, "
    + "local-t2:LOW:HIGH, standep:CLUSTERS or zfpkm"

  /// - Throws: ``OmicsError/invalidOption(name:value:allowed:)``.
  public init(_ text: String) throws(OmicsError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.dropFirst().compactMap { NumberText.parse($0) }
    let isRead = numbers.count == parts.count - 1 && numbers.allSatisfy { $0.isFinite && $0 >= 0 }
    guard let name = parts.first, isRead,
      let scheme = Self.make(String(name), numbers), scheme.isValid
    else {
      throw .invalidOption(
        name: "--threshold", value: "'\(OmicsError.excerpt(text))'",
        allowed: Self.allowed + ", with percentiles from 0 to 100 and LOW no higher than HIGH")
    }
    self = scheme
  }

  private static func make(_ name: String, _ numbers: [Double]) -> ThresholdScheme? {
    switch (name, numbers.count) {
    case ("absolute", 0): .absolute(inactive: 1, active: 1)
    case ("absolute", 1): .absolute(inactive: numbers[0], active: numbers[0])
    case ("absolute", 2): .absolute(inactive: numbers[0], active: numbers[1])
    case ("percentile", 1): .percentile(inactive: numbers[0], active: numbers[0])
    case ("percentile", 0): .percentile(inactive: 25, active: 75)
    case ("percentile", 2): .percentile(inactive: numbers[0], active: numbers[1])
    case ("global", 0): .global(50)
    case ("global", 1): .global(numbers[0])
    case ("local-t1", 0): .localT1(25)
    case ("local-t1", 1): .localT1(numbers[0])
    case ("local-t2", 0): .localT2(lower: 25, upper: 75)
    case ("local-t2", 2): .localT2(lower: numbers[0], upper: numbers[1])
    case ("zfpkm", 0): .zFPKM
    case ("standep", 1): Int(exactly: numbers[0]).map(ThresholdScheme.standep)
    default: nil
    }
  }

  private var isValid: Bool {
    switch self {
    case .absolute(let low, let high): low <= high && high > 0
    case .percentile(let low, let high), .localT2(let low, let high): low <= high && high <= 100
    case .global(let percentile), .localT1(let percentile): percentile <= 100
    case .standep(let clusters): clusters >= 1
    case .zFPKM: true
    }
  }

  /// As it is typed.
  public var text: String {
    switch self {
    case .absolute(let low, let high): Self.text("absolute", low, high)
    case .percentile(let low, let high): Self.text("percentile", low, high)
    case .global(let percentile): "global:\(NumberText.text(percentile))"
    case .localT1(let percentile): "local-t1:\(NumberText.text(percentile))"
    case .localT2(let low, let high):
      "local-t2:\(NumberText.text(low)):\(NumberText.text(high))"
    case .standep(let clusters): "standep:\(clusters)"
    case .zFPKM: "zfpkm"
    }
  }

  private static func text(_ name: String, _ low: Double, _ high: Double) -> String {
    low == high
      ? "\(name):\(NumberText.text(low))"
      : "\(name):\(NumberText.text(low)):\(NumberText.text(high))"
  }

  /// Whether the thresholds come from the levels of a cohort, and are the same for all its samples.
  public var needsCohort: Bool {
    switch self {
    case .absolute, .percentile, .zFPKM: false
    case .global, .localT1, .localT2, .standep: true
    }
  }

  /// The rule for samples; of a scheme that needs a cohort, the cohort's thresholds, frozen.
  ///
  /// - Parameter cohort: Asked only where ``needsCohort``.
  /// - Throws: ``OmicsError/invalidOption(name:value:allowed:)`` where there is no cohort of at least
  ///   two samples; whatever the scheme throws.
  public func rule(
    from cohort: () throws(OmicsError) -> CohortLevels
  ) throws(OmicsError) -> ThresholdRule {
    switch self {
    case .absolute(let low, let high):
      return .absolute(activeFrom: high, inactiveBelow: low)
    case .percentile(let low, let high): return .percentiles(active: high, inactive: low)
    case .zFPKM: return .zFPKM
    case .global(let percentile): return .frozen(try cohort().global(percentile))
    case .localT1(let percentile):
      return .frozen(try several(cohort()).localT1(percentile))
    case .localT2(let low, let high):
      return .frozen(try several(cohort()).localT2(lower: low, upper: high))
    case .standep(let clusters):
      return .frozen(try several(cohort()).standep(clusters: clusters))
    }
  }

  /// Of one sample the mean of a gene is its level, and every gene would be active.
  private func several(_ cohort: CohortLevels) throws(OmicsError) -> CohortLevels {
    if cohort.samples.count > 1 { return cohort }
    throw .invalidOption(
      name: "--threshold", value: "'\(text)' with one sample",
      allowed: "a table of several samples, or absolute:T")
  }
}
