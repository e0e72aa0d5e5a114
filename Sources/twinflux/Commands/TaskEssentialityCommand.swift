import TwinFlux

/// `twinflux delete MODEL --genes --tasks FILE`: the metabolic tasks that are lost without each gene,
/// or without each reaction.
enum TaskEssentialityCommand {
  static func run(
    _ run: inout AnalysisRun, _ problem: Problem, _ target: DeletionTarget, chosen: [Int]?
  ) throws(CommandFailure) -> ExitStatus {
    let list = try TaskList(run.context.parsed)
    let backend = try run.makeBackend(for: .manyObjectives)
    let found = try run.timed("solve") { run in
      solve(list.tasks, target, chosen, problem.patient, run, backend)
    }
    switch found {
    case .success(let found): return try finish(&run, problem, target, list, found)
    case .failure(let error): throw try run.finishWithoutOptimum(error)
    }
  }

  private static func solve(
    _ tasks: [MetabolicTask], _ target: DeletionTarget, _ chosen: [Int]?,
    _ patient: ConstrainedModel, _ run: AnalysisRun, _ backend: any LPBackend
  ) -> Result<TaskEssentiality, FluxError> {
    run.withProgress(in: "tasks") { progress throws(FluxError) in
      let options = run.taskOptions(progress)
      return switch target {
      case .gene:
        try taskEssentialGenes(
          of: patient, for: tasks, genes: chosen, options: options, using: backend)
      case .reaction:
        try taskEssentialReactions(
          of: patient, for: tasks, reactions: chosen, options: options, using: backend)
      }
    }
  }

  private static func finish(
    _ run: inout AnalysisRun, _ problem: Problem, _ target: DeletionTarget,
    _ list: TaskList, _ found: TaskEssentiality
  ) throws(CommandFailure) -> ExitStatus {
    let failedBefore = found.tasks.filter { !$0.isPassed }.map(\.id)
    let essential = found.deletions.count(where: \.isEssential)
    let undecided = found.deletions.count { !$0.undecidedTasks.isEmpty }
    describe(found, target, essential: essential, failedBefore, to: run.console)
    if undecided > 0 { DeletionCommand.warn(ofFailed: undecided, on: run.console) }
    run.report.status = undecided == 0 ? "done" : "failed"
    run.report.result = .members([
      "target": .string(target.rawValue), "tasks": list.section,
      "tasks_failed_before": .array(failedBefore.map(JSONValue.string)),
      "essential": .integer(essential), "undecided": .integer(undecided),
    ])
    run.report.solver = run.solverSection([
      .init("programs_solved", .integer(found.programsSolved)),
      .init("iterations", .integer(found.iterations)),
    ])
    let table = found.table(of: problem.model, target: target, tasks: list.tasks)
    let json = JSONValue.members([
      "tasks_failed_before": .array(failedBefore.map(JSONValue.string)),
      "deletions": TableWriter.rows(table),
    ])
    try run.finish(encode(table, as: run.settings.output.format, json: json))
    return undecided == 0 ? .done : .negative
  }

  private static func describe(
    _ found: TaskEssentiality, _ target: DeletionTarget, essential: Int, _ failedBefore: [String],
    to console: Console
  ) {
    console.note(
      "\(count(found.deletions.count, target.rawValue)): \(essential) essential for "
        + "\(count(found.tasks.count - failedBefore.count, "task"))")
    if failedBefore.isEmpty { return }
    console.warn(
      "\(count(failedBefore.count, "task")) not passed with nothing knocked out, and so not asked "
        + "again: \(listed(failedBefore)). 'twinflux tasks' says why.")
  }
}
