import LinearProgramming
import MetabolicModels

/// Answers the questions of a ``FluxBalanceSession`` on its thread.
struct FluxBalanceServer: Sendable {
  typealias Answer = Result<[Result<FluxSolution, FluxError>], FluxError>
  typealias Queue = RequestQueue<FluxBalanceQuestion, Answer>

  private let program: FluxProgram
  private let compressed: CompressedProgram
  private let options: SolvingOptions

  init(_ model: ConstrainedModel, options: SolvingOptions) {
    program = FluxProgram(model)
    compressed = CompressedProgram(structureOf: program.program, keepingRows: [program.cutRow])
    self.options = options
  }

  /// Answers questions, beginning with `first`; see ``RequestQueue``.
  func serve(from first: Queue.Request, _ queue: Queue, using backend: some LPBackend) {
    queue.answer(
      from: first, keeping: program, compressed: compressed,
      maximizing: program.maximizedTerms, options: options,
      using: backend
    ) { question, kept, session throws(LPError) in
      try answer(question, kept, in: &session, of: backend)
    }
  }

  private func answer(
    _ question: FluxBalanceQuestion, _ kept: KeptProgram,
    in session: inout any LPSession & ~Copyable, of backend: some LPBackend
  ) throws(LPError) -> Answer {
    let infeasible = FluxError.infeasible(model: program.constrained.model.id)
    if question.isCancelled { return .failure(.cancelled) }
    guard try kept.program(under: question.bounds, in: &session) != nil else {
      return .failure(infeasible)
    }
    // The model's own objective may have no limit under these bounds; the others may still.
    switch try kept.start(certifies: false, in: &session) {
    case .infeasible: return .failure(infeasible)
    case .stopped(let reason): return .failure(.stopped(reason))
    case .optimal, .unbounded: break
    }
    var answers: [Result<FluxSolution, FluxError>] = []
    for objective in question.objectives {
      if question.isCancelled { return .failure(.cancelled) }
      let finding = try kept.lane.maximize(
        objective.maximizedTerms, isFeasible: true, certifies: true, in: &session)
      answers.append(
        Result { () throws(FluxError) in
          FluxSolution(
            program, try finding.optimum(of: program.constrained), of: objective,
            compressed: kept.compressed, backend: backend)
        })
    }
    return .success(answers)
  }
}
