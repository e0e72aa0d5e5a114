import TwinFlux

/// Where the model is and how to read it.
struct ModelSettings: Sendable, Hashable {
  var path: String
  /// `nil` leaves it to the file's name and content.
  var format: ModelFormat?
  var keepsRawIDs: Bool
  var skipsBrokenRules: Bool

  init(_ arguments: ParsedArguments) {
    path = arguments.value("model") ?? arguments.operands.first ?? "-"
    format = arguments.value("input-format").flatMap(ModelFormat.init(name:))
    keepsRawIDs = arguments.has("raw-ids")
    skipsBrokenRules = arguments.has("skip-broken-rules")
  }
}
