import LinearProgramming

/// What one thread needs to solve programs over one compressed model and to judge every answer on
/// the original one.
///
/// Not `Sendable`: each thread makes its own.
final class SolverLane {
  private(set) var compressed: CompressedProgram
  let judge: ProgramJudge
  let tolerance: Double
  private var ladder: RecoveryLadder
  let expansion: DualExpansion
  private(set) var point: [Double]
  /// The last point of the compressed program that was looked at.
  private(set) var columns: [Double] = []
  var counters = FluxVariabilityResult.Counters()
  /// The deepest rung that gave a program its answer since this was last set.
  var deepestRung = SolveRung.warm
  /// Finds the rays that a solver did not give. With a prover, "infeasible" and "unbounded" are
  /// believed if they are proved and only then.
  var prover: RayProver?
  /// Corrects optima that their outer bounds do not prove; see ``refined(_:maximizing:at:)``.
  var refiner: SolutionRefiner?
  /// A value of the objective next to which results are judged: an outer bound that is as near to an
  /// optimum as certified values of this size are to theirs proves it. 0 for none.
  var referenceValue = 0.0
  /// Asked whether "infeasible", with the ray that the solver gives, is proved; then it is believed.
  var provesInfeasible: (([Double]?) throws(LPError) -> Bool)?

  /// The simplex method that the ladder begins with.
  var method: SimplexMethod {
    get { ladder.method }
    set { ladder.method = newValue }
  }

  /// How near, relative to the value, an outer bound must come to certify it. CLI.md's figure.
  static let certificateTolerance = 1e-6

  /// - Parameter implied: What the rows of `original` imply; see ``ProgramJudge``.
  init(
    original: LinearProgram, compressed: CompressedProgram, tolerance: Double,
    method: SimplexMethod = .primal, implied: ImpliedBounds? = nil
  ) {
    self.compressed = compressed
    self.judge = ProgramJudge(original, implied: implied)
    self.tolerance = tolerance
    self.ladder = RecoveryLadder(method: method)
    self.expansion = DualExpansion(compressed)
    self.point = Array(repeating: 0, count: compressed.carriers.count)
  }

  /// Goes on with the same program under other bounds of its columns.
  func follow(_ original: LinearProgram, _ compressed: CompressedProgram, implied: ImpliedBounds) {
    self.compressed = compressed
    expansion.follow(compressed)
    judge.setColumnBounds(original.columns, implied: implied)
  }

  func resetCounters() { counters = FluxVariabilityResult.Counters() }

  /// What a solve found, in terms of the original program.
  enum Finding {
    case optimal(Optimum)
    /// With duals of the original rows that show it, where there are some.
    case infeasible(ray: [Double]? = nil)
    /// With the checked direction and a point of the original program to start from, where there
    /// are some.
    case unbounded(UnboundedDirection? = nil, from: [Double]? = nil)
    case stopped(LPOutcome.StopReason)
  }

  struct Optimum {
    let compressed: CompressedProgram
    /// A point of the compressed program, its residual checked on the original one.
    var columns: [Double]
    /// Duals of the compressed program for the objective to be *maximized*.
    var duals: [Double]
    /// Those of the original rows that the outer bound goes by, where ``duals`` were not enough.
    var refinedDuals: RefinedDuals?
    /// *c·x* of the maximized objective.
    var value: Double
    /// A proven upper bound on it; infinite where none was found or asked for.
    var outerBound: Double
    var rung: SolveRung
    var iterations: Int

    /// The same point in the original program.
    var point: [Double] { compressed.expand(columns: columns) }

    var gap: Double { outerBound - value }

    /// Whether the outer bound proved the value of the scaled objective.
    var isProved = false

    /// Whether the value and its outer bound may both be that of a point which oversteps a bound by
    /// more than the objective forgives; see ``SolverLane/isSteep(_:)``.
    var isDoubtful = false

    /// Whether the outer bound is near enough to prove the value.
    var isCertified: Bool {
      !isDoubtful && abs(gap) <= SolverLane.certificateTolerance * max(1, abs(value))
    }

    /// The optimum of the objective times a power of two.
    func scaled(by factor: Double) -> Optimum {
      var result = self
      result.value *= factor
      result.outerBound *= factor
      result.duals = duals.map { $0 * factor }
      result.refinedDuals = refinedDuals?.scaled(by: factor)
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
    var direction: UnboundedDirection?
    var farkasRay: [Double]?
    let answer = try ladder.solve(&session) { outcome, rung, session throws(LPError) in
      switch outcome {
      case .optimal(let solution):
        guard var optimum = check(solution, terms: scaled, certifies: certifies) else {
          return .refused
        }
        if certifies {
          let isDoubtful = optimum.isCertified && isSteep(optimum)
          // What the first rung finds is seldom worth more than a solve with tighter tolerances.
          if rung > .warm || isDoubtful,
            let refined = try refined(optimum, maximizing: scaled, in: &session)
          {
            optimum = refined
          } else {
            optimum.isDoubtful = isDoubtful
          }
        }
        optimum.rung = rung
        return judge(
          optimum, scaled, certifies: certifies, reference: abs(referenceValue) * scale, best: &best
        )
      case .infeasible(let ray):
        if !isFeasible, try provesInfeasible?(ray) == true { return .accepted }
        return isFeasible ? .refused : try verdict(onInfeasible: ray, proof: &farkasRay)
      case .unbounded(let ray):
        return hasLimit(scaled)
          ? .refused : try verdict(onUnbounded: ray, maximizing: scaled, direction: &direction)
      case .stopped: return .refused
      }
    }
    counters.programsSolved += answer.attempts
    counters.iterations += answer.iterations
    note(answer.outcome.isOptimal ? best?.rung ?? answer.rung : answer.rung)
    switch answer.outcome {
    case .optimal:
      guard var best else { return .stopped(.numericalTrouble) }
      best.iterations = answer.iterations
      return .optimal(best.scaled(by: 1 / scale))
    case .infeasible: return .infeasible(ray: farkasRay)
    case .unbounded:
      if isFeasible || direction == nil { return .unbounded(direction) }
      return try unbounded(along: direction, in: &session)
    case .stopped(let reason): return .stopped(reason)
    }
  }

  /// Counts a program as settled on `rung`.
  private func note(_ rung: SolveRung) {
    counters.rungs[rung, default: 0] += 1
    deepestRung = max(deepestRung, rung)
  }

  /// What there is along a checked direction: no limit if there is a point to start from.
  private func unbounded(
    along direction: UnboundedDirection?, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Finding {
    switch try maximize([], isFeasible: false, certifies: false, in: &session) {
    case .optimal(let optimum): .unbounded(direction, from: optimum.point)
    case .infeasible(let ray): .infeasible(ray: ray)
    case .unbounded: .stopped(.numericalTrouble)
    case .stopped(let reason): .stopped(reason)
    }
  }

  /// A feasible point of the compressed program that is far along `terms` (of the compressed
  /// program): an optimum, as far as the solver is right, for that is not proved. `nil` where the
  /// solver found none, or none that is feasible for the original program.
  func feasiblePoint(
    pushing terms: [(column: Int, coefficient: Double)],
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> [Double]? {
    try session.setObjective(terms, sense: .maximize)
    counters.programsSolved += 1
    counters.scanPrograms += 1
    guard case .optimal(let solution) = try session.solve(.warm, method: .primal) else {
      return nil
    }
    counters.iterations += solution.iterations
    counters.rungs[.warm, default: 0] += 1
    return isFeasible(solution.columns) ? solution.columns : nil
  }

  /// Whether a point of the compressed program is one of the original program, within the
  /// tolerance. Leaves the original point in `point`.
  func isFeasible(_ columns: [Double]) -> Bool {
    self.columns = columns
    compressed.expand(columns: columns, into: &point)
    return judge.isFeasible(point, within: tolerance)
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
    reference: Double, best: inout Optimum?
  ) -> RecoveryLadder.Verdict {
    let isNear = abs(optimum.gap) <= Self.certificateTolerance * reference
    if certifies, optimum.isCertified || isNear && !optimum.isDoubtful {
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
    expansion.expand(optimum.duals, maximizing: terms)
    let report = KKTReport(
      maximizing: terms, point: optimum.point, rowDuals: expansion.rowDuals, judge: judge)
    // A finite gap says how wrong the value may be; an infinite one says nothing.
    return report.gap.isFinite
      ? report.gap <= Self.certificateTolerance
      : report.holds(within: Self.certificateTolerance * 10)
  }

  private func check(
    _ solution: LPSolution, terms: [(column: Int, coefficient: Double)], certifies: Bool
  ) -> Optimum? {
    guard isFeasible(solution.columns) else { return nil }
    let value = terms.reduce(0) { $0 + $1.coefficient * point[$1.column] }
    var outer = Double.infinity
    if certifies {
      outer = outerBound(maximizing: terms, compressedDuals: solution.rowDuals)
    }
    return Optimum(
      compressed: compressed, columns: solution.columns, duals: solution.rowDuals, value: value,
      outerBound: outer, rung: .warm, iterations: solution.iterations)
  }

  /// The duals of the original rows that ``outerBound(maximizing:compressedDuals:)`` goes by.
  func rowDuals(
    maximizing terms: [(column: Int, coefficient: Double)], compressedDuals duals: [Double]
  ) -> [Double] {
    expansion.expand(duals, maximizing: terms)
    return expansion.rowDuals
  }

  /// A proven upper bound on `terms` over the original program, from duals of the compressed one
  /// that belong to the same objective.
  func outerBound(
    maximizing terms: [(column: Int, coefficient: Double)], compressedDuals duals: [Double]
  ) -> Double {
    expansion.expand(duals, maximizing: terms)
    return judge.outerBound(maximizing: terms, rowDuals: expansion.rowDuals)
  }
}
