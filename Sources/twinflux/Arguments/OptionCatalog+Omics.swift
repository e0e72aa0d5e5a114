import TwinFlux

extension OptionCatalog {
  /// A patient's omics: the table, its genes, the scores, the method.
  static let omics: [OptionDeclaration] =
    [
      .value(
        "omics", "TABLE", .omics,
        "TSV or CSV, genes in rows and samples in columns, linear scale (TPM, FPKM) unless --unit "
          + "says otherwise.", isFile: true),
      .value("sample", "NAME", .omics, "The sample (patient) of the table."),
      .value(
        "method", "METHOD", .omics,
        "How levels become bounds: " + OmicsMethods.all.map(\.name).joined(separator: ", ") + ".",
        choices: OmicsMethods.all.map(\.name)),
      .repeated(
        "method-option", "NAME=VALUE", .omics,
        "Set a parameter of the method; 'twinflux help personalize' lists them."),
      .value(
        "eflux-scale", "REFERENCE", .omics,
        "The level that leaves bounds as they are: maximum (default), percentile:P, or "
          + "sample:NAME. The parameter scale of eflux."),
      .value(
        "viability", "F", .omics,
        "Relax the patient's bounds as little as needed so that the patient reaches the fraction F of the optimum "
          + "without omics."),
      .flag(
        "check-bounds", .omics,
        "Count the changed bounds that hold no flux back, by a flux variability analysis of the model "
          + "without omics."),
      .value(
        "require-tasks", "FILE", .omics,
        "Give back as few of the reactions that the method closes as these metabolic tasks (RAVEN's "
          + "format) need, those that the model without omics can do.", isFile: true),
    ] + scores + tables + [
      .planned("proteomics", takesValue: true, .omics),
      .planned("kcat", takesValue: true, .omics),
    ]

  private static let scores: [OptionDeclaration] = [
    .value(
      "or", "RULE", .omics,
      "The level of isozymes: sum, maximum, minimum, mean or median. Default: the method's own "
        + "(eflux: sum).",
      choices: GeneRuleScoring.Isozymes.allCases.map(\.rawValue)),
    .value(
      "and", "RULE", .omics,
      "With --or: the level of a complex: minimum (default), maximum, mean, median or "
        + "geometric-mean.",
      choices: GeneRuleScoring.Complexes.allCases.map(\.rawValue)),
    .value(
      "missing", "RULE", .omics,
      "With --or: what a gene without a level is in a rule: skipped (default), zero or unlimited.",
      choices: GeneRuleScoring.Missing.allCases.map(\.rawValue)),
    .value(
      "rule-form", "FORM", .omics,
      "With --or: evaluate rules as the tree that they are (default), written out as alternatives, or "
        + "as parts. Matters for sums and means.",
      choices: GeneRuleScoring.Form.allCases.map(\.rawValue)),
    .flag(
      "share-genes", .omics,
      "With --or: divide a score by the number of reactions whose score the same gene sets."),
    .value(
      "threshold", "SCHEME", .omics,
      "From which level a gene is expressed: \(ThresholdScheme.allowed). Percentiles are of the "
        + "sample; global, local and standep take all samples of the table. Default: the method's "
        + "own."),
    .value(
      "threshold-report", "FILE", .omics,
      "Write how the active reactions change over three ways to find thresholds.", isFile: true),
  ]

  private static let tables: [OptionDeclaration] = [
    .value(
      "unit", "UNIT", .omics,
      "What the levels are: \(LevelUnit.allowed). Logarithms are undone; counts, cpm, fpkm and rpkm "
        + "become TPM. Default: linear, and refused where they look like logarithms."),
    .value(
      "lengths", "FILE", .omics,
      "With --unit counts or cpm: a table with the columns gene and length (base pairs).",
      isFile: true),
    .value(
      "duplicates", "RULE", .omics,
      "What rows of the same name become: error (default), maximum, sum or mean.",
      choices: LevelReading.Duplicates.allCases.map(\.rawValue)),
    .value(
      "min-coverage", "F", .omics,
      "Refuse a table that covers less than this fraction of the model's genes. Default 0.5."),
    .value(
      "gene-map", "FILE", .omics, "Table that translates gene identifiers.", isFile: true),
    .value(
      "from", "NAMESPACE", .omics,
      "What the table's genes are: a column of --gene-map, or several as COLUMN,COLUMN (the first "
        + "that knows a gene counts), or without it a cross-reference of the model's genes such as "
        + "ensembl. Default: what matches most."),
    .value("to", "NAMESPACE", .omics, "The column of --gene-map that the model's genes match."),
    .value(
      "collapse", "RULE", .omics,
      "What several rows of one gene become: maximum (default) or sum.",
      choices: GeneMatchingOptions.Collapse.allCases.map(\.rawValue)),
    .value(
      "gene-report", "FILE", .omics,
      "Write what became of each gene of the model: its rows, how they were found, why it has no "
        + "level.", isFile: true),
  ]

  /// The methods and their parameters, a paragraph each, for the help.
  static let methods: [String] = OmicsMethods.all.map { entry in
    let parameters = entry.parameters.map {
      "\($0.name): \($0.summary) (\($0.allowed); default \($0.defaultText))"
    }
    return "Method \(entry.name): \(entry.summary)."
      + (parameters.isEmpty
        ? "" : " Parameters (--method-option): " + parameters.joined(separator: "; ") + ".")
  }
}
