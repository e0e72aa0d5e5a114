import TwinFlux

/// The command that compares a cohort's predictions with experiments.
extension CommandCatalog {
  static let cohortScore = CommandDeclaration(
    name: .cohortScore,
    summary: "Compare a cohort's essential genes with those that experiments found.",
    operands: [
      .init(name: "DIR", summary: "What cohort run --analysis delete-genes wrote.")
    ],
    options: [
      .value(
        "truth", "TABLE", .analysis,
        "A table with a column of genes and columns of numbers, such as a screen's scores.",
        isFile: true),
      .repeated(
        "call", "SAMPLE=COLUMN>NUMBER", .analysis,
        "In SAMPLE a gene is essential where COLUMN of the table is above NUMBER; also >=, < and <=."
      ),
      .value(
        "gene-column", "COLUMN", .analysis, "The table's column of genes. Default: the first."),
      .value(
        "essential-below", "F", .analysis,
        "A gene is predicted essential where less than this share of the sample's optimum is left "
          + "without it. Default 0.01."),
    ]
      + OptionCatalog.omics.filter { ["gene-map", "from", "to"].contains($0.name) } + [
        .value(
          "output", "FILE", .output, "Write the table here. Default: standard output.",
          isFile: true),
        OptionCatalog.format,
        .value(
          "genes-output", "FILE", .output, "Write every gene with prediction and truth here.",
          isFile: true),
      ] + OptionCatalog.general,
    discussion: [
      "Columns: sample, genes, true_positives, true_negatives, false_positives, false_negatives, "
        + "sensitivity, specificity, precision, mcc (Matthews' correlation), unsettled; the last "
        + "row, pooled, counts all samples together.",
      "A gene that the table has no number for, or whose rows contradict each other, or whose "
        + "deletion was not settled, does not count.",
    ],
    example: "twinflux cohort score knockouts --truth screen.tsv --gene-column Gene "
      + "--call 'HELA=BF_hela>15.47'")
}
