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
    y.withUnsafeMutableBufferPointer { y in
      costs.withUnsafeMutableBufferPointer { costs in
        steps.withUnsafeBufferPointer { steps in
          rows.withUnsafeBufferPointer { rows in
            values.withUnsafeBufferPointer { values in
              DualRecovery(steps: steps, rows: rows, values: values, y: y, costs: costs).run()
            }
          }
        }
      }
    }
  }
}

/// The loop over the steps, on buffers: it runs once for each end of a flux variability analysis.
private struct DualRecovery {
  let steps: UnsafeBufferPointer<EliminationSteps.Step>
  let rows: UnsafeBufferPointer<Int32>
  let values: UnsafeBufferPointer<Double>
  let y: UnsafeMutableBufferPointer<Double>
  let costs: UnsafeMutableBufferPointer<Double>

  func run() {
    for step in steps where step.kind == .merge {
      costs[Int(step.first)] += step.factor * costs[Int(step.second)]
    }
    var index = steps.count - 1
    while index >= 0 {
      let step = steps[index]
      switch step.kind {
      case .merge:
        costs[Int(step.first)] -= step.factor * costs[Int(step.second)]
        y[Int(step.row)] = dualOfMerge(step)
        index -= 1
      case .onlyColumn:
        y[Int(step.row)] = reducedCost(step.first, step.firstEntries) / step.firstPivot
        index -= 1
      case .onlyAdds, .onlyTakes:
        y[Int(step.row)] = dualOfRow(endingAt: &index)
      }
    }
  }

  private func dualOfMerge(_ step: EliminationSteps.Step) -> Double {
    let first = reducedCost(step.first, step.firstEntries)
    let second = reducedCost(step.second, step.secondEntries)
    let merged = first + step.factor * second
    let restsOnFirst = merged > 0 ? step.upperIsFirst : step.lowerIsFirst
    return restsOnFirst ? second / step.secondPivot : first / step.firstPivot
  }

  /// The dual of a row whose columns are all zero: the run of steps that ends at `index`.
  private func dualOfRow(endingAt index: inout Int) -> Double {
    let last = steps[index]
    var dual = reducedCost(last.first, last.firstEntries) / last.firstPivot
    index -= 1
    while index >= 0, steps[index].row == last.row {
      let step = steps[index]
      let other = reducedCost(step.first, step.firstEntries) / step.firstPivot
      dual = last.kind == .onlyAdds ? max(dual, other) : min(dual, other)
      index -= 1
    }
    return dual
  }

  @inline(__always)
  private func reducedCost(_ column: Int32, _ entries: Range<Int32>) -> Double {
    var cost = costs[Int(column)]
    var position = Int(entries.lowerBound)
    let end = Int(entries.upperBound)
    while position < end {
      cost -= values[position] * y[Int(rows[position])]
      position += 1
    }
    return cost
  }
}
