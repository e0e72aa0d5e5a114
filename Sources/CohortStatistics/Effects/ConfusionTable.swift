/// How often a yes-or-no prediction was right.
public struct ConfusionTable: Sendable, Hashable {
  /// Predicted, and so it is.
  public var truePositives = 0
  /// Not predicted, and so it is.
  public var trueNegatives = 0
  /// Predicted, and it is not so.
  public var falsePositives = 0
  /// Not predicted, but so it is.
  public var falseNegatives = 0

  public init() {}

  public mutating func count(predicted: Bool, actual: Bool) {
    switch (predicted, actual) {
    case (true, true): truePositives += 1
    case (false, false): trueNegatives += 1
    case (true, false): falsePositives += 1
    case (false, true): falseNegatives += 1
    }
  }

  public static func + (a: Self, b: Self) -> Self {
    var sum = a
    sum.truePositives += b.truePositives
    sum.trueNegatives += b.trueNegatives
    sum.falsePositives += b.falsePositives
    sum.falseNegatives += b.falseNegatives
    return sum
  }

  public var all: Int { truePositives + trueNegatives + falsePositives + falseNegatives }

  /// The share of what is so that was predicted; `nil` where nothing is so.
  public var sensitivity: Double? { Self.share(truePositives, of: truePositives + falseNegatives) }
  /// The share of what is not so that was not predicted; `nil` where everything is so.
  public var specificity: Double? { Self.share(trueNegatives, of: trueNegatives + falsePositives) }
  /// The share of what was predicted that is so; `nil` where nothing was predicted.
  public var precision: Double? { Self.share(truePositives, of: truePositives + falsePositives) }

  /// The correlation of prediction and truth, from −1 to 1 (Matthews 1975, doi
  /// 10.1016/0005-2795(75)90109-9); `nil` where either is the same everywhere, so that there is none.
  public var matthewsCorrelation: Double? {
    let (tp, tn) = (Double(truePositives), Double(trueNegatives))
    let (fp, fn) = (Double(falsePositives), Double(falseNegatives))
    let scale = ((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)).squareRoot()
    return scale == 0 ? nil : (tp * tn - fp * fn) / scale
  }

  private static func share(_ part: Int, of whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }
}
