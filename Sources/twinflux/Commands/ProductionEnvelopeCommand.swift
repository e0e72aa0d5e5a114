import TwinFlux

/// `twinflux envelope MODEL --vary RXN[,RXN...]`: the objective's ends on a grid of fixed fluxes.
enum ProductionEnvelopeCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    guard let list = context.parsed.value("vary") else {
      throw .usage(.missingCompanion(option: "envelope", needed: "--vary RXN[,RXN...]"))
    }
    var options = ProductionEnvelopeOptions()
    do throws(ParserError) {
      if let points = try context.parsed.integer("points", atLeast: 2) { options.points = points }
    } catch {
      throw .usage(error)
    }
    var run = try AnalysisRun(context)
    let backend = try run.makeBackend()
    let problem = try run.makeProblem(using: backend)
    let varied = try ReactionSelection.indices(of: list, in: .varied(problem.model))
    options.threads = run.settings.solver.threads
    options.solving = run.solvingOptions
    let found = try run.timed("solve") { run in
      solve(problem.patient, varied, options, run, backend)
    }
    switch found {
    case .success(let envelope): return try finish(&run, problem, envelope)
    case .failure(let error): throw try run.finishWithoutOptimum(error)
    }
  }

  private static func solve(
    _ patient: ConstrainedModel, _ varied: [Int], _ options: ProductionEnvelopeOptions,
    _ run: AnalysisRun, _ backend: any LPBackend
  ) -> Result<ProductionEnvelope, FluxError> {
    run.withProgress(in: "points") { progress throws(FluxError) in
      var options = options
      options.progress = progress
      return try productionEnvelope(of: patient, varying: varied, options: options, using: backend)
    }
  }

  private static func finish(
    _ run: inout AnalysisRun, _ problem: Problem, _ envelope: ProductionEnvelope
  ) throws(CommandFailure) -> ExitStatus {
    let counts = envelope.counts
    run.console.note(
      "\(count(envelope.points.count, "point")): \(counts.feasible) feasible, "
        + "\(counts.infeasible) infeasible, \(counts.failed) failed")
    if counts.failed > 0 {
      run.console.warn(
        "\(count(counts.failed, "point")) could not be settled; their cells are empty. "
          + "Try a larger --tolerance or --time-limit.")
    }
    run.report.status = counts.failed == 0 ? "done" : "failed"
    run.report.result = .members([
      "varied": .array(envelope.varied.map { .string(problem.model.reactions[$0].id) }),
      "points": .integer(envelope.points.count), "feasible": .integer(counts.feasible),
      "infeasible": .integer(counts.infeasible), "failed": .integer(counts.failed),
    ])
    run.report.solver = run.solverSection([])
    let verbose = run.settings.output.verboseColumns
    try run.finish(
      encode(
        envelope.table(of: problem.model, verbose: verbose), as: run.settings.output.format,
        json: envelope.json(of: problem.model, verbose: verbose)))
    return counts.failed == 0 ? .done : .negative
  }
}
