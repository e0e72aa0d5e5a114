#if GLPK
extension ExactFactorization {
  /// What is left of *K* without singletons, while it is eliminated.
  private struct Nucleus {
    struct Entry {
      var column: Int32
      var value: Int32
    }

    /// The rows and columns of the program that the nucleus consists of.
    var rows: [Int] = []
    var columns: [Int] = []
    /// By row of the nucleus, with columns of the nucleus. A row that has had its turn is empty.
    var entries: [[Entry]] = []
    /// By column of the nucleus the rows that have an entry in it.
    var holders: [[Int32]] = []
  }

  /// Eliminates what the singletons left. What stays active is in excess of the rank.
  func eliminateNucleus(bitLimit: Int, mayGoOn: () -> Bool) throws(Failure) {
    var nucleus = makeNucleus()
    largestNucleus = max(largestNucleus, nucleus.rows.count)
    // Where in the row at work a column has its entry.
    var places = [Int](repeating: -1, count: nucleus.columns.count)
    while let (row, place) = Self.cheapestPivot(nucleus) {
      if !mayGoOn() { throw .cancelled }
      let pivot = nucleus.entries[row][place]
      if values.bits(Int(pivot.value)) > bitLimit { throw .tooLarge }
      let column = Int(pivot.column)
      nucleus.entries[row].remove(at: place)
      for entry in nucleus.entries[row] {
        nucleus.holders[Int(entry.column)].removeAll { $0 == row }
        upperColumns.append(Int32(nucleus.columns[Int(entry.column)]))
        upperValues.append(entry.value)
      }
      for other in nucleus.holders[column] where other != row {
        eliminate(&nucleus, Int(other), by: row, pivot, &places)
      }
      nucleus.entries[row] = []
      nucleus.holders[column] = []
      rowIsActive[nucleus.rows[row]] = false
      columnIsActive[nucleus.columns[column]] = false
      append(
        row: Int32(nucleus.rows[row]), column: Int32(nucleus.columns[column]), value: pivot.value)
    }
  }

  private func makeNucleus() -> Nucleus {
    var nucleus = Nucleus()
    nucleus.columns = columnIsActive.indices.filter { columnIsActive[$0] }
    nucleus.rows = rowIsActive.indices.filter { rowIsActive[$0] }
    nucleus.holders = Array(repeating: [], count: nucleus.columns.count)
    var numbering = [Int32](repeating: 0, count: columnIsActive.count)
    for (index, column) in nucleus.columns.enumerated() { numbering[column] = Int32(index) }
    for (index, row) in nucleus.rows.enumerated() {
      var entries: [Nucleus.Entry] = []
      for place in exact.rows.range(ofRow: row) where exact.rows.values[place] != 0 {
        let column = Int(exact.rows.columns[place])
        guard columnIsActive[column] else { continue }
        entries.append(.init(column: numbering[column], value: exact.rowCoefficients[place]))
        nucleus.holders[Int(numbering[column])].append(Int32(index))
      }
      nucleus.entries.append(entries)
    }
    return nucleus
  }

  /// The entry with the fewest others in its row times the fewest in its column.
  private static func cheapestPivot(_ nucleus: Nucleus) -> (row: Int, place: Int)? {
    var best: (row: Int, place: Int)?
    var least = Int.max
    for (row, entries) in nucleus.entries.enumerated() where !entries.isEmpty {
      for (place, entry) in entries.enumerated() {
        let cost = (entries.count - 1) * (nucleus.holders[Int(entry.column)].count - 1)
        if cost < least { (best, least) = ((row, place), cost) }
      }
      if least == 0 { break }
    }
    return best
  }

  /// Subtracts from row `target` the multiple of row `source` that makes its entry below the pivot 0.
  private func eliminate(
    _ nucleus: inout Nucleus, _ target: Int, by source: Int, _ pivot: Nucleus.Entry,
    _ places: inout [Int]
  ) {
    for (place, entry) in nucleus.entries[target].enumerated() {
      places[Int(entry.column)] = place
    }
    let multiplier = makeValue()
    let below = places[Int(pivot.column)]
    values.set(Int(multiplier), to: values, Int(nucleus.entries[target][below].value))
    values.divide(Int(multiplier), by: values, Int(pivot.value))
    lowerRows.append(Int32(nucleus.rows[target]))
    lowerValues.append(multiplier)
    for entry in nucleus.entries[source] {
      let column = Int(entry.column)
      let result: Int32
      if places[column] >= 0 {
        result = ownValue(&nucleus.entries[target][places[column]])
      } else {
        result = makeValue()
        values.clear(Int(result))
        nucleus.entries[target].append(.init(column: entry.column, value: result))
        nucleus.holders[column].append(Int32(target))
      }
      values.subtractProduct(Int(result), values, Int(multiplier), values, Int(entry.value))
    }
    for entry in nucleus.entries[target] { places[Int(entry.column)] = -1 }
    dropZeros(&nucleus, target, pivot.column)
  }

  /// A place for the value of `entry` that no other entry shares, as the coefficients are shared.
  private func ownValue(_ entry: inout Nucleus.Entry) -> Int32 {
    if entry.value >= exact.coefficientCount { return entry.value }
    let copy = makeValue()
    values.set(Int(copy), to: values, Int(entry.value))
    entry.value = copy
    return copy
  }

  /// Takes out of a row what has become 0, and the entry below the pivot.
  private func dropZeros(_ nucleus: inout Nucleus, _ row: Int, _ pivotColumn: Int32) {
    for entry in nucleus.entries[row]
    where entry.column != pivotColumn && values.sign(Int(entry.value)) == 0 {
      nucleus.holders[Int(entry.column)].removeAll { $0 == row }
    }
    nucleus.entries[row].removeAll {
      $0.column == pivotColumn || values.sign(Int($0.value)) == 0
    }
  }
}
#endif
