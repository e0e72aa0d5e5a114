import LinearProgramming
import MetabolicModels

/// Answers the questions of a ``LexicographicFluxSession`` on its thread.
struct LexicographicFluxServer: Sendable {
  typealias Answer = Result<LexicographicAnswer, FluxError>
  typealias Queue = RequestQueue<LexicographicQuestion, Answer>

  private let program: FluxProgram
  private let compressed: CompressedProgram
  private let driven: [DrivenBound]
  private let options: SolvingOptions

  init(_ model: ConstrainedModel, driven: [DrivenBound], options: SolvingOptions) {
    program = FluxProgram(model)
    compressed = CompressedProgram(structureOf: program.program, keepingRows: [program.cutRow])
    self.driven = driven
    self.options = options
  }

  /// Answers questions, beginning with `first`; see ``RequestQueue``.
  func serve(from first: Queue.Request, _ queue: Queue, using backend: some LPBackend) {
    let directions = BasisDirections(
      compressed.program, limits: options.limits, backend: backend)
    queue.answer(
      from: first, keeping: program, compressed: compressed,
      maximizing: program.maximizedTerms, options: options,
      using: backend
    ) { question, kept, session throws(LPError) in
      let run = LexicographicRun(
        program: program, driven: driven, kept: kept, directions: directions, options: options,
        backend: backend, question: question)
      return try run.answer(in: &session)
    }
  }
}
