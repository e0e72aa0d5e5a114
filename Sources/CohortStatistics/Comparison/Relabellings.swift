/// Which samples a comparison is of, for any number of groups.
public enum ComparisonDesign: Sendable, Hashable {
  /// Two or more groups, by the indices of their samples.
  case groups([[Int]])
  /// Pair *i* is `first[i]` and `second[i]`.
  case pairs(first: [Int], second: [Int])

  /// The samples, group after group.
  public var samples: [Int] {
    switch self {
    case .groups(let groups): groups.flatMap(\.self)
    case .pairs(let first, let second): first + second
    }
  }

  /// - Throws: As ``GroupDesign/check(sampleCount:)``, and
  ///   ``CohortStatisticsError/tooFewGroups(count:)``.
  func check(sampleCount: Int) throws(CohortStatisticsError) {
    switch self {
    case .pairs(let first, let second):
      try GroupDesign.paired(first: first, second: second).check(sampleCount: sampleCount)
    case .groups(let groups):
      if groups.count < 2 { throw .tooFewGroups(count: groups.count) }
      if let empty = groups.firstIndex(where: \.isEmpty) { throw .emptyGroup(empty) }
      var used: Set<Int> = []
      for sample in samples {
        guard (0..<sampleCount).contains(sample) else {
          throw .noSuchIndex(of: "sample", index: sample, count: sampleCount)
        }
        guard used.insert(sample).inserted else { throw .inTwoGroups(sample: sample) }
      }
    }
  }
}

/// Relabellings of the samples of a design: each keeps the sizes of the groups, or exchanges the two
/// samples of some pairs. One list serves every row, so that a relabelling is one cohort in all of
/// them.
///
/// The first one is the given labelling.
struct Relabellings: Sendable {
  typealias Lanes = SIMD8<Int32>
  static let laneCount = 8

  /// 2 for pairs: a pair is exchanged (1) or not (0).
  let groupCount: Int
  /// Without the given labelling.
  let count: Int
  let isExhaustive: Bool
  /// The samples, or the pairs.
  let slotCount: Int
  /// Of the groups; one for pairs, their number.
  let sizes: [Int]
  /// The slots padded to whole lanes.
  let blockCount: Int
  /// The group of each slot, relabelling after relabelling.
  private let labels: [Lanes]

  /// - Parameter count: All relabellings are taken if there are no more than this (of pairs and of
  ///   two groups), else this many at random.
  /// - Throws: ``CohortStatisticsError/invalidOption(name:value:allowed:)``.
  /// - Complexity: O(`count` · slots) in time and memory (4 bytes each).
  init(
    _ design: ComparisonDesign, count requested: Int, seed: UInt64
  ) throws(CohortStatisticsError) {
    let sizes: [Int]
    switch design {
    case .groups(let groups): sizes = groups.map(\.count)
    case .pairs(let first, _): sizes = [first.count]
    }
    self.sizes = sizes
    slotCount = sizes.reduce(0, +)
    blockCount = (slotCount + Self.laneCount - 1) / Self.laneCount
    let most = max(1, min(1_000_000, (1 << 28) / max(1, slotCount)))
    // Twice a rank sum of more samples does not fit into 32 bits.
    guard slotCount <= 40_000 else {
      throw .invalidOption(
        name: "number of samples to permute", value: "\(slotCount)", allowed: "at most 40000")
    }
    guard (0...most).contains(requested) else {
      throw .invalidOption(
        name: "number of permutations", value: "\(requested)", allowed: "a number from 0 to \(most)"
      )
    }
    var rows = LabelRows(slotCount: slotCount, blockCount: blockCount)
    rows.append(
      sizes.enumerated().flatMap { [Int32](repeating: Int32($0.offset), count: $0.element) })
    var isExhaustive = false
    if requested == 0 {
      groupCount = max(2, sizes.count)
    } else if case .pairs = design {
      groupCount = 2
      isExhaustive = rows.appendSwaps(requested, seed: seed)
    } else if sizes.count == 2 {
      groupCount = 2
      isExhaustive = try rows.appendHalves(sizes, requested, seed: seed)
    } else {
      groupCount = sizes.count
      rows.appendShuffles(requested, seed: seed)
    }
    self.isExhaustive = isExhaustive
    count = rows.count - 1
    labels = rows.labels
  }

  /// The sum of `scores` over each group of a relabelling (0 is the given one), into `sums`; that of
  /// the first group is what the others leave of `total`.
  func sum(_ scores: [Lanes], total: Int, relabelling: Int, into sums: inout [Int]) {
    let start = relabelling * blockCount
    labels.withUnsafeBufferPointer { labels in
      scores.withUnsafeBufferPointer { scores in
        var rest = total
        for group in 1..<groupCount {
          let wanted = Lanes(repeating: Int32(group))
          var sum = Lanes.zero
          for block in 0..<blockCount {
            sum &+= scores[block].replacing(with: 0, where: labels[start + block] .!= wanted)
          }
          sums[group] = Int(sum.wrappedSum())
          rest -= sums[group]
        }
        sums[0] = rest
      }
    }
  }

  /// Numbers of the slots in whole lanes.
  static func lanes(_ numbers: [Int32]) -> [Lanes] {
    var lanes = [Lanes](repeating: .zero, count: (numbers.count + laneCount - 1) / laneCount)
    for (place, number) in numbers.enumerated() {
      lanes[place / laneCount][place % laneCount] = number
    }
    return lanes
  }

  /// The p-value where `count` of the permuted statistics are at least as large as the given one; see
  /// ``LabelPermutations/pValue(extreme:)``.
  func pValue(extreme count: Int) -> Double {
    isExhaustive
      ? Double(count) / Double(self.count) : Double(count + 1) / Double(self.count + 1)
  }
}

/// Labellings as they are listed.
private struct LabelRows {
  let slotCount: Int
  let blockCount: Int
  var labels: [Relabellings.Lanes] = []
  private(set) var count = 0

  init(slotCount: Int, blockCount: Int) {
    self.slotCount = slotCount
    self.blockCount = blockCount
  }

  mutating func append(_ row: [Int32]) {
    labels += Relabellings.lanes(row)
    count += 1
  }

  /// - Returns: Whether these are all.
  mutating func appendSwaps(_ requested: Int, seed: UInt64) -> Bool {
    let isExhaustive = slotCount < 20 && 1 << slotCount <= requested
    var random = SeededRandom(seed: seed)
    for swap in 0..<(isExhaustive ? 1 << slotCount : requested) {
      var bits = UInt64(swap)
      append(
        (0..<slotCount).map { slot in
          if !isExhaustive, slot.isMultiple(of: 64) { bits = random.next() }
          defer { bits >>= 1 }
          return Int32(bits & 1)
        })
    }
    return isExhaustive
  }

  mutating func appendHalves(
    _ sizes: [Int], _ requested: Int, seed: UInt64
  ) throws(CohortStatisticsError) -> Bool {
    let all = try LabelPermutations(
      first: sizes[0], second: sizes[1], count: requested, seed: seed)
    for index in 0..<all.count {
      var row = [Int32](repeating: 0, count: slotCount)
      for slot in all.labels(index).second { row[slot] = 1 }
      append(row)
    }
    return all.isExhaustive
  }

  mutating func appendShuffles(_ requested: Int, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let sizes = labels.prefix(blockCount)
    var row = (0..<slotCount).map { slot in
      sizes[slot / Relabellings.laneCount][slot % Relabellings.laneCount]
    }
    for _ in 0..<requested {
      for slot in stride(from: slotCount - 1, to: 0, by: -1) {
        row.swapAt(slot, random.index(below: slot + 1))
      }
      append(row)
    }
  }
}
