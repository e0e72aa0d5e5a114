/// How far a point and its duals are from proving each other optimal (the conditions of Karush,
/// Kuhn and Tucker). It knows no backend.
public struct KKTReport: Sendable, Hashable {
  /// The largest violation of a row or bound; see ``ProgramJudge/primalResidual(of:)``.
  public var primalResidual: Double
  /// The largest reduced cost or row dual of the wrong sign where no finite bound can pay for it.
  public var dualResidual: Double
  /// How far the dual bound is from the value reached, divided by the largest of 1 and the value's
  /// magnitude. Infinite where an unlimited column or row has any cost left.
  public var gap: Double
  /// The largest |reduced cost| · (distance from the bound that it points to), over columns with
  /// a finite bound on that side.
  public var complementarity: Double

  /// Judges `solution` of `program`.
  public init(program: LinearProgram, solution: LPSolution) {
    let judge = ProgramJudge(program)
    let sign = program.sense == .maximize ? 1.0 : -1.0
    let y = solution.rowDuals
    let x = solution.columns
    primalResidual = judge.primalResidual(of: x)
    let priced = program.matrix.multiplyTransposed(y)
    var dual = 0.0
    var slack = 0.0
    for column in x.indices {
      let d = sign * (program.objective[column] - priced[column])
      let bound = d > 0 ? program.columns.upper[column] : program.columns.lower[column]
      if bound.isInfinite { dual = max(dual, abs(d)) } else {
        slack = max(slack, abs(d) * abs(x[column] - bound))
      }
    }
    for row in y.indices {
      let bound = sign * y[row] > 0 ? program.rows.upper[row] : program.rows.lower[row]
      if bound.isInfinite { dual = max(dual, abs(y[row])) }
    }
    dualResidual = dual
    complementarity = slack
    let terms = program.objective.indices.filter { program.objective[$0] != 0 }
      .map { (column: $0, coefficient: sign * program.objective[$0]) }
    let value = zip(program.objective, x).reduce(0) { $0 + $1.0 * $1.1 }
    let outer = judge.outerBound(maximizing: terms, rowDuals: y.map { sign * $0 })
    gap = abs(outer - sign * value) / max(1, abs(value))
  }

  /// Whether the point is feasible and optimal within `tolerance`.
  public func holds(within tolerance: Double) -> Bool {
    primalResidual <= tolerance && (gap <= tolerance || dualResidual <= tolerance)
      && complementarity.isFinite
  }
}
