#if GLPK
/// The factors of a basis in rational arithmetic.
///
/// Let *K* be the columns that are basic in the rows whose activity is not: a square matrix, to which
/// the rest of the basis adds a unit matrix. Gaussian elimination takes its columns and rows with one
/// entry first, at no cost, and then the rest, the nucleus, by Markowitz's rule
/// (Markowitz 1957, doi 10.1287/mnsc.3.3.255). No entry is too small for a pivot here.
final class ExactFactorization {
  /// One step of the elimination.
  struct Pivot {
    var row: Int32
    var column: Int32
    var value: Int32
    /// Where its multipliers end in `lowerRows`, and the rest of its row in `upperColumns`.
    var lowerEnd: Int32
    var upperEnd: Int32
  }

  enum Failure: Error {
    case cancelled, tooLarge
  }

  let exact: ExactProgram
  /// The values of the factors: the coefficients of the program, and behind them what is computed.
  let values: RationalArray
  var usedValues: Int
  var pivots: [Pivot] = []
  var lowerRows: [Int32] = []
  var lowerValues: [Int32] = []
  var upperColumns: [Int32] = []
  var upperValues: [Int32] = []

  /// Which rows and columns of *K* have no pivot yet. After a factorization those are in excess of
  /// the rank.
  var rowIsActive: [Bool]
  var columnIsActive: [Bool]
  var rowSizes: [Int32]
  var columnSizes: [Int32]
  /// The size of the largest nucleus so far.
  var largestNucleus = 0

  init(_ exact: ExactProgram) {
    self.exact = exact
    values = exact.numbers
    usedValues = exact.coefficientCount
    rowIsActive = Array(repeating: false, count: exact.rowCount)
    columnIsActive = Array(repeating: false, count: exact.columnCount)
    rowSizes = Array(repeating: 0, count: exact.rowCount)
    columnSizes = Array(repeating: 0, count: exact.columnCount)
  }

  /// Factorizes the basis that `isBasic` says, by variable.
  ///
  /// - Throws: ``Failure`` where it was stopped.
  func factorize(
    _ isBasic: [Bool], bitLimit: Int, mayGoOn: () -> Bool
  ) throws(Failure) {
    usedValues = exact.coefficientCount
    pivots.removeAll(keepingCapacity: true)
    lowerRows.removeAll(keepingCapacity: true)
    lowerValues.removeAll(keepingCapacity: true)
    upperColumns.removeAll(keepingCapacity: true)
    upperValues.removeAll(keepingCapacity: true)
    activate(isBasic)
    takeColumnSingletons()
    takeRowSingletons()
    try eliminateNucleus(bitLimit: bitLimit, mayGoOn: mayGoOn)
  }

  /// A new value, 0 or what an earlier factorization left there.
  func makeValue() -> Int32 {
    values.grow(to: usedValues + 1)
    usedValues += 1
    return Int32(usedValues - 1)
  }

  func append(row: Int32, column: Int32, value: Int32) {
    pivots.append(
      Pivot(
        row: row, column: column, value: value, lowerEnd: Int32(lowerRows.count),
        upperEnd: Int32(upperColumns.count)))
  }

  /// Solves *K x = b*: `rhs` is *b* by row and is lost, `solution` becomes *x* by column where a
  /// column has a pivot.
  func solve(_ rhs: RationalArray, into solution: RationalArray) {
    var position = 0
    for pivot in pivots {
      let end = Int(pivot.lowerEnd)
      defer { position = end }
      if rhs.sign(Int(pivot.row)) == 0 { continue }
      while position < end {
        rhs.subtractProduct(
          Int(lowerRows[position]), values, Int(lowerValues[position]), rhs, Int(pivot.row))
        position += 1
      }
    }
    for (index, pivot) in pivots.enumerated().reversed() {
      let start = index == 0 ? 0 : Int(pivots[index - 1].upperEnd)
      let row = Int(pivot.row)
      for position in start..<Int(pivot.upperEnd) {
        let column = Int(upperColumns[position])
        if solution.sign(column) == 0 { continue }
        rhs.subtractProduct(row, values, Int(upperValues[position]), solution, column)
      }
      solution.set(Int(pivot.column), to: rhs, row)
      if rhs.sign(row) != 0 { solution.divide(Int(pivot.column), by: values, Int(pivot.value)) }
    }
  }

  /// Solves *Kᵀ y = c*: `costs` is *c* by column and is lost, `solution` becomes *y* by row where a
  /// row has a pivot.
  func solveTransposed(_ costs: RationalArray, into solution: RationalArray) {
    var position = 0
    for pivot in pivots {
      let (row, column) = (Int(pivot.row), Int(pivot.column))
      let end = Int(pivot.upperEnd)
      defer { position = end }
      solution.set(row, to: costs, column)
      if costs.sign(column) == 0 { continue }
      solution.divide(row, by: values, Int(pivot.value))
      while position < end {
        costs.subtractProduct(
          Int(upperColumns[position]), values, Int(upperValues[position]), solution, row)
        position += 1
      }
    }
    for (index, pivot) in pivots.enumerated().reversed() {
      let start = index == 0 ? 0 : Int(pivots[index - 1].lowerEnd)
      for position in start..<Int(pivot.lowerEnd) {
        let row = Int(lowerRows[position])
        if solution.sign(row) == 0 { continue }
        solution.subtractProduct(
          Int(pivot.row), values, Int(lowerValues[position]), solution, row)
      }
    }
  }
}
#endif
