import TwinFlux

/// Every option, declared once; the commands pick theirs.
enum OptionCatalog {
  static let general: [OptionDeclaration] = [
    .flag("quiet", .general, "Say nothing but errors, warnings and the coverage of omics tables."),
    .flag("verbose", .general, "Say more, and list every warning."),
    .flag("help", .general, "Show this help (also -h)."),
    .flag("version", .general, "Show the version."),
  ]

  static let reading: [OptionDeclaration] = [
    .value(
      "input-format", "FORMAT", .reading,
      "What the model is: sbml or mat. Default: what the file's name says, else its content.",
      choices: ["sbml", "mat"]),
    .flag(
      "raw-ids", .reading, "Keep identifiers as the file spells them (R_PFK, not PFK)."),
    .flag(
      "skip-broken-rules", .reading,
      "Treat a reaction whose gene rule cannot be read as one without genes."),
  ]

  static let problem: [OptionDeclaration] = [
    .value(
      "objective", "EXPRESSION", .problem,
      "What to optimize: a reaction or a sum such as 'A + 2 B' or '2*A - B'. "
        + "Default: the model's own."),
    .flag("maximize", .problem, "Maximize the objective."),
    .flag("minimize", .problem, "Minimize the objective."),
    .value(
      "medium", "FILE", .problem,
      "TSV with the columns exchange and uptake (mmol/gDW/h). The import side of every other "
        + "exchange is closed.", isFile: true),
    .value(
      "bounds", "FILE", .problem, "TSV with the columns reaction, lower and upper.", isFile: true),
    .repeated(
      "bound", "RXN=LOWER:UPPER", .problem, "Set the bounds of a reaction; inf is allowed."),
    .repeated("knockout", "GENE", .problem, "Take a gene away."),
  ]

  static let solving: [OptionDeclaration] = [
    .value(
      "solver", "SOLVER", .solving, "auto (default), glpk or native.",
      choices: ["auto", "glpk", "native"]),
    .value(
      "threads", "N", .solving, "Default: all cores. Changes no digit of the result."),
    .value("tolerance", "T", .solving, "Largest violation of a bound or a balance. Default 1e-7."),
    .value("time-limit", "SECONDS", .solving, "Stop (status 75) after this time of solving."),
    .planned("seed", takesValue: true, .solving),
  ]

  static let output: [OptionDeclaration] = [
    .value(
      "output", "FILE", .output,
      "Write the result here, whole or not at all. Default: standard output.", isFile: true),
    format,
    report,
    .planned("html", takesValue: true, .output),
  ]

  static let format = OptionDeclaration.value(
    "format", "FORMAT", .output, "tsv, csv or json. Default: the extension of FILE, else tsv.",
    choices: TableFormat.allCases.map(\.rawValue))

  static let report = OptionDeclaration.value(
    "report", "FILE.json", .output,
    "Write what was done and with what: checksums, options, counts, solver, seconds.",
    isFile: true)

  static let verboseColumns = OptionDeclaration.flag(
    "verbose-columns", .output, "Write more columns.")

  /// What `fba`, `fva` and `delete` share.
  static let analysis = problem + omics + reading + solving + output + general
}
