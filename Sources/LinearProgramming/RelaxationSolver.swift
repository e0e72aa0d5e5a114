/// Solves one program under changing column bounds, and believes no answer that it has not judged.
///
/// It belongs to one thread and one session, whose program must be the one given here.
final class RelaxationSolver {
  /// How near, relative to the value, an outer bound must come to prove it.
  static let proofTolerance = 1e-6

  private let base: LinearProgram
  private let judge: ProgramJudge
  private let ladder = RecoveryLadder(method: .dual)
  private let tolerance: Double
  private let prover: InfeasibilityProver
  /// The objective, to be maximized.
  private let terms: [(column: Int, coefficient: Double)]
  /// The columns whose bounds are not those of the program.
  private var changed: [Int: Bounds] = [:]
  private(set) var iterations = 0

  /// - Parameter terms: What is maximized, whatever the program's own objective.
  init(
    _ program: LinearProgram, maximizing terms: [(column: Int, coefficient: Double)],
    tolerance: Double, prover: InfeasibilityProver
  ) {
    self.prover = prover
    base = program
    judge = ProgramJudge(program)
    self.terms = terms
    self.tolerance = tolerance
  }

  enum Finding {
    case infeasible(isProved: Bool)
    case unbounded
    case stopped(LPOutcome.StopReason)
    case optimal(Optimum)
  }

  struct Optimum {
    var columns: [Double]
    var value: Double
    /// At least the value of every point.
    var bound: Double
    /// Whether the bound holds whatever the solver did.
    var isProved: Bool
    /// What proves the bound.
    var rowDuals: [Double]
  }

  /// The value of a point.
  func value(of x: [Double]) -> Double {
    terms.reduce(0) { $0 + $1.coefficient * x[$1.column] }
  }

  /// Whether a point satisfies the rows and the bounds at hand.
  func isSolution(_ x: [Double]) -> Bool { judge.isFeasible(x, within: tolerance) }

  /// What each column adds to the bound that `rowDuals` prove, per unit: *c − Aᵀy*.
  func reducedCosts(_ rowDuals: [Double]) -> [Double] {
    var costs = base.matrix.multiplyTransposed(rowDuals).map { -$0 }
    for term in terms { costs[term.column] += term.coefficient }
    return costs
  }

  func prepare(_ session: inout any LPSession & ~Copyable) throws(LPError) {
    try session.setObjective(terms, sense: .maximize)
  }

  /// Solves the program with `bounds` in place of those of some columns.
  ///
  /// - Parameter isHeuristic: Whether nothing rests on "infeasible", so that it needs no proof.
  func solve(
    _ bounds: [Int: Bounds], isHeuristic: Bool = false,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Finding {
    try apply(bounds, to: &session)
    var best: Optimum?
    var isProved = false
    let answer = try ladder.solve(&session) { outcome, _ throws(LPError) in
      switch outcome {
      case .optimal(let solution): return verdict(on: solution, best: &best)
      case .infeasible where isHeuristic: return .accepted
      case .infeasible(let ray):
        isProved = try provesInfeasible(ray)
        return isProved ? .accepted : .needsConfirmation
      case .unbounded: return hasLimit ? .refused : .needsConfirmation
      case .stopped: return .refused
      }
    }
    iterations += answer.iterations
    switch answer.outcome {
    case .optimal:
      guard let best else { return .stopped(.numericalTrouble) }
      return .optimal(best)
    case .infeasible: return .infeasible(isProved: isProved)
    case .unbounded: return .unbounded
    case .stopped(let reason): return .stopped(reason)
    }
  }

  private func apply(
    _ bounds: [Int: Bounds], to session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    for column in Set(changed.keys).union(bounds.keys).sorted() {
      let new = bounds[column] ?? base.columns[column]
      if new == (changed[column] ?? base.columns[column]) { continue }
      try session.setColumnBounds(new, column: column)
      judge.setColumnBounds(new, column: column)
      changed[column] = bounds[column]
    }
  }

  private func provesInfeasible(_ ray: [Double]?) throws(LPError) -> Bool {
    if let ray, judge.provesInfeasible(ray) { return true }
    guard let ray = try prover.ray(changed) else { return false }
    return judge.provesInfeasible(ray)
  }

  private func verdict(
    on solution: LPSolution, best: inout Optimum?
  ) -> RecoveryLadder.Verdict {
    guard judge.primalResidual(of: solution.columns) <= tolerance else { return .refused }
    let value = terms.reduce(0) { $0 + $1.coefficient * solution.columns[$1.column] }
    let outer = judge.outerBound(maximizing: terms, rowDuals: solution.rowDuals)
    let slack = Self.proofTolerance * max(1, abs(value))
    if abs(outer - value) <= slack {
      best = Optimum(
        columns: solution.columns, value: value, bound: max(outer, value), isProved: true,
        rowDuals: solution.rowDuals)
      return .accepted
    }
    if value - outer > slack || !isOptimal(solution) { return .refused }
    best =
      best
      ?? Optimum(
        columns: solution.columns, value: value, bound: value, isProved: false,
        rowDuals: solution.rowDuals)
    return .acceptable
  }

  /// Whether the point and the duals prove each other optimal as far as the tolerance goes.
  private func isOptimal(_ solution: LPSolution) -> Bool {
    var program = judge.program
    program.sense = .maximize
    program.objective = Array(repeating: 0, count: program.objective.count)
    for term in terms { program.objective[term.column] = term.coefficient }
    return KKTReport(program: program, solution: solution)
      .holds(within: Self.proofTolerance * 10)
  }

  /// Whether the column bounds alone keep the objective from being unbounded.
  private var hasLimit: Bool {
    terms.allSatisfy { term in
      let bounds = judge.program.columns[term.column]
      return (term.coefficient > 0 ? bounds.upper : bounds.lower).isFinite
    }
  }
}
