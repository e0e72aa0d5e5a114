import Foundation

/// How to find an interval of confidence by resampling.
public struct BootstrapOptions: Sendable, Hashable, Codable {
  public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
    /// The percentiles of the resamples.
    case percentile
    /// Corrected for bias and acceleration (Efron 1987, doi 10.1080/01621459.1987.10478410).
    case bca
  }

  public var method: Method
  /// The share of intervals that should hold the true value.
  public var level: Double
  /// How many resamples, from 1 to 10⁵; rounded up to a multiple of 16.
  public var resamples: Int
  public var seed: UInt64

  public init(
    method: Method = .bca, level: Double = 0.95, resamples: Int = 1000, seed: UInt64 = 0
  ) {
    self.method = method
    self.level = level
    self.resamples = resamples
    self.seed = seed
  }

  /// - Throws: ``CohortStatisticsError/invalidOption(name:value:allowed:)``.
  func check() throws(CohortStatisticsError) {
    guard level > 0, level < 1 else {
      throw .invalidOption(
        name: "confidence level", value: "\(level)", allowed: "a number above 0 and below 1")
    }
    guard (1...100_000).contains(resamples) else {
      throw .invalidOption(
        name: "number of resamples", value: "\(resamples)", allowed: "a number from 1 to 100000")
    }
  }
}

/// An interval of confidence.
public struct ConfidenceInterval: Sendable, Hashable, Codable {
  public var lower: Double
  public var upper: Double

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }
}

/// Cliff's delta (1993, doi 10.1037/0033-2909.114.3.494), P(first > second) − P(first < second), with
/// a bootstrap interval.
///
/// Each group is resampled by itself. At complete separation every resample is the same, and the
/// bootstrap knows no uncertainty; the other end is then (*n* − *z*²)/(*n* + *z*²), *n* the size of
/// the smaller group, where a delta of variance (1 − δ²)/*n*, the largest possible (Feng and Cliff
/// 2004, doi 10.22237/jmasm/1099267560, eq. 6), lies *z* standard deviations from 1.
public struct CliffsDelta: Sendable, Hashable, Codable {
  /// From −1 to 1: 1 where every value of the first group is above every one of the second.
  public var value: Double
  public var interval: ConfidenceInterval

  /// - Parameter tolerance: Values this near are tied.
  /// - Throws: ``CohortStatisticsError/emptyGroup(_:)``,
  ///   ``CohortStatisticsError/notANumber(group:position:)``,
  ///   ``CohortStatisticsError/invalidOption(name:value:allowed:)``.
  /// - Complexity: O(*n* log *n* + *n*·*B*) for *B* resamples.
  public init(
    _ first: [Double], _ second: [Double], tolerance: ValueTolerance = .exact,
    options: BootstrapOptions = .init()
  ) throws(CohortStatisticsError) {
    try tolerance.check()
    try options.check()
    try first.checkAsGroup(0)
    try second.checkAsGroup(1)
    let ranking = Ranking(first + second, tolerance: tolerance)
    let row = BootstrapResamples.Row(
      ranking: ranking, samples: (0..<Int32(ranking.count)).map { $0 }, firstPresent: first.count)
    let resamples = BootstrapResamples(
      first: first.count, second: second.count, count: options.resamples, seed: options.seed)
    self.init(
      row, deltas: resamples.deltas(of: [row])[0], arePaired: false, options: options)
  }

  /// - Parameter deltas: Of the resamples.
  init(
    _ row: BootstrapResamples.Row, deltas: [Float], arePaired: Bool, options: BootstrapOptions
  ) {
    let dominances = Dominances(row.ranking, firstCount: row.firstPresent)
    value = dominances.delta
    if abs(value) == 1 || deltas.isEmpty {
      interval = Self.separated(value, smaller: dominances.smallerCount, level: options.level)
    } else {
      let levels = Self.levels(
        dominances, deltas: deltas, arePaired: arePaired, options: options)
      let sorted = deltas.sorted()
      interval = ConfidenceInterval(
        lower: Self.quantile(levels.lower, of: sorted),
        upper: Self.quantile(levels.upper, of: sorted))
    }
  }

  private static func separated(_ delta: Double, smaller: Int, level: Double) -> ConfidenceInterval
  {
    let z = StandardNormal.quantile((1 + level) / 2)
    let inner = (Double(smaller) - z * z) / (Double(smaller) + z * z)
    if delta == 1 { return ConfidenceInterval(lower: inner, upper: 1) }
    if delta == -1 { return ConfidenceInterval(lower: -1, upper: -inner) }
    return ConfidenceInterval(lower: -1, upper: 1)
  }

  /// The shares of resamples below the ends of the interval.
  private static func levels(
    _ dominances: Dominances, deltas: [Float], arePaired: Bool, options: BootstrapOptions
  ) -> (lower: Double, upper: Double) {
    let tail = (1 - options.level) / 2
    let plain = (lower: tail, upper: 1 - tail)
    guard options.method == .bca else { return plain }
    let observed = dominances.roundedDelta
    let below = deltas.reduce(0.0) { $0 + ($1 < observed ? 1 : $1 == observed ? 0.5 : 0) }
    let bias = StandardNormal.quantile(below / Double(deltas.count))
    // With every resample on one side there is no finite correction.
    guard bias.isFinite else { return plain }
    let z = StandardNormal.quantile(tail)
    let acceleration = dominances.acceleration(arePaired: arePaired)
    func corrected(_ z: Double) -> Double? {
      let divisor = 1 - acceleration * (bias + z)
      return divisor > 0 ? StandardNormal.cumulative(bias + (bias + z) / divisor) : nil
    }
    guard let lower = corrected(z), let upper = corrected(-z) else { return plain }
    return (lower, upper)
  }

  /// The value below which a share of `sorted` lies: the *k*-th of *B* stands at *k/(B + 1)*, linear
  /// between, the ends held (Davison and Hinkley 1997, ch. 5). To seven decimals, which is what the
  /// deltas have.
  private static func quantile(_ share: Double, of sorted: [Float]) -> Double {
    let place = min(max(share * Double(sorted.count + 1) - 1, 0), Double(sorted.count - 1))
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    let (low, high) = (Double(sorted[below]), Double(sorted[above]))
    let value = low + (place - Double(below)) * (high - low)
    return (value * 1e7).rounded() / 1e7
  }
}
