import TwinFlux

/// What the command line of `cohort compare` says.
struct CohortComparisonSettings: Sendable {
  var options = CohortComparisonOptions()
  var classPath: String?
  var isPartial: Bool
  var contrastPath: String?
  var subsystemPath: String?
  var patientPath: String?
  var pagePath: String?

  init(_ arguments: ParsedArguments) throws(ParserError) {
    options.column = arguments.value("by") ?? options.column
    options.reference = arguments.value("reference")
    options.usesPairs = !arguments.has("unpaired")
    options.keepsUncertified = arguments.has("keep-uncertified")
    options.shufflesLabels = arguments.has("shuffle-labels")
    options.permutations = try Self.count(arguments, "permutations") ?? options.permutations
    options.resamples = try Self.count(arguments, "bootstrap") ?? options.resamples
    options.seed = UInt64(try arguments.integer("seed", atLeast: 0) ?? 0)
    options.clusters = try arguments.integer("clusters", atLeast: 1)
    classPath = arguments.value("classes")
    isPartial = arguments.has("partial")
    contrastPath = arguments.value("contrasts")
    subsystemPath = arguments.value("subsystems")
    patientPath = arguments.value("patients")
    pagePath = arguments.value("html")
  }

  private static func count(
    _ arguments: ParsedArguments, _ name: String
  ) throws(ParserError) -> Int? {
    guard let number = try arguments.integer(name, atLeast: 0) else { return nil }
    guard number <= 100_000 else {
      throw .invalidValue(
        option: "--" + name, value: String(number), expected: "a whole number up to 100000")
    }
    return number
  }
}
