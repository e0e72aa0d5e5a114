import TwinFlux

/// `twinflux delete MODEL`: the optimum without each gene, or without each reaction.
enum DeletionCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    do throws(ParserError) {
      try context.parsed.rejectBoth("genes", "reactions")
    } catch {
      throw .usage(error)
    }
    let target: DeletionTarget = context.parsed.has("reactions") ? .reaction : .gene
    var run = try AnalysisRun(context)
    let backend = try run.makeBackend()
    let problem = try run.makeProblem(using: backend)
    let found = try run.timed("solve") { run in
      solve(target, problem.patient, run, backend)
    }
    switch found {
    case .success(let results): try finish(&run, problem, target, results)
    case .failure(let error):
      throw try run.finishWithoutOptimum(error) { status in
        .members(["status": .string(status), "objective_value": .null])
      }
    }
    return .done
  }

  private static func solve(
    _ target: DeletionTarget, _ patient: ConstrainedModel, _ run: AnalysisRun,
    _ backend: any LPBackend
  ) -> Result<[DeletionResult], FluxError> {
    let bar = ProgressBar(on: run.console, unit: "\(target.rawValue)s")
    defer { bar?.finish() }
    let deadline = run.deadline
    let progress: @Sendable (Int, Int) -> Bool = { done, all in
      bar?.update(done: done, of: all)
      return !Interruption.isRequested && !deadline.isOver
    }
    return Result { () throws(FluxError) in
      switch target {
      case .gene:
        try geneDeletions(
          of: patient, threads: run.settings.solver.threads, options: run.solvingOptions,
          progress: progress, using: backend)
      case .reaction:
        try reactionDeletions(
          of: patient, threads: run.settings.solver.threads, options: run.solvingOptions,
          progress: progress, using: backend)
      }
    }
  }

  private static func finish(
    _ run: inout AnalysisRun, _ problem: Problem, _ target: DeletionTarget,
    _ results: [DeletionResult]
  ) throws(CommandFailure) {
    run.report.status = "done"
    run.report.result = .members([
      "target": .string(target.rawValue),
      "statuses": .object(results.statusCounts.map { .init($0.status, .integer($0.count)) }),
    ])
    run.report.solver = run.solverSection([])
    let counts = results.statusCounts.map { "\($0.count) \($0.status)" }
    run.console.note("\(count(results.count, target.rawValue)): " + counts.joined(separator: ", "))
    let table = results.table(of: problem.model, target: target)
    try run.finish(
      encode(
        table, as: run.settings.output.format,
        json: .members(["deletions": TableWriter.rows(table)])))
  }
}
