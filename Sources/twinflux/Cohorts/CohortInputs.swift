import TwinFlux

/// What a cohort's run reads, checked as a whole before anything runs.
struct CohortInputs: Sendable {
  /// The model under what the command line says, which is the same for all patients.
  var base: ConstrainedModel
  var modelDigest: String
  var design: CohortDesign
  /// What the design's files hold, by the names that its cells have.
  var media: [String: Medium] = [:]
  var boundsFiles: [String: [DesignBounds.Item]] = [:]
  var omics: Levels?
  var enzymes: Enzymes?
  /// Indices of genes that no patient has.
  var knockedOut: Set<Int> = []
  var tasks: [MetabolicTask] = []
  /// Of each reaction the widest bounds of a patient, before the omics.
  var widest: [FluxBounds] = []
  /// For the manifest. Files go by their last name: where they are is not a part of the cohort.
  var sources: [CohortManifest.Input] = []

  /// The base under each patient's medium and bounds.
  var designed: DesignPatientBounds {
    DesignPatientBounds(base, media: media, boundsFiles: boundsFiles)
  }

  struct Levels: Sendable {
    var table: OmicsTable
    var matching: GeneMatching
    /// What was done to the levels and what looks odd of them.
    var notes: [String]
    var warnings: [String]
    /// The digest of the table of lengths, if there is one.
    var lengthsDigest: String?
    /// The tables, without their bytes.
    var inputs: [InputBytes]

    /// For messages.
    var path: String { inputs.map(\.path).joined(separator: ", ") }
  }
}

extension AnalysisRun {
  mutating func readCohort(_ settings: CohortSettings) throws(CommandFailure) -> CohortInputs {
    let design = try timed("design") { _ throws(CommandFailure) in
      try Self.readDesign(settings.designPath)
    }
    let problem = try makeProblem(using: nil)
    var inputs = CohortInputs(
      base: problem.patient, modelDigest: modelDigest, design: design.design)
    inputs.sources.append(.init(role: "design", design.input))
    try inputs.readFiles(beside: settings.designPath)
    if settings.kind == .tasks {
      let list = try TaskList(context.parsed)
      inputs.tasks = list.tasks
      inputs.sources.append(.init(role: "tasks", list.input))
      do throws(FluxError) { try checkNames(of: list.tasks, in: problem.model) } catch {
        throw CommandFailure(error)
      }
    }
    do throws(DesignError) { inputs.widest = try inputs.designed.widest(of: inputs.design) } catch {
      throw CommandFailure(.badData, error.description)
    }
    if let omics = settings.omics {
      inputs.omics = try timed("omics") { _ throws(CommandFailure) in
        try inputs.readLevels(omics)
      }
    }
    if let enzymes = settings.enzymes {
      inputs.knockedOut = Set(problem.knockedOutGenes)
      inputs.enzymes = try timed("enzymes") { _ throws(CommandFailure) in
        try inputs.readEnzymes(enzymes)
      }
    }
    return inputs
  }

  private var modelDigest: String {
    if case .string(let digest)? = report.model["sha256"] { digest } else { "" }
  }

  static func readDesign(
    _ path: String
  ) throws(CommandFailure) -> (design: CohortDesign, input: InputBytes) {
    let input = try readInput(path)
    do throws(DesignError) {
      let design = try CohortDesign.read(input.bytes, path: input.path)
      // Found now, and not after a week of computing.
      try design.checkPairs()
      return (design, input)
    } catch {
      throw CommandFailure(.badData, error.description)
    }
  }
}

extension CohortManifest.Input {
  init(role: String, _ input: InputBytes, name: String? = nil) {
    let last = input.path.split(separator: "/").last.map(String.init)
    self.init(role: role, name: name ?? last ?? input.path, sha256: input.sha256)
  }
}

extension CohortInputs {
  /// Reads the files that the cells `medium` and `bounds` name, beside the design.
  fileprivate mutating func readFiles(beside design: String) throws(CommandFailure) {
    for patient in self.design.patients {
      try check(patient)
      if case .file(let name) = patient.medium, media[name] == nil {
        let path = Self.path(name, beside: design)
        media[name] = Medium(
          try DelimitedFile.rows(of: path, columns: ["exchange", "uptake"]).map {
            Medium.Entry(exchange: $0.key, uptake: $0.values[0])
          })
        sources.append(.init(role: "medium", try readInput(path), name: name))
      }
      if case .file(let name) = patient.bounds, boundsFiles[name] == nil {
        let path = Self.path(name, beside: design)
        boundsFiles[name] = try DelimitedFile.rows(
          of: path, columns: ["reaction", "lower", "upper"]
        ).map { DesignBounds.Item(reaction: $0.key, lower: $0.values[0], upper: $0.values[1]) }
        sources.append(.init(role: "bounds", try readInput(path), name: name))
      }
    }
  }

  /// Refuses numbers in cells that nobody can have meant, as in files.
  private func check(_ patient: CohortDesign.Patient) throws(CommandFailure) {
    var numbers: [Double] = []
    if case .listed(let items) = patient.medium { numbers += items.map(\.uptake) }
    if case .listed(let items) = patient.bounds {
      numbers += items.flatMap { [$0.lower, $0.upper] }
    }
    let isPlausible = numbers.allSatisfy {
      Magnitude.isPlausible($0, spelled: NumberText.text($0))
    }
    if isPlausible { return }
    throw CommandFailure(
      .badData,
      "The medium or the bounds of sample '\(patient.sample)' have a number that cannot be "
        + "(\(design.path):\(patient.line)). Give \(Magnitude.expected), inf or -inf.")
  }

  private static func path(_ name: String, beside design: String) -> String {
    guard !name.hasPrefix("/"), let slash = design.lastIndex(of: "/") else { return name }
    return design[...slash] + name
  }

  fileprivate mutating func readLevels(
    _ omics: CohortOmicsSettings
  ) throws(CommandFailure) -> Levels {
    let map = try omics.levels.mapping.map { mapping throws(CommandFailure) in
      try AnalysisRun.readMap(mapping)
    }
    let lengths = try omics.levels.lengthsPath.map { path throws(CommandFailure) in
      try AnalysisRun.readLengths(path)
    }
    var inputs: [InputBytes] = []
    for path in omics.tablePaths { inputs.append(try readInput(path)) }
    let matched = try match(inputs, omics, map, lengths)
    if let path = omics.levels.mapping?.path {
      sources.append(.init(role: "gene-map", try readInput(path)))
    }
    var digest: String?
    if let path = omics.levels.lengthsPath {
      let input = try readInput(path)
      digest = input.sha256
      sources.append(.init(role: "lengths", input))
    }
    for place in inputs.indices { inputs[place].bytes = [] }
    sources += inputs.map { .init(role: "omics", $0) }
    return Levels(
      table: matched.table, matching: matched.matching, notes: matched.notes,
      warnings: matched.warnings, lengthsDigest: digest, inputs: inputs)
  }

  private func match(
    _ inputs: [InputBytes], _ omics: CohortOmicsSettings, _ map: GeneMap?, _ lengths: GeneLengths?
  ) throws(CommandFailure) -> MatchedLevels {
    var samples = Set(design.patients.map(\.sample))
    if case .sample(.sample(let reference)) = omics.scale { samples.insert(reference) }
    do throws(OmicsError) {
      return try MatchedLevels(
        inputs, keeping: samples, model: base.model, map: map, lengths: lengths, omics.levels)
    } catch {
      if case .unknownSample = error { try checkSamples(inputs, omics.levels.reading) }
      throw CommandFailure(error, table: omics.tablePath)
    }
  }

  /// Says where in the design a sample stands that no table has.
  private func checkSamples(
    _ inputs: [InputBytes], _ reading: LevelReading
  ) throws(CommandFailure) {
    guard let table = try? OmicsTable.read(inputs, keeping: [], reading: reading) else { return }
    do throws(DesignError) {
      try design.check(samples: table.samples, of: table.path)
    } catch {
      throw CommandFailure(.badData, error.description)
    }
  }
}
