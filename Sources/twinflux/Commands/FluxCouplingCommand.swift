import TwinFlux

/// `twinflux coupling MODEL`: which fluxes depend on which.
enum FluxCouplingCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    var run = try AnalysisRun(context)
    let backend = try run.makeBackend(for: .manyObjectives)
    let problem = try run.makeProblem(using: backend)
    let found = try run.timed("solve") { run in solve(problem.patient, run, backend) }
    switch found {
    case .success(let coupling): try finish(&run, problem, coupling)
    case .failure(let error): throw try run.finishWithoutOptimum(error)
    }
    return .done
  }

  private static func solve(
    _ patient: ConstrainedModel, _ run: AnalysisRun, _ backend: any LPBackend
  ) -> Result<FluxCoupling, FluxError> {
    run.withProgress(in: "groups") { progress throws(FluxError) in
      var options = FluxCouplingOptions()
      options.threads = run.settings.solver.threads
      options.solving = run.solvingOptions
      options.progress = progress
      return try fluxCoupling(of: patient, options: options, using: backend)
    }
  }

  private static func finish(
    _ run: inout AnalysisRun, _ problem: Problem, _ coupling: FluxCoupling
  ) throws(CommandFailure) {
    let pairs = coupling.pairCounts
    run.console.note(
      "\(count(problem.model.reactions.count, "reaction")): \(coupling.blocked.count) blocked; "
        + "\(pairs.full) fully, \(pairs.partial) partially and \(pairs.directional) directionally "
        + "coupled pairs")
    run.report.status = "done"
    run.report.result = .members([
      "reactions": .integer(problem.model.reactions.count),
      "blocked": .integer(coupling.blocked.count), "full_sets": .integer(coupling.groups.count),
      "full_pairs": .integer(pairs.full), "partial_pairs": .integer(pairs.partial),
      "directional_pairs": .integer(pairs.directional),
    ])
    run.report.solver = run.solverSection([
      .init("programs_solved", .integer(coupling.programsSolved))
    ])
    if let path = run.context.parsed.value("pairs") {
      try writeOutput(
        coupling.pairBlocks(of: problem.model).bytes(
          as: TableFormat(extensionOf: path) ?? .tsv, key: "pairs"), to: path)
    }
    let table = coupling.table(of: problem.model)
    try run.finish(
      encode(
        table, as: run.settings.output.format,
        json: .members(["reactions": TableWriter.rows(table)])))
  }
}
