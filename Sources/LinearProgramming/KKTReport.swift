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
  /// The sum of |dual| · (distance from the bound that it points to) over columns and rows with a
  /// finite bound on that side, divided by the largest of 1 and the value's magnitude.
  public var complementarity: Double

  /// Judges `solution` of `program`.
  public init(program: LinearProgram, solution: LPSolution) {
    let judge = ProgramJudge(program)
    let sign = program.sense == .maximize ? 1.0 : -1.0
    let y = solution.rowDuals
    let x = solution.columns
    primalResidual = judge.primalResidual(of: x)
    let value = zip(program.objective, x).reduce(0) { $0 + $1.0 * $1.1 }
    let scale = max(1, abs(value))
    let priced = program.matrix.multiplyTransposed(y)
    let activity = program.matrix.multiply(x)
    var prices = Prices()
    for column in x.indices {
      prices.add(
        sign * (program.objective[column] - priced[column]), at: x[column],
        program.columns[column])
    }
    for row in y.indices { prices.add(sign * y[row], at: activity[row], program.rows[row]) }
    dualResidual = prices.dualResidual
    complementarity = prices.slack / scale
    let terms = program.objective.indices.filter { program.objective[$0] != 0 }
      .map { (column: $0, coefficient: sign * program.objective[$0]) }
    let outer = judge.outerBound(maximizing: terms, rowDuals: y.map { sign * $0 })
    gap = abs(outer - sign * value) / scale
  }

  /// Whether the point is feasible and optimal within `tolerance`. Where an unlimited column or row
  /// keeps the gap infinite, its dual must be a hundred times smaller: what it stands for is not
  /// limited.
  public func holds(within tolerance: Double) -> Bool {
    primalResidual <= tolerance
      && (gap <= tolerance
        || (gap.isInfinite && dualResidual <= tolerance / 100 && complementarity <= tolerance))
  }

  /// What the duals of a maximum ask of the bounds that they point to.
  private struct Prices {
    var dualResidual = 0.0
    var slack = 0.0

    mutating func add(_ dual: Double, at value: Double, _ bounds: Bounds) {
      let bound = dual > 0 ? bounds.upper : bounds.lower
      if bound.isInfinite {
        dualResidual = max(dualResidual, abs(dual))
      } else {
        slack += abs(dual) * abs(value - bound)
      }
    }
  }
}
