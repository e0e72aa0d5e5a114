import DataFiles
import FluxAnalysis

extension CohortMerge {
  /// How a table separates its cells.
  public enum Separator: UInt8, Sendable, Hashable, CaseIterable {
    case tab = 9
    case comma = 44
  }

  /// A table of all reactions: `reaction`, then `SAMPLE.minimum` and `SAMPLE.maximum` of each patient
  /// (or `SAMPLE.flux`). A cell is empty where there is no value.
  ///
  /// - Complexity: Memory for all numbers and for the text.
  public func table(separator: Separator) throws(CohortStoreError) -> [UInt8] {
    let columns = try columns()
    var text = Self.cell("reaction", separator)
    for (sample, part) in zip(manifest.samples, columns) {
      for name in part.names {
        text += [separator.rawValue] + Self.cell("\(sample.sample).\(name)", separator)
      }
    }
    text.append(10)
    for (row, reaction) in manifest.reactions.enumerated() {
      text += Self.cell(reaction, separator)
      for part in columns {
        for values in part.values {
          text.append(separator.rawValue)
          if values.isEmpty || values[row].isNaN { continue }
          text += Array(NumberText.text(values[row]).utf8)
        }
      }
      text.append(10)
    }
    return text
  }

  /// An archive for `numpy.load`, with matrices of reactions by patients: `minimum` and `maximum`
  /// (NaN where there is no value) and their statuses `minimum_status` and `maximum_status` (as in
  /// ``CohortRecordFile``, 255 where there is no result), or `flux`; and vectors: `reactions`,
  /// `samples`, `groups`, `objective` and `failed` (0, or the kind of failure; 255 where there is no
  /// result).
  ///
  ///     ranges = numpy.load("ranges.npz"); spans = ranges["maximum"] - ranges["minimum"]
  ///
  /// - Complexity: Memory for all numbers, twice.
  public func numPyArchive() throws(CohortStoreError) -> [UInt8] {
    let columns = try columns()
    let rows = manifest.reactions.count
    let isRanges = manifest.identity.analysis.kind == .ranges
    var zip = StoredZip()
    zip.add("samples.npy", NumPyArray.vector(manifest.samples.map(\.sample)))
    zip.add("groups.npy", NumPyArray.vector(manifest.samples.map(\.group)))
    zip.add("reactions.npy", NumPyArray.vector(manifest.reactions))
    zip.add("objective.npy", NumPyArray.vector(columns.map(\.objective)))
    zip.add("failed.npy", NumPyArray.vector(columns.map(\.failed)))
    let names = isRanges ? ["minimum", "maximum"] : ["flux"]
    for (place, name) in names.enumerated() {
      let values = columns.map {
        $0.values[place].isEmpty ? [Double](repeating: .nan, count: rows) : $0.values[place]
      }
      zip.add("\(name).npy", NumPyArray.matrix(columns: values, rows: rows))
      if !isRanges { continue }
      let statuses = columns.map {
        $0.statuses[place].isEmpty ? [UInt8](repeating: 255, count: rows) : $0.statuses[place]
      }
      zip.add("\(name)_status.npy", NumPyArray.matrix(columns: statuses, rows: rows))
    }
    return zip.finished()
  }

  /// What one patient adds to a table; a column is empty where there is no result.
  private struct Columns {
    var names: [String]
    var values: [[Double]]
    var statuses: [[UInt8]]
    var objective = Double.nan
    var failed: UInt8 = 255
  }

  private func columns() throws(CohortStoreError) -> [Columns] {
    let isRanges = manifest.identity.analysis.kind == .ranges
    let empty = Columns(
      names: isRanges ? ["minimum", "maximum"] : ["flux"],
      values: isRanges ? [[], []] : [[]], statuses: [[], []])
    var result: [Columns] = []
    for index in manifest.samples.indices {
      var columns = empty
      if let record = try record(ofSample: index) {
        columns.failed = UInt8(record.failure?.kind.rawValue ?? 0)
        switch record.outcome {
        case .ranges(let ranges):
          columns.values = [ranges.minimum, ranges.maximum]
          columns.statuses = [ranges.minimumStatus, ranges.maximumStatus].map {
            $0.map(CohortRecordFile.code)
          }
          columns.objective = ranges.objective ?? .nan
        case .fluxes(let fluxes):
          columns.values = [fluxes.fluxes]
          columns.objective = fluxes.objective
        case .failed: break
        }
      }
      result.append(columns)
    }
    return result
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
