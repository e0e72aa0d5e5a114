extension CommandName {
  /// What the command is, what it takes, and an example.
  var declaration: CommandDeclaration {
    switch self {
    case .info: CommandCatalog.info
    case .fba: CommandCatalog.fba
    case .fva: CommandCatalog.fva
    case .verify: CommandCatalog.verify
    case .blocked: CommandCatalog.blocked
    case .coupling: CommandCatalog.coupling
    case .delete: CommandCatalog.delete
    case .sample: CommandCatalog.sample
    case .envelope: CommandCatalog.envelope
    case .tasks: CommandCatalog.tasks
    case .personalize: CommandCatalog.personalize
    case .cohortRun: CommandCatalog.cohortRun
    case .cohortStatus: CommandCatalog.cohortStatus
    case .cohortMerge: CommandCatalog.cohortMerge
    case .cohortSimulate: CommandCatalog.cohortSimulate
    case .cohortCompare: CommandCatalog.cohortCompare
    case .cohortScore: CommandCatalog.cohortScore
    case .cohortSlurm: CommandCatalog.cohortSlurm
    case .cohortSnakemake: CommandCatalog.cohortSnakemake
    case .pkCheck: CommandCatalog.pkCheck
    case .pkCouple: CommandCatalog.pkCouple
    case .pkSimulate: CommandCatalog.pkSimulate
    case .pkCurve: CommandCatalog.pkCurve
    case .pkUpdate: CommandCatalog.pkUpdate
    case .pkExport: CommandCatalog.pkExport
    case .completions: CommandCatalog.completions
    case .help: CommandCatalog.help
    }
  }
}

/// Every command, declared once.
enum CommandCatalog {
  static let model = CommandDeclaration.Operand(
    name: "MODEL", summary: "SBML (.xml, .xml.gz, …), MATLAB (.mat), or - for standard input.")

  static let order =
    "Changes to the model are applied in this order: --medium, --bounds, --bound, --knockout, "
    + "--objective, and the omics method last, on the bounds that the others leave."

  static let enzymes =
    "With --kcat the fluxes are limited by enzymes: fba then lists their columns behind the reactions "
    + "(X_forward_1: flux through an isozyme; usage_G: nmol/gDW of a protein; usage_pool: mg/gDW), and "
    + "fva studies them where --reactions names them. With --omics the levels become bounds first, and "
    + "the enzymes are limited besides; --sample names the patient in both tables."

  static let info = CommandDeclaration(
    name: .info, summary: "Show what is in a model.",
    operands: [model],
    options: OptionCatalog.reading + OptionCatalog.enzymeTables + [
      .value("output", "FILE", .output, "Write here. Default: standard output.", isFile: true),
      .value(
        "format", "FORMAT", .output, "text (default) or json.", choices: ["text", "json"]),
    ] + OptionCatalog.general,
    discussion: [],
    example: "twinflux info Models/hepatocyte_core.xml")

  static let fba = CommandDeclaration(
    name: .fba, summary: "Find fluxes that optimize the objective (flux balance analysis).",
    operands: [model],
    options: [
      .flag(
        "parsimonious", .analysis,
        "Of all optimal fluxes, those with the smallest sum of absolute values (pFBA)."),
      .value(
        "metabolites", "FILE", .analysis, "Write the shadow prices here.", isFile: true),
    ] + OptionCatalog.analysisWithEnzymes,
    discussion: [
      "Columns: reaction, flux (mmol/gDW/h), reduced_cost. The objective value goes to standard "
        + "error and into the report. A model without an optimum gives no number and status 1.",
      enzymes, order,
    ],
    example: "twinflux fba Models/hepatocyte_core.xml --parsimonious --output fluxes.tsv")

  static let fva = CommandDeclaration(
    name: .fva, summary: "Find the minimum and the maximum of every flux (flux variability).",
    operands: [model],
    options: [
      .value(
        "fraction", "F", .analysis,
        "How much of the optimum to keep, 0 to 1: c·v ≥ z − (1−F)·|z|. Default 1."),
      .flag("no-objective", .analysis, "Do not hold the objective at all."),
      .value(
        "reactions", "LIST", .analysis,
        "The reactions to study: ID,ID or @FILE (one ID a line) or a pattern such as 'EX_*'."),
      .flag("no-certificates", .analysis, "Skip the certified outer bounds."),
      .flag(
        "exact", .analysis,
        "Settle the ends in rational arithmetic, for the doubles as read. Slow: give --reactions."),
      .value(
        "certificates", "FILE", .output,
        "Write what proves every end here, for 'twinflux verify'. A name in .gz is compressed.",
        isFile: true),
      .flag(
        "loopless", .analysis,
        "Only fluxes without internal cycles, which thermodynamics forbids. Exact."),
      .value(
        "pfba-factor", "X", .analysis,
        "Hold the total flux at or below X times the least that keeps the objective; X ≥ 1."),
      OptionCatalog.verboseColumns,
    ] + OptionCatalog.analysisWithEnzymes,
    discussion: [
      "Columns: reaction, minimum, maximum (mmol/gDW/h), minimum_status, maximum_status; with "
        + "--verbose-columns also minimum_outer, maximum_outer, name, subsystem, and with --exact "
        + "minimum_exact, maximum_exact: fractions p/q.",
      "A status is certified (an outer bound that holds whatever the solver did lies within "
        + "1e-6·max(1,|value|)), optimal, unbounded (±inf), infeasible or failed. A value that is "
        + "not proven is an empty cell.",
      enzymes, order,
    ],
    example: "twinflux fva Models/hepatocyte_core.xml --omics OmicsFixtures/patients_rnaseq.tsv "
      + "--sample P01 --method eflux --fraction 0.9 --output P01.tsv")

  static let verify = CommandDeclaration(
    name: .verify, summary: "Re-check saved ranges by their certificates, without a solver.",
    operands: [
      model,
      .init(
        name: "RESULT",
        summary: "What fva wrote: TSV, CSV or JSON. None where the model is infeasible or its "
          + "objective unbounded.", isRequired: false),
    ],
    options: [
      .value(
        "certificates", "FILE", .analysis, "What fva --certificates wrote (required).",
        isFile: true),
      .value(
        "output", "FILE", .output, "Write what does not hold here. Default: standard output.",
        isFile: true),
      OptionCatalog.format,
    ] + OptionCatalog.reading + OptionCatalog.general,
    discussion: [
      "Every value must be reached by a point that balances every metabolite and keeps to every "
        + "bound and to the cut, and the duals must prove that no flux goes further, with every "
        + "rounding error bounded. The optimum that the cut is made at is checked in the same way. "
        + "Bounds and objective are those in FILE; the rest comes from the model.",
      "Of an infeasible model FILE holds a Farkas ray, and of an unbounded objective a point and a "
        + "direction; both are checked in the same way, without RESULT or with the JSON.",
      "Columns of what does not hold: reaction, end, reason. Status 0 if all holds, 1 if not.",
    ],
    example: "twinflux verify Models/hepatocyte_core.xml P01.tsv --certificates P01.certs.gz")

  static let delete = CommandDeclaration(
    name: .delete, summary: "Knock out every gene, or every reaction, alone or in pairs.",
    operands: [model],
    options: [
      .optional(
        "genes", "LIST", .analysis,
        "Knock out genes, by the gene rules (default): all, or those of LIST, which is ID,ID or "
          + "@FILE (one ID a line) or a pattern such as 'b00*'."),
      .optional("reactions", "LIST", .analysis, "Knock out reactions, in the same way."),
      .flag("double", .analysis, "Knock out every pair."),
      .value(
        "tasks", "FILE", .analysis,
        "Find the metabolic tasks of this list that are lost, and not the optimum.", isFile: true),
      skipUnknown,
    ] + OptionCatalog.analysisWithEnzymes,
    discussion: [
      "Columns: gene (or reaction), growth (the optimum without it), status. A knock-out that "
        + "leaves no feasible flux has an empty growth and the status infeasible.",
      "With --double: gene_1, gene_2 (or reaction_1, reaction_2), growth, status; each target alone "
        + "(twice the same id) and each pair once.",
      "With --tasks: gene (or reaction), essential (true where a task is lost), failed_tasks (ids "
        + "separated by ;). The boundary is closed and the objective does not count, as for tasks.",
      "With --kcat a gene takes its isozymes away, and reactions are the model's own unless "
        + "--reactions names others, such as 'usage_*'.",
      order,
    ],
    example: "twinflux delete Models/hepatocyte_core.xml --genes --output knockouts.tsv")

  static let skipUnknown = OptionDeclaration.flag(
    "skip-unknown", .analysis,
    "With --tasks: leave tasks undecided that name what the model does not have.")

  static let personalize = CommandDeclaration(
    name: .personalize, summary: "Turn a patient's omics or proteins into flux bounds.",
    operands: [model],
    options: OptionCatalog.problem + OptionCatalog.omicsWithEnzymes + OptionCatalog.reading
      + OptionCatalog.solving + OptionCatalog.output + [OptionCatalog.verboseColumns]
      + OptionCatalog.general,
    discussion: [
      "Columns: reaction, lower, upper (what --bounds reads); with --verbose-columns also score, "
        + "scale, measured_genes, changed, relaxed, kept, activity, flux (the last three where the "
        + "method gives them). With --output X.xml or X.xml.gz it writes the patient's model as SBML.",
      "With --kcat it is the model with its enzymes, with or without --omics: the table then has their "
        + "columns too, and goes with the model that --output X.xml writes. In the form bound there are "
        + "none, and the table goes with MODEL.",
      order,
    ] + OptionCatalog.methods,
    example: "twinflux personalize Models/hepatocyte_core.xml "
      + "--omics OmicsFixtures/patients_rnaseq.tsv --sample P01 --method eflux "
      + "--output P01_bounds.tsv")

  static let completions = CommandDeclaration(
    name: .completions, summary: "Print a completion script for a shell.",
    operands: [.init(name: "SHELL", summary: "bash, zsh or fish.")],
    options: OptionCatalog.general,
    discussion: ["bash: source <(twinflux completions bash)"],
    example: "twinflux completions bash")

  static let help = CommandDeclaration(
    name: .help, summary: "Show this help, or the help of a command.",
    operands: [
      .init(name: "COMMAND", summary: "A command.", isRequired: false),
      .init(name: "OF-TWO", summary: "The second word, of a command of two.", isRequired: false),
    ],
    options: OptionCatalog.general,
    discussion: [],
    example: "twinflux help fva")
}
