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

  /// Opens a session of the solver and answers questions, beginning with `first`, until there are
  /// no more or the solver fails; then that question gets the failure, and the session ends.
  func serve(from first: Queue.Request, _ queue: Queue, using backend: some LPBackend) {
    var request = first
    do throws(LPError) {
      let limits = request.question.options.solving.limits
      try backend.withSession(for: compressed.program, limits: limits) {
        session throws(LPError) in
        var state = try open(request.question, in: &session)
        state.lane.refiner = SolutionRefiner(limits: limits, backend: backend)
        while true {
          let answer = try answer(request.question, &state, in: &session, of: backend)
          request.reply(answer)
          guard let next = queue.next() else { return }
          request = next
        }
      }
    } catch {
      request.reply(.failure(.solver(error)))
    }
  }

  /// What is kept between questions.
  private struct State {
    var compressed: CompressedProgram
    /// The bounds that the solver's session has now.
    var columns: BoundArrays
    let lane: SolverLane
    /// The basis of the model's own optimum.
    var basis: Basis
  }

  /// Solves the model under its own bounds, if they are feasible, for the basis that every question
  /// starts from.
  private func open(
    _ question: FluxVariabilityQuestion, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> State {
    let lane = SolverLane(
      original: program.program, compressed: compressed,
      tolerance: question.options.solving.tolerance)
    var state = State(
      compressed: compressed, columns: compressed.program.columns, lane: lane,
      basis: try session.basis())
    if try bind(program.program, &state, in: &session) {
      _ = try lane.maximize(objective, isFeasible: false, certifies: false, in: &session)
      state.basis = try session.basis()
    }
    return state
  }

  private var objective: [(column: Int, coefficient: Double)] {
    cutsObjective ? program.maximizedTerms : []
  }

  /// Gives the solver and the judge the column bounds of `original`; `false` if they contradict
  /// each other.
  private func bind(
    _ original: LinearProgram, _ state: inout State, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Bool {
    guard state.compressed.setColumnBounds(original.columns) else { return false }
    let new = state.compressed.program.columns
    for column in 0..<new.count where new[column] != state.columns[column] {
      try session.setColumnBounds(new[column], column: column)
      state.columns[column] = new[column]
    }
    state.lane.follow(original, state.compressed, implied: ImpliedBounds(unlessLimited: original))
    return true
  }

  private func answer(
    _ question: FluxVariabilityQuestion, _ state: inout State,
    in session: inout any LPSession & ~Copyable, of backend: some LPBackend
  ) throws(LPError) -> Result<FluxVariabilityResult, FluxError> {
    let began = DispatchTime.now()
    state.lane.resetCounters()
    var original = program.program
    original.columns = BoundArrays(
      lower: question.bounds.map(\.lower), upper: question.bounds.map(\.upper))
    if !question.report(0, 1) { return .failure(.cancelled) }
    guard try bind(original, &state, in: &session) else {
      return .failure(.infeasible(model: program.constrained.model.id))
    }
    try setCut(.free, &original, state, in: &session)
    try session.restore(state.basis)
    state.lane.method = .dual
    let finding = try state.lane.maximize(
      objective, isFeasible: false, certifies: true, in: &session)
    state.lane.method = .primal
    let optimum: SolverLane.Optimum
    do throws(FluxError) {
      optimum = try finding.optimum(of: program.constrained)
    } catch {
      return .failure(error)
    }
    let start = try start(
      at: optimum, original: &original, state, question, began: began, in: &session, of: backend)
    return try ranges(question, start, state.lane, in: &session, of: backend)
  }

  private func setCut(
    _ bounds: Bounds, _ original: inout LinearProgram, _ state: State,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    original.rows[program.cutRow] = bounds
    state.lane.judge.setRowBounds(bounds, row: program.cutRow, keepsImplied: true)
    // The cut is kept by the compression, as its last row.
    try session.setRowBounds(bounds, row: compressed.rowOrigins.count - 1)
  }

  private func start(
    at optimum: SolverLane.Optimum, original: inout LinearProgram, _ state: State,
    _ question: FluxVariabilityQuestion, began: DispatchTime,
    in session: inout any LPSession & ~Copyable, of backend: some LPBackend
  ) throws(LPError) -> FluxVariabilityStart {
    let objective = program.constrained.objective
    let value = cutsObjective ? objective.value(at: optimum.point).unsigned : nil
    if case .fraction(let fraction) = question.options.cut, let value {
      let cut = program.cut(fraction: fraction, of: value, slack: objectiveSlack)
      try setCut(cut, &original, state, in: &session)
    }
    return FluxVariabilityStart(
      original: original, compressed: state.compressed, implied: ImpliedBounds(ownOf: original),
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
    var jobs = plan.firstRound(seen: worker.sightings(at: start.point))
    watch.setSettled(plan.settledCount)
    while !jobs.isEmpty, watch.reasonToStop == nil {
      var yields: [FluxVariabilityYield] = []
      for job in jobs { yields.append(try worker.run(job, watch: watch, in: &session)) }
      jobs = plan.nextRound(yields)
      watch.setSettled(plan.settledCount)
    }
    if let reason = watch.reasonToStop, plan.open.contains(true) { return .failure(reason) }
    plan.add([lane.counters])
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
