import TwinFlux

/// What the command line changes in the model before the analysis.
struct ProblemSettings: Sendable, Hashable {
  /// Read once the model is there, since only its identifiers tell `A-B` from `A - B`.
  var objective: String?
  var sense: FluxObjective.Sense?
  var mediumPath: String?
  var boundsPath: String?
  var bounds: [BoundArgument]
  var knockouts: [String]

  init(_ arguments: ParsedArguments) throws(ParserError) {
    try arguments.rejectBoth("maximize", "minimize")
    objective = arguments.value("objective")
    if arguments.has("minimize") {
      sense = .minimize
    } else if arguments.has("maximize") {
      sense = .maximize
    }
    mediumPath = arguments.value("medium")
    boundsPath = arguments.value("bounds")
    bounds = []
    for text in arguments.values("bound") { bounds.append(try BoundArgument(text)) }
    knockouts = arguments.values("knockout")
  }
}

/// The value of `--bound`: `RXN=LOWER:UPPER`.
struct BoundArgument: Sendable, Hashable {
  var reaction: String
  var bounds: FluxBounds

  init(_ text: String) throws(ParserError) {
    let wrong = ParserError.invalidValue(
      option: "--bound", value: text,
      expected: "RXN=LOWER:UPPER with two numbers in order, such as EX_glc__D_e=-10:1000")
    // An identifier may hold '=', a number may not.
    guard let equals = text.lastIndex(of: "=") else { throw wrong }
    let ends = text[text.index(after: equals)...].split(
      separator: ":", omittingEmptySubsequences: false)
    guard ends.count == 2, let lower = NumberText.parse(ends[0]),
      let upper = NumberText.parse(ends[1])
    else { throw wrong }
    guard Magnitude.isPlausible(lower, spelled: ends[0]),
      Magnitude.isPlausible(upper, spelled: ends[1])
    else {
      throw .invalidValue(
        option: "--bound", value: text, expected: "two bounds, each \(Magnitude.expected) or inf")
    }
    reaction = String(text[..<equals])
    bounds = FluxBounds(lower: lower, upper: upper)
    if reaction.isEmpty || !bounds.isValid { throw wrong }
  }
}
