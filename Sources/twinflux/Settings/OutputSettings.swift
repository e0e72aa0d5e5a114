import TwinFlux

/// Where the result goes and in which form.
struct OutputSettings: Sendable, Hashable {
  /// `nil` is standard output.
  var path: String?
  var format: TableFormat
  var reportPath: String?
  var verboseColumns: Bool

  init(_ arguments: ParsedArguments) throws(ParserError) {
    path = arguments.value("output")
    format =
      arguments.value("format").flatMap(TableFormat.init(rawValue:))
      ?? path.flatMap(TableFormat.init(extensionOf:)) ?? .tsv
    reportPath = arguments.value("report")
    verboseColumns = arguments.has("verbose-columns")
    let paths = [path, reportPath, arguments.value("metabolites")].compactMap { $0 }
    if let twice = paths.first(where: { path in paths.count { $0 == path } > 1 }), twice != "-" {
      throw .invalidValue(
        option: "--output", value: twice, expected: "each result a file of its own")
    }
  }
}
