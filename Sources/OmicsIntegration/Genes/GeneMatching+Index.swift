import MetabolicModels

/// The rows of a table by identifier, as spelt and with prefixes and versions taken off.
struct TableIndex {
  private(set) var exact: [String: [Int32]] = [:]
  private(set) var normalized: [String: [Int32]] = [:]
  /// What was taken off the identifier of each row; empty for rows that only a map names.
  private(set) var changes: [[GeneIdentifier.Change]]
  private(set) var map: GeneCoverage.Map?
  private(set) var translatedExample: String?

  init(genes: [String], map: GeneMap?, isHGNC: Bool) {
    changes = Array(repeating: [], count: genes.count)
    exact.reserveCapacity(genes.count)
    normalized.reserveCapacity(genes.count)
    let namespace = isHGNC ? "hgnc" : nil
    var translated = 0
    for (row, gene) in genes.enumerated() {
      guard let map else {
        let identifier = GeneIdentifier(gene, namespace: namespace)
        changes[row] = identifier.changes
        add(gene, identifier.key, Int32(row))
        continue
      }
      let names = map.translations(of: gene)
      if !names.isEmpty { translated += 1 }
      translatedExample = translatedExample ?? names.first
      for name in names { add(name, GeneIdentifier(name).key, Int32(row)) }
    }
    self.map = map.map { GeneCoverage.Map(from: $0.from, to: $0.to, translated: translated) }
  }

  private mutating func add(_ name: String, _ key: String, _ row: Int32) {
    exact[name, default: []].append(row)
    normalized[key, default: []].append(row)
  }
}

/// What one namespace of a model finds in a table.
struct Match {
  let namespace: GeneNamespace
  private(set) var rows: [[Int32]] = []
  /// For each gene whether it has an identifier in this namespace, and whether a version or a prefix
  /// had to be taken off to find its rows.
  private(set) var isNamed: [Bool] = []
  private(set) var isNormalized: [Bool] = []
  private(set) var matched = 0
  private var modelChanges = GeneCoverage.Changes()
  /// Rows that were found only with something taken off.
  private var normalizedRows: Set<Int32> = []

  /// - Parameter numbers: Whether an identifier that is a bare number may match.
  init(_ genes: [Gene], namespace: GeneNamespace, index: TableIndex, numbers: Bool) {
    self.namespace = namespace
    let identifiers = genes.map { gene in
      namespace.identifiers(of: gene).map { Name($0, namespace: namespace) }
        .filter { numbers || !GeneIdentifier.isNumber($0.identifier.key) }
    }
    let spelled = Self.spelledRows(identifiers.joined(), index: index)
    rows.reserveCapacity(genes.count)
    for names in identifiers {
      var found = Set<Int32>()
      var isNormalized = false
      for name in names {
        if find(name, index: index, spelled: spelled, in: &found) { isNormalized = true }
      }
      isNamed.append(!names.isEmpty)
      self.isNormalized.append(isNormalized)
      if !found.isEmpty { matched += 1 }
      rows.append(found.sorted())
    }
  }

  /// An identifier of the model, as spelt and as read.
  private struct Name {
    let text: String
    let identifier: GeneIdentifier
    /// In the namespace of HGNC the number 1100 stands for HGNC:1100 and not for another's 1100.
    var isReadAnew: Bool { identifier.key != text && identifier.changes.isEmpty }

    init(_ text: String, namespace: GeneNamespace) {
      self.text = text
      self.identifier = GeneIdentifier(text, namespace: namespace.name)
    }
  }

  /// The rows that the model spells as the table does, by what is left without prefix and version.
  private static func spelledRows(
    _ names: some Sequence<Name>, index: TableIndex
  ) -> [String: Set<Int32>] {
    var spelled: [String: Set<Int32>] = [:]
    for name in names where !name.isReadAnew {
      guard let rows = index.exact[name.text] else { continue }
      spelled[name.identifier.key, default: []].formUnion(rows)
    }
    return spelled
  }

  /// Rows of one gene belong together, however each is spelt: the one that the model spells alike
  /// must not hide the others. Only what the model itself tells apart by the spelling, such as the
  /// transcripts `8639.1` and `8639.2`, stays apart.
  ///
  /// Returns whether rows were found only with something taken off.
  private mutating func find(
    _ name: Name, index: TableIndex, spelled: [String: Set<Int32>], in found: inout Set<Int32>
  ) -> Bool {
    let key = name.identifier.key
    var others = Set(index.normalized[key] ?? [])
    if !name.isReadAnew, let rows = index.exact[name.text] {
      found.formUnion(rows)
      others.subtract(spelled[key] ?? [])
    }
    if others.isEmpty { return false }
    found.formUnion(others)
    normalizedRows.formUnion(others)
    modelChanges.add(name.identifier.changes)
    return true
  }

  func coverage(
    _ genes: [Gene], index: TableIndex, tableGenes: [String], _ options: GeneMatchingOptions
  ) -> GeneCoverage {
    var tableChanges = GeneCoverage.Changes()
    for row in normalizedRows { tableChanges.add(index.changes[Int(row)]) }
    return GeneCoverage(
      modelGenes: genes.count, tableGenes: tableGenes.count, matched: matched, measured: 0,
      unmatched: zip(genes, rows).filter { $0.1.isEmpty }.map(\.0.id),
      namespace: namespace.name, map: index.map, tableChanges: tableChanges,
      modelChanges: modelChanges, collapsed: rows.count { $0.count > 1 },
      collapse: options.collapse)
  }
}
