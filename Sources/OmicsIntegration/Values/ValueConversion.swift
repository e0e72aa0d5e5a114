import DataFiles

/// Makes the levels of a table what methods expect: linear, and of transcripts TPM.
///
/// Counts and CPM are divided by the length of the gene, and then, as FPKM and RPKM are, scaled so
/// that each sample adds up to a million over the genes of the table (Li et al., Bioinformatics 2010,
/// doi 10.1093/bioinformatics/btp692). Whatever else is linear stays as it is. A missing level stays
/// missing, and zero stays zero.
public struct ValueConversion: Sendable {
  public var unit: LevelUnit?
  public var lengths: GeneLengths?

  public init(unit: LevelUnit?, lengths: GeneLengths? = nil) {
    self.unit = unit
    self.lengths = lengths
  }

  /// What the conversion did, a sentence each.
  public struct Outcome: Sendable {
    public var table: OmicsTable
    public var survey: LevelSurvey
    public var notes: [String]
    /// What the user should look at.
    public var warnings: [String]
  }

  /// - Parameter table: As ``LevelReading`` with the same unit read it.
  /// - Throws: ``OmicsError/looksLogarithmic(path:largest:)`` where nobody said so,
  ///   ``OmicsError/countsWithoutLengths(path:)``, and
  ///   ``OmicsError/lengthsMissing(path:known:genes:)`` where fewer than half of the genes have one.
  /// - Complexity: O(levels).
  public func callAsFunction(_ table: OmicsTable) throws(OmicsError) -> Outcome {
    let survey = LevelSurvey(table)
    let isTaken = unit?.quantity == .relative || unit?.isLogarithm == true
    if survey.looksLogarithmic, !isTaken {
      throw .looksLogarithmic(path: table.path, largest: survey.largest)
    }
    var outcome = Outcome(table: table, survey: survey, notes: [], warnings: [])
    if table.combinedRows > 0 {
      outcome.notes.append(
        "\(table.combinedRows) row\(table.combinedRows == 1 ? "" : "s") of '\(table.path)' had the "
          + "name of an earlier one; their \(table.reading.duplicates.rawValue) was taken.")
    }
    guard let unit else {
      if survey.looksCounted {
        outcome.warnings.append(
          "The levels of '\(table.path)' look like counts: none has a fraction. Long genes have more "
            + "of them, and large samples too. Give --unit counts --lengths FILE, or --unit relative "
            + "to say that they are meant as they are.")
      }
      return outcome
    }
    if unit.isLogarithm {
      outcome.notes.append("Levels were read as \(unit.text) and taken off the logarithm.")
    }
    try convert(&outcome, unit)
    return outcome
  }

  private func convert(_ outcome: inout Outcome, _ unit: LevelUnit) throws(OmicsError) {
    let table = outcome.table
    switch unit.quantity {
    case .counts, .cpm:
      guard let lengths else { throw .countsWithoutLengths(path: table.path) }
      let factors = table.genes.map { gene in lengths[gene].map { 1 / $0 } }
      let known = factors.count { $0 != nil }
      if 2 * known < factors.count {
        throw .lengthsMissing(path: table.path, known: known, genes: factors.count)
      }
      outcome.table = table.perMillion(factors)
      outcome.notes.append(
        "\(unit.quantity.rawValue) became TPM with the lengths of \(known) of \(factors.count) "
          + "genes; the others have no level.")
    case .fpkm, .rpkm:
      outcome.table = table.perMillion(Array(repeating: 1, count: table.genes.count))
      outcome.notes.append(
        "\(unit.quantity.rawValue.uppercased()) became TPM: each sample adds up to a million over "
          + "the \(table.genes.count) genes of the table.")
    case .tpm, .lfq, .ibaq, .ppm, .copies, .amount, .relative: break
    }
  }
}
