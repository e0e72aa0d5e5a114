/// Where the model is and how to read it.
struct ModelSettings: Sendable, Hashable {
  var path: String
  var keepsRawIDs: Bool
  var skipsBrokenRules: Bool

  init(_ arguments: ParsedArguments) {
    path = arguments.operands.first ?? "-"
    keepsRawIDs = arguments.has("raw-ids")
    skipsBrokenRules = arguments.has("skip-broken-rules")
  }
}
