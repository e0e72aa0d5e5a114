import DataFiles

extension OmicsTable {
  static func readWide(
    _ text: inout DelimitedText, header: [String], keeping kept: Set<String>?,
    reading: LevelReading
  ) throws(OmicsError) -> OmicsTable {
    let headerLine = text.recordLine
    guard try text.next() else {
      throw header.count > 1 ? .noRows(path: text.path) : .noSamples(path: text.path)
    }
    // R writes the row names without a name for their column.
    let hasRowNames = text.fields.count == header.count + 1
    let samples = hasRowNames ? header : Array(header.dropFirst())
    try checkSamples(samples, shift: hasRowNames ? 1 : 2, line: headerLine, path: text.path)
    var rows = WideRows(samples: samples, kept: kept, reading: reading)
    repeat { try rows.append(text) } while try text.next()
    return OmicsTable(
      path: text.path, layout: .wide, genes: rows.genes, samples: samples,
      reading: reading, combinedRows: rows.combinedRows,
      storage: .dense(rows.values, slots: rows.slots))
  }

  /// - Parameter shift: The number of the header's field that names the first sample.
  private static func checkSamples(
    _ samples: [String], shift: Int, line: Int, path: String
  ) throws(OmicsError) {
    if samples.isEmpty { throw .noSamples(path: path) }
    var columns = [String: Int](minimumCapacity: samples.count)
    for (index, sample) in samples.enumerated() {
      if sample.isEmpty { throw .emptySampleName(path: path, line: line, column: index + shift) }
      if let first = columns.updateValue(index + shift, forKey: sample) {
        throw .duplicateSample(path: path, sample: sample, columns: [first, index + shift])
      }
    }
  }
}

/// Gathers the rows of a wide table.
private struct WideRows {
  var genes: [String] = []
  var values: [Double] = []
  let slots: [String: Int]

  private let samples: [String]
  private let isKept: [Bool]
  private let reading: LevelReading
  private var rows: [String: (row: Int, line: Int)] = [:]
  private var duplicates: DuplicateLevels
  private(set) var combinedRows = 0

  init(samples: [String], kept: Set<String>?, reading: LevelReading) {
    self.samples = samples
    self.reading = reading
    duplicates = DuplicateLevels(reading.duplicates)
    self.isKept = samples.map { kept?.contains($0) ?? true }
    var slots: [String: Int] = [:]
    for sample in samples where kept?.contains(sample) ?? true { slots[sample] = slots.count }
    self.slots = slots
  }

  mutating func append(_ text: DelimitedText) throws(OmicsError) {
    let fields = text.fields
    guard fields.count == samples.count + 1 else {
      throw .raggedRow(
        path: text.path, line: text.recordLine, expected: samples.count + 1, found: fields.count)
    }
    let gene = text.text(of: fields[0])
    if gene.isEmpty { throw .emptyGene(path: text.path, line: text.recordLine) }
    let levels = try levels(text, of: gene)
    guard let first = rows[gene] else {
      rows[gene] = (genes.count, text.recordLine)
      genes.append(gene)
      values += levels
      return
    }
    if reading.duplicates == .error {
      throw .duplicateGene(
        path: text.path, gene: gene, sample: nil, lines: [first.line, text.recordLine])
    }
    combinedRows += 1
    for (slot, level) in levels.enumerated() {
      let place = first.row * slots.count + slot
      values[place] = duplicates.combine(values[place], with: level, at: place)
    }
  }

  /// The levels of the samples that are kept; a missing one is NaN. All are checked.
  private func levels(
    _ text: DelimitedText, of gene: String
  ) throws(OmicsError) -> [Double] {
    var levels: [Double] = []
    levels.reserveCapacity(slots.count)
    for index in samples.indices {
      switch LevelCell(text.bytes(of: text.fields[index + 1]), unit: reading.unit) {
      case .level(let level): if isKept[index] { levels.append(level) }
      case .missing: if isKept[index] { levels.append(.nan) }
      case .fault(let fault):
        let cell = OmicsError.Cell(
          path: text.path, line: text.recordLine, column: index + 2, gene: gene,
          sample: samples[index])
        throw fault.error(at: cell)
      }
    }
    return levels
  }
}
