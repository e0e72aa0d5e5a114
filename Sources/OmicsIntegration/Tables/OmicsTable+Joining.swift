import DataFiles

extension OmicsTable {
  /// Reads tables of different samples as one, such as a table for each group.
  ///
  /// Every table must have the same genes, in any order: a gene that some tables lack would set their
  /// samples apart by the annotation. The genes keep the order of the first table, the samples that of
  /// the tables. A single table is read as ``read(_:path:keeping:reading:)`` does.
  ///
  /// - Parameter samples: As there, over all tables.
  /// - Throws: ``OmicsError``; also where a sample stands in two tables, kept or not, and where a gene
  ///   is not in all.
  /// - Precondition: There is a table.
  public static func read(
    _ inputs: [InputBytes], keeping samples: Set<String>? = nil,
    reading: LevelReading = LevelReading()
  ) throws(OmicsError) -> OmicsTable {
    precondition(!inputs.isEmpty, "no table")
    if inputs.count == 1 {
      return try read(
        inputs[0].bytes, path: inputs[0].path, keeping: samples, reading: reading)
    }
    var tables: [OmicsTable] = []
    for input in inputs {
      tables.append(
        try parse(input.bytes, path: input.path, keeping: samples, reading: reading))
    }
    let joined = try OmicsTable(joining: tables)
    for sample in samples ?? [] { try joined.check(sample) }
    return joined
  }

  private init(joining tables: [OmicsTable]) throws(OmicsError) {
    let first = tables[0]
    try Self.checkSamples(of: tables)
    let kept = tables.flatMap { table in table.samples.filter(table.keeps) }
    var slots: [String: Int] = [:]
    for sample in kept { slots[sample] = slots.count }
    var values = [Double](repeating: .nan, count: first.genes.count * kept.count)
    let places = Dictionary(
      first.genes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    for table in tables {
      let rows = try table.rows(places, of: first)
      for sample in table.samples where table.keeps(sample) {
        let slot = slots[sample] ?? 0
        for (row, level) in zip(rows, try table.profile(of: sample).levels) {
          values[row * kept.count + slot] = level ?? .nan
        }
      }
    }
    self.init(
      path: tables.map(\.path).joined(separator: ", "), layout: first.layout, genes: first.genes,
      samples: tables.flatMap(\.samples), reading: first.reading,
      combinedRows: tables.reduce(0) { $0 + $1.combinedRows },
      storage: .dense(values, slots: slots))
  }

  private static func checkSamples(of tables: [OmicsTable]) throws(OmicsError) {
    var paths: [String: String] = [:]
    for table in tables {
      for sample in table.samples {
        if let other = paths.updateValue(table.path, forKey: sample) {
          throw .sampleInTwoTables(sample: sample, paths: [other, table.path])
        }
      }
    }
  }

  private func keeps(_ sample: String) -> Bool {
    switch storage {
    case .dense(_, let slots): slots[sample] != nil
    case .sparse(let entries): entries[sample] != nil
    }
  }

  /// Where each gene of this table stands in the first one.
  private func rows(
    _ places: [String: Int], of first: OmicsTable
  ) throws(OmicsError) -> [Int] {
    var rows: [Int] = []
    for gene in genes {
      guard let place = places[gene] else {
        throw .geneInOneTable(gene: gene, path: path, other: first.path)
      }
      rows.append(place)
    }
    if rows.count < first.genes.count {
      let own = Set(genes)
      let gene = first.genes.first { !own.contains($0) } ?? ""
      throw .geneInOneTable(gene: gene, path: first.path, other: path)
    }
    return rows
  }
}
