import Foundation

extension GeneRuleScoring.Complexes {
  /// `nil` of nothing.
  func combine(_ values: [Double]) -> Double? {
    switch self {
    case .minimum: values.min()
    case .maximum: values.max()
    case .mean: Combining.mean(values)
    case .median: Combining.median(values)
    case .geometricMean: Combining.geometricMean(values)
    }
  }
}

extension GeneRuleScoring.Isozymes {
  /// `nil` of nothing.
  func combine(_ values: [Double]) -> Double? {
    switch self {
    case .minimum: values.min()
    case .maximum: values.max()
    case .mean: Combining.mean(values)
    case .median: Combining.median(values)
    case .sum: Combining.sum(values)
    }
  }
}

/// Makes one number of several, the same in any order.
///
/// The values are finite, or infinite where something is without limit; finite values never give an
/// infinite result, and nothing gives NaN.
enum Combining {
  static func sum(_ values: [Double]) -> Double? {
    if values.isEmpty { return nil }
    if values.contains(.infinity) { return .infinity }
    // In ascending order, so that the order of the parts changes no rounding.
    let sum = values.count < 3 ? values.reduce(0, +) : values.sorted().reduce(0, +)
    return min(max(sum, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
  }

  static func mean(_ values: [Double]) -> Double? {
    let count = Double(values.count)
    guard let sum = sum(values) else { return nil }
    if abs(sum) < .greatestFiniteMagnitude || sum.isInfinite { return sum / count }
    return self.sum(values.map { $0 / count })
  }

  static func median(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard let last = sorted.indices.last else { return nil }
    let (low, high) = (sorted[last / 2], sorted[(last + 1) / 2])
    return low == high ? low : low / 2 + high / 2
  }

  /// 0 where a value is at or below 0.
  static func geometricMean(_ values: [Double]) -> Double? {
    guard let least = values.min(), let most = values.max() else { return nil }
    if least <= 0 { return 0 }
    if least == most { return least }
    guard let logarithm = mean(values.map { log($0) }) else { return nil }
    return min(max(exp(logarithm), least), most)
  }
}
