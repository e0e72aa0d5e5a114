import TwinFlux

extension CohortInputs {
  /// What limits the enzymes of all patients, and of each.
  struct Enzymes: Sendable {
    var constraints: EnzymeConstraints
    var data: EnzymeData
    var proteins: EnzymePatientBounds.Proteins?
    /// All that a result depends on, beside the patients' proteins.
    var words: String
    /// For messages.
    var path: String
  }

  mutating func readEnzymes(_ settings: EnzymeSettings) throws(CommandFailure) -> Enzymes {
    var sections: [JSONValue.Member] = []
    let data = try settings.readData(noting: &sections)
    var words = ["form \(settings.constraints.form.rawValue)"]
    words.append("pool \(settings.constraints.pool.map(NumberText.text) ?? "none")")
    words.append("missing turnover numbers \(settings.constraints.missingTurnovers.words)")
    words.append(
      "missing mass \(settings.constraints.missingMass.map(NumberText.text) ?? "median")")
    if settings.constraints.skipUnreadableRules { words.append("broken rules skipped") }
    for (role, path) in [
      ("kcat", settings.turnoverPath), ("subunits", settings.complexPath),
      ("masses", settings.massPath),
    ] {
      guard let path else { continue }
      let input = try readInput(path)
      sources.append(.init(role: role, input))
      words.append("\(role) \(input.sha256)")
    }
    let proteins = try settings.proteomics.map { proteomics throws(CommandFailure) in
      try readProteins(proteomics)
    }
    return Enzymes(
      constraints: settings.constraints, data: data, proteins: proteins,
      words: words.joined(separator: ", "), path: settings.turnoverPath)
  }

  private mutating func readProteins(
    _ proteomics: EnzymeSettings.Proteomics
  ) throws(CommandFailure) -> EnzymePatientBounds.Proteins {
    let input = try readInput(proteomics.tablePath)
    sources.append(.init(role: "proteomics", input))
    let (table, matching) = try proteomics.read(input, keeping: nil, of: base.model)
    do throws(DesignError) {
      try design.check(samples: table.samples, of: table.path)
    } catch {
      throw CommandFailure(.badData, error.description)
    }
    return .init(table: table, matching: matching, options: proteomics.options)
  }
}

extension AnalysisRun {
  /// Gives all patients the enzymes: more columns, which the patients' proteins limit.
  mutating func constrain(
    _ cohort: inout Cohort, by enzymes: CohortInputs.Enzymes, _ inputs: CohortInputs
  ) throws(CommandFailure) {
    var common: EnzymeConstrainedModel?
    do throws(OmicsError) {
      let bounds = try EnzymePatientBounds(
        cohort.bounds, base: cohort.model, constraints: enzymes.constraints, data: enzymes.data,
        proteins: enzymes.proteins, knockedOut: inputs.knockedOut)
      if let first = inputs.design.patients.first {
        for note in try bounds.levels(of: first)?.coverage?.notes ?? [] { console.state(note) }
      }
      if enzymes.constraints.form != .bound {
        common = try bounds.model(under: cohort.model.bounds, levels: nil)
        cohort.reference = try bounds.model(under: cohort.reference, levels: nil).constrained.bounds
      }
      cohort.bounds = bounds
    } catch {
      throw CommandFailure(error, table: enzymes.path)
    }
    cohort.source.enzymes = enzymes.words
    guard let common else { return }
    cohort.model = common.constrained
    if cohort.analysis.kind == .ranges || cohort.analysis.kind == .reactionDeletions {
      cohort.reactions = Array(common.originalReactions)
    }
    for sentence in common.sentences { console.state(sentence) }
    report.enzymes = .object(common.reportMembers())
  }
}

extension EnzymeSettings {
  /// What the columns of enzymes have no part in, and forms whose columns differ between patients.
  func check(
    for kind: CohortAnalysisOptions.Kind, shrinks: Bool
  ) throws(ParserError) {
    if shrinks { throw .conflictingOptions("--kcat", "--shrink") }
    if constraints.form == .bound { return }
    switch kind {
    case .parsimoniousFluxes: throw .conflictingOptions("--kcat", "--analysis pfba")
    case .tasks: throw .conflictingOptions("--kcat", "--analysis tasks")
    case .geneDeletions where constraints.form == .light:
      throw .conflictingOptions("--enzyme-form light", "--analysis delete-genes")
    case .ranges, .fluxes, .reactionDeletions, .geneDeletions: break
    }
    guard proteomics != nil else { return }
    if constraints.form == .light {
      throw .conflictingOptions("--enzyme-form light", "--proteomics")
    }
    if constraints.pool == nil { throw .conflictingOptions("--pool none", "--proteomics") }
  }
}

extension EnzymeConstraints.MissingTurnover {
  fileprivate var words: String {
    switch self {
    case .median: "median"
    case .unconstrained: "none"
    case .value(let value): NumberText.text(value)
    }
  }
}
