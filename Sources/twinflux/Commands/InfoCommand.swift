import TwinFlux

/// `twinflux info MODEL`: what is in a model.
enum InfoCommand {
  static func run(in context: RunContext) throws(CommandFailure) -> ExitStatus {
    let output = context.parsed.value("output")
    try RunFiles(context.parsed).check()
    let loaded = try ModelSource.load(ModelSettings(context.parsed), console: context.console)
    try Interruption.check()
    let summary = ModelSummary(loaded.model)
    let isJSON =
      context.parsed.value("format").map { $0 == "json" }
      ?? (output.flatMap(TableFormat.init(extensionOf:)) == .json)
    let enzymes = try EnzymeSummaryOutput(context, model: loaded.model)
    let text =
      isJSON
      ? enzymes.added(to: summary.json(input: loaded.input, warnings: context.console.warnings))
        .text
      : summary.text(path: loaded.input.path, sha256: loaded.input.sha256) + enzymes.text
    try writeOutput(Array(text.utf8), to: output)
    return .done
  }
}
