import Foundation

/// The ratio of the spans of two ranges, its special cases told apart.
public enum SpanRatio: Sendable, Hashable {
  /// log₂(first/second), both spans finite and above the tolerance.
  case finite(log2: Double)
  /// Neither flux can vary.
  case bothZero
  /// Only the second flux can vary.
  case firstZero
  case secondZero
  case bothUnbounded
  /// Only the first flux is without limit; the second varies, but not without limit.
  case firstUnbounded
  case secondUnbounded

  /// log₂ of the ratio: 0 where neither varies or both vary without limit, ±∞ where only one span
  /// is zero or unbounded. Never NaN.
  public var log2: Double {
    switch self {
    case .finite(let log2): log2
    case .bothZero, .bothUnbounded: 0
    case .firstZero, .secondUnbounded: -.infinity
    case .secondZero, .firstUnbounded: .infinity
    }
  }

  /// - Parameters:
  ///   - first: A span: at least 0, perhaps infinite. So is `second`.
  ///   - zero: A span of no more than this is zero.
  init(first: Double, second: Double, zero: Double) {
    switch (first <= zero, second <= zero, first == .infinity, second == .infinity) {
    case (true, true, _, _): self = .bothZero
    case (true, false, _, _): self = .firstZero
    case (false, true, _, _): self = .secondZero
    case (_, _, true, true): self = .bothUnbounded
    case (_, _, true, false): self = .firstUnbounded
    case (_, _, false, true): self = .secondUnbounded
    // The difference of logarithms, since the ratio could overflow.
    default: self = .finite(log2: Foundation.log2(first) - Foundation.log2(second))
    }
  }
}
