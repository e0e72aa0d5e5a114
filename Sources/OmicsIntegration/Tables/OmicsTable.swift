import DataFiles
import MetabolicModels

/// A table of levels, genes by samples, read and checked as a whole.
///
/// Levels are linear and not negative (TPM, FPKM, protein amounts); the unit is the table's own, and
/// logarithms are undone where ``LevelReading`` says that they are ones. A missing level is not zero.
///
///     let input = try InputFile.read("patients.tsv.gz")
///     let table = try OmicsTable.read(input.bytes, path: input.path, keeping: ["P07"])
///     let profile = try table.profile(of: "P07")
public struct OmicsTable: Sendable {
  public enum Layout: String, Sendable, Hashable {
    /// One row a gene, one column a sample.
    case wide
    /// One row a gene and sample, with the columns `sample`, `gene` and `value`.
    case long
  }

  public let path: String
  public let layout: Layout
  /// The genes as the table spells them, in the order of their first appearance; each once.
  public let genes: [String]
  /// All samples of the table, in the order of their first appearance; each once.
  public let samples: [String]
  public let reading: LevelReading
  /// Rows of a gene (and sample) that was there before, combined as ``reading`` says.
  public let combinedRows: Int
  let storage: Storage

  /// The levels of the samples that were asked for.
  enum Storage: Sendable {
    /// Row after row of as many numbers as there are slots; a missing level is NaN.
    case dense([Double], slots: [String: Int])
    /// For each sample its genes (indices) and their levels.
    case sparse([String: [(gene: Int32, level: Double)]])
  }

  /// Reads a table: tab, comma or semicolon separated, wide or long, in UTF-8.
  ///
  /// Wide: the header holds the sample names, each row a gene and its levels; the header may lack
  /// the name of the gene column, as R writes it. Long: the header has `sample`, `gene` and `value`
  /// in any case and order; other columns are ignored. An empty cell, `NA`, `N/A`, `NaN`, `null`
  /// and `none` (in any case) are missing levels.
  ///
  /// - Parameters:
  ///   - path: For messages.
  ///   - samples: The samples whose levels to keep; `nil` keeps all. The whole table is checked
  ///     either way.
  ///   - reading: The unit, and what becomes of rows of the same gene.
  /// - Throws: ``OmicsError``, naming the line and the cell.
  /// - Complexity: O(bytes). Memory: eight bytes for each gene and kept sample.
  public static func read(
    _ bytes: [UInt8], path: String, keeping samples: Set<String>? = nil,
    reading: LevelReading = LevelReading()
  ) throws(OmicsError) -> OmicsTable {
    let table = try parse(bytes, path: path, keeping: samples, reading: reading)
    for sample in samples ?? [] { try table.check(sample) }
    return table
  }

  /// Samples to keep that the table does not have are none of its.
  static func parse(
    _ bytes: [UInt8], path: String, keeping samples: Set<String>?, reading: LevelReading
  ) throws(OmicsError) -> OmicsTable {
    try DelimitedText.read(bytes, path: path) {
      (text: inout DelimitedText, header: [String]) throws(OmicsError) -> OmicsTable in
      if let columns = LongColumns(header: header) {
        return try readLong(
          &text, columns: columns, width: header.count, keeping: samples, reading: reading)
      }
      return try readWide(&text, header: header, keeping: samples, reading: reading)
    }
  }

  /// The levels of one sample.
  ///
  /// - Precondition: The sample was kept when the table was read, or is not in the table.
  /// - Throws: ``OmicsError/unknownSample(path:sample:count:suggestion:)``.
  public func profile(of sample: String) throws(OmicsError) -> OmicsProfile {
    try check(sample)
    var levels = [Double?](repeating: nil, count: genes.count)
    switch storage {
    case .dense(let values, let slots):
      guard let slot = slots[sample] else { preconditionFailure("'\(sample)' was not kept") }
      for gene in genes.indices {
        let level = values[gene * slots.count + slot]
        if !level.isNaN { levels[gene] = level }
      }
    case .sparse(let entries):
      guard let kept = entries[sample] else { preconditionFailure("'\(sample)' was not kept") }
      for entry in kept { levels[Int(entry.gene)] = entry.level }
    }
    return OmicsProfile(sample: sample, genes: genes, levels: levels)
  }

  func check(_ sample: String) throws(OmicsError) {
    if samples.contains(sample) { return }
    throw .unknownSample(
      path: path, sample: sample, count: samples.count,
      suggestion: Suggestion.nearest(to: sample, among: samples))
  }
}

/// The levels of one sample, for the genes of its table.
public struct OmicsProfile: Sendable, Hashable {
  public var sample: String
  /// As the table spells them; each once.
  public var genes: [String]
  /// One for each of `genes`: finite and not negative, or `nil` where nothing was measured.
  public var levels: [Double?]

  /// - Precondition: As many levels as genes.
  public init(sample: String, genes: [String], levels: [Double?]) {
    precondition(genes.count == levels.count, "\(genes.count) genes, \(levels.count) levels")
    self.sample = sample
    self.genes = genes
    self.levels = levels
  }
}
