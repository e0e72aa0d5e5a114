/// One number of every sample, ranked, whose statistic any relabelling of the samples changes.
struct RelabelledQuantity {
  /// Of each slot: twice its rank, 0 where it has none; of a pair with the sign of its difference.
  let scores: [Int32]
  private let lanes: [Relabellings.Lanes]
  private let total: Int
  /// Of each slot 1 where it has a value; `nil` where all have.
  private let presence: [Relabellings.Lanes]?
  private let present: Int
  /// What makes the squared sums one of the statistics below.
  private let scale: Double
  private let arePairs: Bool

  /// Of groups: the statistic of a labelling is *H* of Kruskal and Wallis, corrected for ties; with two
  /// groups *z*² of Mann and Whitney. `nil` where everything is tied.
  init?(values: [Double], tolerance: ValueTolerance) {
    let slots = values.indices.filter { !values[$0].isNaN }
    let ranking = Ranking(slots.map { values[$0] }, tolerance: tolerance)
    if ranking.allTied { return nil }
    var scores = [Int32](repeating: 0, count: values.count)
    for (place, slot) in slots.enumerated() { scores[slot] = ranking.doubledRanks[place] }
    let n = Double(slots.count)
    scale = 3 / (n * (n + 1)) / (1 - ranking.tieTerm / (n * n * n - n))
    present = slots.count
    presence =
      present == values.count ? nil : Relabellings.lanes(scores.map { $0 == 0 ? 0 : 1 })
    arePairs = false
    self.scores = scores
    total = scores.reduce(0) { $0 + Int($1) }
    lanes = Relabellings.lanes(scores)
  }

  /// Of pairs: *z*² of Wilcoxon's signed ranks, by its variance over all exchanges. `nil` where no pair
  /// differs.
  ///
  /// - Parameter differences: NaN where a pair has none, 0 where it does not differ.
  init?(differences: [Double], tolerance: ValueTolerance) {
    let slots = differences.indices.filter { !differences[$0].isNaN && differences[$0] != 0 }
    if slots.isEmpty { return nil }
    let ranking = Ranking(slots.map { abs(differences[$0]) }, tolerance: tolerance)
    var scores = [Int32](repeating: 0, count: differences.count)
    for (place, slot) in slots.enumerated() {
      scores[slot] =
        differences[slot] > 0 ? ranking.doubledRanks[place] : -ranking.doubledRanks[place]
    }
    scale = 1 / scores.reduce(0.0) { $0 + Double($1) * Double($1) }
    present = slots.count
    presence = nil
    arePairs = true
    self.scores = scores
    total = scores.reduce(0) { $0 + Int($1) }
    lanes = Relabellings.lanes(scores)
  }

  /// Whether every labelling gives both the same statistic: the same ranks, upwards or downwards.
  func ranksAlike(_ other: RelabelledQuantity) -> Bool {
    if scores == other.scores { return true }
    if arePairs { return zip(scores, other.scores).allSatisfy { $0 == -$1 } }
    let mirror = Int32(2 * (present + 1))
    return present == other.present
      && zip(scores, other.scores).allSatisfy { $0 == 0 ? $1 == 0 : $1 == mirror - $0 }
  }

  /// Raises each of `statistics` to that of the labelling where it is larger; the first is the given
  /// labelling.
  ///
  /// - Complexity: O(slots) for each.
  func raise(_ statistics: inout [Double], _ labellings: Relabellings) {
    var sums = [Int](repeating: 0, count: labellings.groupCount)
    var members = sums
    if presence == nil, !arePairs { members = labellings.sizes }
    for index in statistics.indices {
      labellings.sum(lanes, total: total, relabelling: index, into: &sums)
      if arePairs {
        let sum = Double(total - 2 * sums[1])
        statistics[index] = max(statistics[index], scale * sum * sum)
        continue
      }
      if let presence {
        labellings.sum(presence, total: present, relabelling: index, into: &members)
      }
      statistics[index] = max(statistics[index], statistic(sums, members))
    }
  }

  private func statistic(_ sums: [Int], _ members: [Int]) -> Double {
    var squares = 0.0
    for (sum, count) in zip(sums, members) where count > 0 {
      let doubled = Double(sum - count * (present + 1))
      squares += doubled * doubled / Double(count)
    }
    return scale * squares
  }

  /// *p* of Kruskal and Wallis' test with the given labels, of as many groups as have a value.
  func kruskalPValue(_ labellings: Relabellings, groups: Int) -> Double {
    var statistics = [0.0]
    raise(&statistics, labellings)
    return ChiSquare.upperTail(statistics[0], degrees: groups - 1)
  }
}
