import TwinFlux

extension AnalysisRun {
  /// The problem with its enzymes, where the command line names turnover numbers.
  mutating func withEnzymes(
    _ problem: Problem, _ changes: ProblemSettings.Changes, _ backend: (any LPBackend)?
  ) throws(CommandFailure) -> Problem {
    guard let enzymes = settings.enzymes else { return problem }
    return try timed("enzymes") { run throws(CommandFailure) in
      try run.constrain(problem, enzymes, changes, backend)
    }
  }

  private mutating func constrain(
    _ problem: Problem, _ settings: EnzymeSettings, _ changes: ProblemSettings.Changes,
    _ backend: (any LPBackend)?
  ) throws(CommandFailure) -> Problem {
    var inputs: [JSONValue.Member] = []
    let data = try settings.readData(noting: &inputs)
    let proteins = try settings.readProteins(of: problem.model, data, noting: &inputs)
    var model: EnzymeConstrainedModel
    do throws(OmicsError) {
      model = try settings.constraints.constrain(problem.patient, by: data, proteins: proteins)
      let genes = Set(changes.knockedOutGenes)
      model.knockOut(genes: genes)
    } catch {
      throw CommandFailure(error, table: settings.turnoverPath)
    }
    describe(model, proteins)
    var members = model.reportMembers(inputs: inputs, proteins: proteins)
    if let target = settings.target, let backend {
      let found = try flexibilize(model, reaching: target, using: backend)
      members.append(.init("flexibilization", found.json))
      model = found.model
    }
    report.enzymes = .object(members)
    var constrained = problem
    constrained.patient = model.constrained
    constrained.enzymes = model
    return constrained
  }

  private func flexibilize(
    _ model: EnzymeConstrainedModel, reaching target: Double, using backend: any LPBackend
  ) throws(CommandFailure) -> EnzymeFlexibilization {
    let found: EnzymeFlexibilization
    do throws(OmicsError) {
      let solver = MethodSolver(
        backend, solving: solvingOptions, threads: settings.solver.threads,
        isCancelled: { Interruption.isRequested })
      found = try model.flexibilized(reaching: target, using: solver)
    } catch {
      throw CommandFailure(error)
    }
    console.state(
      found.raised.isEmpty
        ? "no measured protein had to give: the model reaches \(readable(target))."
        : "raised \(count(found.raised.count, "measured protein")) to reach "
          + "\(readable(found.objectiveValue)); the report lists them.")
    let most = console.verbosity == .verbose ? found.raised.count : Console.shownWarnings
    for raise in found.raised.prefix(most) {
      console.state(
        "raised \(raise.id) from \(readable(raise.from)) to \(readable(raise.to)) nmol/gDW.")
    }
    return found
  }

  /// What was constrained, and by what: nothing that was assumed goes unsaid.
  private func describe(_ model: EnzymeConstrainedModel, _ proteins: ProteinLevels?) {
    for note in proteins?.coverage?.notes ?? [] { console.state(note) }
    for sentence in model.sentences { console.state(sentence) }
  }
}

extension EnzymeSettings {
  /// The tables that the command line names, put together.
  func readData(
    noting inputs: inout [JSONValue.Member]
  ) throws(CommandFailure) -> EnzymeData {
    var data = EnzymeData()
    let files: [(String, String?, EnzymeData.Content)] = [
      ("kcat", turnoverPath, .turnovers), ("subunits", complexPath, .complexes),
      ("masses", massPath, .masses),
    ]
    for (name, path, content) in files {
      guard let path else { continue }
      let input = try readInput(path)
      inputs.append(.init(name, input.section))
      do throws(OmicsError) {
        try data.add(input.bytes, path: input.path, content: content)
      } catch {
        throw CommandFailure(error)
      }
    }
    return data
  }

  /// What was measured of the model's proteins; `nil` without `--proteomics`.
  func readProteins(
    of model: MetabolicModel, _ data: EnzymeData, noting inputs: inout [JSONValue.Member]
  ) throws(CommandFailure) -> ProteinLevels? {
    guard let proteomics, let sample = proteomics.sample else { return nil }
    let input = try readInput(proteomics.tablePath)
    inputs.append(.init("proteomics", input.section))
    let (table, matching) = try proteomics.read(input, keeping: [sample], of: model)
    do throws(OmicsError) {
      return try ProteinLevels(
        table.profile(of: sample), matching: matching, model: model, data: data,
        options: proteomics.options)
    } catch {
      throw CommandFailure(error, table: proteomics.tablePath)
    }
  }
}

extension EnzymeSettings.Proteomics {
  /// - Parameter samples: `nil` for all.
  func read(
    _ input: InputBytes, keeping samples: Set<String>?, of model: MetabolicModel
  ) throws(CommandFailure) -> (OmicsTable, GeneMatching) {
    let map = try mapping.map { mapping throws(CommandFailure) in
      try AnalysisRun.readMap(mapping)
    }
    do throws(OmicsError) {
      let table = try OmicsTable.read(input.bytes, path: input.path, keeping: samples)
      var options = GeneMatchingOptions()
      // Proteomes are never whole; what was not measured stays in the pool.
      options.minimumCoverage = 0
      options.namespace = namespace
      let matching = try GeneMatching(
        model: model, tableGenes: table.genes, map: map, options: options)
      return (table, matching)
    } catch {
      throw CommandFailure(error, table: tablePath)
    }
  }
}

extension InputBytes {
  fileprivate var section: JSONValue {
    .members(["path": .string(path), "sha256": .string(sha256)])
  }
}
