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
    let sign = program.sense == .maximize ? 1.0 : -1.0
    let terms = program.objective.indices.filter { program.objective[$0] != 0 }
      .map { (column: $0, coefficient: sign * program.objective[$0]) }
    self.init(
      maximizing: terms, point: solution.columns, rowDuals: solution.rowDuals.map { sign * $0 },
      judge: ProgramJudge(program))
  }

  /// Judges a point and duals of the program that `judge` knows, for the objective `terms`, to be
  /// maximized, instead of the program's own.
  public init(
    maximizing terms: [(column: Int, coefficient: Double)], point x: [Double],
    rowDuals y: [Double], judge: ProgramJudge
  ) {
    let program = judge.program
    primalResidual = judge.primalResidual(of: x)
    let value = terms.reduce(0) { $0 + $1.coefficient * x[$1.column] }
    let scale = max(1, abs(value))
    var reduced = program.matrix.multiplyTransposed(y).map { -$0 }
    for term in terms { reduced[term.column] += term.coefficient }
    let activity = program.matrix.multiply(x)
    var prices = Prices()
    for column in x.indices {
      prices.add(reduced[column], at: x[column], program.columns[column])
    }
    for row in y.indices { prices.add(y[row], at: activity[row], program.rows[row]) }
    dualResidual = prices.dualResidual
    complementarity = prices.slack / scale
    gap = abs(judge.outerBound(maximizing: terms, rowDuals: y) - value) / scale
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
