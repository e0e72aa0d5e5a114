import DataFiles

extension CohortMerge {
  /// How a table separates its cells.
  public enum Separator: UInt8, Sendable, Hashable, CaseIterable {
    case tab = 9
    case comma = 44
  }

  /// Writes a table of all reactions, genes or tasks: the column `reaction`, `gene` or `task`, and then
  /// of each patient those of ``CohortIdentity/columns``, such as `SAMPLE.minimum` and `SAMPLE.maximum`.
  /// Deletions have `SAMPLE.status` too, in words. A cell is empty where there is no value.
  ///
  /// - Parameters:
  ///   - path: As in ``OutputFile/write(_:to:compression:)``.
  ///   - memory: How many bytes of numbers to hold at once. The files hold patients and the table has
  ///     reactions in its rows, so each file is opened once for every part of the rows that fits.
  ///   - isCancelled: As for ``init(_:isPartial:isCancelled:)``.
  /// - Throws: As ``writeNumPyArchive(to:isCancelled:)``.
  public func writeTable(
    to path: String?, separator: Separator,
    compression: OutputFile.Compression = OutputFile.Compression(), memory: Int = 128 << 20,
    isCancelled: () -> Bool = { false }
  ) throws(CohortStoreError) {
    let output = try CohortOutput(path, compression: compression)
    let sources = tableSources
    try output.write(tableHeader(sources, separator))
    let all = manifest.rows.count
    let width = max(1, 8 * sources.count * patients.count)
    let rowsAtOnce = max(1, min(all, memory / width))
    for first in stride(from: 0, to: all, by: rowsAtOnce) {
      let rows = first..<min(all, first + rowsAtOnce)
      let block = try TableBlock(self, rows: rows, sources: sources, isCancelled)
      for row in rows {
        try check(isCancelled)
        try output.write(
          Self.cell(manifest.rows[row], separator) + block.cells(ofRow: row, separator) + [10])
      }
    }
    try output.finish()
  }

  /// The columns of the files that a table shows.
  private var tableSources: [TableSource] {
    let kind = manifest.identity.analysis.kind
    let numbers = manifest.identity.columns.indices.map(TableSource.numbers)
    return kind == .reactionDeletions || kind == .geneDeletions
      ? numbers + [.status(numbers.count)] : numbers
  }

  private func tableHeader(_ sources: [TableSource], _ separator: Separator) -> [UInt8] {
    let columns = manifest.identity.columns
    let names = sources.map { source in
      switch source {
      case .numbers(let column): columns[column].rawValue
      case .status: "status"
      }
    }
    var text = Self.cell(manifest.rowName, separator)
    for sample in manifest.samples {
      for name in names {
        text.append(separator.rawValue)
        text += Self.cell("\(sample.sample).\(name)", separator)
      }
    }
    return text + [10]
  }

  /// A name, in quotation marks where it has separators, line ends or quotation marks (RFC 4180).
  private static func cell(_ text: String, _ separator: Separator) -> [UInt8] {
    let needsQuotes = text.utf8.contains {
      $0 == separator.rawValue || $0 == 0x22 || $0 == 10 || $0 == 13
    }
    if !needsQuotes { return Array(text.utf8) }
    return Array("\"\(text.replacing("\"", with: "\"\""))\"".utf8)
  }
}

/// A column of a table: the place of a column in the files.
private enum TableSource: Sendable {
  case numbers(Int)
  case status(Int)
}

/// Some rows of a table, of all patients.
private struct TableBlock {
  private let rows: Range<Int>
  private let sources: [TableSource]
  /// Patient after patient, source after source; a code where the source is a status. NaN where there
  /// is none.
  private var values: [Double] = []

  init(
    _ merge: CohortMerge, rows: Range<Int>, sources: [TableSource], _ isCancelled: () -> Bool
  ) throws(CohortStoreError) {
    self.rows = rows
    self.sources = sources
    let layout = CohortFileLayout(merge.manifest)
    values.reserveCapacity(merge.patients.count * sources.count * rows.count)
    for index in merge.patients.indices {
      try merge.check(isCancelled)
      let file = try merge.file(ofNumbers: index)
      for source in sources {
        try append(source, layout, of: file, named: merge.manifest.samples[index].sample)
      }
    }
  }

  private mutating func append(
    _ source: TableSource, _ layout: CohortFileLayout, of file: PatientFile?, named sample: String
  ) throws(CohortStoreError) {
    guard let file else {
      values += repeatElement(.nan, count: rows.count)
      return
    }
    let column =
      switch source {
      case .numbers(let column), .status(let column): column
      }
    let range = layout.range(ofColumn: column, rows: rows)
    let bytes = try file.bytes(at: range.lowerBound, count: range.count)
    guard bytes.count == range.count else { throw .incomplete(missing: [], damaged: [sample]) }
    switch source {
    case .status: values += bytes.lazy.map(Double.init)
    case .numbers:
      for row in 0..<rows.count { values.append(CohortRecordFile.double(bytes, at: 8 * row)) }
    }
  }

  /// A separator and a cell for each column of the table but the first.
  func cells(ofRow row: Int, _ separator: CohortMerge.Separator) -> [UInt8] {
    var text: [UInt8] = []
    let patients = values.count / max(1, sources.count * rows.count)
    for patient in 0..<patients {
      for (place, source) in sources.enumerated() {
        let column = patient * sources.count + place
        let value = values[column * rows.count + row - rows.lowerBound]
        text.append(separator.rawValue)
        if value.isNaN { continue }
        switch source {
        case .numbers: text += Array(NumberText.text(value).utf8)
        case .status: text += Array(CohortRecordFile.statusName(value).utf8)
        }
      }
    }
    return text
  }
}
