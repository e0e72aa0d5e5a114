/// What each value contributes to Cliff's delta.
struct Dominances {
  var delta: Double
  /// ``delta`` as the resamples compute theirs, so that equal ones compare equal.
  var roundedDelta: Float
  var smallerCount: Int
  /// The empirical influence of each position on ``delta``, divided by the size of its group: its
  /// share of values of the other group on one side, less the share on the other, less delta.
  private var influences: [Double]
  private let firstCount: Int

  /// - Parameter firstCount: The first positions are the first group.
  /// - Complexity: O(*n*).
  init(_ ranking: Ranking, firstCount: Int) {
    let secondCount = ranking.count - firstCount
    self.firstCount = firstCount
    smallerCount = min(firstCount, secondCount)
    let pairs = Double(firstCount) * Double(secondCount)
    let doubled = ranking.doubledRankSum(0..<firstCount) - firstCount * (firstCount + 1)
    let surplus = doubled - firstCount * secondCount
    delta = Double(surplus) / pairs
    roundedDelta = Float(surplus) / Float(pairs)
    influences = [Double](repeating: 0, count: ranking.count)
    var (start, firstBefore) = (0, 0)
    for end in ranking.runEnds {
      let run = ranking.order[start..<Int(end)]
      let firstInRun = run.count { $0 < firstCount }
      let (secondBefore, secondInRun) = (start - firstBefore, run.count - firstInRun)
      // Below less above, among the values of the other group: before + before + tied − all.
      let ofFirst = Double(2 * secondBefore + secondInRun - secondCount) / Double(secondCount)
      let ofSecond = Double(firstCount - 2 * firstBefore - firstInRun) / Double(firstCount)
      for position in run {
        influences[Int(position)] =
          position < firstCount
          ? (ofFirst - delta) / Double(firstCount) : (ofSecond - delta) / Double(secondCount)
      }
      firstBefore += firstInRun
      start = Int(end)
    }
  }

  /// Of the corrected bootstrap: ⅙ Σ *l*³ / (Σ *l*²)^(3/2) over what is drawn as one, *l* its influence
  /// divided by how many are drawn (Davison and Hinkley 1997, ch. 5, for several samples). 0 where
  /// nothing influences.
  ///
  /// - Parameter arePaired: Position *i* of the first group and of the second are drawn together.
  func acceleration(arePaired: Bool) -> Double {
    let drawn =
      arePaired
      ? (0..<firstCount).map { influences[$0] + influences[firstCount + $0] } : influences
    let squares = drawn.reduce(0) { $0 + $1 * $1 }
    let cubes = drawn.reduce(0) { $0 + $1 * $1 * $1 }
    return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
  }
}
