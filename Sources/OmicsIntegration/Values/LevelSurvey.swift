/// What the levels of a table look like: whether they can be what they are taken for.
public struct LevelSurvey: Sendable, Hashable {
  /// Levels above zero, in the samples that were kept.
  public var positive = 0
  public var zeros = 0
  public var missing = 0
  /// Of the levels above zero, those without a fraction.
  public var whole = 0
  public var least = Double.infinity
  public var largest = 0.0
  /// The standard deviation of the levels above zero over their mean.
  public var variation = 0.0

  /// The table must have this many levels above zero before anything is said of them.
  public static let fewest = 100

  /// Whether the levels look like logarithms of an expression that nobody declared.
  ///
  /// Linear expression spreads over orders of magnitude: its standard deviation is several times its
  /// mean (4.4 in TPM of five cell lines, 8.0 in FPKM of ten tumours, 2.8 in the few hundred genes of
  /// a liver model; all above zero). Of their logarithms it is less than the mean (0.79, 0.84, 0.39;
  /// as log₂ without the 1 it is smaller yet). 2⁴⁰ is above any level there is.
  public var looksLogarithmic: Bool {
    positive >= Self.fewest && largest < 40 && variation < 1.2 && 2 * whole < positive
  }

  /// Whether the levels look like counts of fragments: none has a fraction, some are small, and some
  /// large. (Intensities of proteins are whole numbers too, and never small.)
  public var looksCounted: Bool {
    positive >= Self.fewest && whole == positive && largest >= 1000 && least < 10
  }

  public init(_ table: OmicsTable) {
    var sum = 0.0
    table.forEachLevel { level in
      guard let level else {
        missing += 1
        return
      }
      if level == 0 {
        zeros += 1
        return
      }
      positive += 1
      if level == level.rounded() { whole += 1 }
      least = min(least, level)
      largest = max(largest, level)
    }
    if positive == 0 { return }
    // Shares of the largest, so that no sum of squares overflows.
    table.forEachLevel { level in sum += (level ?? 0) / largest }
    let mean = sum / Double(positive)
    var squares = 0.0
    table.forEachLevel { level in
      guard let level, level > 0 else { return }
      let difference = level / largest - mean
      squares += difference * difference
    }
    variation = (squares / Double(positive)).squareRoot() / mean
  }

  /// The share of the measured levels that are zero.
  public var zeroShare: Double {
    positive + zeros == 0 ? 0 : Double(zeros) / Double(positive + zeros)
  }
}
