import TwinFlux

/// `twinflux personalize MODEL --omics TABLE --sample S --method M`, or with `--kcat`: the patient's
/// bounds, or the patient's model.
enum PersonalizeCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    var run = try AnalysisRun(context)
    guard run.settings.omics != nil || run.settings.enzymes != nil else {
      throw .usage(.missingCompanion(option: "personalize", needed: "--omics or --kcat"))
    }
    if run.settings.enzymes != nil {
      do throws(ParserError) { try context.parsed.rejectBoth("kcat", "verbose-columns") } catch {
        throw .usage(error)
      }
    }
    let backend = try run.makeBackend()
    let isModel = try writesModel(run)
    let problem = try run.makeProblem(using: backend)
    run.report.status = "done"
    if isModel {
      try run.finish(ModelSource.encode(problem.patient, rawIDs: run.hasRawIDs))
    } else {
      let table = table(of: problem, verbose: run.settings.output.verboseColumns)
      try run.finish(
        encode(
          table, as: run.settings.output.format,
          json: .members(["bounds": TableWriter.rows(table)])))
    }
    return .done
  }

  /// The bounds of every column, those of enzymes among them.
  private static func table(of problem: Problem, verbose: Bool) -> Table {
    if problem.enzymes == nil, let patient = problem.personalized {
      return patient.table(verbose: verbose)
    }
    var table = Table(columns: ["reaction", "lower", "upper"])
    for (reaction, bounds) in zip(problem.model.reactions, problem.patient.bounds) {
      table.append([.text(reaction.id), .number(bounds.lower), .number(bounds.upper)])
    }
    return table
  }

  /// Whether the output is a model and not a table.
  private static func writesModel(_ run: AnalysisRun) throws(CommandFailure) -> Bool {
    guard let path = run.settings.output.path, !run.context.parsed.has("format") else {
      return false
    }
    return try ModelSource.isModelPath(path)
  }
}
