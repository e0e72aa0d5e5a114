import DataFiles

extension OmicsError {
  var textDescription: String {
    switch self {
    case .notText(let path, let line, let reason):
      switch reason {
      case .invalidUTF8:
        "The table is not text in UTF-8 (\(path):\(line)). Save it as UTF-8."
      case .nulByte:
        "The table has a zero byte, as a spreadsheet or a binary file has (\(path):\(line)). "
          + "Export it as text, separated by tabs or commas."
      case .utf16: "The table is in UTF-16 (\(path):\(line)). Save it as UTF-8."
      }
    case .unclosedQuote(let path, let line):
      "A quotation mark is opened and never closed (\(path):\(line)). Close it, or remove it."
    case .textAfterQuote(let path, let line, let column):
      "Text follows a closing quotation mark in column \(column) (\(path):\(line)). "
        + "Double a quotation mark that belongs to the text."
    case .raggedRow(let path, let line, let expected, let found):
      "The row has \(Self.count(found, "field")) where the first has \(expected) (\(path):\(line)). "
        + "Give every row a cell for every column."
    case .noRows(let path): "The table has no rows ('\(path)'). Check that it is the right file."
    default: ""
    }
  }

  var tableDescription: String {
    switch self {
    case .noSamples(let path):
      "The table has no sample columns ('\(path)'). Separate the columns by tabs, commas or "
        + "semicolons: the gene first, then one column a sample."
    case .emptySampleName(let path, let line, let column):
      "Column \(column) has no sample name (\(path):\(line)). Name it, or remove the column."
    case .emptyGene(let path, let line):
      "The row names no gene (\(path):\(line)). Name it, or remove the row."
    case .duplicateSample(let path, let sample, let columns):
      "The sample '\(Self.excerpt(sample))' stands in columns \(Self.list(columns)) of '\(path)'. "
        + "Keep one of them."
    case .duplicateGene(let path, let gene, let sample, let lines):
      "The gene '\(Self.excerpt(gene))' stands in lines \(Self.list(lines)) of '\(path)'"
        + (sample.map { " for sample '\(Self.excerpt($0))'" } ?? "")
        + ". Keep one of them, or have them combined by --duplicates maximum, sum or mean."
    case .notANumber(let cell, let kind):
      "A level is \(kind.looks): \(Self.place(cell)). \(kind.cure)"
    case .negativeValue(let cell):
      "A level is negative: \(Self.place(cell)). "
        + "Give linear levels such as TPM, not differences; logarithms need --unit, such as "
        + "log2-tpm or log2-tpm+1."
    case .infiniteValue(let cell):
      "A level is infinite: \(Self.place(cell)). Give a finite number, or leave the cell empty."
    case .unknownSample(let path, let sample, let count, let suggestion):
      "'\(path)' has no sample '\(sample)' among its \(count)."
        + (suggestion.map { " Did you mean '\(Self.excerpt($0))'?" }
          ?? " Give --sample one of the names in its header.")
    case .sampleInTwoTables(let sample, let paths):
      "The sample '\(Self.excerpt(sample))' stands in '\(paths.joined(separator: "' and in '"))'. Keep "
        + "it in one of the tables, or rename it."
    case .geneInOneTable(let gene, let path, let other):
      "The gene '\(Self.excerpt(gene))' stands in '\(path)' and not in '\(other)'. Tables that are "
        + "joined must have the same genes: make them with one annotation, or keep the genes that "
        + "all have."
    default: ""
    }
  }

  var unitDescription: String {
    switch self {
    case .notALogarithm(let cell):
      "A level is too large for a logarithm: \(Self.place(cell)). Check --unit."
    case .looksLogarithmic(let path, let largest):
      "The levels of '\(path)' look like logarithms: none is above \(NumberText.text(largest)), and "
        + "they spread less than their mean. Methods need linear levels. Give --unit log2-tpm+1 (or "
        + "log2-tpm, log2-lfq, …) to have them taken off the logarithm, or --unit relative if they "
        + "are linear."
    case .countsWithoutLengths(let path):
      "Counts cannot be compared between genes of different length ('\(path)'). Give --lengths FILE "
        + "(columns gene and length, in base pairs), or --unit relative to take them as they are."
    case .lengthsMissing(let path, let known, let genes):
      "The table of lengths knows \(known) of the \(genes) genes of '\(path)', fewer than half. Give "
        + "lengths for the same kind of gene identifier."
    case .invalidLength(let path, let line, let gene):
      "The length of gene '\(Self.excerpt(gene))' is not a number above 0 (\(path):\(line))."
    default: ""
    }
  }

  var geneDescription: String {
    switch self {
    case .unknownColumn(let path, let column, let columns):
      "'\(path)' has no column '\(column)'. It has: "
        + columns.prefix(20).map(Self.excerpt).joined(separator: ", ") + "."
    case .unknownNamespace(let name, let namespaces):
      "The model's genes have no identifiers of the kind '\(name)'. They have: "
        + namespaces.joined(separator: ", ") + "."
    case .modelWithoutGenes(let model):
      "'\(model)' has no genes, so that no omics table can say anything about it. "
        + "Use a model with gene-reaction rules."
    case .noSharedGene(let tableExample, let modelExample):
      "The table and the model share no gene: the table has '\(Self.excerpt(tableExample))', the "
        + "model '\(Self.excerpt(modelExample))'. Translate the table's with --gene-map FILE "
        + "--from COLUMN --to COLUMN."
    case .coverageTooLow(let measured, let genes, let minimum):
      "The sample has a value for \(measured) of the model's \(genes) genes, below the share of "
        + "\(NumberText.text(minimum)) that is asked for. Check the kind of gene identifier (or "
        + "give --gene-map), or lower --min-coverage."
    default: ""
    }
  }

  var methodDescription: String {
    switch self {
    case .unreadableRule(let reaction, let rule, let count):
      "The gene rule of '\(reaction)' cannot be read: '\(Self.excerpt(rule))'"
        + (count > 1 ? " (and \(count - 1) more). " : ". ")
        + "Correct it, or pass --skip-broken-rules to leave such reactions as they were."
    case .tooManyAlternatives(let reaction, let limit):
      "The gene rule of '\(reaction)' has more than \(limit) alternatives when it is written out. "
        + "Score rules as they are written (--rule-form tree)."
    case .nothingScored(let sample):
      "No reaction has a gene that sample '\(sample)' measures. Check the gene identifiers."
    case .nothingDecided(let sample):
      "No reaction counts as active or as inactive in sample '\(sample)': all are between the "
        + "thresholds. Give others with --threshold."
    case .allZero(let sample):
      "Every reaction scores zero in sample '\(sample)', so that nothing can be compared with "
        + "the largest. Check the sample, or give a reference sample."
    case .scaleIsZero(let sample, let percentile):
      "The percentile \(NumberText.text(percentile)) of the scores of sample '\(sample)' is zero. "
        + "Give a higher percentile."
    case .invalidOption(let name, let value, let allowed):
      "The option \(name) cannot be \(value). Give \(allowed)."
    case .flux(let error): error.description
    case .cannotReach(let target, let best):
      "The patient's model cannot reach an objective of \(NumberText.text(target)), even with all "
        + "of the patient's bounds taken back"
        + (best.map { " (it reaches \(NumberText.text($0)))" } ?? "")
        + ". Check the medium and the knock-outs."
    case .needsObjective(let method, let model):
      "The method '\(method)' needs an objective, and '\(model)' has none. Give one with --objective."
    case .tooManyBinaries(let method, let binaries, let limit):
      "The program of the method '\(method)' has \(binaries) binary variables on this model, more than "
        + "the \(limit) that branch and bound is let loose on. Give a time limit in seconds "
        + "(--method-option seconds=N), take its relaxation (--method-option relaxed=yes), or take a "
        + "method of linear programs, which finish: fastcore, gimme, rfastcormics."
    case .noSolution(let method, let reason):
      "The method '\(method)' found no point of its mixed-integer program before it stopped: \(reason). "
        + "Give it more time (--method-option seconds=N), or take its relaxation "
        + "(--method-option relaxed=yes)."
    default: ""
    }
  }

  /// Of methods that give a flux distribution, and of trained ones.
  var stateDescription: String {
    switch self {
    case .ambiguousUptake(let reaction, let least, let greatest):
      "The flux of '\(reaction)' at the optimum is not unique: from \(NumberText.text(least)) to "
        + "\(NumberText.text(greatest)), so that no measured uptake can scale the others. Take "
        + "another reaction, or pass --method-option ambiguous=flag to scale by the one found."
    case .noUptake(let reaction):
      "The flux of '\(reaction)' at the optimum is zero, so that a measured uptake of it cannot "
        + "scale the others. Take a reaction that carries flux."
    case .limitedFlux(let reaction, let method):
      "The method '\(method)' knows no forced fluxes and no limits on sums of fluxes, and "
        + "'\(reaction)' has one. Lift it, for instance with --bound \(reaction)=0:1000."
    case .noFluxThroughScored(let sample):
      "No reaction that sample '\(sample)' expresses can carry flux. Check the medium and the gene "
        + "identifiers."
    case .untrained(let method):
      "The method '\(method)' needs a reference that was trained on samples with growth rates. The "
        + "command line cannot train one: it is a PrimeModel in Swift, for MethodSettings. Take "
        + "another method."
    case .trainingDoesNotFit(let reason): "The training has no result: \(reason)."
    default: ""
    }
  }

  private static func place(_ cell: Cell) -> String {
    "gene '\(excerpt(cell.gene))', sample '\(excerpt(cell.sample))', column \(cell.column) "
      + "(\(cell.path):\(cell.line))"
  }

  private static func list(_ numbers: [Int]) -> String {
    numbers.map(String.init).joined(separator: " and ")
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// At most 40 characters of a foreign text, its control characters made visible, so that a
  /// hostile file cannot drive a terminal.
  static func excerpt(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(40).map { scalar in
      scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        ? "\u{fffd}" : String(scalar)
    }.joined()
    return text.unicodeScalars.dropFirst(40).isEmpty ? shown : shown + "…"
  }
}
