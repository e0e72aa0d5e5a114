import TwinFlux

/// `twinflux tasks MODEL --tasks FILE`: which metabolic tasks the model can do, and why not the others.
enum TasksCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    guard context.parsed.has("tasks") else {
      throw .usage(.missingCompanion(option: "tasks", needed: "--tasks FILE"))
    }
    var run = try AnalysisRun(context)
    let backend = try run.makeBackend(for: .manyObjectives)
    let list = try TaskList(context.parsed)
    let problem = try run.makeProblem(using: backend)
    let found = try run.timed("solve") { run in solve(list.tasks, problem.patient, run, backend) }
    switch found {
    case .success(let results): return try finish(&run, problem, list, results)
    case .failure(let error): throw try run.finishWithoutOptimum(error)
    }
  }

  private static func solve(
    _ tasks: [MetabolicTask], _ patient: ConstrainedModel, _ run: AnalysisRun,
    _ backend: any LPBackend
  ) -> Result<TaskResults, FluxError> {
    run.withProgress(in: "tasks") { progress throws(FluxError) in
      var options = run.taskOptions(progress)
      options.keepsWitnesses = run.context.parsed.has("witness")
      options.findsSurplus = !run.context.parsed.has("no-surplus")
      return try checkTasks(tasks, on: patient, options: options, using: backend)
    }
  }

  private static func finish(
    _ run: inout AnalysisRun, _ problem: Problem, _ list: TaskList, _ found: TaskResults
  ) throws(CommandFailure) -> ExitStatus {
    let tasks = list.tasks
    let isPassed = found.passedCount == tasks.count
    let counts = found.verdictCounts
    let certified = found.results.count(where: \.isCertified)
    run.console.note(
      "\(count(tasks.count, "task")): "
        + counts.filter { $0.count > 0 }.map { "\($0.count) \($0.verdict)" }.joined(separator: ", ")
        + "; \(certified) certified")
    run.report.status = isPassed ? "done" : "failed"
    run.report.result = .members([
      "tasks": list.section,
      "verdicts": .object(counts.map { .init($0.verdict, .integer($0.count)) }),
      "certified": .integer(certified),
    ])
    run.report.solver = run.solverSection([
      .init("programs_solved", .integer(found.programsSolved)),
      .init("iterations", .integer(found.iterations)),
    ])
    try writeWitnesses(found, tasks, problem.model, run)
    let table = found.table(of: tasks, verbose: run.settings.output.verboseColumns)
    let json = JSONValue.members([
      "passed": .bool(isPassed), "tasks": TableWriter.rows(table),
    ])
    try run.finish(encode(table, as: run.settings.output.format, json: json))
    return isPassed ? .done : .negative
  }

  private static func writeWitnesses(
    _ found: TaskResults, _ tasks: [MetabolicTask], _ model: MetabolicModel, _ run: AnalysisRun
  ) throws(CommandFailure) {
    guard let path = run.context.parsed.value("witness") else { return }
    let table = found.witnessTable(of: tasks, in: model)
    try writeOutput(
      encode(
        table, as: TableFormat(extensionOf: path) ?? .tsv,
        json: .members(["fluxes": TableWriter.rows(table)])),
      to: path)
  }
}

/// A task list as read, and what the report says of it.
struct TaskList: Sendable {
  var tasks: [MetabolicTask]
  var input: InputBytes

  /// - Precondition: There is a `--tasks`.
  init(_ arguments: ParsedArguments) throws(CommandFailure) {
    try self.init(path: arguments.value("tasks") ?? "")
  }

  init(path: String) throws(CommandFailure) {
    input = try readInput(path)
    do throws(TaskListError) {
      tasks = try TaskListReader.read(input.bytes, path: input.path)
    } catch {
      throw CommandFailure(.badData, error.description)
    }
    input.bytes = []
  }

  var section: JSONValue {
    .members([
      "path": .string(input.path), "sha256": .string(input.sha256), "count": .integer(tasks.count),
    ])
  }
}

extension AnalysisRun {
  func taskOptions(_ progress: @escaping Progress) -> TaskOptions {
    var options = TaskOptions()
    options.threads = settings.solver.threads
    options.solving = solvingOptions
    options.skipsUnknownNames = context.parsed.has("skip-unknown")
    options.progress = progress
    return options
  }
}
