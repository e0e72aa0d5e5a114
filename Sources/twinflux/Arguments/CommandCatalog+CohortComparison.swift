import TwinFlux

/// The command that compares the patients of a cohort.
extension CommandCatalog {
  private static let stores = CommandDeclaration.Operand(
    name: "DIR", summary: "What cohort run wrote; several are the shards of one cohort.",
    isRepeatable: true)

  private static let comparing: [OptionDeclaration] = [
    .value(
      "by", "COLUMN", .analysis,
      "The column of the design whose values make the groups: group (default) or a covariate."),
    .value(
      "reference", "GROUP", .analysis,
      "The group that the others are compared with. Default: the design's first."),
    .flag(
      "unpaired", .analysis,
      "Compare two groups without regard to the design's pairs. Default: within the pairs."),
    .value(
      "classes", "FILE", .analysis,
      "Coupling classes to correct over: the table of twinflux coupling, whose full sets are "
        + "larger. Default: those that the store knows, of the balances alone.", isFile: true),
    .value(
      "permutations", "N", .analysis,
      "Relabellings of the patients, 0 to 100000; all of them where there are no more. Default 999."
    ),
    .value(
      "bootstrap", "N", .analysis,
      "Resamples of the patients for the intervals of Cliff's delta, 0 to 100000. Default 1000."),
    .value("seed", "N", .analysis, "Seed of the random numbers. Default 0."),
    .value(
      "clusters", "K", .analysis,
      "Into how many clusters to cut the tree of patients. Default: as many as groups."),
    .flag(
      "keep-uncertified", .analysis,
      "Take ends that are not certified at their values. Default: such a range does not count."),
    .flag(
      "partial", .analysis, "Compare the patients that are done, though others are missing."),
    .flag(
      "shuffle-labels", .analysis,
      "A control: shuffle the patients' labels, by the seed, and compare. Nothing should be found."),
    .value("threads", "N", .solving, "Default: all cores. Changes no digit of the result."),
  ]

  private static let tables: [OptionDeclaration] =
    OptionCatalog.output.filter { $0.name != "html" } + [
      .value("html", "FILE", .output, "Write a page for people here.", isFile: true),
      .value(
        "contrasts", "FILE", .output,
        "Write each group against the reference here: with more than two groups, the effects.",
        isFile: true),
      .value(
        "subsystems", "FILE", .output, "Write the enrichment of the subsystems here.",
        isFile: true),
      .value(
        "patients", "FILE", .output,
        "Write the patients' principal components and clusters here.", isFile: true),
      OptionCatalog.verboseColumns,
    ]

  static let cohortCompare = CommandDeclaration(
    name: .cohortCompare, summary: "Compare the flux ranges of a cohort's groups.",
    operands: [stores],
    options: comparing + tables + OptionCatalog.general,
    discussion: [
      "Columns: reaction, class (its first reaction), n (patients with a range), relation, "
        + "shift_minimum, shift_maximum, span_log2_ratio, jaccard (of the groups' median ranges, "
        + "group against reference), p_minimum, p_maximum, p_span, q, cliffs_delta, cliffs_low, "
        + "cliffs_high (of the quantity with the smallest p).",
      "The p-values are Mann and Whitney's, Wilcoxon's of pairs, or Kruskal and Wallis' of more "
        + "than two groups, in which case the columns of effects are empty here and filled in "
        + "--contrasts. The smallest of the three, times how many of them rank the patients "
        + "differently, is corrected over coupling classes (Benjamini and Hochberg): q.",
      "Ends nearer than 2e-6·max(1,|value|), which is what certified ends may be apart, are the "
        + "same. A reaction in which no two patients differ is not tested: p and q are empty.",
    ],
    example: "twinflux cohort compare study --by group --output compared.tsv "
      + "--html compared.html")
}
