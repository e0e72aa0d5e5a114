/// Relabellings of the samples of two groups that keep the sizes of the groups: all of them where they
/// are few, otherwise a seeded sample.
///
/// One value serves every row of a comparison, so that a relabelling is one cohort in all of them.
public struct LabelPermutations: Sendable {
  public let firstCount: Int
  public let secondCount: Int
  /// Whether every relabelling is here, the given one among them.
  public let isExhaustive: Bool
  /// How many relabellings there are.
  public let count: Int
  /// Whether ``members`` are the second group, the smaller one.
  let listsSecond: Bool
  /// The samples of the listed group of each relabelling, one relabelling after the other.
  let members: [Int32]

  var memberCount: Int { listsSecond ? secondCount : firstCount }

  /// - Parameters:
  ///   - first: The size of the first group, whose samples come first.
  ///   - count: All relabellings are taken if there are no more than this, else this many at random;
  ///     from 1 to 10⁶.
  /// - Throws: ``CohortStatisticsError/emptyGroup(_:)``,
  ///   ``CohortStatisticsError/invalidOption(name:value:allowed:)``, also where the list would exceed
  ///   2³⁰ numbers.
  /// - Complexity: O(`count` · *n*) in time and memory, *n* the smaller group for the memory.
  public init(
    first: Int, second: Int, count: Int = 9999, seed: UInt64 = 0
  ) throws(CohortStatisticsError) {
    if first < 1 { throw .emptyGroup(0) }
    if second < 1 { throw .emptyGroup(1) }
    let small = min(first, second)
    guard (1...1_000_000).contains(count), count <= (1 << 30) / small, first + second < 1 << 30
    else {
      throw .invalidOption(
        name: "number of permutations", value: "\(count)",
        allowed: "a number from 1 to \(max(1, min(1_000_000, (1 << 30) / small)))")
    }
    firstCount = first
    secondCount = second
    listsSecond = second < first
    if let all = Self.combinations(small, of: first + second, atMost: count) {
      isExhaustive = true
      self.count = all
      members = Self.everyCombination(small, of: first + second, count: all)
    } else {
      isExhaustive = false
      self.count = count
      members = Self.randomCombinations(small, of: first + second, count: count, seed: seed)
    }
  }

  private static func combinations(_ k: Int, of n: Int, atMost limit: Int) -> Int? {
    var result = 1
    for i in 1...k {
      // Exact: the product of i consecutive numbers divides by i!. Below 10⁶ · 2³⁰, no overflow.
      result = result * (n - k + i) / i
      if result > limit { return nil }
    }
    return result
  }

  private static func everyCombination(_ k: Int, of n: Int, count: Int) -> [Int32] {
    var current = (0..<Int32(k)).map { $0 }
    var members: [Int32] = []
    members.reserveCapacity(count * k)
    while true {
      members += current
      guard let place = current.indices.last(where: { Int(current[$0]) < n - k + $0 }) else {
        return members
      }
      current[place] += 1
      for later in current.indices[(place + 1)...] { current[later] = current[later - 1] + 1 }
    }
  }

  private static func randomCombinations(
    _ k: Int, of n: Int, count: Int, seed: UInt64
  ) -> [Int32] {
    var members: [Int32] = []
    members.reserveCapacity(count * k)
    var samples = (0..<Int32(n)).map { $0 }
    var random = SeededRandom(seed: seed)
    for _ in 0..<count {
      for place in 0..<k { samples.swapAt(place, place + random.index(below: n - place)) }
      members += samples[0..<k]
    }
    return members
  }

  /// The p-value when `count` of the relabellings are at least as extreme as what was observed.
  ///
  /// Among all relabellings it is their share. A sample counts the observed labels as one more,
  /// *(b + 1)/(m + 1)*: it is then never 0, and valid (Phipson and Smyth 2010, doi
  /// 10.2202/1544-6115.1585).
  func pValue(extreme count: Int) -> Double {
    isExhaustive
      ? Double(count) / Double(self.count) : Double(count + 1) / Double(self.count + 1)
  }

  /// The samples of the first group in a relabelling, and those of the second, each in ascending
  /// order.
  public func labels(_ index: Int) -> (first: [Int], second: [Int]) {
    var isListed = [Bool](repeating: false, count: firstCount + secondCount)
    for member in members[index * memberCount..<(index + 1) * memberCount] {
      isListed[Int(member)] = true
    }
    let listed = isListed.indices.filter { isListed[$0] }
    let others = isListed.indices.filter { !isListed[$0] }
    return listsSecond ? (others, listed) : (listed, others)
  }
}
