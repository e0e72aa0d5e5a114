/// Everything that the command line of an analysis says, read before any file is.
struct AnalysisSettings: Sendable, Hashable {
  var model: ModelSettings
  var problem: ProblemSettings
  var omics: OmicsSettings?
  var enzymes: EnzymeSettings?
  var solver: SolverSettings
  var output: OutputSettings

  init(_ arguments: ParsedArguments) throws(CommandFailure) {
    do throws(ParserError) {
      model = ModelSettings(arguments)
      problem = try ProblemSettings(arguments)
      // A coupling reads levels as activities, not as bounds; a cohort reads those of many samples.
      omics = arguments.command.family == nil ? try OmicsSettings(arguments) : nil
      enzymes = arguments.command.family == nil ? try EnzymeSettings(arguments) : nil
      solver = try SolverSettings(arguments)
      output = OutputSettings(arguments)
    } catch {
      throw .usage(error)
    }
  }
}
