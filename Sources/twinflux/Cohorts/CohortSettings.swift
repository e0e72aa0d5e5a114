import TwinFlux

/// What `cohort run` is told beside what every analysis is.
struct CohortSettings: Sendable {
  /// What the fluxes must leave of the objective.
  enum Cut: Sendable, Hashable {
    /// Of each patient's own optimum.
    case fraction(Double)
    case absolute(Double)
    /// This fraction of the reference individual's optimum, the same value for all.
    case fractionOfReference(Double)
    case none
  }

  var designPath: String
  var directory: String
  var mode: CohortStore.Mode
  var shard: CohortShard
  var kind: CohortAnalysisOptions.Kind
  var cut: Cut
  /// What parsimonious fluxes keep of each patient's optimum.
  var parsimoniousFraction: Double
  /// Read once the model is there; so are the genes.
  var reactions: String?
  var genes: String?
  var omics: CohortOmicsSettings?
  var enzymes: EnzymeSettings?
  /// For each patient; `nil` without a limit.
  var secondsPerPatient: Double?
  var shrinkage: CohortShrinkageSettings?
  /// What to compare once all patients have a result; `nil` to compare nothing.
  var comparison: CohortComparisonSettings?

  static let kinds: KeyValuePairs<String, CohortAnalysisOptions.Kind> = [
    "fva": .ranges, "fba": .fluxes, "pfba": .parsimoniousFluxes,
    "delete-reactions": .reactionDeletions, "delete-genes": .geneDeletions,
    "tasks": .tasks,
  ]

  /// - Parameter compares: Whether the command is one that may compare groups at the end.
  init(_ arguments: ParsedArguments, compares: Bool = true) throws(CommandFailure) {
    do throws(ParserError) {
      guard let design = arguments.value("design") else {
        throw .missingCompanion(option: "cohort run", needed: "--design DESIGN.tsv")
      }
      guard let directory = arguments.value("out") else {
        throw .missingCompanion(option: "cohort run", needed: "--out DIR")
      }
      designPath = design
      self.directory = directory
      try arguments.rejectBoth("resume", "restart")
      mode = arguments.has("restart") ? .restart : .resume
      shard = try Self.shard(arguments)
      let analysis = arguments.value("analysis")
      kind = Self.kinds.first { $0.key == analysis }?.value ?? .ranges
      try Self.refuseOptions(ofOthersThan: kind, arguments)
      if kind == .tasks, !arguments.has("tasks") {
        throw .missingCompanion(option: "--analysis tasks", needed: "--tasks FILE")
      }
      cut = kind == .ranges ? try Self.cut(arguments) : .none
      parsimoniousFraction =
        kind == .parsimoniousFluxes ? try arguments.fraction("fraction") ?? 1 : 1
      reactions = arguments.value("reactions")
      genes = arguments.value("genes")
      omics = try CohortOmicsSettings(arguments)
      secondsPerPatient = try arguments.number(
        "patient-time-limit", expected: "a number of seconds above 0"
      ) { $0 > 0 }
      shrinkage = try CohortShrinkageSettings(arguments)
      enzymes = try EnzymeSettings(arguments)
      if let enzymes { try enzymes.check(for: kind, shrinks: shrinkage != nil) }
      comparison = compares ? try Self.comparison(arguments) : nil
    } catch {
      throw .usage(error)
    }
  }

  private static func shard(_ arguments: ParsedArguments) throws(ParserError) -> CohortShard {
    guard let text = arguments.value("shard") else { return .whole }
    if let shard = CohortShard(text) { return shard }
    throw .invalidValue(
      option: "--shard", value: text, expected: "I/N with I from 1 to N, such as 3/16")
  }

  private static func cut(_ arguments: ParsedArguments) throws(ParserError) -> Cut {
    // As for fva.
    let fraction = try arguments.fraction("fraction") ?? 1
    let value = try arguments.number("objective-value", expected: "a number") { $0.isFinite }
    let mode = arguments.value("objective-mode") ?? "fraction"
    if mode != "absolute", value != nil {
      throw .missingCompanion(option: "--objective-value", needed: "--objective-mode absolute")
    }
    switch mode {
    case "absolute":
      try arguments.rejectBoth("objective-value", "fraction")
      return value.map(Cut.absolute) ?? .fractionOfReference(fraction)
    case "none":
      if arguments.has("fraction") {
        throw .conflictingOptions("--fraction", "--objective-mode none")
      }
      return .none
    default: return .fraction(fraction)
    }
  }

  /// The analyses that options belong to.
  private static let owners: KeyValuePairs<String, [CohortAnalysisOptions.Kind]> = [
    "fraction": [.ranges, .parsimoniousFluxes], "objective-mode": [.ranges],
    "objective-value": [.ranges], "reactions": [.ranges, .reactionDeletions],
    "genes": [.geneDeletions], "draws": [.ranges], "by": [.ranges],
    "tasks": [.tasks],
  ]

  private static func refuseOptions(
    ofOthersThan kind: CohortAnalysisOptions.Kind, _ arguments: ParsedArguments
  ) throws(ParserError) {
    for (option, owners) in owners where arguments.has(option) && !owners.contains(kind) {
      let names = kinds.filter { owners.contains($0.value) }.map(\.key)
      throw .missingCompanion(
        option: "--" + option, needed: "--analysis " + names.joined(separator: " or "))
    }
  }

  private static func comparison(
    _ arguments: ParsedArguments
  ) throws(ParserError) -> CohortComparisonSettings? {
    for option in ["output", "format", "html", "verbose-columns"] {
      try arguments.require("by", for: option)
    }
    if !arguments.has("by") { return nil }
    // A shard is a part of the groups.
    try arguments.rejectBoth("by", "shard")
    return try CohortComparisonSettings(arguments)
  }
}

/// Where the patients' levels are, and how they become bounds.
struct CohortOmicsSettings: Sendable, Hashable {
  /// The score that leaves bounds as they are.
  enum Scale: Sendable, Hashable {
    /// The largest of the reference individual: one for all patients, so that they can be compared.
    case reference
    /// One for each patient, or that of another sample.
    case sample(OmicsSettings.Scale)
  }

  /// Tables of different samples.
  var tablePaths: [String]
  var levels: LevelSettings
  /// `nil` where the method has no such scale, or an option of its own says it.
  var scale: Scale?

  /// `nil` where the command line has no `--omics`.
  init?(_ arguments: ParsedArguments) throws(ParserError) {
    levels = try LevelSettings(arguments)
    if !arguments.has("omics") { return nil }
    tablePaths = arguments.values("omics")
    let text = arguments.value("eflux-scale")
    if let text, text != "reference" {
      scale = .sample(try OmicsSettings.Scale(text))
    } else if levels.method == EFlux.name, levels.methodOptions["scale"] == nil {
      scale = .reference
    }
  }

  /// For messages.
  var tablePath: String { tablePaths.joined(separator: ", ") }

  /// Everything here that can change a patient's bounds, in words.
  ///
  /// - Parameter lengths: The digest of the table of lengths, if there is one.
  func method(skipsBrokenRules: Bool, lengths: String?) -> String {
    let scale: String? =
      switch scale {
      case nil: nil
      case .reference: "reference"
      case .sample(let scale): scale.text
      }
    var words = levels.words(scale: scale)
    if let lengths { words.append("lengths \(lengths)") }
    if skipsBrokenRules { words.append("broken rules skipped") }
    return words.joined(separator: ", ")
  }
}
