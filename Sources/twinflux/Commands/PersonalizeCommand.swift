import TwinFlux

/// `twinflux personalize MODEL --omics TABLE --sample S --method M`: the patient's bounds, or the
/// patient's model.
enum PersonalizeCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    var run = try AnalysisRun(context)
    guard run.settings.omics != nil else {
      throw .usage(.missingCompanion(option: "personalize", needed: "--omics"))
    }
    let backend = try run.makeBackend()
    let isModel = try writesModel(run)
    let problem = try run.makeProblem(using: backend)
    guard let patient = problem.personalized else {
      throw CommandFailure(.internalError, "The omics were not applied.")
    }
    run.report.status = "done"
    if isModel {
      try run.finish(ModelSource.encode(patient.constrained, rawIDs: run.hasRawIDs))
    } else {
      let table = patient.table(verbose: run.settings.output.verboseColumns)
      try run.finish(
        encode(
          table, as: run.settings.output.format,
          json: .members(["bounds": TableWriter.rows(table)])))
    }
    return .done
  }

  /// Whether the output is a model and not a table.
  private static func writesModel(_ run: AnalysisRun) throws(CommandFailure) -> Bool {
    guard let path = run.settings.output.path, !run.context.parsed.has("format") else {
      return false
    }
    return try ModelSource.isModelPath(path)
  }
}
