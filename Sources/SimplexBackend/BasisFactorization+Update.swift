extension BasisFactorization {
  /// Replaces the column of `position` by the one whose spike the last `ftran` kept.
  ///
  /// The new pivot is computed twice, by eliminating row `position` and as the old pivot times
  /// `alpha[position]`, which it equals in exact arithmetic.
  ///
  /// - Returns: False if the two differ or are next to zero: the factors are then those of before, but
  ///   too inexact to go on with.
  func update(position: Int, alpha: WorkVector) -> Bool {
    precondition(hasSpike, "update without an ftran that saves its spike")
    hasSpike = false
    if unitPosition != position { solveUnitRow(position) }
    unitPosition = -1
    let pivot = appendEta(position)
    let expected = alpha.values[position] * diagonal[position]
    guard abs(pivot) > Self.pivotTolerance,
      abs(pivot - expected) <= Self.updateTolerance * max(abs(pivot), abs(expected))
    else {
      etas.abandon()
      return false
    }
    etas.close(pivot: position)
    removeRow(position)
    removeColumn(position)
    insertSpike(position)
    diagonal[position] = pivot
    moveToEnd(position)
    noteUpdated()
    return true
  }

  /// *y* with *Uᵀ y = eₚ*.
  private func solveUnitRow(_ position: Int) {
    unitRow.clear()
    unitRow.append(1, at: position)
    solveUpperTransposed(unitRow)
  }

  /// Writes *r = −d·y* behind the other rows and returns the new pivot, *spikeₚ − r·spike*.
  private func appendEta(_ position: Int) -> Double {
    let scale = -diagonal[position]
    var pivot = spike.values[position]
    for place in 0..<unitRow.count {
      let index = unitRow.indices[place]
      let entry = scale * unitRow.values[Int(index)]
      if Int(index) == position || abs(entry) <= Self.dropTolerance { continue }
      etas.append(index, entry)
      pivot -= entry * spike.values[Int(index)]
    }
    return pivot
  }

  /// Takes the row of `position` out of both copies of *U*.
  private func removeRow(_ position: Int) {
    upperEntryCount -= Self.remove(position, of: &upperRows, alsoOf: &upperColumns)
  }

  /// Takes the column of `position` out of both copies of *U*.
  private func removeColumn(_ position: Int) {
    upperEntryCount -= Self.remove(position, of: &upperColumns, alsoOf: &upperRows)
  }

  /// Empties a line of a matrix that is stored by lines both ways; returns how many entries it had.
  private static func remove(
    _ line: Int, of lines: inout SparseLines, alsoOf crossing: inout SparseLines
  ) -> Int {
    let start = Int(lines[line].start)
    let count = Int(lines[line].count)
    let removed = Int32(truncatingIfNeeded: line)
    for entry in start..<start &+ count {
      let other = Int(lines.indices[entry])
      crossing.remove(at: crossing.position(of: removed, in: other), from: other)
    }
    lines[line].count = 0
    return count
  }

  /// Makes the spike the column of `position` in both copies of *U*.
  private func insertSpike(_ position: Int) {
    upperColumns.clear(position, room: spike.count)
    for place in 0..<spike.count {
      let row = spike.indices[place]
      let value = spike.values[Int(row)]
      if Int(row) == position || abs(value) <= Self.dropTolerance { continue }
      upperColumns.place(row, value, in: position)
      upperRows.append(Int32(truncatingIfNeeded: position), value, to: Int(row))
    }
    upperEntryCount += Int(upperColumns[position].count)
  }

  private func moveToEnd(_ position: Int) {
    if orderCount == orderCapacity { closeGapsOfOrder() }
    order[Int(orderSlots[position])] = -1
    appendToOrder(position)
  }

  private func closeGapsOfOrder() {
    let count = orderCount
    orderCount = 0
    for slot in 0..<count where order[slot] >= 0 { appendToOrder(Int(order[slot])) }
  }

  @inline(__always)
  func appendToOrder(_ position: Int) {
    order[orderCount] = Int32(truncatingIfNeeded: position)
    orderSlots[position] = Int32(truncatingIfNeeded: orderCount)
    orderCount &+= 1
  }
}
