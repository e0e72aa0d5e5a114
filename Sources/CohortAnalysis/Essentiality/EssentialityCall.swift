import DataFiles
import Foundation

/// When an experiment found a gene essential: a column of a table against a value, such as the Bayes
/// factors of a screen above the threshold of its false discovery rate.
public struct EssentialityCall: Sendable, Hashable {
  public enum Comparison: String, Sendable, Hashable, CaseIterable {
    // The longer signs first: text is looked through in this order.
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"

    func holds(_ value: Double, _ threshold: Double) -> Bool {
      switch self {
      case .atLeast: value >= threshold
      case .atMost: value <= threshold
      case .above: value > threshold
      case .below: value < threshold
      }
    }
  }

  /// Whose predictions are compared with it.
  public var sample: String
  public var column: String
  public var comparison: Comparison
  public var threshold: Double

  public init(sample: String, column: String, comparison: Comparison, threshold: Double) {
    self.sample = sample
    self.column = column
    self.comparison = comparison
    self.threshold = threshold
  }

  /// Reads `SAMPLE=COLUMN>VALUE`, where `>` may also be `>=`, `<` or `<=`; `nil` if `text` is none.
  public init?(_ text: String) {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { return nil }
    let rest = text[text.index(after: equals)...]
    for comparison in Comparison.allCases {
      guard let sign = rest.range(of: comparison.rawValue), sign.lowerBound > rest.startIndex
      else { continue }
      guard let threshold = NumberText.parse(rest[sign.upperBound...]), threshold.isFinite
      else { return nil }
      self.init(
        sample: String(text[..<equals]), column: String(rest[..<sign.lowerBound]),
        comparison: comparison, threshold: threshold)
      return
    }
    return nil
  }
}
