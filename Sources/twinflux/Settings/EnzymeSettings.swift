import TwinFlux

/// Which tables of enzymes, and what they limit.
struct EnzymeSettings: Sendable, Hashable {
  var turnoverPath: String
  var complexPath: String?
  var massPath: String?
  var constraints: EnzymeConstraints
  var proteomics: Proteomics?
  /// The objective that measured proteins must give way to; `nil` leaves them.
  var target: Double?

  struct Proteomics: Sendable, Hashable {
    var tablePath: String
    /// `nil` in a cohort, which has many.
    var sample: String?
    var options: ProteinOptions
    var mapping: OmicsSettings.Mapping?
    var namespace: String?
  }

  /// Options that mean nothing without `--kcat`.
  private static let dependent = [
    "subunits", "masses", "pool", "enzyme-form", "missing-kcat", "missing-mass", "proteomics",
    "flexibilize",
  ]
  /// Options that mean nothing without `--proteomics`.
  private static let measured = [
    "protein-unit", "protein-log2", "protein-total", "cell-mass", "below-detection", "flexibilize",
  ]
  /// What the fluxes through isozymes and the amounts of proteins have no part in.
  private static let foreign = ["parsimonious", "certificates", "loopless", "pfba-factor", "tasks"]

  /// Without a gene of the cheapest isozyme the others go on, and the light form has left them out.
  private static func refuseKnockOuts(
    of form: EnzymeConstraints.Form, _ arguments: ParsedArguments
  ) throws(ParserError) {
    guard form == .light else { return }
    try arguments.rejectBoth("enzyme-form", "knockout")
    if arguments.command == .delete, !arguments.has("reactions") {
      throw .invalidValue(
        option: "--enzyme-form", value: form.rawValue,
        expected: "full or moment for knock-outs of genes: light has the cheapest isozymes alone")
    }
  }

  /// `nil` where the command line has no `--kcat`.
  init?(_ arguments: ParsedArguments) throws(ParserError) {
    for option in Self.dependent { try arguments.require("kcat", for: option) }
    for option in Self.measured { try arguments.require("proteomics", for: option) }
    // A cohort has the samples of its design.
    if arguments.command.family == nil { try arguments.require("sample", for: "proteomics") }
    try Self.checkUnit(arguments)
    guard let turnoverPath = arguments.value("kcat") else { return nil }
    self.turnoverPath = turnoverPath
    complexPath = arguments.value("subunits")
    massPath = arguments.value("masses")
    constraints = EnzymeConstraints()
    if let form = arguments.value("enzyme-form").flatMap(EnzymeConstraints.Form.init(rawValue:)) {
      constraints.form = form
    }
    try Self.refuseKnockOuts(of: constraints.form, arguments)
    if constraints.form == .bound {
      try arguments.require("proteomics", for: "kcat")
      try arguments.rejectBoth("flexibilize", "enzyme-form")
      // Each flux has a limit of its own: there is nothing that a pool could be shared by.
      if arguments.value("pool") != "none" { try arguments.rejectBoth("pool", "enzyme-form") }
    } else {
      for option in Self.foreign { try arguments.rejectBoth("kcat", option) }
    }
    constraints.skipUnreadableRules = arguments.has("skip-broken-rules")
    constraints.pool = try Self.pool(arguments)
    constraints.missingTurnovers = try Self.missingTurnovers(arguments)
    constraints.missingMass = try arguments.number(
      "missing-mass", expected: "a mass in kDa, from 0 to 1e6"
    ) { (0...1e6).contains($0) }
    proteomics = try Proteomics(arguments)
    target = try arguments.number("flexibilize", expected: "a finite number") { $0.isFinite }
  }

  /// What turns one unit into another means nothing with a third.
  private static func checkUnit(_ arguments: ParsedArguments) throws(ParserError) {
    let unit = arguments.value("protein-unit") ?? "ppm"
    if arguments.has("cell-mass"), unit != "copies" {
      throw .missingCompanion(option: "--cell-mass", needed: "--protein-unit copies")
    }
    if arguments.has("protein-total"), !["ppm", "lfq", "ibaq"].contains(unit) {
      throw .missingCompanion(
        option: "--protein-total", needed: "--protein-unit ppm, lfq or ibaq")
    }
  }

  /// In mg/gDW; `nil` for none.
  private static func pool(_ arguments: ParsedArguments) throws(ParserError) -> Double? {
    switch arguments.value("pool") {
    case nil: return EnzymeConstraints().pool
    case "none"?: return nil
    case "human"?: return ProteinPool.human.milligrams
    default:
      return try arguments.number(
        "pool", expected: "mg/gDW above 0 and up to 1000, human, or none"
      ) { $0 > 0 && $0 <= 1000 }
    }
  }

  private static func missingTurnovers(
    _ arguments: ParsedArguments
  ) throws(ParserError) -> EnzymeConstraints.MissingTurnover {
    switch arguments.value("missing-kcat") {
    case nil: return EnzymeConstraints().missingTurnovers
    case "median"?: return .median
    case "none"?: return .unconstrained
    default:
      let value = try arguments.number(
        "missing-kcat", expected: "median, none, or a turnover number from 1e-12 to 1e12 per second"
      ) { (1e-12...1e12).contains($0) }
      return value.map { .value($0) } ?? EnzymeConstraints().missingTurnovers
    }
  }
}

extension EnzymeSettings.Proteomics {
  /// `nil` where the command line has no `--proteomics`.
  init?(_ arguments: ParsedArguments) throws(ParserError) {
    guard let path = arguments.value("proteomics") else { return nil }
    tablePath = path
    sample = arguments.command.family == nil ? arguments.value("sample") : nil
    options = ProteinOptions()
    if let unit = arguments.value("protein-unit").flatMap(ProteinUnit.init(rawValue:)) {
      options.unit = unit
    }
    options.isLog2 = arguments.has("protein-log2")
    if let total = try arguments.number(
      "protein-total", expected: "g/gDW above 0 and up to 1", where: { $0 > 0 && $0 <= 1 })
    {
      options.total = total
    }
    if let grams = try arguments.number(
      "cell-mass", expected: "a mass in g above 0 and up to 1", where: { $0 > 0 && $0 <= 1 })
    {
      options.gramsPerCell = grams
    }
    if let rule = arguments.value("below-detection")
      .flatMap(ProteinOptions.BelowDetection.init(rawValue:))
    {
      options.belowDetection = rule
    }
    mapping = OmicsSettings.Mapping(arguments)
    namespace = mapping == nil ? arguments.value("from") : nil
  }
}
