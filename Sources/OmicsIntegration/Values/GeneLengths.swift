import DataFiles

/// The lengths of genes in base pairs, which make levels of counts.
public struct GeneLengths: Sendable, Hashable {
  private var exact: [String: Double] = [:]
  private var normalized: [String: Double] = [:]

  /// - Parameter lengths: Above zero and finite. Of identifiers that differ by a version only, the
  ///   first by name counts where the table has neither spelling.
  public init(_ lengths: [String: Double]) {
    exact = lengths
    for gene in lengths.keys.sorted() {
      let key = GeneIdentifier(gene).key
      if normalized[key] == nil { normalized[key] = lengths[gene] }
    }
  }

  /// Reads a table with the columns `gene` and `length`, in any order and among others.
  ///
  /// - Throws: ``OmicsError``, naming the line.
  public static func read(_ bytes: [UInt8], path: String) throws(OmicsError) -> GeneLengths {
    try DelimitedText.read(bytes, path: path) {
      (text: inout DelimitedText, header: [String]) throws(OmicsError) -> GeneLengths in
      let names = header.map { $0.lowercased() }
      guard let gene = names.firstIndex(of: "gene") else {
        throw .unknownColumn(path: path, column: "gene", columns: header)
      }
      guard let length = names.firstIndex(of: "length") else {
        throw .unknownColumn(path: path, column: "length", columns: header)
      }
      var lengths: [String: Double] = [:]
      var lines: [String: Int] = [:]
      while try text.nextRow(of: header.count) {
        let line = text.recordLine
        let name = text.text(of: text.fields[gene])
        if name.isEmpty { throw .emptyGene(path: path, line: line) }
        if let first = lines.updateValue(line, forKey: name) {
          throw .duplicateGene(path: path, gene: name, sample: nil, lines: [first, line])
        }
        guard let value = NumberText.parse(text.bytes(of: text.fields[length])), value > 0,
          value.isFinite
        else { throw .invalidLength(path: path, line: line, gene: name) }
        lengths[name] = value
      }
      if lengths.isEmpty { throw .noRows(path: path) }
      return GeneLengths(lengths)
    }
  }

  public subscript(gene: String) -> Double? {
    exact[gene] ?? normalized[GeneIdentifier(gene).key]
  }
}
