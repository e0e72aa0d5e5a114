/// Where each of a list of values stands among all of them, ties sharing the mean of their ranks.
///
/// A run of ties begins at a value and holds every following one that does not exceed that value by
/// more than the tolerance: everything in it is the same, though two runs need not differ.
struct Ranking: Sendable {
  /// Positions in ascending order of value.
  var order: [Int32]
  /// Where each run of ties ends in ``order``.
  var runEnds: [Int32]
  /// Twice the mean rank (from 1) of each position, a whole number.
  var doubledRanks: [Int32]
  /// Σ (*t*³ − *t*) over the runs.
  var tieTerm: Double

  /// - Precondition: No NaN, and fewer than 2³⁰ values.
  /// - Complexity: O(*n* log *n*).
  init(_ values: [Double], tolerance: ValueTolerance) {
    precondition(values.count < 1 << 30, "\(values.count) values cannot be ranked")
    var sorted = [(value: Double, position: Int32)]()
    sorted.reserveCapacity(values.count)
    for position in values.indices { sorted.append((values[position], Int32(position))) }
    sorted.sort { $0.value < $1.value }
    order = sorted.map(\.position)
    runEnds = []
    doubledRanks = [Int32](repeating: 0, count: values.count)
    tieTerm = 0
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, !tolerance.exceeds(sorted[end].value, sorted[start].value) {
        end += 1
      }
      closeRun(start..<end)
      start = end
    }
  }

  private mutating func closeRun(_ run: Range<Int>) {
    runEnds.append(Int32(run.upperBound))
    // Ranks run.lowerBound + 1 … run.upperBound: twice their mean is the sum of the ends.
    let doubled = Int32(run.lowerBound + 1 + run.upperBound)
    for place in run { doubledRanks[Int(order[place])] = doubled }
    let t = Double(run.count)
    tieTerm += t * t * t - t
  }

  var count: Int { order.count }
  var hasTies: Bool { runEnds.count < order.count }
  var allTied: Bool { runEnds.count <= 1 }

  /// Twice the sum of the ranks of `positions`.
  func doubledRankSum(_ positions: Range<Int>) -> Int {
    positions.reduce(0) { $0 + Int(doubledRanks[$1]) }
  }
}

/// How a rank test finds its p-value.
public enum RankTestMethod: String, Sendable, Hashable, Codable, CaseIterable {
  /// By counting every arrangement of the ranks.
  case exact
  /// By the normal approximation, with its variance corrected for ties.
  case asymptotic
}

extension [Double] {
  /// - Throws: ``CohortStatisticsError/emptyGroup(_:)``,
  ///   ``CohortStatisticsError/notANumber(group:position:)``.
  func checkAsGroup(_ group: Int) throws(CohortStatisticsError) {
    if isEmpty { throw .emptyGroup(group) }
    if let position = firstIndex(where: \.isNaN) {
      throw .notANumber(group: group, position: position)
    }
  }
}
