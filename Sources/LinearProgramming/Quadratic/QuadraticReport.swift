/// How far a point and its duals are from proving each other optimal for a quadratic program. It
/// knows no solver.
public struct QuadraticReport: Sendable, Hashable {
  /// The largest violation of a row or a bound, divided by the largest magnitude of the point, or by
  /// the row's largest term where that is larger.
  public var primalResidual: Double
  public var value: Double
  /// No point that satisfies the program has a lower value, whatever the solver did: see
  /// ``lowerBound(of:rowDuals:)``.
  public var bound: Double

  /// ½ Σ d x² + Σ |c x|: what the value is made of, without what cancels.
  public var size: Double

  /// The distance of the value from the bound, relative to ``size``; 0 where there is none.
  public var gap: Double {
    let distance = abs(value - bound)
    // At the zero point the bound is zero but for the last rounding downwards.
    return distance < .leastNormalMagnitude ? 0 : distance / size
  }

  public init(_ program: QuadraticProgram, point x: [Double], rowDuals y: [Double]) {
    primalResidual = Self.primalResidual(of: x, in: program.linear)
    value = program.value(at: x)
    size = x.indices.reduce(0) { sum, column in
      sum + 0.5 * program.curvatures[column] * x[column] * x[column]
        + abs(program.linear.objective[column] * x[column])
    }
    bound = Self.lowerBound(of: program, rowDuals: y)
  }

  public func holds(within tolerance: Double) -> Bool {
    primalResidual <= tolerance && gap <= tolerance
  }

  private static func primalResidual(of x: [Double], in program: LinearProgram) -> Double {
    let size = x.reduce(0) { max($0, abs($1)) }
    guard size.isFinite else { return .infinity }
    var worst = 0.0
    func add(_ violation: Double, scale: Double) {
      if violation > 0 { worst = max(worst, scale > 0 ? violation / scale : .infinity) }
    }
    for column in x.indices {
      let bounds = program.columns[column]
      add(max(bounds.lower - x[column], x[column] - bounds.upper), scale: size)
    }
    let activity = program.matrix.multiply(x)
    var terms = [Double](repeating: 0, count: activity.count)
    for column in x.indices where x[column] != 0 {
      for position in program.matrix.range(ofColumn: column) {
        let row = Int(program.matrix.rows[position])
        terms[row] = max(terms[row], abs(program.matrix.values[position] * x[column]))
      }
    }
    for row in activity.indices {
      let bounds = program.rows[row]
      let violation = max(bounds.lower - activity[row], activity[row] - bounds.upper)
      let limit = violation == bounds.lower - activity[row] ? bounds.lower : bounds.upper
      add(violation, scale: max(size, terms[row], limit.isFinite ? abs(limit) : 0))
    }
    return worst
  }

  /// A lower bound on the optimum, from any row duals *y* (weak duality):
  ///
  ///     Σⱼ min over lⱼ ≤ x ≤ uⱼ of ½ dⱼ x² + rⱼ x   +   Σᵢ min(yᵢ rowLowerᵢ, yᵢ rowUpperᵢ)
  ///
  /// with *r = c − Aᵀy*. Each term is concave in *r*, so that it is least at an end of the interval
  /// that rounding leaves for *r*; the sum is rounded downwards. −∞ where *y* proves nothing.
  public static func lowerBound(of program: QuadraticProgram, rowDuals y: [Double]) -> Double {
    let linear = program.linear
    // The negative of each term, rounded upwards in the sum.
    var sum = ErrorBoundedSum()
    for row in y.indices where y[row] != 0 {
      sum.add(-y[row] * (y[row] > 0 ? linear.rows.lower[row] : linear.rows.upper[row]))
    }
    for column in linear.objective.indices {
      var (reduced, size) = (linear.objective[column], abs(linear.objective[column]))
      let range = linear.matrix.range(ofColumn: column)
      for position in range {
        let term = linear.matrix.values[position] * y[Int(linear.matrix.rows[position])]
        reduced -= term
        size += abs(term)
      }
      let error = Double(range.count + 3) * ErrorBoundedSum.unit * size * 1.0001
      let (bounds, curvature) = (linear.columns[column], program.curvatures[column])
      sum.add(
        -min(
          least(reduced - error, curvature, bounds), least(reduced + error, curvature, bounds)))
    }
    return -sum.upperBound
  }

  /// The least of ½ d x² + r x over the bounds.
  private static func least(_ r: Double, _ d: Double, _ bounds: Bounds) -> Double {
    if d == 0 {
      if r == 0 { return 0 }
      return r * (r > 0 ? bounds.lower : bounds.upper)
    }
    let x = min(max(-r / d, bounds.lower), bounds.upper)
    return (0.5 * d * x + r) * x
  }
}
