/// Bounds of a program's columns that its rows imply, every one of them proved.
///
/// A row *L ≤ Σ aₖxₖ ≤ U* limits each of its columns by what the others can at most contribute
/// (activity bounds; Brearley, Mitra and Williams, Math. Program. 1975, doi 10.1007/BF01580428).
/// That is repeated, row by row, as long as bounds move. Everything is rounded outwards, so no
/// feasible point of the exact program lies outside.
public struct ImpliedBounds: Sendable {
  /// For each column, never wider than its own bounds.
  public private(set) var lower: [Double]
  public private(set) var upper: [Double]

  /// The columns' own bounds, and nothing that rows imply.
  public init(ownOf program: LinearProgram) {
    (lower, upper) = (program.columns.lower, program.columns.upper)
  }

  /// Bounds that move by less than this, relative to the largest of 1 and their size, stay: rows
  /// can move each other's bounds by less and less for ever.
  private static let leastChange = 1e-6
  private static let sweeps = 12

  /// - Complexity: O(nonzeros) a sweep, and there are a dozen at most.
  public init(_ program: LinearProgram) {
    self.init(ownOf: program)
    let rows = SparseRows(program.matrix)
    var isDirty = [Bool](repeating: true, count: program.matrix.rowCount)
    for _ in 0..<Self.sweeps where isDirty.contains(true) {
      for row in isDirty.indices where isDirty[row] {
        for column in tighten(by: row, of: rows, program.rows[row]) {
          for position in program.matrix.range(ofColumn: column) {
            isDirty[Int(program.matrix.rows[position])] = true
          }
        }
        isDirty[row] = false
      }
    }
  }

  /// The columns' own bounds where they are finite, and what the rows imply where they are not: as much
  /// as the outer bound of a single program needs.
  public init(unlessLimited program: LinearProgram) {
    self.init(ownOf: program)
    let isLimited = lower.indices.allSatisfy { lower[$0].isFinite && upper[$0].isFinite }
    if isLimited { return }
    let implied = ImpliedBounds(program)
    for column in lower.indices {
      if !lower[column].isFinite { lower[column] = implied.lower[column] }
      if !upper[column].isFinite { upper[column] = implied.upper[column] }
    }
  }

  /// The least, or the most, that a row's columns can add up to: a finite part, and how many of
  /// them are without limit.
  private struct Activity {
    var sum = 0.0
    var size = 0.0
    var unlimited = 0

    mutating func add(_ term: Double) {
      if term.isInfinite {
        unlimited += 1
      } else {
        sum += term
        size += abs(term)
      }
    }

    /// The finite part without `term`; `nil` if another term is without limit.
    func without(_ term: Double) -> Double? {
      if unlimited > (term.isInfinite ? 1 : 0) { return nil }
      return term.isInfinite ? sum : sum - term
    }
  }

  /// Tightens the columns of a row and returns those whose bounds moved.
  private mutating func tighten(
    by row: Int, of rows: SparseRows, _ bounds: Bounds
  ) -> [Int] {
    let range = rows.range(ofRow: row)
    var least = Activity()
    var most = Activity()
    for position in range {
      let (low, high) = contribution(rows.values[position], Int(rows.columns[position]))
      least.add(low)
      most.add(high)
    }
    var moved: [Int] = []
    for position in range where rows.values[position] != 0 {
      let value = rows.values[position]
      let column = Int(rows.columns[position])
      let (low, high) = contribution(value, column)
      var isMoved = false
      if bounds.upper.isFinite, let others = least.without(low) {
        let room = bounds.upper - others + error(range.count, least.size, bounds.upper)
        isMoved = limit(column, times: value, toAtMost: room)
      }
      if bounds.lower.isFinite, let others = most.without(high) {
        let room = others - bounds.lower + error(range.count, most.size, bounds.lower)
        if limit(column, times: -value, toAtMost: room) { isMoved = true }
      }
      if isMoved { moved.append(column) }
    }
    return moved
  }

  /// More than the rounding error of a sum of `count` products, of what is taken off it, and of
  /// its distance from `bound` (Higham 2002, section 4.2, as for an ``ErrorBoundedSum``).
  private func error(_ count: Int, _ size: Double, _ bound: Double) -> Double {
    let operations = Double(count + 6)
    return operations
      * (ErrorBoundedSum.unit * 1.01 * (size + abs(bound)) + .leastNonzeroMagnitude)
  }

  private func contribution(_ value: Double, _ column: Int) -> (low: Double, high: Double) {
    if value == 0 { return (0, 0) }
    return value > 0
      ? (value * lower[column], value * upper[column])
      : (value * upper[column], value * lower[column])
  }

  private mutating func limit(
    _ column: Int, times value: Double, toAtMost room: Double
  ) -> Bool {
    value > 0
      ? lowerTheUpper(column, to: (room / value).nextUp)
      : raiseTheLower(column, to: (room / value).nextDown)
  }

  // Bounds that would cross are left as they are: that the program is infeasible is for a solver to
  // say. A limit that is infinite or not a number fails the comparisons.

  private mutating func lowerTheUpper(_ column: Int, to limit: Double) -> Bool {
    let least = Self.leastChange * max(1, abs(limit))
    guard upper[column] - limit > least, limit >= lower[column] else { return false }
    upper[column] = limit
    return true
  }

  private mutating func raiseTheLower(_ column: Int, to limit: Double) -> Bool {
    let least = Self.leastChange * max(1, abs(limit))
    guard limit - lower[column] > least, limit <= upper[column] else { return false }
    lower[column] = limit
    return true
  }
}
