/// Judges points and duals of one program, whatever solver they came from.
///
/// It knows the program as it was stated, never what a solver made of it by scaling or
/// compression. One judge belongs to one thread: it keeps work arrays between calls.
public final class ProgramJudge {
  public private(set) var program: LinearProgram
  private var activity: [Double]
  private var magnitude: [Double]
  /// All zero but inside ``outerBound(maximizing:rowDuals:)``.
  private var costs: [Double]

  public init(_ program: LinearProgram) {
    self.program = program
    self.activity = Array(repeating: 0, count: program.matrix.rowCount)
    self.magnitude = activity
    self.costs = Array(repeating: 0, count: program.matrix.columnCount)
  }

  public func setRowBounds(_ bounds: Bounds, row: Int) { program.rows[row] = bounds }
  public func setColumnBounds(_ bounds: Bounds, column: Int) { program.columns[column] = bounds }

  /// The largest violation of a row or a column at `x`; infinite if `x` is not finite.
  ///
  /// A row's violation is divided by the largest of 1 and its largest single term, a column's by
  /// the largest of 1 and its bound: a flux of 1000 is known to fewer decimals than a flux of 1.
  /// - Complexity: O(nonzeros).
  public func primalResidual(of x: [Double]) -> Double {
    precondition(x.count == program.matrix.columnCount, "\(x.count) values")
    accumulateRows(x)
    var worst = 0.0
    for row in activity.indices {
      let lower = program.rows.lower[row]
      let upper = program.rows.upper[row]
      let violation = max(lower - activity[row], activity[row] - upper)
      let scale = max(1, magnitude[row], finiteMagnitude(lower), finiteMagnitude(upper))
      if !activity[row].isFinite { return .infinity }
      worst = max(worst, violation / scale)
    }
    for column in x.indices {
      if !x[column].isFinite { return .infinity }
      let lower = program.columns.lower[column]
      let upper = program.columns.upper[column]
      let violation = max(lower - x[column], x[column] - upper)
      let scale = max(1, finiteMagnitude(lower), finiteMagnitude(upper))
      worst = max(worst, violation / scale)
    }
    return worst
  }

  private func accumulateRows(_ x: [Double]) {
    let matrix = program.matrix
    activity.withUnsafeMutableBufferPointer { activity in
      magnitude.withUnsafeMutableBufferPointer { magnitude in
        activity.update(repeating: 0)
        magnitude.update(repeating: 0)
        matrix.withUnsafeEntries { starts, rows, values in
          for column in x.indices where x[column] != 0 {
            for position in Int(starts[column])..<Int(starts[column + 1]) {
              let term = values[position] * x[column]
              let row = Int(rows[position])
              activity[row] += term
              magnitude[row] = max(magnitude[row], abs(term))
            }
          }
        }
      }
    }
  }

  private func finiteMagnitude(_ bound: Double) -> Double { bound.isFinite ? abs(bound) : 0 }

  /// An upper bound on the value of *maximize c·x* over the program's feasible set, from any row
  /// duals `y`; infinite where `y` proves nothing.
  ///
  /// For every feasible *x*, with *d = c − Aᵀy*,
  ///
  ///     c·x = d·x + y·(A x) ≤ Σⱼ max(dⱼ lⱼ, dⱼ uⱼ) + Σᵢ max(yᵢ rowLowerᵢ, yᵢ rowUpperᵢ)
  ///
  /// (weak duality), whatever `y` is and however it was found. Each *d* and each sum is computed in
  /// floating point with an error bound that is added on, so the result holds for the exact
  /// numbers of the program. The bound on a sum of *k* rounded terms is *k·u·Σ|term|* times a
  /// little more than 1, with *u* = 2⁻⁵³ (Higham, Accuracy and Stability of Numerical Algorithms,
  /// 2nd ed., section 4.2).
  ///
  /// The objective is `terms`, not the program's own.
  /// - Complexity: O(nonzeros).
  public func outerBound(
    maximizing terms: [(column: Int, coefficient: Double)], rowDuals y: [Double]
  ) -> Double {
    precondition(y.count == program.matrix.rowCount, "\(y.count) duals")
    var sum = ErrorBoundedSum()
    var y = y
    for row in y.indices where y[row] != 0 {
      let bound = y[row] > 0 ? program.rows.upper[row] : program.rows.lower[row]
      // Any dual may be used; one that asks an unlimited side of a row to pay is rounding.
      if bound.isInfinite { y[row] = 0 } else if bound != 0 { sum.add(y[row] * bound) }
    }
    for term in terms { costs[term.column] += term.coefficient }
    costs.withUnsafeBufferPointer { costs in
      y.withUnsafeBufferPointer { y in addColumns(to: &sum, costs: costs, y: y) }
    }
    for term in terms { costs[term.column] = 0 }
    return sum.upperBound
  }

  private func addColumns(
    to sum: inout ErrorBoundedSum, costs: UnsafeBufferPointer<Double>,
    y: UnsafeBufferPointer<Double>
  ) {
    program.columns.withUnsafeBounds { lowers, uppers in
      program.matrix.withUnsafeEntries { starts, rows, values in
        var position = 0
        for column in 0..<costs.count {
          let first = position
          let end = Int(starts[column + 1])
          var reduced = costs[column]
          var size = abs(reduced)
          while position < end {
            let term = values[position] * y[Int(rows[position])]
            reduced -= term
            size += abs(term)
            position += 1
          }
          if size == 0 { continue }
          // The smallest number is for products that underflow.
          let count = Double(end - first + 2)
          let error = count * (ErrorBoundedSum.unit * size + .leastNonzeroMagnitude)
          // The exact reduced cost lies in [reduced - error, reduced + error], so the largest
          // contribution is at one of the four corners of that interval and the bounds.
          sum.add(
            max(
              Self.largestProduct(of: lowers[column], reduced - error, reduced + error),
              Self.largestProduct(of: uppers[column], reduced - error, reduced + error)))
        }
      }
    }
  }

  /// The largest *d·x* for *d* in `low ... high`; an infinite *x* times 0 is 0.
  @inline(__always)
  private static func largestProduct(of x: Double, _ low: Double, _ high: Double) -> Double {
    let d = x >= 0 ? high : low
    return d == 0 ? 0 : d * x
  }
}

/// A running sum with a bound on its rounding error.
struct ErrorBoundedSum {
  /// Half the distance from 1 to the next number: 2⁻⁵³.
  static let unit = 0x1p-53

  private var sum = 0.0
  private var size = 0.0
  private var count = 0.0

  @inline(__always)
  mutating func add(_ term: Double) {
    sum += term
    size += abs(term)
    count += 1
  }

  /// The sum with everything rounded upwards. Each term is itself a product, rounded once, of a
  /// factor rounded once; hence the 4 beside the count.
  var upperBound: Double { (sum + (count + 4) * Self.unit * size * 1.0001).nextUp }
}
