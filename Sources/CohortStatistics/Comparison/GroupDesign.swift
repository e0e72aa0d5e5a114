/// Which samples of a table are compared.
///
/// Every difference is first − second: give the group of interest first, and its control second.
public enum GroupDesign: Sendable, Hashable {
  /// Two groups, by the indices of their samples.
  case independent(first: [Int], second: [Int])
  /// Pairs, such as a tumour and the normal tissue of one patient: pair *i* is `first[i]` and
  /// `second[i]`.
  case paired(first: [Int], second: [Int])

  public var first: [Int] {
    switch self {
    case .independent(let first, _), .paired(let first, _): first
    }
  }

  public var second: [Int] {
    switch self {
    case .independent(_, let second), .paired(_, let second): second
    }
  }

  public var isPaired: Bool {
    if case .paired = self { true } else { false }
  }

  /// - Throws: ``CohortStatisticsError/emptyGroup(_:)``,
  ///   ``CohortStatisticsError/notPaired(first:second:)``,
  ///   ``CohortStatisticsError/noSuchIndex(of:index:count:)``,
  ///   ``CohortStatisticsError/inTwoGroups(sample:)``.
  func check(sampleCount: Int) throws(CohortStatisticsError) {
    if first.isEmpty { throw .emptyGroup(0) }
    if second.isEmpty { throw .emptyGroup(1) }
    if isPaired, first.count != second.count {
      throw .notPaired(first: first.count, second: second.count)
    }
    var used: Set<Int> = []
    for sample in first + second {
      guard (0..<sampleCount).contains(sample) else {
        throw .noSuchIndex(of: "sample", index: sample, count: sampleCount)
      }
      guard used.insert(sample).inserted else { throw .inTwoGroups(sample: sample) }
    }
  }
}
