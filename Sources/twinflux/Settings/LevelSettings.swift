import TwinFlux

/// How the levels of a table are read, matched to genes and given to a method: what one patient and a
/// cohort have in common.
struct LevelSettings: Sendable, Hashable {
  var reading = LevelReading()
  var lengthsPath: String?
  var matching = GeneMatchingOptions()
  var mapping: Mapping?
  /// The name of the method.
  var method = EFlux.name
  /// By the name of the parameter.
  var methodOptions: [String: String] = [:]
  /// `nil` for the method's own way.
  var scoring: GeneRuleScoring?
  var threshold: ThresholdScheme?

  struct Mapping: Sendable, Hashable {
    var path: String
    var from: String
    var to: String
  }

  /// Options that mean nothing without `--omics`.
  static let dependent = [
    "method", "method-option", "or", "and", "missing", "rule-form", "share-genes", "eflux-scale",
    "threshold", "unit", "lengths", "duplicates", "min-coverage", "gene-map", "from", "to",
    "collapse",
  ]

  /// Those that `--proteomics` gives a meaning too.
  static let sharedWithProteomics: Set = ["sample", "gene-map", "from", "to"]

  init(_ arguments: ParsedArguments) throws(ParserError) {
    for option in Self.dependent
    where !arguments.has("proteomics") || !Self.sharedWithProteomics.contains(option) {
      try arguments.require("omics", for: option)
    }
    for (option, needed) in [
      ("gene-map", "from"), ("gene-map", "to"), ("to", "gene-map"), ("and", "or"),
      ("missing", "or"), ("rule-form", "or"), ("share-genes", "or"),
    ] { try arguments.require(needed, for: option) }
    reading.unit = try arguments.omicsValue("unit", expected: LevelUnit.allowed) {
      (text) throws(OmicsError) in try LevelUnit(text)
    }
    reading.duplicates = arguments.choice("duplicates") ?? reading.duplicates
    lengthsPath = arguments.value("lengths")
    try checkLengths()
    if let least = try arguments.fraction("min-coverage") { matching.minimumCoverage = least }
    matching.collapse = arguments.choice("collapse") ?? matching.collapse
    mapping = Mapping(arguments)
    if mapping == nil { matching.namespace = arguments.value("from") }
    method = arguments.value("method") ?? method
    methodOptions = try Self.methodOptions(arguments)
    scoring = Self.scoring(arguments)
    threshold = try arguments.omicsValue("threshold", expected: ThresholdScheme.allowed) {
      (text) throws(OmicsError) in try ThresholdScheme(text)
    }
    try checkMethod(arguments)
  }

  /// Lengths that nothing is divided by would be a mistake that nobody sees.
  private func checkLengths() throws(ParserError) {
    guard lengthsPath != nil else { return }
    if let quantity = reading.unit?.quantity, [.counts, .cpm].contains(quantity) { return }
    throw .missingCompanion(option: "--lengths", needed: "--unit counts or cpm")
  }

  private func checkMethod(_ arguments: ParsedArguments) throws(ParserError) {
    if method != EFlux.name, arguments.has("eflux-scale") {
      throw .missingCompanion(option: "--eflux-scale", needed: "--method \(EFlux.name)")
    }
    if methodOptions["scale"] != nil { try arguments.rejectBoth("eflux-scale", "method-option") }
    let users = OmicsMethods.all.filter(\.usesThresholds).map(\.name)
    if threshold != nil, !users.contains(method) {
      let needed = users.isEmpty ? "a method with thresholds" : users.joined(separator: ", ")
      throw .missingCompanion(option: "--threshold", needed: "--method " + needed)
    }
    if threshold != nil, methodOptions["percentile"] != nil {
      // GIMME's own threshold, which --threshold replaces.
      throw .conflictingOptions("--threshold", "--method-option percentile")
    }
    try checkFluxMethod(arguments)
    do throws(OmicsError) { _ = try makeMethod(skipsBrokenRules: false) } catch {
      guard case .invalidOption(let name, let value, let allowed) = error else { return }
      // The parser's words have quotation marks of their own.
      throw .invalidValue(option: name, value: value.filter { $0 != "'" }, expected: allowed)
    }
  }

  /// A method without bounds of its own would leave every analysis with the model without omics.
  private func checkFluxMethod(_ arguments: ParsedArguments) throws(ParserError) {
    guard OmicsMethods.all.contains(where: { $0.name == method && !$0.setsBounds }) else { return }
    if arguments.command != .personalize {
      throw .methodWithoutBounds(method: method, command: arguments.command.rawValue)
    }
    guard arguments.has("verbose-columns") else {
      throw .missingCompanion(
        option: "--method \(method)", needed: "--verbose-columns, which has its fluxes")
    }
  }

  /// `nil` where no option says how rules are scored.
  private static func scoring(_ arguments: ParsedArguments) -> GeneRuleScoring? {
    guard let isozymes: GeneRuleScoring.Isozymes = arguments.choice("or") else { return nil }
    var scoring = GeneRuleScoring(isozymes: isozymes)
    scoring.complexes = arguments.choice("and") ?? scoring.complexes
    scoring.missing = arguments.choice("missing") ?? scoring.missing
    scoring.form = arguments.choice("rule-form") ?? scoring.form
    scoring.sharesGenes = arguments.has("share-genes")
    return scoring
  }

  /// `NAME=VALUE`, each name once.
  private static func methodOptions(
    _ arguments: ParsedArguments
  ) throws(ParserError) -> [String: String] {
    var options: [String: String] = [:]
    for text in arguments.values("method-option") {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex,
        options.updateValue(
          String(text[text.index(after: equals)...]), forKey: String(text[..<equals])) == nil
      else {
        throw .invalidValue(
          option: "--method-option", value: text, expected: "NAME=VALUE, each name once")
      }
    }
    return options
  }

  /// - Throws: ``OmicsError`` where an option of the method cannot be.
  func makeMethod(
    skipsBrokenRules: Bool, scale: String? = nil, reference: GeneLevels? = nil,
    thresholds: ThresholdRule? = nil
  ) throws(OmicsError) -> any OmicsMethod {
    var settings = MethodSettings(methodOptions)
    if let scale { settings.values["scale"] = scale }
    settings.scoring = scoring
    settings.thresholds = thresholds
    settings.skipUnreadableRules = skipsBrokenRules
    settings.reference = reference
    let entry: OmicsMethodEntry = try OmicsMethods.entry(method)
    let made: any OmicsMethod = try entry(settings)
    return made
  }

  /// Everything here that can change a patient's bounds, in words; what has its default is left out,
  /// so that a cohort stays the same when an option is new.
  func words(scale: String?) -> [String] {
    var words = [method]
    if method == EFlux.name || scoring != nil { words.append((scoring ?? .init()).text) }
    if let scale { words.append("scale \(scale)") }
    words += methodOptions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    words += [
      "collapse \(matching.collapse.rawValue)",
      "coverage \(NumberText.text(matching.minimumCoverage))",
    ]
    if let mapping { words.append("genes from \(mapping.from) to \(mapping.to)") }
    if let namespace = matching.namespace { words.append("genes from \(namespace)") }
    if let unit = reading.unit { words.append("unit \(unit.text)") }
    if reading.duplicates != .error { words.append("duplicates \(reading.duplicates.rawValue)") }
    if let threshold { words.append("threshold \(threshold.text)") }
    return words
  }
}

extension LevelSettings.Mapping {
  /// `nil` where the command line has no `--gene-map`.
  init?(_ arguments: ParsedArguments) {
    guard let path = arguments.value("gene-map"), let from = arguments.value("from"),
      let to = arguments.value("to")
    else { return nil }
    self.init(path: path, from: from, to: to)
  }
}

extension ParsedArguments {
  /// The value of an option with a few words, which the parser has checked.
  func choice<Choice: RawRepresentable<String>>(_ name: String) -> Choice? {
    value(name).flatMap(Choice.init(rawValue:))
  }

  /// The value of an option that the library reads.
  func omicsValue<Value>(
    _ name: String, expected: String, _ make: (String) throws(OmicsError) -> Value
  ) throws(ParserError) -> Value? {
    guard let text = value(name) else { return nil }
    do throws(OmicsError) { return try make(text) } catch {
      throw .invalidValue(option: "--" + name, value: text, expected: expected)
    }
  }
}
