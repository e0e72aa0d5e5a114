import TwinFlux

extension CommandCatalog {
  static let blocked = CommandDeclaration(
    name: .blocked, summary: "Find the reactions that cannot carry flux.",
    operands: [model],
    options: [
      .flag(
        "open-exchanges", .analysis,
        "Open every exchange reaction to ±1000 first; demands and sinks stay as they are."),
      .value(
        "zero-cutoff", "X", .analysis,
        "The flux up to which a reaction counts as carrying none. Default: the tolerance."),
      .value(
        "reactions", "LIST", .analysis,
        "The reactions to study: ID,ID or @FILE (one ID a line) or a pattern such as 'EX_*'."),
      .flag("all", .analysis, "List every reaction, not only those that are not unblocked."),
      OptionCatalog.verboseColumns,
    ] + OptionCatalog.analysis,
    discussion: [
      "Columns: reaction, status; with --verbose-columns also name, subsystem. A status is blocked "
        + "(no feasible flux is larger than the cut-off, proved for both directions), unproven "
        + "(the solver finds none, without a proof), failed, and with --all also unblocked (such a "
        + "flux was found). The objective is not held.",
      order,
    ],
    example: "twinflux blocked Models/hepatocyte_core.xml --open-exchanges")

  static let envelope = CommandDeclaration(
    name: .envelope,
    summary: "Find the objective's ends on a grid of fixed fluxes (production envelope).",
    operands: [model],
    options: [
      .value(
        "vary", "LIST", .analysis,
        "The reactions to fix: ID,ID or @FILE (one ID a line). Needed."),
      .value(
        "points", "N", .analysis,
        "At how many fluxes each is fixed, from its least to its greatest. Default 20."),
      OptionCatalog.verboseColumns,
    ] + OptionCatalog.analysisWithEnzymes,
    discussion: [
      "Columns: the varied reactions, flux_minimum, flux_maximum (of the objective), "
        + "minimum_status, maximum_status; with --verbose-columns also minimum_outer, "
        + "maximum_outer. The last reaction varies fastest. A combination of fluxes that is not "
        + "feasible has empty cells and the status infeasible; the other statuses are those of fva.",
      "There are no yields: how much substrate goes with an optimum is not unique at most points.",
      order,
    ],
    example: "twinflux envelope Models/hepatocyte_core.xml --vary EX_o2_e --points 5")

  static let sample = CommandDeclaration(
    name: .sample, summary: "Draw flux distributions from all that the bounds allow.",
    operands: [model],
    options: [
      .value("n", "N", .analysis, "How many samples. Needed."),
      .value(
        "sampler", "SAMPLER", .analysis,
        "chrr (default: coordinate hit-and-run with rounding), optgp or achr.",
        choices: FluxSampler.allCases.map(\.rawValue)),
      .value(
        "thinning", "T", .analysis,
        "Steps between samples of a chain. Default 100; for chrr 100 a dimension."),
      .value(
        "chains", "K", .analysis, "Independent chains that the samples come from. Default 4."),
      .value("seed", "N", .analysis, "Seed of the random numbers. Default 0."),
      .value(
        "diagnostics", "FILE", .analysis,
        "Write mean, sd, split R̂, effective sample size and Geweke score of each flux here.",
        isFile: true),
    ] + OptionCatalog.analysis.filter { $0.name != "seed" },
    discussion: [
      "One row a sample and one column a reaction (mmol/gDW/h), chain after chain; the same for the "
        + "same seed whatever the number of threads. The objective is not held: set a bound on it "
        + "to sample near an optimum. Every flux must have limits (status 1 where one has none).",
      "chrr tends to the uniform distribution; it takes polytopes of up to "
        + "\(FluxSamplingOptions.mostDimensionsForRounding) dimensions. optgp and achr take any size "
        + "and are not exactly uniform.",
      order,
    ],
    example: "twinflux sample Models/hepatocyte_core.xml -n 100 --seed 1 --output samples.tsv")

  static let tasks = CommandDeclaration(
    name: .tasks, summary: "Check which metabolic tasks a model can do, and why not the others.",
    operands: [model],
    options: [
      .value(
        "tasks", "FILE", .analysis,
        "The tasks, in RAVEN's format as tab-separated text. Needed.", isFile: true),
      .value(
        "witness", "FILE", .analysis,
        "Write a flux distribution for each task that can be done here: task, reaction, flux.",
        isFile: true),
      .flag("no-surplus", .analysis, "Do not look for what cannot be removed where a task fails."),
      skipUnknown, OptionCatalog.verboseColumns,
    ] + OptionCatalog.analysis,
    discussion: [
      "Columns: task, description, expected, result (feasible or infeasible), status (passed, failed "
        + "or undecided), reason; with --verbose-columns also certified, mass_imbalance, "
        + "bound_violation. Status 1 if a task did not pass.",
      "All boundary reactions are closed; what comes in and goes out is what the task says. "
        + "Metabolites are found by name[compartment] or by id.",
      order,
    ],
    example: "twinflux tasks Models/hepatocyte_core.xml --tasks Models/hepatocyte_tasks.tsv")

  static let coupling = CommandDeclaration(
    name: .coupling, summary: "Find which fluxes depend on which (flux coupling analysis).",
    operands: [model],
    options: [
      .value(
        "pairs", "FILE", .analysis,
        "Write every coupled pair here: reaction_1, reaction_2, relation.", isFile: true)
    ] + OptionCatalog.analysis,
    discussion: [
      "Columns: reaction, status (blocked, coupled, single), set, full_set. Reactions of one full_set "
        + "are fixed multiples of each other; reactions of one set carry flux together or not at "
        + "all. A set is named by its first reaction; of a blocked reaction both cells are empty.",
      "The relation of a pair is full, partial (each pair once, in model order), or directional: "
        + "whenever reaction_1 carries flux so does reaction_2, but not the other way round.",
      "Only the signs of the bounds matter: fluxes are those of the cone S v = 0 with v ≥ 0 where "
        + "the lower bound is 0 or more and v ≤ 0 where the upper bound is 0 or less.",
      order,
    ],
    example: "twinflux coupling Models/hepatocyte_core.xml --pairs pairs.tsv")
}
