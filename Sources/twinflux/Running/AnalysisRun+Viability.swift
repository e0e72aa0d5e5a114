import TwinFlux

extension AnalysisRun {
  /// The patient's bounds, what they leave of the objective, and with `--viability` the smallest
  /// relaxation of them.
  mutating func personalizedProblem(
    _ base: ConstrainedModel, _ omics: OmicsSettings, _ backend: (any LPBackend)?
  ) throws(CommandFailure) -> Problem {
    let input = try readInput(omics.tablePath)
    let personalized = try personalize(base, omics, input)
    report.omics = .object(
      [
        JSONValue.Member("path", .string(input.path)),
        JSONValue.Member("sha256", .string(input.sha256)),
      ] + personalized.reportMembers())
    return Problem(patient: personalized.constrained, personalized: personalized)
  }
}
