/// One number of every sample, such as the minimum of a flux, compared between two groups.
public struct QuantityComparison: Sendable, Hashable {
  /// Of Mann and Whitney's test, or of Wilcoxon's of the differences in a paired design.
  public var pValue: Double
  public var method: RankTestMethod
  /// P(first > second) − P(first < second).
  public var cliffsDelta: Double
  /// `nil` where no resamples were asked for.
  public var cliffsInterval: ConfidenceInterval?
  /// The shift of Hodges and Lehmann; in a paired design the median difference. `nil` where an
  /// infinite value leaves it undefined.
  public var shift: Double?
}

/// The ranges of one flux in two groups of samples.
public struct ReactionComparison: Sendable, Hashable {
  /// The samples with a range. In a paired design both samples of a pair have one.
  public var firstCount: Int
  public var secondCount: Int
  /// `nil`, as are the others, where a group has no range.
  public var ranges: GroupRanges?
  public var minimum: QuantityComparison?
  public var maximum: QuantityComparison?
  /// Maximum − minimum.
  public var span: QuantityComparison?

  /// One p-value for the three: the smallest times 3 (Bonferroni), at most 1.
  public var pValue: Double? {
    FalseDiscoveryRate.bonferroni([minimum?.pValue, maximum?.pValue, span?.pValue])
  }
}
