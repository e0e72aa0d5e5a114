import TwinFlux

/// Where the result goes and in which form.
struct OutputSettings: Sendable, Hashable {
  /// `nil` is standard output.
  var path: String?
  var format: TableFormat
  var reportPath: String?
  var verboseColumns: Bool

  init(_ arguments: ParsedArguments) {
    path = arguments.value("output")
    format =
      arguments.value("format").flatMap(TableFormat.init(rawValue:))
      ?? path.flatMap(TableFormat.init(extensionOf:)) ?? .tsv
    reportPath = arguments.value("report")
    verboseColumns = arguments.has("verbose-columns")
  }
}
