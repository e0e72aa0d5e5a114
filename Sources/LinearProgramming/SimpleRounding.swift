/// Rounds integer columns to the side on which no row can be hurt.
///
/// A column is locked upwards if some row could be violated by raising it, and downwards likewise
/// (Achterberg, Constraint Integer Programming, 2007, section 9.1.1). An indicator that only permits,
/// or only promises, is locked on one side.
struct SimpleRounding: Sendable {
  private let integerColumns: [Int]
  private let isLockedUp: [Bool]
  private let isLockedDown: [Bool]

  init(_ program: MixedIntegerProgram) {
    let relaxation = program.relaxation
    integerColumns = program.integerColumns
    let locks = program.integerColumns.map { column in
      var (up, down) = (false, false)
      for position in relaxation.matrix.range(ofColumn: column) {
        let row = relaxation.rows[Int(relaxation.matrix.rows[position])]
        let isPositive = relaxation.matrix.values[position] > 0
        if row.upper.isFinite { if isPositive { up = true } else { down = true } }
        if row.lower.isFinite { if isPositive { down = true } else { up = true } }
      }
      return (up: up, down: down)
    }
    isLockedUp = locks.map(\.up)
    isLockedDown = locks.map(\.down)
  }

  /// `x` with whole numbers; `nil` if a column that is not whole is locked on both sides.
  func round(_ x: [Double]) -> [Double]? {
    var x = x
    for (index, column) in integerColumns.enumerated() {
      let nearest = x[column].rounded()
      if abs(x[column] - nearest) <= IntegerBranching.integrality {
        x[column] = nearest + 0
      } else if !isLockedDown[index] {
        x[column] = x[column].rounded(.down) + 0
      } else if !isLockedUp[index] {
        x[column] = x[column].rounded(.up) + 0
      } else {
        return nil
      }
    }
    return x
  }
}
