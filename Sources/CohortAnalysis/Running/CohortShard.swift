/// One of *n* parts of a cohort, computed without the others: every *n*-th patient of the design.
public struct CohortShard: Sendable, Hashable {
  /// From 1 to ``count``.
  public let index: Int
  public let count: Int

  /// The whole cohort.
  public static let whole = CohortShard(checked: 1, of: 1)

  /// `nil` unless 1 ≤ `index` ≤ `count`.
  public init?(_ index: Int, of count: Int) {
    guard index >= 1, index <= count else { return nil }
    self.init(checked: index, of: count)
  }

  /// From text such as `3/16`.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]) else { return nil }
    self.init(index, of: count)
  }

  private init(checked index: Int, of count: Int) {
    self.index = index
    self.count = count
  }

  /// The places of its patients among `all`. Neighbours in a design are often alike; so they are
  /// dealt out one by one.
  public func patients(of all: Int) -> [Int] {
    Array(stride(from: index - 1, to: all, by: count))
  }
}
