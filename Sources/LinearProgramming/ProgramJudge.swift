/// Judges points and duals of one program, whatever solver they came from.
///
/// It knows the program as it was stated, never what a solver made of it by scaling or
/// compression. One judge belongs to one thread: it keeps work arrays between calls.
public final class ProgramJudge {
  public private(set) var program: LinearProgram
  private var activity: [Double]
  private lazy var pricing = ReducedCosts(program.matrix)

  /// What the columns' bounds are as far as outer bounds go; tighter in places, perhaps.
  private(set) var limits: BoundArrays
  private var hasImplied: Bool

  /// - Parameter implied: Bounds that the rows of `program` imply. They stand in for the columns' own
  ///   in outer bounds, until a bound is changed.
  public init(_ program: LinearProgram, implied: ImpliedBounds? = nil) {
    self.program = program
    self.limits = program.columns
    self.hasImplied = false
    self.activity = Array(repeating: 0, count: program.matrix.rowCount)
    if let implied { setLimits(implied) }
  }

  /// - Parameter keepsImplied: Whether what the rows imply still holds, since the row is tighter
  ///   than it was when that was found out.
  public func setRowBounds(_ bounds: Bounds, row: Int, keepsImplied: Bool = false) {
    program.rows[row] = bounds
    if !keepsImplied { forgetImplied() }
  }

  public func setColumnBounds(_ bounds: Bounds, column: Int) {
    program.columns[column] = bounds
    forgetImplied()
    limits[column] = bounds
  }

  /// Replaces the bounds of all columns, and what the rows imply of them.
  public func setColumnBounds(_ bounds: BoundArrays, implied: ImpliedBounds? = nil) {
    program.columns = bounds
    setLimits(implied)
  }

  private func setLimits(_ implied: ImpliedBounds?) {
    limits = program.columns
    hasImplied = implied != nil
    guard let implied else { return }
    // Never wider than the columns' own. They are worth it where those are finite too: a slow enzyme
    // lets a flux of at most 1e-6 through a column that is bounded by 1000, and the rounding of its
    // reduced cost counts by the bound.
    limits = BoundArrays(lower: implied.lower, upper: implied.upper)
  }

  private func forgetImplied() {
    if !hasImplied { return }
    hasImplied = false
    limits = program.columns
  }

  /// The largest violation of a row or a column at `x`; infinite if `x` is not finite.
  ///
  /// A row's violation is divided by the largest of 1 and its largest single term, a column's by
  /// the largest of 1 and its bound: a flux of 1000 is known to fewer decimals than a flux of 1.
  /// - Complexity: O(nonzeros).
  public func primalResidual(of x: [Double]) -> Double {
    precondition(x.count == program.matrix.columnCount, "\(x.count) values")
    accumulateRows(x)
    let rows = Self.violation(of: program.rows, at: activity) { largestTerm(ofRow: $0, at: x) }
    let columns = Self.violation(of: program.columns, at: x) { _ in 0 }
    return max(rows, columns)
  }

  /// Whether the residual of `x` is at most `tolerance`; most often less work than the residual
  /// itself, since a violation that is small as it stands needs no division.
  /// - Complexity: O(nonzeros).
  public func isFeasible(_ x: [Double], within tolerance: Double) -> Bool {
    precondition(x.count == program.matrix.columnCount, "\(x.count) values")
    accumulateRows(x)
    let worst = max(
      Self.largestViolation(of: program.rows, at: activity),
      Self.largestViolation(of: program.columns, at: x))
    return worst <= tolerance || primalResidual(of: x) <= tolerance
  }

  /// The largest violation as it stands; infinite if a value is not finite.
  @inline(__always)
  private static func largestViolation(of bounds: BoundArrays, at values: [Double]) -> Double {
    bounds.withUnsafeBounds { lowers, uppers in
      values.withUnsafeBufferPointer { values in
        var worst = 0.0
        for index in 0..<values.count {
          let value = values[index]
          let violation = max(lowers[index] - value, value - uppers[index])
          if violation <= worst, value.isFinite { continue }
          worst = value.isFinite ? violation : .infinity
        }
        return worst
      }
    }
  }

  /// The largest violation, relative as ``primalResidual(of:)`` says; infinite if a value is not
  /// finite.
  @inline(__always)
  private static func violation(
    of bounds: BoundArrays, at values: [Double], size: (Int) -> Double
  ) -> Double {
    bounds.withUnsafeBounds { lowers, uppers in
      values.withUnsafeBufferPointer { values in
        var worst = 0.0
        for index in 0..<values.count {
          let violation = max(lowers[index] - values[index], values[index] - uppers[index])
          // A scale is at least 1, so that most need none. What is not finite is not below either:
          // an infinite value violates by infinity or NaN.
          if violation <= worst, values[index].isFinite { continue }
          if !values[index].isFinite { return .infinity }
          let scale = max(
            1, size(index), finiteMagnitude(lowers[index]), finiteMagnitude(uppers[index]))
          worst = max(worst, violation / scale)
        }
        return worst
      }
    }
  }

  private func accumulateRows(_ x: [Double]) {
    let matrix = program.matrix
    activity.withUnsafeMutableBufferPointer { activity in
      x.withUnsafeBufferPointer { x in
        activity.update(repeating: 0)
        matrix.withUnsafeEntries { starts, rows, values in
          for column in x.indices where x[column] != 0 {
            for position in Int(starts[column])..<Int(starts[column + 1]) {
              activity[Int(rows[position])] += values[position] * x[column]
            }
          }
        }
      }
    }
  }

  /// Only few rows are asked for: those with a violation larger than all before.
  private func largestTerm(ofRow row: Int, at x: [Double]) -> Double {
    let rows = pricing.rows
    return rows.range(ofRow: row).reduce(0) {
      max($0, abs(rows.values[$1] * x[Int(rows.columns[$1])]))
    }
  }

  @inline(__always)
  private static func finiteMagnitude(_ bound: Double) -> Double { bound.isFinite ? abs(bound) : 0 }

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
  /// - Complexity: O(rows + nonzeros of the rows whose dual is not zero).
  public func outerBound(
    maximizing terms: [(column: Int, coefficient: Double)], rowDuals y: [Double]
  ) -> Double {
    precondition(y.count == program.matrix.rowCount, "\(y.count) duals")
    return pricing.outerBound(maximizing: terms, rowDuals: y, rows: program.rows, columns: limits)
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
