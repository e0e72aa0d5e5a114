import TwinFlux

/// Which patient, and how the patient's levels become bounds.
struct OmicsSettings: Sendable, Hashable {
  var tablePath: String
  var sample: String
  var levels: LevelSettings
  var scale: Scale?
  var viability: Double?
  /// Whether to count the changed bounds that hold nothing back.
  var checksBounds: Bool
  /// Where to write what became of each gene, and how the choice of thresholds matters.
  var geneReportPath: String?
  var thresholdReportPath: String?

  enum Scale: Sendable, Hashable {
    case maximum
    case percentile(Double)
    case sample(String)
  }

  /// Options that a cohort does not have.
  static let ofOneSample = [
    "sample", "viability", "check-bounds", "gene-report", "threshold-report",
  ]

  typealias Mapping = LevelSettings.Mapping

  /// `nil` where the command line has no `--omics`.
  init?(_ arguments: ParsedArguments) throws(ParserError) {
    for option in Self.ofOneSample
    where !arguments.has("proteomics") || !LevelSettings.sharedWithProteomics.contains(option) {
      try arguments.require("omics", for: option)
    }
    levels = try LevelSettings(arguments)
    for needed in ["sample", "method"] { try arguments.require(needed, for: "omics") }
    guard let tablePath = arguments.value("omics"), let sample = arguments.value("sample") else {
      return nil
    }
    self.tablePath = tablePath
    self.sample = sample
    scale = try arguments.value("eflux-scale").map(Scale.init)
    viability = try arguments.fraction("viability")
    checksBounds = arguments.has("check-bounds")
    geneReportPath = arguments.value("gene-report")
    thresholdReportPath = arguments.value("threshold-report")
  }

  /// Whether the levels of all samples of the table are asked for.
  var needsAllSamples: Bool {
    thresholdReportPath != nil || levels.threshold?.needsCohort == true
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

  /// As the method's parameter has it; `nil` for another sample.
  var parameter: String? {
    switch self {
    case .maximum: "maximum"
    case .percentile(let percent): "percentile:\(NumberText.text(percent))"
    case .sample: nil
    }
  }

  var text: String {
    if case .sample(let name) = self { return "sample:\(name)" }
    return parameter ?? ""
  }
}
