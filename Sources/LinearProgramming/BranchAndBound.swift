/// Returns the optimum of a mixed-integer program, by branch and bound over linear relaxations.
///
/// Each relaxation starts from its parent's basis with the dual simplex, since only bounds changed.
/// Its answer is judged on the program as stated (``ProgramJudge``): a wrong optimum is refused, and
/// "infeasible" is believed only with a checked Farkas ray, the solver's or one that is looked for,
/// or when a fresh basis says the same (``RecoveryLadder``). Branching is on the column whose two branches
/// promise to lower the bound most (``PseudoCosts``). Solutions are found on the way by rounding where
/// no row can be hurt (``SimpleRounding``) and by dives that fix a part of the columns at a time; a
/// solution fixes columns for good by the reduced costs of the root (``ReducedCostFixing``). A
/// relaxation whose integer columns are whole to within 1e-6 is solved again with those columns fixed at the whole numbers, so
/// that no solution lives on the tolerance of an indicator times a large coefficient.
///
/// - Parameters:
///   - program: *m* rows by *n* columns.
///   - options: Limits, gaps, tolerance, cancellation.
///   - backend: The solver of the relaxations, with one session on the calling thread.
/// - Returns: See ``MixedIntegerOutcome``. The same for every run unless a time limit or a
///   cancellation ends it.
/// - Throws: ``LPError`` if a call on the backend fails.
/// - Complexity: One cold and one warm solve for each node; the number of nodes can be exponential
///   in the number of integer columns. Memory: one basis for each open node.
public func branchAndBound(
  _ program: MixedIntegerProgram, options: MixedIntegerOptions = MixedIntegerOptions(),
  using backend: some LPBackend
) throws(LPError) -> MixedIntegerOutcome {
  var limits = SolveLimits()
  limits.tolerance = options.tolerance / 100
  limits.seconds = min(limits.seconds, options.seconds)
  let relaxation = program.relaxation
  let sign = relaxation.sense == .maximize ? 1.0 : -1.0
  let terms = relaxation.objective.indices.filter { relaxation.objective[$0] != 0 }
    .map { (column: $0, coefficient: sign * relaxation.objective[$0]) }
  let gaps = BranchLimits(options)
  let prover = InfeasibilityProver(relaxation, limits: limits, backend: backend)
  let known = try options.knownSolution.flatMap { (point) throws(LPError) in
    try program.settled(at: point, tolerance: options.tolerance, limits: limits, using: backend)
  }
  let result = try backend.withSession(for: relaxation, limits: limits) {
    session throws(LPError) in
    let result = try search(
      program, maximizing: terms, options, prover,
      known: known.map { BranchSolution(value: sign * $0.objective, point: $0.columns) },
      in: &session)
    if !result.isUnbounded { return result }
    // Without a limit for the relaxation there is none for the program, if it has a solution
    // (Meyer, Math. Programming 1974, doi 10.1007/BF01585518).
    var anyPoint = try search(
      program, maximizing: [], options, prover, known: nil, in: &session)
    anyPoint.isUnbounded = anyPoint.best != nil
    return anyPoint
  }
  return MixedIntegerOutcome(result, sign: sign) { gaps.gap(at: $0) }
}

private func search(
  _ program: MixedIntegerProgram, maximizing terms: [(column: Int, coefficient: Double)],
  _ options: MixedIntegerOptions, _ prover: InfeasibilityProver,
  known: BranchSolution<[Double]>?, in session: inout any LPSession & ~Copyable
) throws(LPError) -> BranchResult<[Double]> {
  let limits = BranchLimits(options)
  let solver = RelaxationSolver(
    program.relaxation, maximizing: terms, tolerance: options.tolerance,
    prover: prover)
  try solver.prepare(&session)
  let start = ContinuousClock.now
  var branching = IntegerBranching(
    program, solver: solver, slack: { [limits] in limits.gap(at: $0) },
    isOver: { [limits] in
      limits.isCancelled?() == true || start.duration(to: .now) / .seconds(1) >= limits.seconds
    })
  var search = BranchSearch<IntegerBranching.Change, [Double]>(limits: limits)
  if let known {
    search.begin(with: known)
    branching.begin(with: known)
  }
  return try search.run(&branching, in: &session)
}

extension BranchLimits {
  fileprivate init(_ options: MixedIntegerOptions) {
    self.init()
    nodes = options.nodeLimit
    seconds = options.seconds
    absoluteGap = options.absoluteGap
    relativeGap = options.relativeGap
    isCancelled = options.isCancelled
  }
}

extension MixedIntegerOutcome {
  fileprivate init(_ result: BranchResult<[Double]>, sign: Double, gap: (Double) -> Double) {
    if result.isUnbounded {
      self = .unbounded
      return
    }
    var reason = StopReason(result)
    // A node that was whole but could not be solved at its whole numbers leaves its bound behind.
    let isMet =
      result.best.map { result.bound <= $0.value + gap($0.value) } ?? (result.bound == -.infinity)
    if !isMet { reason = reason ?? .numericalTrouble }
    guard let best = result.best else {
      self = reason.map { .stopped($0) } ?? .infeasible(isProved: result.isBoundProved)
      return
    }
    let solution = MixedIntegerSolution(
      objective: sign * best.value, columns: best.point, bound: sign * result.bound,
      isBoundProved: result.isBoundProved, nodes: result.nodes)
    self = reason.map { .feasible(solution, $0) } ?? .optimal(solution)
  }
}

extension MixedIntegerOutcome.StopReason {
  fileprivate init?(_ result: BranchResult<[Double]>) {
    switch result.stop {
    case .nodeLimit: self = .nodeLimit
    case .timeLimit: self = .timeLimit
    case .cancelled: self = .cancelled
    case nil:
      guard let trouble = result.trouble else { return nil }
      self = trouble == .timeLimit ? .timeLimit : .numericalTrouble
    }
  }
}
