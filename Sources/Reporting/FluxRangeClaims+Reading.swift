import DataFiles
import FluxAnalysis

extension FluxRangeClaims {
  /// Reads ranges as `twinflux fva` writes them: TSV, CSV or JSON, which the content itself tells.
  ///
  /// - Throws: ``SavedFileError/malformed(path:line:problem:)``
  public static func read(
    _ bytes: [UInt8], path: String
  ) throws(SavedFileError) -> FluxRangeClaims {
    var reader = FluxRangeReader(path: path)
    let first = bytes.first { ![9, 10, 13, 32].contains($0) }
    return first == UInt8(ascii: "{")
      ? try reader.readJSON(bytes) : try reader.readTable(bytes)
  }
}

/// Turns the rows of a saved result into claims.
private struct FluxRangeReader {
  /// What a row says under each column; `null` and an empty cell are `nil`.
  typealias Cells = [String: String]

  private static let needed = [
    "reaction", "minimum", "maximum", "minimum_status", "maximum_status",
  ]

  let path: String
  private var line = 1
  private var claims = FluxRangeClaims(rows: [])
  private var lineOfReaction: [String: Int] = [:]

  init(path: String) { self.path = path }

  mutating func readTable(_ bytes: [UInt8]) throws(SavedFileError) -> FluxRangeClaims {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw problem("the file is not UTF-8 text")
    }
    var lines = SavedTableLines(text)
    guard let header = lines.next() else { throw problem("the file is empty") }
    for column in Self.needed where !header.cells.contains(column) {
      throw problem("there is no column '\(column)'")
    }
    if Set(header.cells).count < header.cells.count { throw problem("a column stands twice") }
    while let row = lines.next() {
      line = row.line
      if row.cells.count != header.cells.count {
        throw problem("there are \(row.cells.count) cells for \(header.cells.count) columns")
      }
      let cells = zip(header.cells, row.cells).filter { !$0.1.isEmpty }
      try append(Cells(uniqueKeysWithValues: cells))
    }
    return claims
  }

  mutating func readJSON(_ bytes: [UInt8]) throws(SavedFileError) -> FluxRangeClaims {
    var reader = JSONReader(bytes)
    let document: JSONValue
    do throws(JSONReader.Failure) {
      document = try reader.read()
    } catch {
      throw .malformed(path: path, line: error.line, problem: error.problem)
    }
    if case .number(let value)? = document["objective_value"] { claims.objectiveValue = value }
    switch document["fraction"] {
    case .number(let value)?: claims.cut = .fraction(value)
    case .null?: claims.cut = FluxVariabilityOptions.ObjectiveCut.none
    default: break
    }
    if document["ranges"] == nil, case .string(let status)? = document["status"],
      let absence = FluxRangeClaims.Absence(rawValue: status)
    {
      claims.absence = absence
      return claims
    }
    guard case .array(let ranges)? = document["ranges"] else {
      throw problem("the document has no 'ranges'")
    }
    let lines = reader.objectLines.dropFirst()
    for (index, range) in ranges.enumerated() {
      if lines.count == ranges.count { line = lines[lines.startIndex + index] }
      guard case .object(let members) = range else { throw problem("a range is no object") }
      var cells = Cells()
      for member in members {
        if let text = Self.text(of: member.value) { cells[member.key] = text }
      }
      try append(cells)
    }
    return claims
  }

  private static func text(of value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .number(let value): NumberText.text(value)
    default: nil
    }
  }

  private mutating func append(_ cells: Cells) throws(SavedFileError) {
    guard let reaction = cells["reaction"] else { throw problem("there is no reaction") }
    if let earlier = lineOfReaction.updateValue(line, forKey: reaction) {
      throw problem("'\(reaction)' is on line \(earlier) already")
    }
    let range = FluxRange(
      minimum: try end("minimum", cells), maximum: try end("maximum", cells))
    claims.rows.append(.init(reaction: reaction, range: range))
  }

  private func end(_ name: String, _ cells: Cells) throws(SavedFileError) -> FluxRange.End {
    let word = cells[name + "_status"] ?? ""
    guard let status = FluxRange.End.Status(rawValue: word) else {
      throw problem("'\(word)' is no status of the \(name)")
    }
    return FluxRange.End(
      status: status, value: try number(name, cells),
      outerBound: try number(name + "_outer", cells))
  }

  private func number(_ name: String, _ cells: Cells) throws(SavedFileError) -> Double? {
    guard let text = cells[name] else { return nil }
    guard let value = NumberText.parse(text) else {
      throw problem("the \(name) is '\(text)', which is no number")
    }
    return value
  }

  private func problem(_ text: String) -> SavedFileError {
    .malformed(path: path, line: line, problem: text)
  }
}

/// The rows of a tab- or comma-separated table, whichever its first line has.
private struct SavedTableLines {
  struct Row {
    /// Where the row begins, counted from 1.
    var line: Int
    var cells: [String]
  }

  private let scalars: [Unicode.Scalar]
  private let delimiter: Unicode.Scalar
  private var position = 0
  private var line = 1

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    delimiter = scalars.prefix { $0 != "\n" }.contains("\t") ? "\t" : ","
  }

  /// The next row that is not empty.
  mutating func next() -> Row? {
    while position < scalars.count {
      let row = row()
      if row.cells != [""] { return row }
    }
    return nil
  }

  private mutating func row() -> Row {
    let start = line
    var cells: [String] = []
    var cell = String.UnicodeScalarView()
    var isQuoted = false
    while position < scalars.count {
      let scalar = scalars[position]
      position += 1
      if scalar == "\n" { line += 1 }
      if isQuoted {
        if scalar != "\"" {
          cell.append(scalar)
        } else if position < scalars.count, scalars[position] == "\"" {
          cell.append(scalar)
          position += 1
        } else {
          isQuoted = false
        }
      } else if scalar == "\"", cell.isEmpty {
        isQuoted = true
      } else if scalar == delimiter {
        cells.append(String(cell))
        cell = String.UnicodeScalarView()
      } else if scalar == "\n" {
        break
      } else if scalar != "\r" {
        cell.append(scalar)
      }
    }
    return Row(line: start, cells: cells + [String(cell)])
  }
}
