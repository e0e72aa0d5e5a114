import TwinFlux

/// `twinflux delete MODEL --double`: the optimum without each pair of genes or of reactions.
enum DeletionPairsCommand {
  /// - Parameter chosen: Indices of the genes or reactions; `nil` means all.
  static func run(
    _ run: inout AnalysisRun, _ problem: Problem, _ target: DeletionTarget, chosen: [Int]?,
    using backend: any LPBackend
  ) throws(CommandFailure) -> ExitStatus {
    let found = try run.timed("solve") { run in
      solve(target, chosen, problem.patient, run, backend)
    }
    switch found {
    case .success(let found): return try finish(&run, problem, target, found)
    case .failure(let error): throw try run.finishWithoutOptimum(error)
    }
  }

  private static func solve(
    _ target: DeletionTarget, _ chosen: [Int]?, _ patient: ConstrainedModel, _ run: AnalysisRun,
    _ backend: any LPBackend
  ) -> Result<DeletionPairResults, FluxError> {
    run.withProgress(in: "programs") { progress throws(FluxError) in
      let options = DeletionCommand.options(run, progress)
      return switch target {
      case .gene:
        try geneDeletionPairs(of: patient, genes: chosen, options: options, using: backend)
      case .reaction:
        try reactionDeletionPairs(of: patient, reactions: chosen, options: options, using: backend)
      }
    }
  }

  private static func finish(
    _ run: inout AnalysisRun, _ problem: Problem, _ target: DeletionTarget,
    _ found: DeletionPairResults
  ) throws(CommandFailure) -> ExitStatus {
    let counts = found.statusCounts
    let failed = counts.first { $0.status == .failed }?.count ?? 0
    run.console.note("objective \(NumberText.text(found.objectiveValue)) (optimal)")
    run.console.note(
      "\(count(found.targets.count, target.rawValue)), alone and in pairs: "
        + counts.map { "\($0.count) \($0.status.rawValue)" }.joined(separator: ", ")
        + " (\(count(found.programsSolved, "program")))")
    DeletionCommand.warn(ofFailed: failed, on: run.console)
    run.report.status = failed == 0 ? "done" : "failed"
    run.report.result = .members([
      "objective_value": .number(found.objectiveValue), "target": .string(target.rawValue),
      "double": true, "results": .integer(found.count),
      "statuses": .object(counts.map { .init($0.status.rawValue, .integer($0.count)) }),
    ])
    run.report.solver = run.solverSection([
      .init("programs_solved", .integer(found.programsSolved)),
      .init("rungs", RunReport.rungSection(found.rungs)),
    ])
    try run.finish(
      found.tableBlocks(of: problem.model, target: target).bytes(
        as: run.settings.output.format,
        head: [.init("objective_value", .number(found.objectiveValue))], key: "deletions"))
    return failed == 0 ? .done : .negative
  }
}
