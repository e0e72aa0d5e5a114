/// Which columns of a long table hold what.
struct LongColumns {
  var sample: Int
  var gene: Int
  var value: Int

  /// `nil` unless the header names all three, in any case and order.
  init?(header: [String]) {
    let names = header.map { $0.lowercased() }
    guard let sample = names.firstIndex(of: "sample"), let gene = names.firstIndex(of: "gene"),
      let value = names.firstIndex(of: "value")
    else { return nil }
    self.sample = sample
    self.gene = gene
    self.value = value
  }
}

extension OmicsTable {
  static func readLong(
    _ text: inout DelimitedText, columns: LongColumns, width: Int, keeping kept: Set<String>?,
    reading: LevelReading
  ) throws(OmicsError) -> OmicsTable {
    try checkColumns(text)
    var rows = LongRows(columns: columns, width: width, kept: kept, reading: reading)
    while try text.next() { try rows.append(text) }
    if rows.genes.isEmpty { throw .noRows(path: text.path) }
    return OmicsTable(
      path: text.path, layout: .long, genes: rows.genes, samples: rows.samples,
      reading: reading, combinedRows: rows.combinedRows, storage: .sparse(rows.levels))
  }

  /// A column that is there twice could mean either.
  private static func checkColumns(_ text: DelimitedText) throws(OmicsError) {
    let names = text.fields.map { text.text(of: $0).lowercased() }
    for name in ["sample", "gene", "value"] {
      let found = names.indices.filter { names[$0] == name }
      if found.count > 1 {
        throw .duplicateSample(path: text.path, sample: name, columns: found.map { $0 + 1 })
      }
    }
  }
}

/// Gathers the rows of a long table.
private struct LongRows {
  var genes: [String] = []
  var samples: [String] = []
  var levels: [String: [(gene: Int32, level: Double)]] = [:]

  private let columns: LongColumns
  private let width: Int
  private let kept: Set<String>?
  private let reading: LevelReading
  private var duplicates: DuplicateLevels
  private(set) var combinedRows = 0
  /// Where the level of a pair stands in ``levels``, if rows may be combined.
  private var places: [UInt64: Int] = [:]
  private var geneIndices: [String: Int32] = [:]
  private var sampleIndices: [String: Int32] = [:]
  /// The line of each pair of sample and gene; a matrix of all pairs could be far larger than the
  /// file.
  private var lines: [UInt64: Int] = [:]

  init(columns: LongColumns, width: Int, kept: Set<String>?, reading: LevelReading) {
    self.columns = columns
    self.width = width
    self.kept = kept
    self.reading = reading
    duplicates = DuplicateLevels(reading.duplicates)
  }

  mutating func append(_ text: DelimitedText) throws(OmicsError) {
    let (path, line) = (text.path, text.recordLine)
    guard text.fields.count == width else {
      throw .raggedRow(path: path, line: line, expected: width, found: text.fields.count)
    }
    let gene = text.text(of: text.fields[columns.gene])
    let sample = text.text(of: text.fields[columns.sample])
    if gene.isEmpty { throw .emptyGene(path: path, line: line) }
    if sample.isEmpty {
      throw .emptySampleName(path: path, line: line, column: columns.sample + 1)
    }
    let geneIndex = Self.index(of: gene, in: &geneIndices, &genes)
    let sampleIndex = Self.index(of: sample, in: &sampleIndices, &samples)
    let pair = UInt64(UInt32(sampleIndex)) << 32 | UInt64(UInt32(geneIndex))
    if let first = lines.updateValue(line, forKey: pair) {
      combinedRows += 1
      if reading.duplicates == .error {
        throw .duplicateGene(path: path, gene: gene, sample: sample, lines: [first, line])
      }
    }
    let isKept = kept?.contains(sample) ?? true
    if isKept, levels[sample] == nil { levels[sample] = [] }
    let field = text.fields[columns.value]
    switch LevelCell(text.bytes(of: field), unit: reading.unit) {
    case .level(let level): if isKept { add(level, gene: geneIndex, sample, pair) }
    case .missing: break
    case .fault(let fault):
      let cell = OmicsError.Cell(
        path: path, line: line, column: columns.value + 1, gene: gene, sample: sample)
      throw fault.error(at: cell)
    }
  }

  private mutating func add(_ level: Double, gene: Int32, _ sample: String, _ pair: UInt64) {
    guard reading.duplicates != .error else {
      levels[sample]?.append((gene, level))
      return
    }
    if let place = places[pair], let old = levels[sample]?[place].level {
      levels[sample]?[place].level = duplicates.combine(old, with: level, at: Int(pair))
    } else {
      places[pair] = levels[sample]?.count
      levels[sample]?.append((gene, level))
    }
  }

  private static func index(
    of name: String, in indices: inout [String: Int32], _ names: inout [String]
  ) -> Int32 {
    if let index = indices[name] { return index }
    let index = Int32(names.count)
    indices[name] = index
    names.append(name)
    return index
  }
}
