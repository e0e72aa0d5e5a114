/// A test of pairs by swapping the two samples of each: all swaps where they are few, otherwise a
/// seeded sample.
public enum SignFlips {
  /// Two-sided, by the absolute sum of the differences.
  ///
  /// - Parameters:
  ///   - differences: First − second of each pair, finite.
  ///   - count: All 2ⁿ swaps are taken if there are no more than this, else this many at random; from
  ///     1 to 10⁶.
  /// - Throws: ``CohortStatisticsError/emptyGroup(_:)``,
  ///   ``CohortStatisticsError/notFinite(what:row:column:)``,
  ///   ``CohortStatisticsError/invalidOption(name:value:allowed:)``.
  /// - Complexity: O(*n* · `count`).
  public static func test(
    _ differences: [Double], count: Int = 9999, seed: UInt64 = 0
  ) throws(CohortStatisticsError) -> PermutationTest {
    if differences.isEmpty { throw .emptyGroup(0) }
    if let pair = differences.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(what: "difference", row: pair, column: 0)
    }
    guard (1...1_000_000).contains(count) else {
      throw .invalidOption(
        name: "number of permutations", value: "\(count)", allowed: "a number from 1 to 1000000")
    }
    let observed = abs(differences.reduce(0, +))
    // Swaps are sums of the same numbers in another order.
    let least = observed - 1e-12 * differences.reduce(0) { $0 + abs($1) }
    let isExhaustive = differences.count < 20 && 1 << differences.count <= count
    let swaps = isExhaustive ? 1 << differences.count : count
    var random = SeededRandom(seed: seed)
    var extreme = 0
    for swap in 0..<swaps {
      var (bits, sum) = (UInt64(swap), 0.0)
      for (place, difference) in differences.enumerated() {
        if !isExhaustive, place.isMultiple(of: 64) { bits = random.next() }
        sum += bits & 1 == 0 ? difference : -difference
        bits >>= 1
      }
      if abs(sum) >= least { extreme += 1 }
    }
    return PermutationTest(
      statistic: observed,
      pValue: isExhaustive
        ? Double(extreme) / Double(swaps) : Double(extreme + 1) / Double(swaps + 1),
      permutations: swaps, isExhaustive: isExhaustive)
  }
}
