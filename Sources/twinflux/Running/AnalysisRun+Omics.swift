import TwinFlux

extension AnalysisRun {
  /// Reads the table and turns the sample's levels into bounds, and says how far they reach.
  mutating func personalize(
    _ base: ConstrainedModel, _ omics: OmicsSettings
  ) throws(CommandFailure) -> Personalization {
    let input = try readInput(omics.tablePath)
    report.omics = .members(["path": .string(input.path), "sha256": .string(input.sha256)])
    let personalized: PersonalizedModel
    do throws(OmicsError) {
      personalized = try Self.personalize(base, omics, input, map: try geneMap(omics.mapping),
        skipBroken: settings.model.skipsBrokenRules)
    } catch {
      throw CommandFailure(error)
    }
    describe(personalized)
    return Personalization(model: personalized)
  }

  private static func personalize(
    _ base: ConstrainedModel, _ omics: OmicsSettings, _ input: InputBytes, map: GeneMap?,
    skipBroken: Bool
  ) throws(OmicsError) -> PersonalizedModel {
    var samples: Set = [omics.sample]
    if case .sample(let reference) = omics.scale { samples.insert(reference) }
    let table = try OmicsTable.read(input.bytes, path: input.path, keeping: samples)
    let matching = try GeneMatching(
      model: base.model, tableGenes: table.genes, map: map, options: omics.matching)
    var method = EFlux()
    method.scoring = GeneRuleScoring(isozymes: omics.isozymes)
    method.skipUnreadableRules = skipBroken
    switch omics.scale {
    case .maximum: method.scale = .maximum
    case .percentile(let percent): method.scale = .percentile(percent)
    case .sample(let reference):
      method.scale = .reference(try matching.levels(of: table.profile(of: reference)))
    }
    return try method.personalize(base, with: matching.levels(of: table.profile(of: omics.sample)))
  }
}
