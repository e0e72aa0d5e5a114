import TwinFlux

/// `twinflux delete MODEL`: the optimum without each gene, or without each reaction.
enum DeletionCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    do throws(ParserError) {
      try context.parsed.rejectBoth("genes", "reactions")
      try context.parsed.rejectBoth("tasks", "double")
      try context.parsed.require("tasks", for: "skip-unknown")
    } catch {
      throw .usage(error)
    }
    let target: DeletionTarget = context.parsed.has("reactions") ? .reaction : .gene
    var run = try AnalysisRun(context)
    let backend = try run.makeBackend(for: .manyObjectives)
    let problem = try run.makeProblem(using: backend)
    let chosen = try chosen(target, of: problem, context.parsed)
    if context.parsed.has("tasks") {
      return try TaskEssentialityCommand.run(&run, problem, target, chosen: chosen)
    }
    if context.parsed.has("double") {
      return try DeletionPairsCommand.run(&run, problem, target, chosen: chosen, using: backend)
    }
    let found = try run.timed("solve") { run in
      solve(target, chosen, problem.patient, run, backend)
    }
    switch found {
    case .success(let found): return try finish(&run, problem, target, found)
    case .failure(let error): throw try run.finishWithoutOptimum(error)
    }
  }

  /// The genes or reactions of the list behind `--genes` or `--reactions`; `nil` for all. The columns
  /// of enzymes are only deleted by name.
  private static func chosen(
    _ target: DeletionTarget, of problem: Problem, _ arguments: ParsedArguments
  ) throws(CommandFailure) -> [Int]? {
    guard let list = arguments.value("\(target.rawValue)s") else {
      return target == .gene ? nil : problem.enzymes.map { Array($0.originalReactions) }
    }
    return try ReactionSelection.indices(
      of: list, in: target == .gene ? .genes(problem.model) : .reactions(problem.model))
  }

  static func options(
    _ run: AnalysisRun, _ progress: @escaping AnalysisRun.Progress
  ) -> DeletionOptions {
    var options = DeletionOptions()
    options.threads = run.settings.solver.threads
    options.solving = run.solvingOptions
    options.progress = progress
    return options
  }

  private static func solve(
    _ target: DeletionTarget, _ chosen: [Int]?, _ patient: ConstrainedModel, _ run: AnalysisRun,
    _ backend: any LPBackend
  ) -> Result<DeletionResults, FluxError> {
    run.withProgress(in: "\(target.rawValue)s") { progress throws(FluxError) in
      let options = options(run, progress)
      return switch target {
      case .gene:
        try geneDeletions(of: patient, genes: chosen, options: options, using: backend)
      case .reaction:
        try reactionDeletions(of: patient, reactions: chosen, options: options, using: backend)
      }
    }
  }

  private static func finish(
    _ run: inout AnalysisRun, _ problem: Problem, _ target: DeletionTarget,
    _ found: DeletionResults
  ) throws(CommandFailure) -> ExitStatus {
    let failed = describe(found, target, to: run.console)
    run.report.status = failed == 0 ? "done" : "failed"
    run.report.result = .members([
      "objective_value": .number(found.objectiveValue), "target": .string(target.rawValue),
      "statuses": .object(
        found.results.statusCounts.map { .init($0.status, .integer($0.count)) }),
    ])
    run.report.solver = run.solverSection(
      [.init("programs_solved", .integer(found.programsSolved))]
        + RunReport.recoverySection(found, target: target, of: problem.model))
    let table = found.results.table(of: problem.model, target: target)
    let json = JSONValue.members([
      "objective_value": .number(found.objectiveValue), "deletions": TableWriter.rows(table),
    ])
    try run.finish(encode(table, as: run.settings.output.format, json: json))
    return failed == 0 ? .done : .negative
  }

  /// - Returns: How many knock-outs have no answer.
  private static func describe(
    _ found: DeletionResults, _ target: DeletionTarget, to console: Console
  ) -> Int {
    console.note("objective \(NumberText.text(found.objectiveValue)) (optimal)")
    let counts = found.results.statusCounts
    console.note(
      "\(count(found.results.count, target.rawValue)): "
        + counts.map { "\($0.count) \($0.status)" }.joined(separator: ", "))
    let failed = counts.first { $0.status == DeletionResult.Status.failed.rawValue }?.count ?? 0
    warn(ofFailed: failed, on: console)
    return failed
  }

  static func warn(ofFailed failed: Int, on console: Console) {
    if failed == 0 { return }
    console.warn(
      "\(count(failed, "knock-out")) could not be settled; their cells are empty. "
        + "Try a larger --tolerance or --time-limit.")
  }
}
