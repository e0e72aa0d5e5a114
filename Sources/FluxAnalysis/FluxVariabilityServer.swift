import Dispatch
import LinearProgramming
import MetabolicModels

/// Answers the questions of a ``FluxVariabilitySession`` on its thread.
struct FluxVariabilityServer: Sendable {
  typealias Queue = RequestQueue<FluxVariabilityQuestion, Result<FluxVariabilityResult, FluxError>>

  private let program: FluxProgram
  private let compressed: CompressedProgram
  private let cutsObjective: Bool

  init(_ model: ConstrainedModel, options: FluxVariabilityOptions) {
    program = FluxProgram(model)
    compressed = CompressedProgram(structureOf: program.program, keepingRows: [program.cutRow])
    cutsObjective = options.cut != .none && !model.objective.terms.isEmpty
  }

  /// Answers questions, beginning with `first`; see ``RequestQueue``.
  func serve(from first: Queue.Request, _ queue: Queue, using backend: some LPBackend) {
    queue.answer(
      from: first, keeping: program, compressed: compressed,
      maximizing: cutsObjective ? program.maximizedTerms : [],
      options: first.question.options.solving,
      using: backend
    ) { question, kept, session throws(LPError) in
      try answer(question, kept, in: &session, of: backend)
    }
  }

  private func answer(
    _ question: FluxVariabilityQuestion, _ kept: KeptProgram,
    in session: inout any LPSession & ~Copyable, of backend: some LPBackend
  ) throws(LPError) -> Result<FluxVariabilityResult, FluxError> {
    let began = DispatchTime.now()
    kept.lane.resetCounters()
    if !question.report(0, 1) { return .failure(.cancelled) }
    guard var original = try kept.program(under: question.bounds, in: &session) else {
      return .failure(.infeasible(model: program.constrained.model.id))
    }
    let finding = try kept.start(certifies: true, in: &session)
    let optimum: SolverLane.Optimum
    do throws(FluxError) {
      optimum = try finding.optimum(of: program.constrained)
    } catch {
      return .failure(error)
    }
    let start = try start(
      at: optimum, original: &original, kept, question, began: began, in: &session, of: backend)
    return try ranges(question, start, kept.lane, in: &session, of: backend)
  }

  private func start(
    at optimum: SolverLane.Optimum, original: inout LinearProgram, _ kept: KeptProgram,
    _ question: FluxVariabilityQuestion, began: DispatchTime,
    in session: inout any LPSession & ~Copyable, of backend: some LPBackend
  ) throws(LPError) -> FluxVariabilityStart {
    let objective = program.constrained.objective
    let value = cutsObjective ? objective.value(at: optimum.point).unsigned : nil
    if case .fraction(let fraction) = question.options.cut, let value {
      let cut = program.cut(fraction: fraction, of: value, slack: objectiveSlack)
      try kept.setCut(cut, &original, in: &session)
    }
    return FluxVariabilityStart(
      original: original, compressed: kept.compressed, implied: ImpliedBounds(ownOf: original),
      basis: try session.basis(), point: optimum.columns, objectiveValue: value,
      objectiveSolve: value.map { _ in SolveRecord(optimum, backend: backend) },
      isOptimumCertified: !cutsObjective || optimum.isProved, counters: .init(), began: began)
  }

  /// The rounds of ``FluxVariabilityPlan``, all on this thread.
  private func ranges(
    _ question: FluxVariabilityQuestion, _ start: FluxVariabilityStart, _ lane: SolverLane,
    in session: inout any LPSession & ~Copyable, of backend: some LPBackend
  ) throws(LPError) -> Result<FluxVariabilityResult, FluxError> {
    let options = question.options
    let reactions = options.reactions ?? Array(start.compressed.carriers.indices)
    let ends = FluxEnds(reactions, compressed: start.compressed)
    let plan = FluxVariabilityPlan(start, ends: ends)
    let worker = FluxVariabilityWorker(start, ends: ends, options: options, lane: lane)
    let watch = RunWatch(
      all: ends.count, since: start.began, timeLimit: options.solving.timeLimit,
      progress: question.report)
    let jobs = plan.firstRound(seen: worker.sightings(at: start.point))
    if let reason = try worker.carryOut(plan, from: jobs, watch: watch, in: &session) {
      return .failure(reason)
    }
    let assembly = FluxRangeAssembly(
      start: start, ends: ends, findings: plan.findings, options: options)
    var result = FluxVariabilityResult(
      reactions: reactions, ranges: assembly.ranges(of: reactions[...], lane: lane),
      objectiveValue: start.objectiveValue, counters: plan.counters)
    result.objectiveSolve = start.objectiveSolve
    result.recoveredEnds = assembly.recoveredEnds(of: reactions, using: backend)
    return .success(result)
  }
}
