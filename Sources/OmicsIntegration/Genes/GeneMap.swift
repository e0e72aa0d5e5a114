import MetabolicModels

/// A translation of gene identifiers, read from two columns of a table with a header.
///
/// A cell may hold several identifiers separated by `;`. The translation is many to many.
public struct GeneMap: Sendable {
  /// The columns as the file spells them.
  public let from: String
  public let to: String
  private let exact: [String: [String]]
  private let normalized: [String: [String]]

  /// Reads the columns `from` and `to` (in any case) of a table separated by tabs, commas or
  /// semicolons.
  ///
  /// - Throws: ``OmicsError``; ``OmicsError/unknownColumn(path:column:columns:)`` lists the columns.
  public static func read(
    _ bytes: [UInt8], path: String, from: String, to: String
  ) throws(OmicsError) -> GeneMap {
    try bytes.withUnsafeBufferPointer { buffer throws(OmicsError) in
      var text = try DelimitedText(buffer, path: path)
      guard try text.next() else { throw .noRows(path: path) }
      let header = text.fields.map { text.text(of: $0) }
      let source = try column(from, in: header, path: path)
      let target = try column(to, in: header, path: path)
      var pairs: [(String, String)] = []
      while try text.next() {
        guard text.fields.count == header.count else {
          throw .raggedRow(
            path: path, line: text.recordLine, expected: header.count, found: text.fields.count)
        }
        let targets = identifiers(text.text(of: text.fields[target]))
        for one in identifiers(text.text(of: text.fields[source])) {
          for other in targets { pairs.append((one, other)) }
        }
      }
      if pairs.isEmpty { throw .noRows(path: path) }
      return GeneMap(from: header[source], to: header[target], pairs: pairs)
    }
  }

  public init(from: String, to: String, pairs: [(String, String)]) {
    self.from = from
    self.to = to
    var exact: [String: [String]] = [:]
    var normalized: [String: [String]] = [:]
    for (one, other) in pairs {
      exact[one, default: []].append(other)
      normalized[GeneIdentifier(one, namespace: from.lowercased()).key, default: []].append(other)
    }
    self.exact = exact
    self.normalized = normalized
  }

  /// What `gene` is called in the other column; empty if the map does not know it.
  public func translations(of gene: String) -> [String] {
    exact[gene] ?? normalized[GeneIdentifier(gene, namespace: from.lowercased()).key] ?? []
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
