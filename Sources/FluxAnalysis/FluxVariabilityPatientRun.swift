import Dispatch
import LinearProgramming
import MetabolicModels

/// The analysis of one patient from a ``FluxVariabilityReference``, in a solver session of its own:
/// nothing is left over from another patient.
struct FluxVariabilityPatientRun {
  struct Outcome {
    let plan: FluxVariabilityPlan
    let start: FluxVariabilityStart
  }

  private let reference: FluxVariabilityReference
  private let bounds: [FluxBounds]
  private let options: FluxVariabilityOptions
  private let began = DispatchTime.now()

  init(
    _ reference: FluxVariabilityReference, bounds: [FluxBounds],
    progress: (@Sendable (Int, Int) -> Bool)?, keepsEvidence: Bool
  ) {
    self.reference = reference
    self.bounds = bounds
    var options = reference.options
    options.threads = 1
    if !keepsEvidence, let limit = reference.patientTimeLimit { options.solving.timeLimit = limit }
    options.keepsCertificates = keepsEvidence
    options.progress = progress
    self.options = options
  }

  func result(using backend: some LPBackend) throws(FluxError) -> FluxVariabilityResult {
    let outcome = try plan(using: backend)
    let (plan, start) = (outcome.plan, outcome.start)
    let assembly = FluxRangeAssembly(
      start: start, ends: reference.ends, findings: plan.findings, options: options)
    var result = FluxVariabilityResult(
      reactions: reference.reactions, ranges: assembly.ranges(of: reference.reactions),
      objectiveValue: start.objectiveValue, counters: plan.counters)
    result.objectiveSolve = start.objectiveSolve
    result.recoveredEnds = assembly.recoveredEnds(of: reference.reactions, using: backend)
    return result
  }

  /// What is found of every end, and where it started.
  func plan(using backend: some LPBackend) throws(FluxError) -> Outcome {
    var compressed = reference.compressed
    guard
      compressed.setColumnBounds(
        BoundArrays(lower: bounds.map(\.lower), upper: bounds.map(\.upper)))
    else { throw infeasible }
    let kept = compressed
    let result = try solverErrors { () throws(LPError) in
      try backend.withSession(for: kept.program, limits: options.solving.limits) {
        session throws(LPError) in try findings(kept, in: &session, of: backend)
      }
    }
    return try result.get()
  }

  private var infeasible: FluxError {
    .infeasible(model: reference.program.constrained.model.id)
  }

  private func findings(
    _ compressed: CompressedProgram, in session: inout any LPSession & ~Copyable,
    of backend: some LPBackend
  ) throws(LPError) -> Result<Outcome, FluxError> {
    var original = reference.program.program
    original.columns = BoundArrays(lower: bounds.map(\.lower), upper: bounds.map(\.upper))
    let lane = makeLane(
      original, compressed, implied: ImpliedBounds(unlessLimited: original), backend)
    if let basis = reference.basis {
      try session.restore(basis)
      lane.method = .dual
    }
    let finding = try lane.maximize(
      terms, isFeasible: false, certifies: true, in: &session)
    let optimum: SolverLane.Optimum
    do throws(FluxError) {
      optimum = try finding.optimum(of: reference.program.constrained)
    } catch {
      return .failure(error)
    }
    let start: FluxVariabilityStart
    switch try self.start(at: optimum, original, compressed, lane, in: &session, of: backend) {
    case .success(let found): start = found
    case .failure(let error): return .failure(error)
    }
    return try search(start, in: &session, of: backend)
  }

  /// What is maximized first: the objective where there is a cut, and nothing where there is none.
  private var terms: [(column: Int, coefficient: Double)] {
    reference.cut == .none ? [] : reference.program.maximizedTerms
  }

  private func makeLane(
    _ original: LinearProgram, _ compressed: CompressedProgram, implied: ImpliedBounds,
    _ backend: some LPBackend
  ) -> SolverLane {
    let lane = SolverLane(
      original: original, compressed: compressed, tolerance: options.solving.tolerance,
      implied: implied)
    lane.prover = RayProver(compressed.program, limits: options.solving.limits, backend: backend)
    lane.refiner = SolutionRefiner(limits: options.solving.limits, backend: backend)
    return lane
  }

  /// The start under the cut.
  private func start(
    at optimum: SolverLane.Optimum, _ original: LinearProgram, _ compressed: CompressedProgram,
    _ lane: SolverLane, in session: inout any LPSession & ~Copyable, of backend: some LPBackend
  ) throws(LPError) -> Result<FluxVariabilityStart, FluxError> {
    let program = reference.program
    let value =
      reference.cut == .none
      ? nil : program.constrained.objective.value(at: optimum.point).unsigned
    var (original, compressed) = (original, compressed)
    if let value, let cut = rows(ofCutAt: value) {
      let reached = program.cutScale * value
      let slack = objectiveSlack * max(1, abs(reached))
      if reached < cut.lower - slack || reached > cut.upper + slack { return .failure(infeasible) }
      original.rows[program.cutRow] = cut
      compressed.program.rows[compressed.rowOrigins.count - 1] = cut
      try session.setRowBounds(cut, row: compressed.rowOrigins.count - 1)
    }
    var start = FluxVariabilityStart(
      original: original, compressed: compressed, implied: ImpliedBounds(original),
      basis: try session.basis(), point: optimum.columns, objectiveValue: value,
      objectiveSolve: value.map { _ in SolveRecord(optimum, backend: backend) },
      isOptimumCertified: isCutCertified(by: optimum), counters: lane.counters, began: began)
    if options.keepsCertificates { start.witness = FluxWitness(optimum.columns) }
    return .success(start)
  }

  private func rows(ofCutAt optimum: Double) -> Bounds? {
    switch reference.cut {
    case .none: return nil
    case .fraction(let fraction):
      return reference.program.cut(fraction: fraction, of: optimum, slack: objectiveSlack)
    case .absolute(let value):
      // The slack keeps the program feasible where the value is the optimum itself.
      return reference.program.cut(fraction: 1, of: value, slack: objectiveSlack)
    }
  }

  /// A cut at a value that was given needs no proof of the optimum.
  private func isCutCertified(by optimum: SolverLane.Optimum) -> Bool {
    if case .fraction = reference.cut { optimum.isProved } else { true }
  }

  private func search(
    _ start: FluxVariabilityStart, in session: inout any LPSession & ~Copyable,
    of backend: some LPBackend
  ) throws(LPError) -> Result<Outcome, FluxError> {
    var start = start
    let ends = reference.ends
    let lane = makeLane(start.original, start.compressed, implied: start.implied, backend)
    start.provedEnds = reference.lesson?.provedEnds(ends: ends, lane: lane)
    let plan = FluxVariabilityPlan(start, ends: ends)
    let worker = FluxVariabilityWorker(start, ends: ends, options: options, lane: lane)
    let watch = RunWatch(
      all: ends.count, since: began, timeLimit: options.solving.timeLimit,
      progress: options.progress)
    var jobs = plan.firstRound(seen: worker.sightings(at: start.point))
    if let lesson = reference.lesson {
      let yield = try worker.follow(
        lesson, isOpen: plan.open, watch: watch, in: &session)
      jobs = plan.nextRound([yield])
    }
    if let reason = try worker.carryOut(plan, from: jobs, watch: watch, in: &session) {
      return .failure(reason)
    }
    return .success(Outcome(plan: plan, start: start))
  }
}
