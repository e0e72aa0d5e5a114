import TwinFlux

/// The range of every flux of one patient, at 90 % of the patient's optimum.
func fluxRanges(
  model modelPath: String, omics tablePath: String, sample: String
) throws -> Table {
  let file = try InputFile.read(modelPath)
  let model = try SBMLReader.read(file.bytes, path: modelPath).model

  let tableFile = try InputFile.read(tablePath)
  let table = try OmicsTable.read(tableFile.bytes, path: tablePath)
  let matching = try GeneMatching(model: model, tableGenes: table.genes)
  let levels = try matching.levels(of: table.profile(of: sample))
  let patient = try EFlux().personalize(ConstrainedModel(model), with: levels)

  var options = FluxVariabilityOptions()
  options.cut = .fraction(0.9)
  options.threads = 2
  let solver = try SolverChoice.auto.makeBackend(for: .manyObjectives)
  let result = try fluxVariability(of: patient.constrained, options: options, using: solver)
  return result.table(of: model)
}
