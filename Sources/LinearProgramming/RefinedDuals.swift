/// Row duals that are known to more digits than a double has: each is the exact sum of two numbers.
///
/// Where a cut on the objective is steep, the duals of the mass balances are in the thousands: they
/// are then rounded by 1e-13, and so is the reduced cost of every column, each of which may be worth
/// a flux of 1000. Some thousand columns make that 1e-6 of the bound that is proved.
public struct RefinedDuals: Sendable, Hashable {
  public var high: [Double]
  public var low: [Double]

  /// - Precondition: The arrays have the same length.
  public init(high: [Double], low: [Double]) {
    precondition(high.count == low.count, "\(high.count) and \(low.count) duals")
    self.high = high
    self.low = low
  }

  public init(_ duals: [Double]) {
    self.init(high: duals, low: Array(repeating: 0, count: duals.count))
  }

  /// All of them times a power of two, which rounds nothing.
  public func scaled(by factor: Double) -> RefinedDuals {
    RefinedDuals(high: high.map { $0 * factor }, low: low.map { $0 * factor })
  }

  /// Adds `correction` times `factor`, a power of two.
  mutating func add(_ correction: [Double], times factor: Double) {
    for row in high.indices where correction[row] != 0 {
      var sum = ErrorBoundedDoubleWord()
      sum.add(high[row])
      sum.add(low[row])
      sum.add(correction[row] * factor)
      (high[row], low[row]) = (sum.high, sum.low)
    }
  }
}

extension ProgramJudge {
  /// As ``outerBound(maximizing:rowDuals:)``, in arithmetic of twice the digits: the allowance for
  /// rounding is then far below anything that matters, and what is left is what the duals leave.
  ///
  /// - Complexity: O(rows + columns + nonzeros).
  public func outerBound(
    maximizing terms: [(column: Int, coefficient: Double)], rowDuals y: RefinedDuals
  ) -> Double {
    precondition(y.high.count == program.matrix.rowCount, "\(y.high.count) duals")
    var y = y
    var bound = PreciseBound()
    for row in y.high.indices {
      // The sign of a rounded sum is that of the exact one.
      let dual = y.high[row] + y.low[row]
      let limit = dual > 0 ? program.rows.upper[row] : program.rows.lower[row]
      if dual == 0 || limit.isInfinite {
        // Any dual may be used; one that asks an unlimited side of a row to pay is rounding.
        (y.high[row], y.low[row]) = (0, 0)
      } else if limit != 0 {
        bound.sum.addProduct(y.high[row], limit)
        bound.sum.addProduct(y.low[row], limit)
      }
    }
    forEachReducedCost(maximizing: terms, rowDuals: y) { column, cost in
      bound.add(cost, within: limits[column])
    }
    return bound.upperBound
  }

  /// *c − Aᵀy*, each rounded once.
  func reducedCosts(
    maximizing terms: [(column: Int, coefficient: Double)], rowDuals y: RefinedDuals
  ) -> [Double] {
    var costs = [Double](repeating: 0, count: program.matrix.columnCount)
    forEachReducedCost(maximizing: terms, rowDuals: y) { costs[$0] = $1.value }
    return costs
  }

  private func forEachReducedCost(
    maximizing terms: [(column: Int, coefficient: Double)], rowDuals y: RefinedDuals,
    _ body: (_ column: Int, _ cost: ErrorBoundedDoubleWord) -> Void
  ) {
    let matrix = program.matrix
    var own = [Int: ErrorBoundedDoubleWord]()
    for term in terms { own[term.column, default: .init()].add(term.coefficient) }
    for column in 0..<matrix.columnCount {
      var cost = own[column] ?? ErrorBoundedDoubleWord()
      for position in matrix.range(ofColumn: column) {
        let row = Int(matrix.rows[position])
        if y.high[row] == 0, y.low[row] == 0 { continue }
        cost.addProduct(-matrix.values[position], y.high[row])
        cost.addProduct(-matrix.values[position], y.low[row])
      }
      body(column, cost)
    }
  }

  /// *A x*, each rounded once.
  func preciseActivities(of x: [Double]) -> [Double] {
    let matrix = program.matrix
    var sums = [ErrorBoundedDoubleWord](repeating: .init(), count: matrix.rowCount)
    for column in x.indices where x[column] != 0 {
      for position in matrix.range(ofColumn: column) {
        sums[Int(matrix.rows[position])].addProduct(matrix.values[position], x[column])
      }
    }
    return sums.map(\.value)
  }
}

/// The sum of an outer bound.
private struct PreciseBound {
  var sum = ErrorBoundedDoubleWord()
  /// What the errors of the reduced costs may add.
  private var slack = 0.0

  /// Adds the most that a column can contribute with a reduced cost that is off by its error.
  ///
  /// *f(d) = max(d·lower, d·upper)* changes by no more than the larger bound per unit of *d*, and by
  /// no more than the bound that is used where *d* cannot change its sign.
  mutating func add(_ cost: ErrorBoundedDoubleWord, within bounds: Bounds) {
    let error = cost.error
    if error == 0 { return }
    let limit = cost.high >= 0 ? bounds.upper : bounds.lower
    let keepsSign = abs(cost.high) > 4 * error
    let steepest = keepsSign ? abs(limit) : max(abs(bounds.lower), abs(bounds.upper))
    if steepest.isInfinite {
      slack = .infinity
      return
    }
    sum.addProduct(cost.high, limit)
    sum.addProduct(cost.low, limit)
    slack += error * steepest
  }

  /// Rounded upwards; infinite where the numbers overflow.
  var upperBound: Double {
    let bound = (sum.high + (sum.low + (sum.error + slack * 1.001)).nextUp).nextUp
    return bound.isNaN ? .infinity : bound
  }
}
