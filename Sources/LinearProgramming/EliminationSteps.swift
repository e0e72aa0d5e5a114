/// The steps of a compression in the order they were taken, with the columns as they stood then:
/// what is needed to give duals to the rows that left.
struct EliminationSteps: Sendable {
  enum Kind: UInt8, Sendable {
    /// `first` and `second` were merged into `first` through `row`.
    case merge
    /// `first` was the only column of `row`, and is zero.
    case onlyColumn
    /// `first` is one of the columns of `row` that could only add to it, and are all zero. The
    /// columns of one row stand in a run of such steps.
    case onlyAdds
    /// The same for columns that could only take away.
    case onlyTakes
  }

  struct Step: Sendable {
    var kind: Kind
    /// Whether the upper (lower) bound of the merged column is that of `first`.
    var upperIsFirst = true
    var lowerIsFirst = true
    var row: Int32
    var first: Int32
    var second: Int32 = -1
    /// The coefficients of `first` and `second` in `row`.
    var firstPivot: Double
    var secondPivot = 0.0
    /// The value of `second` per unit of `first`.
    var factor = 0.0
    var firstEntries: Range<Int32>
    var secondEntries: Range<Int32> = 0..<0
  }

  private(set) var steps: [Step] = []
  private var rows: [Int32] = []
  private var values: [Double] = []

  mutating func append(_ step: Step) { steps.append(step) }

  /// Stores the entries of a column but the one in `row`.
  mutating func store(_ column: [Elimination.Entry], without row: Int32) -> Range<Int32> {
    let start = Int32(rows.count)
    for entry in column where entry.row != row {
      rows.append(entry.row)
      values.append(entry.value)
    }
    return start..<Int32(rows.count)
  }

  /// Fills in the duals of the rows that left, from the last step to the first.
  ///
  /// In a merge the reduced cost *d* of the merged column is split so that all of it rests on the
  /// column whose bound is the merged column's, and the other's is zero: then both pay for *d* what
  /// the merged column paid. A row whose columns are all zero gets a dual that leaves none of them
  /// a reduced cost that anything must be paid for.
  func recoverDuals(_ y: inout [Double], costs: inout [Double]) {
    for step in steps where step.kind == .merge {
      costs[Int(step.first)] += step.factor * costs[Int(step.second)]
    }
    var index = steps.count - 1
    while index >= 0 {
      let step = steps[index]
      let row = Int(step.row)
      switch step.kind {
      case .merge:
        costs[Int(step.first)] -= step.factor * costs[Int(step.second)]
        y[row] = dualOfMerge(step, y: y, costs: costs)
        index -= 1
      case .onlyColumn:
        y[row] = reducedCost(step.first, step.firstEntries, y: y, costs: costs) / step.firstPivot
        index -= 1
      case .onlyAdds, .onlyTakes:
        var extreme: Double?
        while index >= 0, steps[index].row == step.row {
          let part = steps[index]
          let dual =
            reducedCost(part.first, part.firstEntries, y: y, costs: costs) / part.firstPivot
          let best = extreme ?? dual
          extreme = step.kind == .onlyAdds ? max(best, dual) : min(best, dual)
          index -= 1
        }
        y[row] = extreme ?? 0
      }
    }
  }

  private func dualOfMerge(_ step: Step, y: [Double], costs: [Double]) -> Double {
    let first = reducedCost(step.first, step.firstEntries, y: y, costs: costs)
    let second = reducedCost(step.second, step.secondEntries, y: y, costs: costs)
    let merged = first + step.factor * second
    let restsOnFirst = merged > 0 ? step.upperIsFirst : step.lowerIsFirst
    return restsOnFirst ? second / step.secondPivot : first / step.firstPivot
  }

  @inline(__always)
  private func reducedCost(
    _ column: Int32, _ entries: Range<Int32>, y: [Double], costs: [Double]
  ) -> Double {
    var cost = costs[Int(column)]
    for position in entries {
      cost -= values[Int(position)] * y[Int(rows[Int(position)])]
    }
    return cost
  }
}
