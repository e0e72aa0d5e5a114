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
  /// Read once the model is there.
  var reactions: String?
  var omics: CohortOmicsSettings?
  /// For each patient; `nil` without a limit.
  var secondsPerPatient: Double?

  static let kinds: KeyValuePairs<String, CohortAnalysisOptions.Kind> = [
    "fva": .ranges, "fba": .fluxes,
  ]

  init(_ arguments: ParsedArguments) throws(CommandFailure) {
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
      cut = try Self.cut(arguments)
      reactions = arguments.value("reactions")
      omics = try CohortOmicsSettings(arguments)
      secondsPerPatient = try arguments.number(
        "patient-time-limit", expected: "a number of seconds above 0"
      ) { $0 > 0 }
      if kind != .ranges { try Self.refuseRangeOptions(arguments) }
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

  private static func refuseRangeOptions(_ arguments: ParsedArguments) throws(ParserError) {
    for option in ["fraction", "objective-mode", "objective-value", "reactions"]
    where arguments.has(option) {
      throw .missingCompanion(option: "--" + option, needed: "--analysis fva")
    }
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

  var tablePath: String
  var isozymes: GeneRuleScoring.Isozymes
  var scale: Scale
  var matching: GeneMatchingOptions
  var mapping: OmicsSettings.Mapping?

  private static let dependent = [
    "method", "or", "eflux-scale", "min-coverage", "gene-map", "from", "to", "collapse",
  ]

  /// `nil` where the command line has no `--omics`.
  init?(_ arguments: ParsedArguments) throws(ParserError) {
    for option in Self.dependent { try arguments.require("omics", for: option) }
    for (option, needed) in [("gene-map", "from"), ("gene-map", "to"), ("to", "gene-map")] {
      try arguments.require(needed, for: option)
    }
    guard let tablePath = arguments.value("omics") else { return nil }
    self.tablePath = tablePath
    isozymes =
      arguments.value("or").flatMap(GeneRuleScoring.Isozymes.init(rawValue:))
      ?? GeneRuleScoring().isozymes
    let scale = arguments.value("eflux-scale").flatMap { $0 == "reference" ? nil : $0 }
    self.scale =
      try scale.map { text throws(ParserError) in
        .sample(try OmicsSettings.Scale(text))
      } ?? .reference
    matching = GeneMatchingOptions()
    if let least = try arguments.fraction("min-coverage") { matching.minimumCoverage = least }
    if let collapse = arguments.value("collapse").flatMap(
      GeneMatchingOptions.Collapse.init(rawValue:))
    {
      matching.collapse = collapse
    }
    mapping = OmicsSettings.Mapping(arguments)
    if mapping == nil { matching.namespace = arguments.value("from") }
  }

  /// Everything here that can change a patient's bounds, in words.
  func method(skipsBrokenRules: Bool) -> String {
    let scale =
      switch scale {
      case .reference: "reference"
      case .sample(.maximum): "maximum"
      case .sample(.percentile(let percent)): "percentile:\(NumberText.text(percent))"
      case .sample(.sample(let name)): "sample:\(name)"
      }
    var words = [
      EFlux.name, "or \(isozymes.rawValue)", "scale \(scale)",
      "collapse \(matching.collapse.rawValue)",
      "coverage \(NumberText.text(matching.minimumCoverage))",
    ]
    if let mapping { words.append("genes from \(mapping.from) to \(mapping.to)") }
    if let namespace = matching.namespace { words.append("genes from \(namespace)") }
    if skipsBrokenRules { words.append("broken rules skipped") }
    return words.joined(separator: ", ")
  }
}
