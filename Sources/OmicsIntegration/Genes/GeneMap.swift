import MetabolicModels

/// A translation of gene identifiers, read from two columns of a table with a header.
///
/// A cell may hold several identifiers separated by `;`. The translation is many to many.
///
/// The column to translate from may be several, such as `geneSymbols,geneAliases`: an identifier is
/// looked up in the first one that knows it, so that an old symbol counts only where it is no gene's
/// present one.
public struct GeneMap: Sendable {
  /// The columns as the file spells them.
  public let from: String
  public let to: String
  /// One for each column to translate from.
  private let lookups: [Lookup]

  private struct Lookup: Sendable {
    let namespace: String
    var exact: [String: [String]] = [:]
    var normalized: [String: [String]] = [:]

    init(namespace: String, pairs: [(String, String)]) {
      self.namespace = namespace.lowercased()
      for (one, other) in pairs {
        exact[one, default: []].append(other)
        normalized[GeneIdentifier(one, namespace: self.namespace).key, default: []].append(other)
      }
    }

    func translations(of gene: String) -> [String]? {
      exact[gene] ?? normalized[GeneIdentifier(gene, namespace: namespace).key]
    }
  }

  /// Reads the columns `from` (one, or several with commas between them) and `to` (in any case) of a table separated by tabs, commas or
  /// semicolons.
  ///
  /// - Throws: ``OmicsError``; ``OmicsError/unknownColumn(path:column:columns:)`` lists the columns.
  public static func read(
    _ bytes: [UInt8], path: String, from: String, to: String
  ) throws(OmicsError) -> GeneMap {
    try DelimitedText.read(bytes, path: path) {
      (text: inout DelimitedText, header: [String]) throws(OmicsError) -> GeneMap in
      // A column whose own name has a comma goes before a list.
      let names =
        header.contains(from) ? [from] : from.split(separator: ",").map { $0.trimmingBlanks() }
      var sources: [Int] = []
      for name in names { sources.append(try column(name, in: header, path: path)) }
      let target = try column(to, in: header, path: path)
      var pairs = [[(String, String)]](repeating: [], count: sources.count)
      while try text.nextRow(of: header.count) {
        let targets = identifiers(text.text(of: text.fields[target]))
        for (place, source) in sources.enumerated() {
          for one in identifiers(text.text(of: text.fields[source])) {
            for other in targets { pairs[place].append((one, other)) }
          }
        }
      }
      if sources.isEmpty || pairs.allSatisfy(\.isEmpty) { throw .noRows(path: path) }
      return GeneMap(
        from: sources.map { header[$0] }.joined(separator: ","), to: header[target],
        lookups: zip(sources, pairs).map { Lookup(namespace: header[$0], pairs: $1) })
    }
  }

  public init(from: String, to: String, pairs: [(String, String)]) {
    self.init(from: from, to: to, lookups: [Lookup(namespace: from, pairs: pairs)])
  }

  private init(from: String, to: String, lookups: [Lookup]) {
    self.from = from
    self.to = to
    self.lookups = lookups
  }

  /// What `gene` is called in the other column; empty if the map does not know it.
  public func translations(of gene: String) -> [String] {
    for lookup in lookups {
      if let names = lookup.translations(of: gene) { return names }
    }
    return []
  }

  private static func column(
    _ name: String, in header: [String], path: String
  ) throws(OmicsError) -> Int {
    let index =
      header.firstIndex(of: name)
      ?? header.firstIndex { $0.lowercased() == name.lowercased() }
    guard let index else { throw .unknownColumn(path: path, column: name, columns: header) }
    return index
  }

  private static func identifiers(_ cell: String) -> [String] {
    cell.split(separator: ";").map { $0.trimmingBlanks() }.filter { !$0.isEmpty && $0 != "NA" }
  }
}

extension Substring {
  fileprivate func trimmingBlanks() -> String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
