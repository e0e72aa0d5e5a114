/// The commands that couple fluxes to the pharmacokinetics of a drug.
extension CommandCatalog {
  private static let rules = CommandDeclaration.Operand(
    name: "RULES", summary: "Coupling rules of one drug (JSON).")

  private static let coupled = CommandDeclaration.Operand(
    name: "COUPLED", summary: "What pk couple or pk update wrote (JSON).")

  private static let modelOption = OptionDeclaration.value(
    "model", "FILE", .reading,
    "SBML (.xml, .xml.gz, …), MATLAB (.mat), or - for standard input. Needed but where the rules' "
      + "statistic is bound.", isFile: true)

  private static let person: [OptionDeclaration] = [
    .value(
      "omics", "TABLE", .person,
      "TSV or CSV, genes in rows and samples in columns, linear scale (TPM, FPKM, protein). An "
        + "enzyme's activity is its level over that in the reference.", isFile: true),
    .value("sample", "NAME", .person, "The individual: a sample of the table."),
    .value(
      "reference", "NAME|median", .person,
      "Against whom: a sample of the table, or the median of all (default)."),
    .repeated(
      "activity", "GENE=A", .person,
      "Set an enzyme's activity, 1 being the reference's: a genotype, say. Goes before the table. "
        + "Without --omics every other activity is 1."),
    .repeated(
      "supply", "EXCHANGE=UPTAKE", .person,
      "Set what the individual can take up of an exchange of the rules' medium (mmol/gDW/h)."),
    .repeated(
      "inhibitor", "GENE=RATIO", .person,
      "An inhibitor's unbound concentration over its Ki: the activity is divided by 1 + RATIO."),
  ]

  private static let genes: [OptionDeclaration] = OptionCatalog.omics.filter {
    ["min-coverage", "gene-map", "from", "to", "collapse"].contains($0.name)
  }.map { option in
    var option = option
    option.group = .person
    if option.name == "min-coverage" {
      option.summary =
        "Refuse a table that covers less than this fraction of the model's genes. Default 0: only "
        + "the genes of the rules are needed."
    }
    return option
  }

  private static let dosing: [OptionDeclaration] = [
    .value(
      "dose", "TEXT", .dosing,
      "Such as '50 mg PO q24h x7' or '100 mg IV over 1h; 20 mg PO at 12h q8h x3'. Default: the "
        + "rules' own dosing."),
    .value(
      "until", "TIME", .dosing,
      "The end, such as 168h or 7d. Default: one interval after the last dose, 48h after a single "
        + "one."),
  ]

  private static let output: [OptionDeclaration] = [
    .value(
      "output", "FILE", .output,
      "Write the result here, whole or not at all. Default: standard output.", isFile: true),
    OptionCatalog.report,
  ]

  private static let solving = OptionCatalog.solving.filter { !$0.isPlanned }

  private static let doseOption = dosing.filter { $0.name == "dose" }

  private static let checking: [OptionDeclaration] = joined([
    [modelOption], OptionCatalog.reading, solving, [output[0], OptionCatalog.format, output[1]],
    OptionCatalog.general,
  ])

  private static let individual: [OptionDeclaration] = joined([
    [modelOption], person, genes, OptionCatalog.reading, solving, output, OptionCatalog.general,
  ])

  private static let curves: [OptionDeclaration] = [
    .value(
      "points", "N", .dosing, "At how many times, evenly spaced; doses are added. Default 481."),
    .value(
      "interval", "LEVEL", .dosing,
      "The part of the draws between _low and _high. Default 0.9."),
    .value(
      "above", "CONCENTRATION", .dosing,
      "Also find the hours above this, such as '100 ng/mL' or '0.2 umol/L'."),
    .value(
      "observations", "FILE", .dosing,
      "Measurements to show in the plot, as pk update reads them.", isFile: true),
    output[0], OptionCatalog.format,
    .value("svg", "FILE", .output, "Draw the curves here.", isFile: true),
    .flag("log", .output, "Draw concentrations on a logarithmic axis."),
    .value(
      "exposure", "FILE", .output,
      "Write AUC, Cmax, tmax and the like of each species here (TSV, CSV or JSON).",
      isFile: true),
    output[1],
  ]

  private static let simulating: [OptionDeclaration] = joined([
    dosing, curves, OptionCatalog.general,
  ])

  private static let course: [OptionDeclaration] = [
    .value(
      "along", "BOUND", .analysis,
      "What varies: an exchange of the medium (its uptake), a gene (its activity), or a reaction "
        + "(its upper bound). Needed."),
    .value(
      "from", "X", .analysis, "The least value. Default 0."),
    .value(
      "to", "X", .analysis,
      "The greatest value. Default: the medium's uptake, the activity 1, the bound itself."),
    .value("pathway", "ID", .analysis, "One pathway. Default: each."),
  ]

  private static let tracing: [OptionDeclaration] = joined([
    [modelOption], course, person.filter { $0.name == "activity" || $0.name == "supply" },
    OptionCatalog.reading, solving, [output[0], OptionCatalog.format, output[1]],
    OptionCatalog.general,
  ])

  private static let learning: [OptionDeclaration] = [
    .value(
      "observations", "FILE", .analysis,
      "TSV or CSV with the columns time_h, observable, value, unit and optionally lloq. Needed.",
      isFile: true),
    .value(
      "error", "MODEL", .analysis,
      "The error of a measurement: 'log SD' (default: log 0.15), 'add SD UNIT' or "
        + "'mixed CV SD UNIT'."),
    .value("particles", "N", .analysis, "Default 1000."),
    .value("seed", "N", .analysis, "Seed of the random numbers. Default 1."),
  ]

  private static let updating: [OptionDeclaration] = joined([
    doseOption, learning, output, OptionCatalog.general,
  ])

  private static let targets: [OptionDeclaration] = [
    .value(
      "to", "TOOL", .analysis, "json, mrgsolve, rxode2, nonmem, osp or sbml. Needed.",
      choices: ["json", "mrgsolve", "rxode2", "nonmem", "osp", "sbml"]),
    .repeated(
      "enzyme", "NAME=PATHWAY[:C]", .analysis,
      "For osp: the enzyme that a pathway stands for, and its reference concentration (umol/L) where "
        + "it is not that of CYP1A2, 2B6, 2C8, 2D6 or 3A4."),
    .value(
      "sampling", "TIMES", .analysis,
      "For tables: when concentrations are wanted, such as 1h,4h,24h."),
  ]

  private static let exporting: [OptionDeclaration] = joined([
    targets, doseOption, output, OptionCatalog.general,
  ])

  private static func joined(_ groups: [[OptionDeclaration]]) -> [OptionDeclaration] {
    groups.flatMap(\.self)
  }

  static let pkCheck = CommandDeclaration(
    name: .pkCheck, summary: "Check a drug's coupling rules against a model.",
    operands: [rules],
    options: checking,
    discussion: [
      "Columns: check, severity, subject, message. Status 1 if there is an error.",
      "Checked are: no flux without the drug; the drug's supply limits nothing; added reactions "
        + "balance; the reference against itself changes nothing; every target is a parameter in a "
        + "unit that fits; fractions add up to 1; genes are in the model; capacities are far above "
        + "the solver's tolerance; less enzyme never means more.",
    ],
    example: "twinflux pk check Models/coupling/losartan_hepatocyte.json "
      + "--model Models/hepatocyte_core.xml")

  static let pkCouple = CommandDeclaration(
    name: .pkCouple, summary: "Turn what a network can carry into one individual's parameters.",
    operands: [rules],
    options: individual,
    discussion: [
      "For each pathway of the drug, the capacity is the greatest flux under the individual's "
        + "enzymes and supplies, with the drug in plenty; its ratio to the reference's scales the "
        + "pathway's parameters. The result is a JSON document that the other pk commands read.",
      "Rules that fail a check are refused (status 1).",
    ],
    example: "twinflux pk couple Models/coupling/losartan_hepatocyte.json "
      + "--model Models/hepatocyte_core.xml --omics OmicsFixtures/patients_rnaseq.tsv "
      + "--sample P07 --reference median --output P07.losartan.json")

  static let pkSimulate = CommandDeclaration(
    name: .pkSimulate, summary: "Simulate concentrations over time under a dosing.",
    operands: [coupled],
    options: simulating,
    discussion: [
      "Columns: time_h, and of each species SPECIES_mmol_per_L, with _low and _high where the "
        + "document has draws.",
      "Columns of --exposure: species, quantity, value, low, high, unit.",
    ],
    example: "twinflux pk simulate P07.losartan.json --until 48h --output P07.tsv --svg P07.svg")

  static let pkCurve = CommandDeclaration(
    name: .pkCurve, summary: "Find a pathway's capacity as a function of one bound, exactly.",
    operands: [rules],
    options: tracing,
    discussion: [
      "Columns: pathway, bound, capacity, slope: the capacity is concave and linear between two "
        + "rows, with the slope to the right of the first. A service needs no solver to read it."
    ],
    example: "twinflux pk curve Models/coupling/losartan_hepatocyte.json "
      + "--model Models/hepatocyte_core.xml --along EX_o2_e --output curve.csv")

  static let pkUpdate = CommandDeclaration(
    name: .pkUpdate, summary: "Learn an individual's parameters from measured concentrations.",
    operands: [coupled],
    options: updating,
    discussion: [
      "The prior of each parameter is log-normal around its coupled value: its logSD between "
        + "individuals, and what the coupling's draws add. A value below lloq counts as censored.",
      "The result is the same document with the posterior in place of the prior: its parameters "
        + "(medians), intervals and draws.",
    ],
    example: "twinflux pk update P07.losartan.json --observations P07.measured.tsv "
      + "--output P07.posterior.json")

  static let pkExport = CommandDeclaration(
    name: .pkExport, summary: "Write coupled individuals for other tools.",
    operands: [
      .init(
        name: "COUPLED", summary: "What pk couple or pk update wrote, of one drug (JSON).",
        isRepeatable: true)
    ],
    options: exporting,
    discussion: [],
    example: "twinflux pk export P07.losartan.json --to sbml --output P07.losartan.xml")
}
