/// The distribution of the sum of the ranks with a positive sign when every sign is a toss of a coin.
struct SignedRankDistribution: Sendable {
  /// P(doubled sum ≤ *s*).
  private let cumulative: [Double]
  private let largest: Int

  /// - Parameter doubledRanks: Twice each rank, tied or not; at most 50 of them, so that their
  ///   2ⁿ signs are counted exactly in a `Double`.
  /// - Complexity: O(*n*³) for *n* ranks.
  init(doubledRanks: [Int]) {
    precondition(doubledRanks.count <= 50, "\(doubledRanks.count) ranks are too many to count")
    largest = doubledRanks.reduce(0, +)
    var counts = [Double](repeating: 0, count: largest + 1)
    counts[0] = 1
    var reached = 0
    for rank in doubledRanks {
      for sum in stride(from: reached, through: 0, by: -1) { counts[sum + rank] += counts[sum] }
      reached += rank
    }
    let total = Double(UInt64(1) << UInt64(doubledRanks.count))
    var sum = 0.0
    cumulative = counts.map { count in
      sum += count
      return sum / total
    }
  }

  /// Ranks 1 … `count`.
  init(untied count: Int) {
    self.init(doubledRanks: (0..<count).map { 2 * ($0 + 1) })
  }

  /// Twice the smaller tail. The distribution is symmetric about half the largest sum.
  func twoSided(doubledSum: Int) -> Double {
    min(1, 2 * cumulative[min(doubledSum, largest - doubledSum)])
  }
}
