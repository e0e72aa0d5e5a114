/// Cross-references of one gene, metabolite or reaction, by namespace: `"ensembl"` to
/// `["ENSG00000138109"]`.
///
/// Namespaces and identifiers are kept as the file spells them (the MIRIAM collection, such as
/// `ncbigene`, `hgnc.symbol`, `uniprot`, `kegg.compound`), in the order of the file.
public struct Annotations: Sendable, Hashable {
  /// One namespace and what the file lists under it.
  public struct Entry: Sendable, Hashable {
    public var namespace: String
    public var identifiers: [String]

    public init(namespace: String, identifiers: [String]) {
      self.namespace = namespace
      self.identifiers = identifiers
    }
  }

  public private(set) var entries: [Entry] = []

  public init() {}

  public var isEmpty: Bool { entries.isEmpty }

  /// The identifiers under `namespace`, empty if there are none.
  public subscript(namespace: String) -> [String] {
    entries.first { $0.namespace == namespace }?.identifiers ?? []
  }

  /// Adds one cross-reference; one that is there already is not repeated.
  public mutating func add(_ identifier: String, namespace: String) {
    guard let index = entries.firstIndex(where: { $0.namespace == namespace }) else {
      entries.append(Entry(namespace: namespace, identifiers: [identifier]))
      return
    }
    if !entries[index].identifiers.contains(identifier) {
      entries[index].identifiers.append(identifier)
    }
  }
}
