import LinearProgramming

/// What one thread needs to solve programs over one compressed model and to judge every answer on
/// the original one.
///
/// Not `Sendable`: each thread makes its own.
final class SolverLane {
  let compressed: CompressedProgram
  let judge: ProgramJudge
  let tolerance: Double
  private let ladder: RecoveryLadder
  private(set) var counters = FluxVariabilityResult.Counters()
  /// Asked whether "infeasible", with the ray that the solver gives, is proved; then it is believed.
  var provesInfeasible: (([Double]?) throws(LPError) -> Bool)?

  /// How near, relative to the value, an outer bound must come to certify it. CLI.md's figure.
  static let certificateTolerance = 1e-6

  init(
    original: LinearProgram, compressed: CompressedProgram, tolerance: Double,
    method: SimplexMethod = .primal
  ) {
    self.compressed = compressed
    self.judge = ProgramJudge(original)
    self.tolerance = tolerance
    self.ladder = RecoveryLadder(method: method)
  }

  /// What a solve found, in terms of the original program.
  enum Finding {
    case optimal(Optimum)
    case infeasible
    case unbounded
    case stopped(LPOutcome.StopReason)
  }

  struct Optimum {
    /// A point of the original program, its residual checked.
    var point: [Double]
    /// The same point in the compressed program.
    var columns: [Double]
    /// Duals of the compressed program for the objective to be *maximized*.
    var duals: [Double]
    /// *c·x* of the maximized objective.
    var value: Double
    /// A proven upper bound on it; infinite where none was found or asked for.
    var outerBound: Double
    var rung: SolveRung
    var iterations: Int

    var gap: Double { outerBound - value }

    /// Whether the outer bound proved the value of the scaled objective.
    var isProved = false

    /// Whether the outer bound is near enough to prove the value.
    fileprivate var isCertified: Bool {
      abs(gap) <= SolverLane.certificateTolerance * max(1, abs(value))
    }

    /// The optimum of the objective times a power of two.
    func scaled(by factor: Double) -> Optimum {
      var result = self
      result.value *= factor
      result.outerBound *= factor
      result.duals = duals.map { $0 * factor }
      return result
    }
  }

  /// Maximizes `terms` (of the original program) from the session's basis.
  ///
  /// - Parameters:
  ///   - isFeasible: Whether the program is known to have a point; then "infeasible" is a fault of
  ///     the solver and is never believed.
  ///   - certifies: Whether to compute the outer bound and to prefer an answer that meets it.
  func maximize(
    _ terms: [(column: Int, coefficient: Double)], isFeasible: Bool, certifies: Bool,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Finding {
    let carried = compressed.compress(terms: terms)
    let scale = ObjectiveScale.factor(
      forLargest: carried.reduce(0) { max($0, abs($1.coefficient)) })
    let scaled = terms.map { (column: $0.column, coefficient: $0.coefficient * scale) }
    try session.setObjective(compressed.compress(terms: scaled), sense: .maximize)
    var best: Optimum?
    let answer = try ladder.solve(&session) { outcome throws(LPError) in
      switch outcome {
      case .optimal(let solution):
        guard let optimum = check(solution, terms: scaled, certifies: certifies) else {
          return .refused
        }
        return judge(optimum, scaled, certifies: certifies, best: &best)
      case .infeasible(let ray):
        if !isFeasible, try provesInfeasible?(ray) == true { return .accepted }
        return isFeasible ? .refused : .needsConfirmation
      case .unbounded: return hasLimit(scaled) ? .refused : .needsConfirmation
      case .stopped: return .refused
      }
    }
    counters.programsSolved += answer.attempts
    counters.iterations += answer.iterations
    counters.rungs[answer.rung, default: 0] += 1
    switch answer.outcome {
    case .optimal:
      guard var best else { return .stopped(.numericalTrouble) }
      best.rung = answer.rung
      best.iterations = answer.iterations
      return .optimal(best.scaled(by: 1 / scale))
    case .infeasible: return .infeasible
    case .unbounded: return .unbounded
    case .stopped(let reason): return .stopped(reason)
    }
  }

  /// Whether the bounds alone keep the objective from being unbounded.
  private func hasLimit(_ terms: [(column: Int, coefficient: Double)]) -> Bool {
    terms.allSatisfy { term in
      let bounds = judge.program.columns[term.column]
      return (term.coefficient > 0 ? bounds.upper : bounds.lower).isFinite
    }
  }

  private func judge(
    _ optimum: Optimum, _ terms: [(column: Int, coefficient: Double)], certifies: Bool,
    best: inout Optimum?
  ) -> RecoveryLadder.Verdict {
    if certifies, optimum.isCertified {
      best = optimum
      best?.isProved = true
      return .accepted
    }
    // A value beyond its own proven bound is no value, whatever the residual says.
    let excess = optimum.value - optimum.outerBound
    if excess > Self.certificateTolerance * max(1, abs(optimum.value)) { return .refused }
    if !isOptimal(optimum, terms) { return .refused }
    if let known = best, (known.gap, -known.value) <= (optimum.gap, -optimum.value) {
      return .acceptable
    }
    best = optimum
    // Where a limit is infinite no duals prove anything, and another rung would not either.
    return certifies && optimum.outerBound.isFinite ? .acceptable : .accepted
  }

  /// Whether the point and the duals prove each other optimal as far as the tolerance goes: for an
  /// answer without an outer bound that is near enough.
  private func isOptimal(
    _ optimum: Optimum, _ terms: [(column: Int, coefficient: Double)]
  ) -> Bool {
    var program = judge.program
    program.sense = .maximize
    program.objective = Array(repeating: 0, count: program.objective.count)
    for term in terms { program.objective[term.column] += term.coefficient }
    let solution = LPSolution(
      objective: optimum.value, columns: optimum.point,
      rowDuals: compressed.expandDuals(optimum.duals, maximizing: terms),
      iterations: optimum.iterations)
    return KKTReport(program: program, solution: solution)
      .holds(within: Self.certificateTolerance * 10)
  }

  private func check(
    _ solution: LPSolution, terms: [(column: Int, coefficient: Double)], certifies: Bool
  ) -> Optimum? {
    let point = compressed.expand(columns: solution.columns)
    guard judge.primalResidual(of: point) <= tolerance else { return nil }
    let value = terms.reduce(0) { $0 + $1.coefficient * point[$1.column] }
    var outer = Double.infinity
    if certifies {
      outer = outerBound(maximizing: terms, compressedDuals: solution.rowDuals)
    }
    return Optimum(
      point: point, columns: solution.columns, duals: solution.rowDuals, value: value,
      outerBound: outer, rung: .warm, iterations: solution.iterations)
  }

  /// A proven upper bound on `terms` over the original program, from duals of the compressed one
  /// that belong to the same objective.
  func outerBound(
    maximizing terms: [(column: Int, coefficient: Double)], compressedDuals duals: [Double]
  ) -> Double {
    judge.outerBound(
      maximizing: terms, rowDuals: compressed.expandDuals(duals, maximizing: terms))
  }
}
