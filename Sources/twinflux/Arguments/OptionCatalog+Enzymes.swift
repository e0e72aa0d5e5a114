import TwinFlux

extension OptionCatalog {
  /// What says which enzymes limit the fluxes.
  static let enzymeTables: [OptionDeclaration] = [
    .value(
      "kcat", "FILE", .enzymes,
      "TSV or CSV with the columns reaction and kcat (1/s), and optionally direction, isozyme, gene, "
        + "stoichiometry, mass. Turns the constraints on.", isFile: true),
    .value(
      "subunits", "FILE", .enzymes,
      "The make-up of complexes: columns reaction, isozyme, gene, stoichiometry.", isFile: true),
    .value(
      "masses", "FILE", .enzymes, "Masses of proteins: columns gene and mass (kDa).", isFile: true),
    .value(
      "enzyme-form", "FORM", .enzymes,
      "full (default): every isozyme and protein; light: one row, the cheapest isozymes; moment; "
        + "bound: v ≤ kcat·[E] of measured proteins.",
      choices: EnzymeConstraints.Form.allCases.map(\.rawValue)),
    .value(
      "pool", "MG", .enzymes,
      "Protein for the model's enzymes in mg/gDW, human (20.8), or none. Default 125."),
    .value(
      "missing-kcat", "RULE", .enzymes,
      "For a reaction with genes and without kcat: median (default) of the model's others, none "
        + "(unconstrained), or a number."),
    .value(
      "missing-mass", "KDA", .enzymes,
      "The mass of a protein without one. Default: the median of the model's others."),
  ]

  /// With the proteins of a patient.
  static let enzymes: [OptionDeclaration] =
    enzymeTables + [
      .value(
        "proteomics", "TABLE", .enzymes,
        "TSV or CSV, proteins in rows and samples in columns; --sample says which. Identifiers are "
          + "matched as those of --omics.", isFile: true),
      .value(
        "protein-unit", "UNIT", .enzymes,
        "ppm (default), lfq, ibaq, copies (a cell), or mmol, umol, nmol, mg (each for a gDW).",
        choices: ProteinUnit.allCases.map(\.rawValue)),
      .flag("protein-log2", .enzymes, "The table's numbers are base-2 logarithms."),
      .value(
        "protein-total", "G", .enzymes, "All protein in g/gDW, for relative units. Default 0.5."),
      .value(
        "cell-mass", "G", .enzymes, "The dry mass of a cell in g, for copies. Default 2.8e-13."),
      .value(
        "below-detection", "RULE", .enzymes,
        "A protein with the value 0: pool (default), as one not measured, or limit, the least "
          + "value of the sample.",
        choices: ProteinOptions.BelowDetection.allCases.map(\.rawValue)),
      .value(
        "flexibilize", "VALUE", .enzymes,
        "Raise measured proteins as little as needed for an objective of VALUE."),
    ]

  /// What `fba`, `fva`, `delete` and `envelope` take.
  static let analysisWithEnzymes =
    problem + omicsWithEnzymes + reading + solving + output + general

  /// With the proteins of a cohort's patients.
  static let cohortEnzymes: [OptionDeclaration] = enzymes.filter { $0.name != "flexibilize" }.map {
    var option = $0
    if option.name == "proteomics" {
      option.summary =
        "TSV or CSV, proteins in rows and the patients in columns. Identifiers are matched as those of "
        + "--omics."
    }
    return option
  }

  /// A patient's omics and proteins.
  static let omicsWithEnzymes = omics.filter { !$0.isPlanned } + enzymes
}
