import TwinFlux

extension AnalysisRun {
  /// Reads the table and turns the sample's levels into bounds, and says how far they reach.
  func personalize(
    _ base: ConstrainedModel, _ omics: OmicsSettings, _ input: InputBytes
  ) throws(CommandFailure) -> PersonalizedModel {
    let map = try omics.mapping.map { mapping throws(CommandFailure) in
      try Self.readMap(mapping)
    }
    do throws(OmicsError) {
      let personalized = try Self.personalize(
        base, omics, input, map: map, skipBroken: settings.model.skipsBrokenRules)
      describe(personalized)
      return personalized
    } catch {
      throw CommandFailure(error, table: omics.tablePath)
    }
  }

  static func readMap(
    _ mapping: OmicsSettings.Mapping
  ) throws(CommandFailure) -> GeneMap {
    let input = try readInput(mapping.path)
    do throws(OmicsError) {
      return try GeneMap.read(
        input.bytes, path: input.path, from: mapping.from, to: mapping.to)
    } catch {
      throw CommandFailure(error)
    }
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

  /// What the contract wants said on every run: how many genes are covered, how many reactions got
  /// bounds, how many were left as they were.
  private func describe(_ personalized: PersonalizedModel) {
    let counts = personalized.counts
    for note in personalized.coverage.notes { console.state(note) }
    let unmeasured =
      counts.unmeasuredRules > 0
      ? ", \(counts.unmeasuredRules) of them with genes of which none was measured" : ""
    console.state(
      "\(count(counts.changed, "reaction")) got bounds from sample "
        + "'\(personalized.provenance.sample)' (\(counts.closed) closed by them); "
        + "\(personalized.base.bounds.count - counts.changed) were left as they were "
        + "(\(counts.unscored) without a score\(unmeasured)).")
    let model = personalized.base.model
    console.warn(
      personalized.unlimited.map {
        "Reaction '\(model.reactions[$0].id)' has an infinite bound, which no level can scale. "
          + "Give it a finite one with --bound."
      })
    console.warn(
      personalized.unreadable.map {
        "Reaction '\(model.reactions[$0].id)' was left as it was: its gene rule cannot be read. "
          + "Correct it in the model."
      })
  }
}

extension CommandFailure {
  /// What is in the table, or missing there, is bad data; only a wrong option is wrong usage.
  ///
  /// - Parameter table: Where the levels come from, for errors that do not say so themselves.
  init(_ error: OmicsError, table: String? = nil) {
    switch error {
    case .flux(let error): self.init(error)
    case .noSharedGene, .coverageTooLow, .nothingScored, .allZero, .scaleIsZero,
      .enzymes(.noSharedReaction), .enzymes(.noSharedGene), .enzymes(.nothingConstrained):
      self.init(
        .badData, table.map { placed(error.description, at: $0) } ?? error.description)
    case .invalidOption: self.init(.usage, error.description)
    case .cannotReach, .enzymes(.targetOutOfReach): self.init(.negative, error.description)
    default: self.init(.badData, error.description)
    }
  }
}
