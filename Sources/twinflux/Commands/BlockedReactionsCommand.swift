import TwinFlux

/// `twinflux blocked MODEL`: the reactions that cannot carry flux.
enum BlockedReactionsCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    var options = BlockedReactionsOptions()
    do throws(ParserError) {
      let tolerance = try SolverSettings(context.parsed).tolerance
      options.zeroCutoff = try context.parsed.number(
        "zero-cutoff", expected: "a number of at least the tolerance, \(tolerance)"
      ) { $0 >= tolerance && $0.isFinite }
    } catch {
      throw .usage(error)
    }
    var run = try AnalysisRun(context)
    let backend = try run.makeBackend(for: .manyObjectives)
    var problem = try run.makeProblem(using: backend)
    if context.parsed.has("open-exchanges") {
      let opened = problem.patient.openExchanges()
      run.console.note("\(count(opened.count, "exchange")) opened to ±1000 mmol/gDW/h.")
    }
    options.threads = run.settings.solver.threads
    options.solving = run.solvingOptions
    if let selection = context.parsed.value("reactions") {
      options.reactions = try ReactionSelection.indices(of: selection, in: problem.model)
    }
    let found = try run.timed("solve") { run in
      solve(problem.patient, options, run, backend)
    }
    switch found {
    case .success(let result): return try finish(&run, problem, result)
    case .failure(let error): throw try run.finishWithoutOptimum(error)
    }
  }

  private static func solve(
    _ patient: ConstrainedModel, _ options: BlockedReactionsOptions, _ run: AnalysisRun,
    _ backend: any LPBackend
  ) -> Result<BlockedReactions, FluxError> {
    run.withProgress(in: "reactions") { progress throws(FluxError) in
      var options = options
      options.progress = progress
      return try blockedReactions(of: patient, options: options, using: backend)
    }
  }

  private static func finish(
    _ run: inout AnalysisRun, _ problem: Problem, _ result: BlockedReactions
  ) throws(CommandFailure) -> ExitStatus {
    let failed = describe(result, to: run.console)
    run.report.status = failed == 0 ? "done" : "failed"
    run.report.result = .members([
      "reactions": .integer(result.reactions.count),
      "zero_cutoff": .number(result.zeroCutoff),
      "opens_exchanges": .bool(run.context.parsed.has("open-exchanges")),
      "statuses": .object(
        result.statusCounts.map { .init($0.status.rawValue, .integer($0.count)) }),
      "settled_together": .integer(result.settledTogether),
    ])
    run.report.solver = run.solverSection(RunReport.counterSection(result.counters))
    let (all, verbose) = (run.context.parsed.has("all"), run.settings.output.verboseColumns)
    try run.finish(
      encode(
        result.table(of: problem.model, all: all, verbose: verbose),
        as: run.settings.output.format,
        json: result.json(of: problem.model, all: all, verbose: verbose)))
    return failed == 0 ? .done : .negative
  }

  /// - Returns: How many reactions have no answer.
  private static func describe(_ result: BlockedReactions, to console: Console) -> Int {
    let counts = result.statusCounts.filter { $0.count > 0 }
    console.note(
      "\(count(result.reactions.count, "reaction")): "
        + counts.map { "\($0.count) \($0.status.rawValue)" }.joined(separator: ", "))
    let failed = counts.first { $0.status == .failed }?.count ?? 0
    if failed > 0 {
      console.warn(
        "\(count(failed, "reaction")) could not be settled. "
          + "Try a larger --tolerance or --time-limit.")
    }
    return failed
  }
}
