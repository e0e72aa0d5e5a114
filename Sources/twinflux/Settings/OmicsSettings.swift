import TwinFlux

/// Which patient, and how the patient's levels become bounds.
struct OmicsSettings: Sendable, Hashable {
  var tablePath: String
  var sample: String
  var isozymes: GeneRuleScoring.Isozymes
  var scale: Scale
  var viability: Double?
  var matching: GeneMatchingOptions
  var mapping: Mapping?

  enum Scale: Sendable, Hashable {
    case maximum
    case percentile(Double)
    case sample(String)
  }

  struct Mapping: Sendable, Hashable {
    var path: String
    var from: String
    var to: String
  }

  /// Options that mean nothing without `--omics`.
  private static let dependent = [
    "sample", "method", "or", "eflux-scale", "viability", "min-coverage", "gene-map", "from", "to",
    "collapse",
  ]

  /// Those that `--proteomics` gives a meaning too.
  private static let sharedWithProteomics: Set = ["sample", "gene-map", "from", "to"]

  /// `nil` where the command line has no `--omics`.
  init?(_ arguments: ParsedArguments) throws(ParserError) {
    for option in Self.dependent
    where !arguments.has("proteomics") || !Self.sharedWithProteomics.contains(option) {
      try arguments.require("omics", for: option)
    }
    for (option, needed) in [
      ("gene-map", "from"), ("gene-map", "to"), ("to", "gene-map"),
      ("omics", "sample"), ("omics", "method"),
    ] { try arguments.require(needed, for: option) }
    guard let tablePath = arguments.value("omics"), let sample = arguments.value("sample") else {
      return nil
    }
    self.tablePath = tablePath
    self.sample = sample
    isozymes =
      arguments.value("or").flatMap(GeneRuleScoring.Isozymes.init(rawValue:))
      ?? GeneRuleScoring().isozymes
    scale = try arguments.value("eflux-scale").map(Scale.init) ?? .maximum
    viability = try arguments.fraction("viability")
    matching = GeneMatchingOptions()
    if let least = try arguments.fraction("min-coverage") { matching.minimumCoverage = least }
    if let collapse = arguments.value("collapse").flatMap(
      GeneMatchingOptions.Collapse.init(rawValue:))
    {
      matching.collapse = collapse
    }
    mapping = Mapping(arguments)
    if mapping == nil { matching.namespace = arguments.value("from") }
  }
}

extension OmicsSettings.Mapping {
  /// `nil` where the command line has no `--gene-map`.
  init?(_ arguments: ParsedArguments) {
    guard let path = arguments.value("gene-map"), let from = arguments.value("from"),
      let to = arguments.value("to")
    else { return nil }
    self.init(path: path, from: from, to: to)
  }
}

extension OmicsSettings.Scale {
  init(_ text: String) throws(ParserError) {
    let wrong = ParserError.invalidValue(
      option: "--eflux-scale", value: text,
      expected: "maximum, percentile:P with P above 0 and at most 100, or sample:NAME")
    if text == "maximum" {
      self = .maximum
    } else if text.hasPrefix("percentile:") {
      guard let percent = NumberText.parse(text.dropFirst("percentile:".count)), percent > 0,
        percent <= 100
      else { throw wrong }
      self = .percentile(percent)
    } else if text.hasPrefix("sample:"), text.count > "sample:".count {
      self = .sample(String(text.dropFirst("sample:".count)))
    } else {
      throw wrong
    }
  }
}
