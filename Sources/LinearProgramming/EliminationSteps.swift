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

  /// Turns the bounds of original columns into those of what the steps leave of them, and notes in
  /// each merge whose bounds are the tighter ones.
  ///
  /// - Returns: Whether the bounds contradict each other, by more than rounding.
  mutating func carryBounds(lower: inout [Double], upper: inout [Double]) -> Bool {
    for index in steps.indices {
      let step = steps[index]
      let first = Int(step.first)
      var other = Bounds.fixed(0)
      if step.kind == .merge {
        let bounds = (lower[Int(step.second)] / step.factor, upper[Int(step.second)] / step.factor)
        other.lower = min(bounds.0, bounds.1)
        other.upper = max(bounds.0, bounds.1)
      }
      steps[index].upperIsFirst = upper[first] <= other.upper
      steps[index].lowerIsFirst = lower[first] >= other.lower
      lower[first] = max(lower[first], other.lower)
      upper[first] = min(upper[first], other.upper)
      if lower[first] > upper[first] {
        let room = Self.contradiction * max(1, abs(upper[first]))
        if lower[first] - upper[first] > room { return true }
        lower[first] = upper[first]
      }
    }
    return false
  }

  /// Bounds that cross by less, relative to the largest of 1 and their size, are one number that
  /// was rounded in two ways.
  private static let contradiction = 1e-9

  /// The original rows in which the columns of a step had entries, but the one that left.
  func rows(ofEntries entries: Range<Int32>) -> ArraySlice<Int32> {
    rows[Int(entries.lowerBound)..<Int(entries.upperBound)]
  }

  /// Calls `body` with the steps and the entries of their columns as buffers.
  @inline(__always)
  func withUnsafeEntries(
    _ body: (
      _ steps: UnsafeBufferPointer<Step>, _ rows: UnsafeBufferPointer<Int32>,
      _ values: UnsafeBufferPointer<Double>
    ) -> Void
  ) {
    steps.withUnsafeBufferPointer { steps in
      rows.withUnsafeBufferPointer { rows in
        values.withUnsafeBufferPointer { values in body(steps, rows, values) }
      }
    }
  }
}
