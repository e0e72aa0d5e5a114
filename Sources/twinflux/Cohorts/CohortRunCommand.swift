import TwinFlux

/// `twinflux cohort run MODEL --design DESIGN --out DIR`: one analysis of every patient, stored as
/// each ends.
enum CohortRunCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    let settings = try CohortSettings(context.parsed)
    var run = try AnalysisRun(context)
    let backend = try run.makeBackend(for: .manyObjectives)
    let inputs = try run.readCohort(settings)
    if let comparison = settings.comparison {
      try CohortCompareCommand.check(inputs.design, comparison)
    }
    return try compute(&run, settings, inputs, using: backend)
  }

  private static func compute(
    _ run: inout AnalysisRun, _ settings: CohortSettings, _ inputs: CohortInputs,
    using backend: some LPBackend
  ) throws(CommandFailure) -> ExitStatus {
    let directory = try cohortStore { () throws(CohortStoreError) in
      try CohortDirectory(settings.directory, mode: settings.mode)
    }
    defer { directory.close() }
    let cohort = try run.timed("reference") { run throws(CommandFailure) in
      try run.makeCohort(settings, inputs, in: directory, using: backend)
    }
    var runner = CohortRunner(cohort, using: backend)
    runner.threads = run.settings.solver.threads
    runner.shard = settings.shard
    // What is left of the run's time must not decide what becomes of a patient: only the patient's
    // own limit does.
    runner.solving = run.settings.solver.options(secondsLeft: settings.secondsPerPatient)
    let watcher = CohortWatcher(on: run.console, until: run.deadline)
    runner.progress = { watcher.update($0) }
    let start = ContinuousClock.now
    let outcome = Result { () throws(CohortError) in
      try runner.run(in: directory) { watcher.note($0) }
    }
    watcher.finish()
    run.report.record("solve", seconds: start.duration(to: .now) / .seconds(1))
    return try finish(&run, settings, cohort, outcome, watcher.found, solver: backend.name)
  }

  private static func finish(
    _ run: inout AnalysisRun, _ settings: CohortSettings, _ cohort: Cohort,
    _ outcome: Result<CohortProgress, CohortError>, _ tally: CohortWatcher.Tally, solver: String
  ) throws(CommandFailure) -> ExitStatus {
    var (failure, status): (CommandFailure?, String)
    switch outcome {
    case .success(let counts):
      (failure, status) = (nil, counts.failed == 0 ? "done" : "failed")
    case .failure(let error):
      let ended = CommandFailure(error, tally, in: settings.directory)
      (failure, status) = (ended, ended.status == .internalError ? "error" : "stopped")
    }
    // Without a patient the store was refused, and the failure says all.
    if failure == nil || tally.counts.patients > 0 { describe(tally, settings, run) }
    run.report.status = status
    run.report.solver = run.solverSection([JSONValue.Member("used", .string(solver))])
    run.report.result = section(tally, settings, cohort)
    if let failure {
      try run.writeReport()
      throw failure
    }
    if let comparison = settings.comparison {
      try compare(&run, settings, comparison)
    } else {
      try run.writeReport()
    }
    return tally.counts.failed == 0 ? .done : .negative
  }

  /// What `cohort compare` does with the directory.
  private static func compare(
    _ run: inout AnalysisRun, _ settings: CohortSettings, _ comparison: CohortComparisonSettings
  ) throws(CommandFailure) {
    let found: CohortComparison
    do throws(CommandFailure) {
      found = try CohortCompareCommand.compare([settings.directory], comparison, &run)
    } catch {
      // The patients have their results, whatever the groups are.
      try run.writeReport()
      throw error
    }
    if case .object(let members) = run.report.result {
      run.report.result = .object(members + [JSONValue.Member("comparison", found.summary)])
    }
    try run.finish(CohortCompareCommand.table(found, run.settings.output))
  }

  private static func describe(
    _ tally: CohortWatcher.Tally, _ settings: CohortSettings, _ run: AnalysisRun
  ) {
    let counts = tally.counts
    let seconds = run.report.seconds.reduce(0) { $0 + $1.seconds }
    var text = count(counts.patients, "patient")
    if settings.shard.count > 1 {
      text += " of shard \(settings.shard.index)/\(settings.shard.count)"
    }
    text += ": \(counts.finished - counts.failed) done, \(counts.failed) failed"
    let left = counts.patients - counts.finished
    if left > 0 { text += ", \(left) left" }
    if counts.resumed > 0 { text += "; \(counts.resumed) were stored before" }
    if tally.ends > 0 {
      text +=
        "; \(count(tally.ends - counts.uncertifiedEnds, "end")) certified, "
        + "\(counts.uncertifiedEnds) not"
    }
    if tally.deletions > 0 {
      text +=
        "; \(count(tally.deletions, "knock-out")), \(counts.uncertifiedEnds) without an answer"
    }
    if tally.tasks > 0 {
      text +=
        "; \(count(tally.tasks, "task")): \(tally.passedTasks) passed, "
        + "\(counts.uncertifiedEnds) not certified"
    }
    run.console.note(text + "; \(readable((seconds * 10).rounded() / 10)) s")
    if counts.failed > 0 {
      run.console.warn(
        "\(count(counts.failed, "patient")) failed. 'twinflux cohort status' names them and says why."
      )
    }
  }

  private static func section(
    _ tally: CohortWatcher.Tally, _ settings: CohortSettings, _ cohort: Cohort
  ) -> JSONValue {
    let counts = tally.counts
    return .members([
      "directory": .string(settings.directory),
      "design": .string(settings.designPath),
      "analysis": .string(CohortSettings.kinds.first { $0.value == settings.kind }?.key ?? ""),
      "objective_cut": settings.kind == .parsimoniousFluxes
        ? .members(["fraction": .number(settings.parsimoniousFraction)])
        : cohort.analysis.cut.json,
      "shard": .string("\(settings.shard.index)/\(settings.shard.count)"),
      "reference": .members([
        "samples": .integer(cohort.frozen?.samples.count ?? 0),
        "sha256": .string(cohort.frozen?.digest ?? ""),
      ]),
      "patients": .integer(counts.patients),
      "done": .integer(counts.finished - counts.failed),
      "failed": .integer(counts.failed),
      "left": .integer(counts.patients - counts.finished),
      "stored_before": .integer(counts.resumed),
      "ends_certified": .integer(tally.ends > 0 ? tally.ends - counts.uncertifiedEnds : 0),
      "ends_not_certified": .integer(tally.ends > 0 ? counts.uncertifiedEnds : 0),
      "knock_outs": .integer(tally.deletions),
      "knock_outs_without_answer": .integer(tally.deletions > 0 ? counts.uncertifiedEnds : 0),
      "tasks": .integer(tally.tasks), "tasks_passed": .integer(tally.passedTasks),
      "tasks_not_certified": .integer(tally.tasks > 0 ? counts.uncertifiedEnds : 0),
      "shrinkage": cohort.bounds.shrinkage?.section(
        isDeviationGiven: settings.shrinkage?.isDeviationGiven == true) ?? .null,
      "failures": .object(
        tally.failures.sorted { $0.key.rawValue < $1.key.rawValue }.map {
          JSONValue.Member("\($0.key)", .integer($0.value))
        }),
    ])
  }
}

extension CohortAnalysisOptions.Cut {
  fileprivate var json: JSONValue {
    switch self {
    case .fraction(let fraction): .members(["fraction": .number(fraction)])
    case .absolute(let value): .members(["absolute": .number(value)])
    case .none: .null
    }
  }
}

extension CommandFailure {
  fileprivate init(_ error: CohortError, _ tally: CohortWatcher.Tally, in directory: String) {
    switch error {
    case .store(let problem): self.init(problem)
    case .flux(let problem): self.init(problem)
    case .invalidOption: self.init(.usage, error.description)
    case .cancelled:
      let counts = tally.counts
      let stored =
        "\(counts.finished) of \(count(counts.patients, "patient")) are stored in "
        + "'\(directory)'. Run again to go on from there."
      if Interruption.isRequested {
        self.init(.interrupted, "Interrupted. " + stored)
      } else {
        self.init(.stopped, "The time limit was reached. " + stored)
      }
    }
  }
}
