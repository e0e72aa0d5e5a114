/// Gives duals to the rows that a compression took out, again and again, for one thread.
///
/// In a merge the reduced cost *d* of the merged column is split so that all of it rests on the
/// column whose bound is the merged column's, and the other's is zero: then both pay for *d* what
/// the merged column paid. A row whose columns are all zero gets a dual that leaves none of them a
/// reduced cost that anything must be paid for.
///
/// A step whose columns have no cost, in rows without a dual, leaves its row without one. So only
/// the steps that a nonzero number reaches are visited, from the last to the first.
public final class DualExpansion {
  /// The duals of all original rows, after ``expand(_:maximizing:)``.
  public private(set) var rowDuals: [Double]

  private var steps: EliminationSteps
  private let rowOrigins: [Int32]
  private let index: StepIndex
  // All zero between calls.
  private var costs: [Double]
  private var pending: [UInt64]

  /// - Complexity: O(rows + columns + entries of the columns that were merged or removed).
  public init(_ compressed: CompressedProgram) {
    steps = compressed.steps
    rowOrigins = compressed.rowOrigins
    index = StepIndex(
      compressed.steps, rowCount: compressed.originalRowCount,
      columnCount: compressed.carriers.count)
    rowDuals = Array(repeating: 0, count: compressed.originalRowCount)
    costs = Array(repeating: 0, count: compressed.carriers.count)
    pending = Array(repeating: 0, count: (compressed.steps.steps.count + 63) / 64)
  }

  /// Goes on with the same compression under other bounds.
  ///
  /// - Precondition: `compressed` differs by ``CompressedProgram/setColumnBounds(_:)`` alone.
  public func follow(_ compressed: CompressedProgram) { steps = compressed.steps }

  /// Fills ``rowDuals`` from duals of the compressed program, for an objective of the original one
  /// that is to be maximized.
  ///
  /// - Complexity: O(rows + entries of the steps that a nonzero number reaches).
  public func expand(
    _ duals: [Double], maximizing terms: [(column: Int, coefficient: Double)]
  ) {
    precondition(duals.count == rowOrigins.count, "\(duals.count) duals")
    steps.withUnsafeEntries { steps, rows, values in
      rowDuals.withUnsafeMutableBufferPointer { y in
        costs.withUnsafeMutableBufferPointer { costs in
          pending.withUnsafeMutableBufferPointer { pending in
            let kernel = DualExpansionKernel(
              steps: steps, rows: rows, values: values, index: index, y: y, costs: costs,
              pending: pending)
            kernel.seed(duals, rowOrigins, terms)
            kernel.run()
            kernel.clear(terms)
          }
        }
      }
    }
  }
}

/// Which steps must be looked at again when a dual or a cost is not zero.
private struct StepIndex {
  /// Steps by original row in which one of their columns had an entry, and by column.
  let byRow: Lists
  let byColumn: Lists
  /// For each column the step that merged it into another, −1 if none did.
  let mergeOf: [Int32]
  /// For each step the last step of its row, at which a run of steps is dealt with as a whole.
  let heads: [Int32]

  struct Lists {
    let starts: [Int32]
    let items: [Int32]

    init(_ pairs: [(key: Int32, item: Int32)], count: Int) {
      var starts = [Int32](repeating: 0, count: count + 1)
      for pair in pairs { starts[Int(pair.key) + 1] += 1 }
      for key in 0..<count { starts[key + 1] += starts[key] }
      var next = starts
      var items = [Int32](repeating: 0, count: pairs.count)
      for pair in pairs {
        items[Int(next[Int(pair.key)])] = pair.item
        next[Int(pair.key)] += 1
      }
      self.starts = starts
      self.items = items
    }
  }

  init(_ source: EliminationSteps, rowCount: Int, columnCount: Int) {
    let steps = source.steps
    var heads = steps.indices.map(Int32.init)
    var mergeOf = [Int32](repeating: -1, count: columnCount)
    for index in steps.indices.dropLast().reversed()
    where steps[index].row == steps[index + 1].row { heads[index] = heads[index + 1] }
    var rows: [(key: Int32, item: Int32)] = []
    var columns: [(key: Int32, item: Int32)] = []
    for (index, step) in steps.enumerated() {
      let head = heads[index]
      for row in source.rows(ofEntries: step.firstEntries) { rows.append((row, head)) }
      for row in source.rows(ofEntries: step.secondEntries) { rows.append((row, head)) }
      columns.append((step.first, head))
      if step.kind == .merge {
        columns.append((step.second, head))
        mergeOf[Int(step.second)] = Int32(index)
      }
    }
    byRow = Lists(rows, count: rowCount)
    byColumn = Lists(columns, count: columnCount)
    self.mergeOf = mergeOf
    self.heads = heads
  }
}

/// The loops over the steps, on buffers: they run for each end of a flux variability analysis.
private struct DualExpansionKernel {
  let steps: UnsafeBufferPointer<EliminationSteps.Step>
  let rows: UnsafeBufferPointer<Int32>
  let values: UnsafeBufferPointer<Double>
  let index: StepIndex
  let y: UnsafeMutableBufferPointer<Double>
  let costs: UnsafeMutableBufferPointer<Double>
  let pending: UnsafeMutableBufferPointer<UInt64>

  func seed(
    _ duals: [Double], _ origins: [Int32], _ terms: [(column: Int, coefficient: Double)]
  ) {
    y.update(repeating: 0)
    for row in duals.indices where duals[row] != 0 {
      y[Int(origins[row])] = duals[row]
      note(index.byRow, Int(origins[row]))
    }
    for term in terms {
      costs[term.column] += term.coefficient
      forEachCarrier(of: term.column) { note(index.byColumn, $0) }
    }
    // In the order of the steps, so that a column has its whole cost before it is passed on.
    for merge in merges(of: terms) {
      let step = steps[Int(merge)]
      costs[Int(step.first)] += step.factor * costs[Int(step.second)]
    }
  }

  /// The merges that passed on the costs of `terms`, in the order of the steps.
  private func merges(of terms: [(column: Int, coefficient: Double)]) -> [Int32] {
    var found: [Int32] = []
    for term in terms {
      forEachCarrier(of: term.column) { column in
        if index.mergeOf[column] >= 0 { found.append(index.mergeOf[column]) }
      }
    }
    return terms.count == 1 ? found : Set(found).sorted()
  }

  /// The column, the one into which it was merged, and so on.
  private func forEachCarrier(of column: Int, _ body: (Int) -> Void) {
    var column = column
    while true {
      body(column)
      let merge = index.mergeOf[column]
      if merge < 0 { return }
      column = Int(steps[Int(merge)].first)
    }
  }

  func clear(_ terms: [(column: Int, coefficient: Double)]) {
    for term in terms { forEachCarrier(of: term.column) { costs[$0] = 0 } }
  }

  @inline(__always)
  private func note(_ lists: StepIndex.Lists, _ key: Int) {
    for position in Int(lists.starts[key])..<Int(lists.starts[key + 1]) {
      let step = Int(lists.items[position])
      pending[step >> 6] |= 1 << UInt64(step & 63)
    }
  }

  func run() {
    var word = pending.count - 1
    while word >= 0 {
      while pending[word] != 0 {
        let bit = 63 - pending[word].leadingZeroBitCount
        pending[word] &= ~(1 << UInt64(bit))
        let step = steps[word << 6 + bit]
        let dual = dual(of: step, at: word << 6 + bit)
        if dual == 0 { continue }
        y[Int(step.row)] = dual
        note(index.byRow, Int(step.row))
      }
      word -= 1
    }
  }

  private func dual(of step: EliminationSteps.Step, at place: Int) -> Double {
    switch step.kind {
    case .merge:
      costs[Int(step.first)] -= step.factor * costs[Int(step.second)]
      return dualOfMerge(step)
    case .onlyColumn: return reducedCost(step.first, step.firstEntries) / step.firstPivot
    case .onlyAdds, .onlyTakes: return dualOfRow(endingAt: place)
    }
  }

  private func dualOfMerge(_ step: EliminationSteps.Step) -> Double {
    let first = reducedCost(step.first, step.firstEntries)
    let second = reducedCost(step.second, step.secondEntries)
    let merged = first + step.factor * second
    let restsOnFirst = merged > 0 ? step.upperIsFirst : step.lowerIsFirst
    return restsOnFirst ? second / step.secondPivot : first / step.firstPivot
  }

  /// The dual of a row whose columns are all zero: the run of steps that ends at `place`.
  private func dualOfRow(endingAt place: Int) -> Double {
    let last = steps[place]
    var dual = reducedCost(last.first, last.firstEntries) / last.firstPivot
    var place = place - 1
    while place >= 0, steps[place].row == last.row {
      let step = steps[place]
      let other = reducedCost(step.first, step.firstEntries) / step.firstPivot
      dual = last.kind == .onlyAdds ? max(dual, other) : min(dual, other)
      place -= 1
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
