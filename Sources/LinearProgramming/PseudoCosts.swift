/// What it has cost so far to move each column by one unit up or down, and which column that makes
/// the one to branch on (Achterberg, Koch and Martin, Oper. Res. Lett. 2005, doi
/// 10.1016/j.orl.2004.04.002).
struct PseudoCosts {
  private struct Side {
    var sum = 0.0
    var count = 0
    var mean: Double? { count > 0 ? sum / Double(count) : nil }

    mutating func add(_ cost: Double) {
      sum += cost
      count += 1
    }
  }

  /// No more columns than this are tried out at a node, and no more than ``trialLimit`` in all.
  private static let trials = 8
  private static let trialLimit = 400
  /// A branch without cost still counts for something, so that the other one does too.
  private static let least = 1e-6

  private var up: [Side]
  private var down: [Side]
  private var all = Side()
  private var tried = 0

  init(columnCount: Int) {
    up = Array(repeating: Side(), count: columnCount)
    down = up
  }

  /// - Parameters:
  ///   - move: Upwards, or (negative) downwards.
  ///   - loss: By how much the bound fell.
  mutating func note(_ column: Int, move: Double, loss: Double) {
    if move == 0 || !loss.isFinite { return }
    let cost = max(0, loss) / abs(move)
    if move > 0 { up[column].add(cost) } else { down[column].add(cost) }
    all.add(cost)
  }

  /// A branch in which nothing is left costs more than any other.
  mutating func noteDeadEnd(_ column: Int, move: Double) {
    let cost = 10 * max(1, all.mean ?? 1) / max(abs(move), 0.01)
    if move > 0 { up[column].add(cost) } else { down[column].add(cost) }
  }

  /// The columns that are worth a trial, the least whole first.
  mutating func unknown(among columns: [Int], at x: [Double]) -> [Int] {
    if tried >= Self.trialLimit { return [] }
    let unknown = columns.filter { up[$0].count == 0 || down[$0].count == 0 }
      .sorted { (Self.distance(x[$1]), $0) < (Self.distance(x[$0]), $1) }
    let chosen = Array(unknown.prefix(Self.trials))
    tried += chosen.count
    return chosen
  }

  /// The column whose two branches promise to lower the bound most; of equals the least whole, then
  /// the first.
  ///
  /// - Precondition: There is a column.
  func best(among columns: [Int], at x: [Double]) -> Int {
    let mean = all.mean ?? 1
    var found: (column: Int, score: Double, distance: Double)?
    for column in columns {
      let below = x[column] - x[column].rounded(.down)
      let score =
        max(Self.least, below * (down[column].mean ?? mean))
        * max(Self.least, (1 - below) * (up[column].mean ?? mean))
      let distance = Self.distance(x[column])
      if let found, (found.score, found.distance) >= (score, distance) { continue }
      found = (column, score, distance)
    }
    return found?.column ?? columns[0]
  }

  private static func distance(_ value: Double) -> Double { abs(value - value.rounded()) }
}
