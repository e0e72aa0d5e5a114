import TwinFlux

extension AnalysisRun {
  /// Reads the table and turns the sample's levels into bounds, and says how far they reach.
  ///
  /// - Returns: Also what the report says of the thresholds, if it was asked for.
  func personalize(
    _ base: ConstrainedModel, _ omics: OmicsSettings, _ input: InputBytes,
    _ backend: (any LPBackend)?
  ) throws(CommandFailure) -> (model: PersonalizedModel, thresholds: JSONValue) {
    let matched = try readLevels(omics, input, base.model)
    for note in matched.notes { console.state(note) }
    console.warn(matched.warnings)
    if let path = omics.geneReportPath {
      try writeGeneReport(matched, of: omics.sample, in: base.model, to: path)
    }
    let levels: GeneLevels
    let method: any OmicsMethod
    do throws(OmicsError) {
      levels = try matched.levels(of: omics.sample)
      method = try makeMethod(omics, matched)
    } catch {
      throw CommandFailure(error, table: omics.tablePath)
    }
    var thresholds = JSONValue.null
    if let path = omics.thresholdReportPath {
      thresholds = try writeThresholdReport(
        matched, levels, in: base.model, also: omics.levels.threshold, to: path)
    }
    do throws(OmicsError) {
      let personalized = try apply(method, base, levels, backend)
      describe(personalized)
      return (personalized, thresholds)
    } catch {
      throw CommandFailure(error, table: omics.tablePath)
    }
  }

  private func readLevels(
    _ omics: OmicsSettings, _ input: InputBytes, _ model: MetabolicModel
  ) throws(CommandFailure) -> MatchedLevels {
    let map = try omics.levels.mapping.map { mapping throws(CommandFailure) in
      try Self.readMap(mapping)
    }
    let lengths = try omics.levels.lengthsPath.map { path throws(CommandFailure) in
      try Self.readLengths(path)
    }
    var samples: Set<String>? = [omics.sample]
    if case .sample(let reference) = omics.scale { samples?.insert(reference) }
    if omics.needsAllSamples { samples = nil }
    do throws(OmicsError) {
      return try MatchedLevels(
        [input], keeping: samples, model: model, map: map, lengths: lengths, omics.levels)
    } catch {
      throw CommandFailure(error, table: omics.tablePath)
    }
  }

  private func makeMethod(
    _ omics: OmicsSettings, _ matched: MatchedLevels
  ) throws(OmicsError) -> any OmicsMethod {
    var reference: GeneLevels?
    if case .sample(let name) = omics.scale { reference = try matched.levels(of: name) }
    var thresholds: ThresholdRule?
    if let scheme = omics.levels.threshold {
      thresholds = try scheme.rule { () throws(OmicsError) in
        try CohortLevels(
          matched.table, samples: matched.table.samples, matching: matched.matching)
      }
    }
    let method: any OmicsMethod = try omics.levels.makeMethod(
      skipsBrokenRules: settings.model.skipsBrokenRules, scale: omics.scale?.parameter,
      reference: reference, thresholds: thresholds)
    return method
  }

  private func apply(
    _ method: any OmicsMethod, _ base: ConstrainedModel, _ levels: GeneLevels,
    _ backend: (any LPBackend)?
  ) throws(OmicsError) -> PersonalizedModel {
    if let method = method as? any BoundsMethod {
      return try method.personalize(base, with: levels)
    }
    guard let backend else { preconditionFailure("a method with programs, and no solver") }
    let solver = MethodSolver(
      backend, solving: solvingOptions, threads: settings.solver.threads,
      isCancelled: { Interruption.isRequested })
    return try method.personalize(base, with: levels, using: solver)
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
    console.warn(personalized.cautions)
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
    case .invalidOption, .untrained: self.init(.usage, error.description)
    case .cannotReach, .enzymes(.targetOutOfReach): self.init(.negative, error.description)
    default: self.init(.badData, error.description)
    }
  }
}
