#if GLPK
import LinearProgramming

/// The bounded-variable simplex method in rational arithmetic, for the few pivots that separate the
/// basis of a floating-point solver from one that is optimal exactly.
///
/// Variables are those of ``ExactProgram``: *v < n* is a column, *n + i* the activity of row *i*. Each
/// pivot factorizes afresh and computes the point from the bounds, which keeps this short; there is
/// no error to accumulate either way. Dantzig's and the largest-violation rule come first, and after
/// ``patience`` pivots Bland's, which cannot cycle (Bland 1977, doi 10.1287/moor.2.2.103).
final class ExactSimplex {
  typealias Status = Basis.Status

  enum End {
    case optimal, infeasible, unbounded
  }

  /// Why a solve ends without an answer.
  enum Stop: Error {
    case pivotLimit, tooLarge, cancelled
  }

  /// How many pivots of a solve may go by a rule that can cycle.
  static let patience = 200

  let exact: ExactProgram
  let factors: ExactFactorization
  let limits: ExactLimits
  private(set) var status: [Status] = []
  private(set) var isBasic: [Bool] = []
  private(set) var basics: [Int] = []
  /// The basis of `factors`; empty where they are of none.
  private var factorized: [Bool] = []
  /// The point, by variable.
  let point: RationalArray
  /// The reduced costs *d* of the objective to be maximized; only those of nonbasic variables mean
  /// anything.
  let prices: RationalArray
  /// What else a step needs, by variable.
  let step: RationalArray
  private let rowWork: RationalArray
  private let columnWork: RationalArray
  /// The objective to be maximized, by column.
  let costs: RationalArray
  private var costColumns: [Int] = []
  /// Numbers for a formula.
  let scratch = RationalArray(count: 4)
  var pivots = 0
  var bits = 0
  /// Whether `point` satisfies every row and bound.
  private(set) var isFeasible = false

  init(_ exact: ExactProgram, limits: ExactLimits) {
    self.exact = exact
    self.limits = limits
    factors = ExactFactorization(exact)
    point = RationalArray(count: exact.variableCount)
    prices = RationalArray(count: exact.variableCount)
    step = RationalArray(count: exact.variableCount)
    rowWork = RationalArray(count: exact.rowCount)
    columnWork = RationalArray(count: exact.columnCount)
    costs = RationalArray(count: exact.columnCount)
  }

  func setObjective(_ terms: [(column: Int, coefficient: Double)], sign: Double) {
    for column in costColumns { costs.clear(column) }
    costColumns = terms.map(\.column)
    for term in terms { costs.set(term.column, to: sign * term.coefficient) }
  }

  /// Maximizes the objective, from `basis`.
  func maximize(from basis: Basis, mayGoOn: () -> Bool) throws(Stop) -> End {
    pivots = 0
    bits = 0
    isFeasible = false
    adopt(basis)
    try refresh(mayGoOn)
    if firstViolation() != nil {
      setPrices()
      forgivePrices()
      guard try restoreFeasibility(mayGoOn) else { return .infeasible }
    }
    isFeasible = true
    // No column is beyond its bounds at a feasible point, whatever the prices say.
    if standsAtLimits() { return .optimal }
    return try climb(mayGoOn) ? .optimal : .unbounded
  }

  /// Factorizes the basis at hand and computes its point.
  func refresh(_ mayGoOn: () -> Bool) throws(Stop) {
    do throws(ExactFactorization.Failure) {
      while factorized != isBasic {
        factorized = []
        try factors.factorize(isBasic, bitLimit: limits.bits, mayGoOn: mayGoOn)
        if repair() { continue }
        factorized = isBasic
      }
    } catch {
      throw error == .cancelled ? .cancelled : .tooLarge
    }
    setPoint()
    if bits > limits.bits { throw .tooLarge }
    if !mayGoOn() { throw .cancelled }
  }

  func countPivot() throws(Stop) {
    pivots += 1
    if pivots > limits.pivots { throw .pivotLimit }
  }

  /// Makes `entering` basic in place of `leaving`, which goes to a bound.
  func exchange(entering: Int, leaving: Int, to bound: Status) {
    status[entering] = .basic
    isBasic[entering] = true
    setNonbasic(leaving, bound)
    setBasics()
  }

  /// Moves a nonbasic variable to a bound.
  func move(_ variable: Int, to bound: Status) { status[variable] = bound }

  // MARK: The basis

  private func adopt(_ basis: Basis) {
    status = basis.columns + basis.rows
    isBasic = status.map { $0 == .basic }
    for variable in status.indices where !isBasic[variable] {
      setNonbasic(variable, status[variable])
    }
    setBasics()
  }

  /// Lets a variable stand at the bound that is asked for, or where that is infinite at the other,
  /// or without any at 0. A solver may also leave one that has bounds at 0 between them.
  private func setNonbasic(_ variable: Int, _ wanted: Status) {
    let bounds = exact.bounds(of: variable)
    isBasic[variable] = false
    if bounds.lower == bounds.upper {
      status[variable] = .fixed
    } else if wanted == .free, bounds.lower < 0, bounds.upper > 0 {
      status[variable] = .free
    } else if wanted == .atUpper, bounds.upper.isFinite {
      status[variable] = .atUpper
    } else if bounds.lower.isFinite {
      status[variable] = .atLower
    } else {
      status[variable] = bounds.upper.isFinite ? .atUpper : .free
    }
  }

  private func setBasics() { basics = isBasic.indices.filter { isBasic[$0] } }

  /// Puts rows in the place of columns that depend on the other basic ones.
  ///
  /// - Returns: Whether there were any.
  private func repair() -> Bool {
    let columns = factors.columnIsActive.indices.filter { factors.columnIsActive[$0] }
    let rows = factors.rowIsActive.indices.filter { factors.rowIsActive[$0] }
    for column in columns { setNonbasic(column, .atLower) }
    for row in rows {
      status[exact.columnCount + row] = .basic
      isBasic[exact.columnCount + row] = true
    }
    setBasics()
    return !(columns.isEmpty && rows.isEmpty)
  }

  // MARK: Solving with the basis

  private func setPoint() {
    for variable in status.indices {
      let bounds = exact.bounds(of: variable)
      switch status[variable] {
      case .atLower, .fixed: point.set(variable, to: bounds.lower)
      case .atUpper: point.set(variable, to: bounds.upper)
      case .free, .basic: point.clear(variable)
      }
    }
    complete(point)
  }

  /// From the nonbasic variables in `values`, those that are not 0, computes the basic ones, which
  /// are 0 before.
  func complete(_ values: RationalArray) {
    let (matrix, numbers, count) = (exact.program.matrix, exact.numbers, exact.columnCount)
    for row in 0..<exact.rowCount {
      if !isBasic[count + row] { rowWork.set(row, to: values, count + row) }
    }
    for column in 0..<count where !isBasic[column] && values.sign(column) != 0 {
      for position in matrix.range(ofColumn: column)
      where !isBasic[count + Int(matrix.rows[position])] {
        rowWork.subtractProduct(
          Int(matrix.rows[position]), numbers, Int(exact.columnCoefficients[position]), values,
          column)
      }
    }
    factors.solve(rowWork, into: values)
    for row in 0..<exact.rowCount where isBasic[count + row] {
      values.clear(count + row)
      for place in exact.rows.range(ofRow: row) {
        let column = Int(exact.rows.columns[place])
        if values.sign(column) == 0 { continue }
        values.subtractProduct(
          count + row, numbers, Int(exact.rowCoefficients[place]), values, column)
      }
      values.negate(count + row)
    }
    for variable in basics { bits = max(bits, values.bits(variable)) }
  }

  /// Into `gradient`, by nonbasic variable, the rate at which *c·x* changes with it, the basic ones
  /// following; *c* is `columnWork`, and is lost.
  private func setGradient(_ gradient: RationalArray) {
    let (numbers, count) = (exact.numbers, exact.columnCount)
    for column in 0..<count { gradient.set(column, to: columnWork, column) }
    for row in 0..<exact.rowCount { gradient.clear(count + row) }
    factors.solveTransposed(columnWork, into: rowWork)
    for row in 0..<exact.rowCount where !isBasic[count + row] && rowWork.sign(row) != 0 {
      gradient.set(count + row, to: rowWork, row)
      bits = max(bits, rowWork.bits(row))
      for place in exact.rows.range(ofRow: row) {
        let column = Int(exact.rows.columns[place])
        if isBasic[column] { continue }
        gradient.subtractProduct(
          column, numbers, Int(exact.rowCoefficients[place]), rowWork, row)
      }
    }
  }

  func setPrices() {
    for column in 0..<exact.columnCount { columnWork.clear(column) }
    for column in costColumns { columnWork.set(column, to: costs, column) }
    setGradient(prices)
  }

  /// Into `step`, the rate at which a basic variable changes with each nonbasic one.
  func setRow(of variable: Int) {
    for column in 0..<exact.columnCount { columnWork.clear(column) }
    if variable < exact.columnCount {
      scratch.set(0, to: 1)
      columnWork.set(variable, to: scratch, 0)
    } else {
      for place in exact.rows.range(ofRow: variable - exact.columnCount) {
        columnWork.set(
          Int(exact.rows.columns[place]), to: exact.numbers, Int(exact.rowCoefficients[place]))
      }
    }
    setGradient(step)
  }

  /// Whether every column of the objective stands at the bound that limits it.
  private func standsAtLimits() -> Bool {
    costColumns.allSatisfy { column in
      let bounds = exact.bounds(of: column)
      switch costs.sign(column) {
      case 1: return point.compare(column, to: bounds.upper) == 0
      case -1: return point.compare(column, to: bounds.lower) == 0
      default: return true
      }
    }
  }
}
#endif
