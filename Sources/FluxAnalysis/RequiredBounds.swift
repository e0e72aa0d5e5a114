import LinearProgramming

/// Which columns must stand at which bound for an end to be reached.
///
/// By complementary slackness a point reaches what duals prove of an end if and only if every column
/// that has a reduced cost stands at the bound that the cost asks for. How many do not yet says how
/// far a point is from there: of the hundreds of columns in which two points differ, most are in
/// nobody's way. To go always where fewest must move takes a quarter fewer pivots on Human-GEM than
/// to go where fewest differ.
struct RequiredBounds {
  private let duals: [SparseNumbers?]
  private let ends: FluxEnds
  private let rows: SparseRows
  private let columnCount: Int

  /// Below this a reduced cost is rounding.
  private static let tolerance = 1e-9

  /// - Parameter duals: For each end those that prove it; `nil` where it is at its column's own bound.
  init(_ duals: [SparseNumbers?], ends: FluxEnds, program: LinearProgram) {
    self.duals = duals
    self.ends = ends
    rows = SparseRows(program.matrix)
    columnCount = program.columns.count
  }

  /// What all of `ends` together require.
  struct Bounds: Sendable {
    fileprivate(set) var lower: ColumnBits
    fileprivate(set) var upper: ColumnBits

    /// How many columns do not stand where they must.
    func missing(at place: ColumnPlaces) -> Int {
      lower.count(without: place.lower) + upper.count(without: place.upper)
    }
  }

  func bounds(of chosen: [Int32]) -> Bounds {
    var bounds = Bounds(
      lower: ColumnBits(columns: columnCount), upper: ColumnBits(columns: columnCount))
    var cost = [Double](repeating: 0, count: columnCount)
    for end in chosen.map(Int.init) { add(end, to: &bounds, cost: &cost) }
    return bounds
  }

  /// - Parameter cost: All zero before and after.
  private func add(_ end: Int, to bounds: inout Bounds, cost: inout [Double]) {
    let column = ends.column(of: end)
    var touched = [column]
    cost[column] = ends.isMaximum(end) ? 1 : -1
    if let duals = duals[end] {
      for (row, dual) in zip(duals.indices, duals.values) {
        for position in rows.range(ofRow: Int(row)) {
          touched.append(Int(rows.columns[position]))
          cost[touched[touched.count - 1]] -= dual * rows.values[position]
        }
      }
    }
    for column in touched {
      if cost[column] > Self.tolerance { bounds.upper.insert(column) }
      if cost[column] < -Self.tolerance { bounds.lower.insert(column) }
      cost[column] = 0
    }
  }
}

/// The columns that stand at a bound at some point.
struct ColumnPlaces {
  let lower: ColumnBits
  let upper: ColumnBits

  init(_ point: [Double], bounds: BoundArrays) {
    var lower = ColumnBits(columns: point.count)
    var upper = lower
    for (column, value) in point.enumerated() {
      if abs(value - bounds.lower[column]) <= Self.tolerance { lower.insert(column) }
      if abs(value - bounds.upper[column]) <= Self.tolerance { upper.insert(column) }
    }
    self.lower = lower
    self.upper = upper
  }

  private static let tolerance = 1e-9
}

/// A set of columns, a bit each.
struct ColumnBits: Sendable {
  private var words: [UInt64]

  init(columns: Int) { words = Array(repeating: 0, count: (columns + 63) / 64) }

  mutating func insert(_ column: Int) { words[column / 64] |= 1 << UInt64(column % 64) }

  /// How many of these are not in `other`.
  func count(without other: ColumnBits) -> Int {
    words.withUnsafeBufferPointer { words in
      other.words.withUnsafeBufferPointer { others in
        var count = 0
        for place in 0..<min(words.count, others.count) {
          count &+= (words[place] & ~others[place]).nonzeroBitCount
        }
        return count
      }
    }
  }
}
