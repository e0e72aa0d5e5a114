#if GLPK
import LinearProgramming

/// A linear program with its coefficients as rational numbers.
///
/// Its variables are the *n* columns and behind them the *m* rows' activities *r = A x*, each within
/// bounds of its own. Few coefficients of a reconstruction differ, so each value is held once.
final class ExactProgram {
  let program: LinearProgram
  let rows: SparseRows
  /// The distinct coefficients of the matrix, and behind them room for others.
  let numbers: RationalArray
  /// How many distinct coefficients there are.
  let coefficientCount: Int
  /// Where in `numbers` the coefficient of each entry of the matrix is, by columns and by rows.
  let columnCoefficients: [Int32]
  let rowCoefficients: [Int32]

  /// - Precondition: Every coefficient is finite.
  init(_ program: LinearProgram) {
    self.program = program
    rows = SparseRows(program.matrix)
    var places: [Double: Int32] = [:]
    var distinct: [Double] = []
    columnCoefficients = program.matrix.values.map { value in
      if let known = places[value] { return known }
      places[value] = Int32(distinct.count)
      distinct.append(value)
      return Int32(distinct.count - 1)
    }
    rowCoefficients = rows.values.map { places[$0] ?? 0 }
    coefficientCount = distinct.count
    numbers = RationalArray(count: distinct.count)
    for (index, value) in distinct.enumerated() { numbers.set(index, to: value) }
  }

  var columnCount: Int { program.columns.count }
  var rowCount: Int { program.rows.count }
  var variableCount: Int { columnCount + rowCount }

  func bounds(of variable: Int) -> Bounds {
    variable < columnCount
      ? Bounds(lower: program.columns.lower[variable], upper: program.columns.upper[variable])
      : Bounds(
        lower: program.rows.lower[variable - columnCount],
        upper: program.rows.upper[variable - columnCount])
  }
}
#endif
