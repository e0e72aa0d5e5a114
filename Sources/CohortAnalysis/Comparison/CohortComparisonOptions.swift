import CohortStatistics

/// How to compare the patients of a cohort.
public struct CohortComparisonOptions: Sendable, Hashable, Codable {
  /// The column of the design whose values make the groups: `group` or a covariate.
  public var column = "group"
  /// The group that the others are compared with: differences are group − reference. `nil` for that
  /// of the first patient in the design.
  public var reference: String?
  /// Whether to compare within the pairs of the design where there are two groups.
  public var usesPairs = true
  /// Whether to take ends that are not certified at their value. Otherwise a patient whose minimum or
  /// maximum is not certified does not count for that reaction: how far the true end lies is unknown.
  public var keepsUncertified = false
  /// How many relabellings of the patients; 0 for none.
  public var permutations = 999
  /// How many bootstrap resamples of the patients; 0 for no intervals.
  public var resamples = 1000
  public var seed: UInt64 = 0
  /// Into how many clusters to cut the tree of patients; `nil` for as many as there are groups.
  public var clusters: Int?
  /// Whether to shuffle the labels of the patients first, by ``seed``: a control, in which nothing but
  /// chance differs.
  public var shufflesLabels = false
  /// The share of intervals that should hold the true value of Cliff's delta.
  public var confidence = 0.95

  public init() {}

  /// Ends of two patients that lie nearer to each other are the same.
  ///
  /// A certified end is within 10⁻⁶·max(1, |v|) of the true one, so two of one true end differ by no
  /// more than the sum of their gaps. Such differences are none: they are ties for the rank tests, and
  /// 0 among the shifts.
  public static let tolerance = ValueTolerance(absolute: 2e-6, relative: 2e-6)

  /// The rate of false discoveries that "found" means in counts.
  public static let discoveryRate = 0.05

  func check() throws(ComparisonError) {
    guard (0...100_000).contains(permutations) else {
      throw .invalidOption(
        name: "permutations", value: "\(permutations)", allowed: "a number from 0 to 100000")
    }
    guard (0...100_000).contains(resamples) else {
      throw .invalidOption(
        name: "resamples", value: "\(resamples)", allowed: "a number from 0 to 100000")
    }
    if let clusters, clusters < 1 {
      throw .invalidOption(name: "clusters", value: "\(clusters)", allowed: "a number from 1")
    }
    guard confidence > 0, confidence < 1 else {
      throw .invalidOption(
        name: "confidence", value: "\(confidence)", allowed: "a number above 0 and below 1")
    }
  }
}
