/// Samples drawn anew from each of two groups, with replacement, as often as the groups are large.
///
/// One value serves every row of a comparison, so that a resample is one cohort in all of them. A
/// resample is kept as how often each sample was drawn, for ``lanes`` resamples side by side:
/// a row then costs one pass over its ranking, whatever was drawn.
struct BootstrapResamples: Sendable {
  static let lanes = 16
  typealias Lanes = SIMD16<Float>

  let count: Int
  let firstCount: Int
  let secondCount: Int
  let arePaired: Bool
  /// How often each sample was drawn: by block of resamples, then sample, the first group first.
  private let weights: [Lanes]

  /// - Parameters:
  ///   - count: Of resamples, rounded up to whole blocks.
  ///   - arePaired: Sample *i* of the first group and of the second are drawn together.
  /// - Complexity: O(*n* · `count`), in time and memory (4 bytes each).
  init(
    first: Int, second: Int, arePaired: Bool = false, count requested: Int, seed: UInt64
  ) {
    precondition(!arePaired || first == second, "\(first) and \(second) samples are not paired")
    let blocks = (requested + Self.lanes - 1) / Self.lanes
    let samples = first + second
    var weights = [Lanes](repeating: .zero, count: blocks * samples)
    for block in 0..<blocks {
      for lane in 0..<Self.lanes {
        var random = SeededRandom(seed: seed, stream: UInt64(block * Self.lanes + lane))
        for _ in 0..<first {
          let drawn = block * samples + random.index(below: first)
          weights[drawn][lane] += 1
          if arePaired { weights[drawn + first][lane] += 1 }
        }
        for _ in 0..<(arePaired ? 0 : second) {
          weights[block * samples + first + random.index(below: second)][lane] += 1
        }
      }
    }
    self.weights = weights
    count = blocks * Self.lanes
    self.arePaired = arePaired
    firstCount = first
    secondCount = second
  }

  /// A ranking of the values that a row has.
  struct Row {
    var ranking: Ranking
    /// The sample of each position of the ranking; the first group's come first.
    var samples: [Int32]
    var firstPresent: Int
  }

  /// Cliff's delta of every resample of every row. Resamples that drew only missing values of a
  /// group are left out.
  ///
  /// A delta is exact while the product of the group sizes is below 2²³, and rounded to `Float`
  /// beyond.
  ///
  /// - Complexity: O(*n* · ``count``) for each row. A block of draws is used for all rows before the
  ///   next, so that it stays in the processor's cache.
  func deltas(of rows: [Row]) -> [[Float]] {
    var deltas = rows.map { _ in [Float]() }
    for index in deltas.indices { deltas[index].reserveCapacity(count) }
    weights.withUnsafeBufferPointer { weights in
      let samples = firstCount + secondCount
      for block in 0..<count / Self.lanes {
        let draws = UnsafeBufferPointer(rebasing: weights[block * samples..<(block + 1) * samples])
        for (index, row) in rows.enumerated() {
          Self.append(&deltas[index], row, draws)
        }
      }
    }
    return deltas
  }

  /// Σ over the second group's draws of (first below − first above), in one walk up the runs of ties:
  /// below − above = before + after − all, where *before* and *after* count the first group's draws
  /// ahead of the run and up to its end.
  private static func append(
    _ deltas: inout [Float], _ row: Row, _ draws: UnsafeBufferPointer<Lanes>
  ) {
    var (before, sum, secondDrawn) = (Lanes.zero, Lanes.zero, Lanes.zero)
    var start = 0
    row.ranking.order.withUnsafeBufferPointer { order in
      row.samples.withUnsafeBufferPointer { samples in
        for end in row.ranking.runEnds {
          var (after, secondInRun) = (before, Lanes.zero)
          for place in start..<Int(end) {
            let position = Int(order[place])
            let drawn = draws[Int(samples[position])]
            if position < row.firstPresent { after += drawn } else { secondInRun += drawn }
          }
          sum += secondInRun * (before + after)
          secondDrawn += secondInRun
          (before, start) = (after, Int(end))
        }
      }
    }
    // `before` is now all that was drawn from the first group, and the second group's lower values
    // make the first group's delta positive.
    for lane in 0..<lanes {
      let pairs = before[lane] * secondDrawn[lane]
      if pairs > 0 { deltas.append((pairs - sum[lane]) / pairs) }
    }
  }
}
