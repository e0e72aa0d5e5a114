import TwinFlux

/// `twinflux personalize MODEL --omics TABLE --sample S --method M`: the patient's bounds, or the
/// patient's model.
enum PersonalizeCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    var run = try AnalysisRun(context)
    guard run.settings.omics != nil else {
      throw .usage(.missingCompanion(option: "personalize", needed: "--omics"))
    }
    // Without a solver the bounds are made all the same, unless they are to be relaxed by one.
    let needsSolver = run.settings.omics?.viability != nil || context.parsed.has("solver")
    let backend =
      needsSolver || !SolverChoice.available.isEmpty ? try run.makeBackend() : nil
    let problem = try run.makeProblem(using: backend)
    guard let patient = problem.personalized else {
      throw CommandFailure(.internalError, "The omics were not applied.")
    }
    run.report.status = "done"
    let output = run.settings.output
    if let path = output.path, ModelFile.isModelPath(path), context.parsed.value("format") == nil {
      try run.finish(ModelFile.encode(patient.constrained))
    } else {
      let table = patient.table(verbose: output.verboseColumns)
      try run.finish(
        encode(
          table, as: output.format, json: .members(["bounds": TableWriter.rows(table)])))
    }
    return .done
  }
}
