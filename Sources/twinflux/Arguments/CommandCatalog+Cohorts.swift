import TwinFlux

/// The commands that analyse many patients.
extension CommandCatalog {
  private static let directory = CommandDeclaration.Operand(
    name: "DIR", summary: "What cohort run wrote with --out.")

  private static let levels: [OptionDeclaration] = OptionCatalog.omics.filter {
    !OmicsSettings.ofOneSample.contains($0.name) && !$0.isPlanned
  }.map { option in
    var option = option
    switch option.name {
    case "omics":
      option.form = .repeated("TABLE")
      option.summary +=
        " Several tables of the same genes are read as one. Without it the design alone makes the "
        + "bounds."
    case "method":
      option.summary =
        "How levels become bounds: "
        + OmicsMethods.all.map(\.name).joined(separator: ", ") + ". Default eflux."
    case "threshold":
      option.summary = option.summary.replacing(
        "all samples of the table", with: "the samples of the first design, once for all")
    case "eflux-scale":
      option.summary =
        "The level that leaves bounds as they are: reference (default: the largest of the reference "
        + "individual, one for all), or each patient's own maximum or percentile:P, or sample:NAME."
    case "min-coverage":
      option.summary =
        "A patient whose sample covers less than this fraction of the model's genes fails. Default "
        + "0.5."
    default: break
    }
    return option
  }

  private static let solving: [OptionDeclaration] = OptionCatalog.solving.filter {
    !$0.isPlanned
  }.map { option in
    var option = option
    if option.name == "threads" {
      option.summary =
        "How many patients at once. Default: all cores. Changes no digit of a result."
    }
    if option.name == "time-limit" {
      option.summary = "Stop (status 75) after this time; what was stored stays, and a run goes on."
    }
    return option
  }

  private static let running: [OptionDeclaration] = [
    .value(
      "design", "DESIGN.tsv", .cohort,
      "Who is in the cohort: the columns sample, group, and optionally pair, medium, bounds and "
        + "covariates. Needed.", isFile: true),
    .value("out", "DIR", .cohort, "Where the results are, one file a patient. Needed."),
    .value(
      "shard", "I/N", .cohort,
      "Only the I-th of N parts of the patients, in a directory of its own; cohort merge joins them."
    ),
    .flag(
      "resume", .cohort, "Go on with the cohort in DIR (default, where it is the same cohort)."),
    .flag("restart", .cohort, "Throw away what is in DIR."),
    .value(
      "analysis", "NAME", .analysis,
      "fva (default), fba, pfba (the least total flux), delete-reactions, delete-genes or tasks.",
      choices: CohortSettings.kinds.map(\.key)),
    .value(
      "fraction", "F", .analysis,
      "How much of the optimum fva and pfba keep, 0 to 1: c·v ≥ z − (1−F)·|z|. Default 1."),
    .value(
      "objective-mode", "MODE", .analysis,
      "fraction (default: of each patient's own optimum), absolute (one value for all) or none.",
      choices: ["fraction", "absolute", "none"]),
    .value(
      "objective-value", "V", .analysis,
      "The value of the mode absolute. Default: the fraction of the reference individual's optimum."
    ),
    .value(
      "reactions", "LIST", .analysis,
      "The reactions to study, or to delete: ID,ID or @FILE (one ID a line) or a pattern such as "
        + "'EX_*'."),
    .value("genes", "LIST", .analysis, "The genes to delete, in the same forms."),
    .value(
      "tasks", "FILE", .analysis, "The metabolic tasks to check, in RAVEN's format.", isFile: true),
    .value(
      "patient-time-limit", "SECONDS", .solving,
      "A patient that takes longer fails, and is tried again by the next run."),
  ]

  private static let shrinking: [OptionDeclaration] = [
    .value(
      "shrink", "LAMBDA", .omics,
      "Draw each level towards the mean of the other samples of its group, by LAMBDA times the share "
        + "of the technical variance in the gene's: 0 (default, not at all) to 1."),
    .value(
      "technical-sd", "SD", .omics,
      "With --shrink: the standard deviation of a second measurement of the same sample, in log2 "
        + "units. Default 0.2, an assumption."),
    .value(
      "draws", "K", .omics,
      "With --shrink: also analyse K draws, up to 1000, of what each patient's levels may be; every "
        + "end gets an interval. Takes K times as long."),
    .value("draw-seed", "N", .omics, "Seed of the draws. Default 1."),
    .value(
      "draw-probability", "P", .omics, "How much of the draws an interval holds. Default 0.9."),
  ]

  private static let comparing: [OptionDeclaration] = [
    .value(
      "by", "COLUMN", .output,
      "When all patients have a result, compare the groups of this column of the design (group or a "
        + "covariate) as cohort compare does by default. Not of a shard."),
    .value(
      "output", "FILE", .output,
      "With --by: write the comparison here. Default: standard output.", isFile: true),
    OptionCatalog.format,
    .value("html", "FILE", .output, "With --by: write a page for people here.", isFile: true),
    OptionCatalog.verboseColumns,
  ]

  static let cohortRun = CommandDeclaration(
    name: .cohortRun, summary: "Analyse every patient of a cohort, stored as each ends.",
    operands: [model],
    options: running + OptionCatalog.problem + levels + shrinking + OptionCatalog.cohortEnzymes
      + OptionCatalog.reading + solving + comparing + [OptionCatalog.report]
      + OptionCatalog.general,
    discussion: [
      "Each patient's result is a file in DIR, whole or not there, under the digest of everything "
        + "that it depends on. The same command again does what is missing or has changed. Neither "
        + "order, threads, shards nor interruptions change a byte.",
      "The reference individual has the median level of each gene over the samples of the design. "
        + "Its bounds are where every patient's analysis starts, and its largest score is the scale "
        + "of all. Both are made with DIR, kept in DIR/reference.json, and stay when the design grows.",
      "--shrink makes its statistics once too, from the samples of the design with levels, and keeps "
        + "them in DIR/cohort.json. No sample is drawn towards a mean that contains it, and a level "
        + "that is missing becomes the mean. Groups that are compared afterwards differ more for it.",
      "Files that the cells medium and bounds name are looked for beside the design. They replace "
        + "bounds as --medium and --bounds do, patient by patient, before the omics.",
      "With --kcat all patients have the enzymes of one model, and --proteomics limits each patient's; "
        + "the reference individual has the pool alone. Ranges and deletions are of the model's own "
        + "reactions unless --reactions names others.",
      "Status 1 if a patient failed (cohort status says why), 73 if DIR cannot be used or the disk is "
        + "full, 75 at the time limit, 130 if interrupted: what was stored stays.",
      order,
    ],
    example: "twinflux cohort run Models/hepatocyte_core.xml "
      + "--omics OmicsFixtures/patients_rnaseq.tsv --design OmicsFixtures/design.tsv "
      + "--fraction 0.9 --out study")

  static let cohortStatus = CommandDeclaration(
    name: .cohortStatus, summary: "Show what became of every patient of a cohort.",
    operands: [directory],
    options: [
      .value(
        "output", "FILE", .output, "Write the table here. Default: standard output.", isFile: true),
      OptionCatalog.format,
    ] + OptionCatalog.general,
    discussion: [
      "Columns: sample, group, state (done, failed, missing or damaged), reason, objective, "
        + "uncertified_ends (of deletions: those without an answer; of tasks: those without a "
        + "proof); of pfba also total_flux, and "
        + "with draws how many had an answer. A run may be writing meanwhile.",
      "Status 0 if all are done, 1 if all have a result and one failed, 75 if one is missing or "
        + "damaged: the same cohort run finishes it.",
    ],
    example: "twinflux cohort status study")

  static let cohortMerge = CommandDeclaration(
    name: .cohortMerge, summary: "Join a cohort's shards, or export it as one table.",
    operands: [
      .init(
        name: "DIR", summary: "What cohort run wrote: a cohort, or its shards.", isRepeatable: true)
    ],
    options: [
      .value(
        "output", "FILE", .output,
        "Write all ranges here: .tsv, .csv or .npz. Default: standard output, or nothing with --out.",
        isFile: true),
      .value(
        "format", "FORMAT", .output, "tsv, csv or npz. Default: the extension of FILE, else tsv.",
        choices: ["tsv", "csv", "npz"]),
      .value(
        "out", "DIR", .output,
        "Write the whole cohort here: the bytes that one run over all patients writes."),
      .flag("restart", .output, "Throw away what is in --out."),
      .flag("partial", .output, "Merge what there is, though patients are missing."),
    ] + OptionCatalog.general,
    discussion: [
      "The table has one row a reaction: reaction, then SAMPLE.minimum and SAMPLE.maximum (or "
        + "SAMPLE.flux) of every patient, empty where there is no value. Draws add the intervals of the "
        + "ends: SAMPLE.minimum_low, .minimum_high, .maximum_low and .maximum_high. Deletions have one "
        + "row a reaction or gene, with SAMPLE.remaining (of the objective) and SAMPLE.status; tasks one row "
        + "a task, with SAMPLE.passed (1 or 0). numpy.load reads .npz: minimum and maximum "
        + "(reactions by patients), their statuses, reactions, samples, groups, objective, failed.",
      "Status 65 where the parts are not of one cohort, 75 where a patient is missing.",
    ],
    example: "twinflux cohort merge study --output ranges.tsv")

  static let cohortSimulate = CommandDeclaration(
    name: .cohortSimulate, summary: "Simulate a cohort from the profiles of a table.",
    operands: [],
    options: [
      .value(
        "omics", "TABLE", .cohort, "The profiles that patients are made from. Needed.", isFile: true
      ),
      .repeated("sample", "NAME", .cohort, "One of the profiles. Default: all of the table."),
      .value("patients", "N", .cohort, "How many patients. Needed."),
      .value("groups", "NAME,NAME", .cohort, "The groups, dealt out in turn. Default: A,B."),
      .value("seed", "N", .cohort, "Seed of the random numbers. Default 0."),
      .value(
        "variation", "S", .cohort,
        "Standard deviation of the natural logarithm of a level between people. Default 0.3."),
      .value(
        "mixture", "W", .cohort,
        "The largest share of a patient that comes from the other profiles, 0 to 1. Default 0."),
      .value(
        "effect-genes", "SHARE", .cohort,
        "The share of genes that differ between the groups. Default 0.05."),
      .value(
        "effect", "LOG2", .cohort,
        "How far they differ, up or down: the base-2 logarithm of the ratio. Default 1."),
      .value("dropout", "P", .cohort, "The share of levels that are missing. Default 0."),
      .value(
        "output", "MATRIX.tsv", .output,
        "Write the levels here, genes in rows (or .csv). Default: standard output.", isFile: true),
      .value("design", "DESIGN.tsv", .output, "Write the design here.", isFile: true),
      .value(
        "effects", "FILE", .output, "Write the genes that differ, and how far, here.", isFile: true),
    ] + OptionCatalog.general,
    discussion: [
      "A patient is one profile of the table (or a mixture around it), times a log-normal factor for "
        + "each gene, times the effect of the patient's group. The seed decides every number; more "
        + "patients change nothing about the first ones.",
      "No number is of a person: what such a cohort shows is how the analysis behaves.",
    ],
    example: "twinflux cohort simulate --omics OmicsFixtures/patients_rnaseq.tsv --patients 4 "
      + "--output matrix.tsv --design simulated.tsv")
}
