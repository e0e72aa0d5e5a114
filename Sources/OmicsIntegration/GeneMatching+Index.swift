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
  private(set) var matched = 0
  private var modelChanges = GeneCoverage.Changes()
  /// Rows that were found only with something taken off.
  private var normalizedRows: Set<Int32> = []

  /// - Parameter numbers: Whether an identifier that is a bare number may match.
  init(_ genes: [Gene], namespace: GeneNamespace, index: TableIndex, numbers: Bool) {
    self.namespace = namespace
    rows.reserveCapacity(genes.count)
    for gene in genes {
      var found = Set<Int32>()
      for identifier in namespace.identifiers(of: gene) {
        find(identifier, index: index, numbers: numbers, in: &found)
      }
      if !found.isEmpty { matched += 1 }
      rows.append(found.sorted())
    }
  }

  private mutating func find(
    _ text: String, index: TableIndex, numbers: Bool, in found: inout Set<Int32>
  ) {
    let identifier = GeneIdentifier(text, namespace: namespace.name)
    if !numbers, GeneIdentifier.isNumber(identifier.key) { return }
    // In the namespace of HGNC the number 1100 stands for HGNC:1100 and not for another's 1100.
    let isReadAnew = identifier.key != text && identifier.changes.isEmpty
    if !isReadAnew, let rows = index.exact[text] {
      found.formUnion(rows)
    } else if let rows = index.normalized[identifier.key] {
      found.formUnion(rows)
      normalizedRows.formUnion(rows)
      modelChanges.add(identifier.changes)
    }
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
