import Foundation

/// Levels as scores around their thresholds, for methods that take degrees and not classes.
public enum ContinuousScore: Sendable, Hashable {
  /// 5·ln(1 + *x*/*T*): above 5·ln 2 where the gene is active (CellFie; Richelle et al., Cell Rep
  /// Methods 2021, doi 10.1016/j.crmeth.2021.100040).
  case logarithmic
  /// ln(*x*/*T*), held between ±`most` (Troppo's global form; Ferreira et al. 2020). Zero has −`most`.
  case ratio(most: Double)

  /// - Parameters:
  ///   - levels: One for each threshold; finite and not negative, or `nil`.
  /// - Returns: `nil` where there is no level or no threshold above zero.
  public func scores(_ levels: [Double?], _ thresholds: ActivityThresholds) -> [Double?] {
    precondition(levels.count == thresholds.activeFrom.count, "levels of other genes")
    return zip(levels, thresholds.activeFrom).map { level, threshold in
      guard let level, let threshold, threshold > 0 else { return nil }
      switch self {
      case .logarithmic: return 5 * log1p(level / threshold)
      case .ratio(let most):
        return level == 0 ? -most : min(max(log(level / threshold), -most), most)
      }
    }
  }

  /// Troppo's local form with two bounds: 1 + ln(*x*/*high*) above the upper one, ln(*x*/*low*) below
  /// the lower one, and between them ln(*x*/mean), held between −1 and 1. Held between ±`most` in all,
  /// where the original has −∞ for zero.
  ///
  /// - Returns: `nil` where the level or the mean is missing.
  public static func localT2(
    _ levels: [Double?], means: [Double?], low: Double, high: Double, most: Double
  ) -> [Double?] {
    zip(levels, means).map { level, mean in
      guard let level else { return nil }
      if level == 0 { return -most }
      let score: Double
      if level >= high {
        score = 1 + log(level / high)
      } else if level < low {
        score = log(level / low)
      } else {
        guard let mean, mean > 0 else { return nil }
        score = min(max(log(level / mean), -1), 1)
      }
      return min(max(score, -most), most)
    }
  }
}
