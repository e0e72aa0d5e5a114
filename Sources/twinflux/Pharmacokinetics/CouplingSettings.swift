import PharmacokineticCoupling
import TwinFlux

/// Whom a coupling is of: what the command line says of the individual and of the reference.
struct CouplingSettings: Sendable {
  /// A table of levels, and who is who in it.
  struct Levels: Sendable, Hashable {
    var path: String
    var sample: String
    /// `nil` is the median of all samples.
    var reference: String?
    var matching: GeneMatchingOptions
    var mapping: OmicsSettings.Mapping?
  }

  var levels: Levels?
  var activities: [String: Double]
  var supplies: [String: Double]
  /// The inhibitor's concentration over its constant, by gene.
  var inhibitors: [(gene: String, ratio: Double)]

  private static let dependent = [
    "sample", "reference", "min-coverage", "gene-map", "from", "to", "collapse",
  ]

  init(_ arguments: ParsedArguments) throws(ParserError) {
    // pk curve has a --from and a --to of its own.
    let takesTable = arguments.command.declaration.option(named: "omics") != nil
    if takesTable {
      for option in Self.dependent { try arguments.require("omics", for: option) }
      try arguments.require("sample", for: "omics")
      for (option, needed) in [("gene-map", "from"), ("gene-map", "to"), ("to", "gene-map")] {
        try arguments.require(needed, for: option)
      }
      levels = try Levels(arguments)
    }
    activities = Dictionary(uniqueKeysWithValues: try Self.pairs("activity", arguments))
    supplies = Dictionary(uniqueKeysWithValues: try Self.pairs("supply", arguments))
    inhibitors = try Self.pairs("inhibitor", arguments).map { (gene: $0.0, ratio: $0.1) }
  }

  /// `NAME=NUMBER`, each name once.
  private static func pairs(
    _ option: String, _ arguments: ParsedArguments
  ) throws(ParserError) -> [(String, Double)] {
    var result: [(String, Double)] = []
    for text in arguments.values(option) {
      let wrong = ParserError.invalidValue(
        option: "--\(option)", value: text,
        expected: "NAME=NUMBER, each name once, the number 0 or more")
      guard let equals = text.lastIndex(of: "=") else { throw wrong }
      let name = String(text[..<equals])
      guard let value = NumberText.parse(text[text.index(after: equals)...]), value.isFinite,
        value >= 0, !name.isEmpty, !result.contains(where: { $0.0 == name })
      else { throw wrong }
      result.append((name, value))
    }
    return result
  }

  /// The individual, with `measured` activities where a table says them.
  func individual(measured: [String: Double]?) -> CoupledIndividual {
    var result = CoupledIndividual(
      levels?.sample ?? "individual", activities: measured ?? [:],
      otherActivity: measured == nil ? 1 : nil, supplies: supplies)
    for (gene, activity) in activities { result.activities[gene] = activity }
    result.inhibitors = inhibitors.map { gene, ratio in
      .init(
        gene: gene, concentration: Quantity(ratio, .millimolar), constant: Quantity(1, .millimolar))
    }
    return result
  }
}

extension CouplingSettings.Levels {
  /// `nil` where the command line has no `--omics`.
  init?(_ arguments: ParsedArguments) throws(ParserError) {
    guard let path = arguments.value("omics"), let sample = arguments.value("sample") else {
      return nil
    }
    self.path = path
    self.sample = sample
    reference = arguments.value("reference").flatMap { $0 == "median" ? nil : $0 }
    matching = GeneMatchingOptions()
    matching.minimumCoverage = try arguments.fraction("min-coverage") ?? 0
    if let collapse = arguments.value("collapse").flatMap(
      GeneMatchingOptions.Collapse.init(rawValue:))
    {
      matching.collapse = collapse
    }
    mapping = OmicsSettings.Mapping(arguments)
    if mapping == nil { matching.namespace = arguments.value("from") }
  }
}
