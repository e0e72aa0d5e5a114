/// The fields of a model's struct as lists of text and numbers, checked for their length.
///
/// A field that is there but empty counts as missing, since MATLAB's tools write empty ones freely.
struct MATFields {
  let values: [String: MATArray]
  let path: String

  func invalid(_ field: String, _ detail: String, _ cure: String) -> MATError {
    .invalidField(path: path, field: field, detail: detail, cure: cure)
  }

  private func value(_ field: String) -> MATArray? {
    values[field].flatMap { $0.isEmpty ? nil : $0 }
  }

  // MARK: Text

  /// A line of text; `nil` if the field is something else.
  func text(_ field: String) -> String? {
    switch value(field) {
    case .text(let text, _): text.trimmed.nonempty
    case .cells(let cells) where cells.count == 1: try? string(cells[0], field, 0).nonempty
    default: nil
    }
  }

  /// A cell array of text, or the rows of a matrix of characters.
  func requiredStrings(_ field: String) throws(MATError) -> [String] {
    guard let value = values[field] else { throw .missingField(path: path, field: field) }
    return value.isEmpty ? [] : try strings(value, field)
  }

  func strings(
    _ field: String, count: Int, of what: String
  ) throws(MATError) -> [String]? {
    guard let value = value(field) else { return nil }
    let strings = try strings(value, field)
    try check(strings.count, count, field, what)
    return strings
  }

  private func strings(_ value: MATArray, _ field: String) throws(MATError) -> [String] {
    switch value {
    case .cells(let cells):
      var result: [String] = []
      result.reserveCapacity(cells.count)
      for (index, cell) in cells.enumerated() { result.append(try string(cell, field, index)) }
      return result
    case .text(let text, let rows): return Self.rows(of: text, rows)
    default: throw invalid(field, "is \(value.kind), not text", "Make it a cell array of text.")
    }
  }

  /// What one cell says. A cell within says it as well; of several, the first, as in COBRApy.
  private func string(_ cell: MATArray, _ field: String, _ index: Int) throws(MATError) -> String {
    switch cell {
    case .text(let text, _): return text.trimmed
    case .cells(let inner):
      guard let first = inner.first else { return "" }
      return try string(first, field, index)
    case .numbers where cell.isEmpty: return ""
    default:
      throw invalid(field, "has \(cell.kind) as number \(index + 1), not text", "Make it text.")
    }
  }

  /// Characters go down the columns; each row is padded with blanks.
  private static func rows(of text: String, _ count: Int) -> [String] {
    let scalars = Array(text.unicodeScalars)
    guard count > 0 else { return [] }
    return (0..<count).map { row in
      var line = String.UnicodeScalarView()
      for index in stride(from: row, to: scalars.count, by: count) { line.append(scalars[index]) }
      return String(line).trimmed
    }
  }

  /// One character for each of `count` things, in a row, a column or cells.
  func letters(_ field: String, count: Int, of what: String) throws(MATError) -> [Character]? {
    var letters: [Character]
    switch value(field) {
    case nil: return nil
    case .text(let text, _): letters = text.unicodeScalars.map { Character($0) }
    case let value?: letters = try strings(value, field).map { $0.first ?? " " }
    }
    try check(letters.count, count, field, what)
    return letters
  }

  // MARK: Numbers

  func requiredNumbers(_ field: String, count: Int, of what: String) throws(MATError) -> [Double] {
    if let numbers = try numbers(field, count: count, of: what) { return numbers }
    if values[field] == nil { throw .missingField(path: path, field: field) }
    try check(0, count, field, what)
    return []
  }

  func numbers(_ field: String, count: Int, of what: String) throws(MATError) -> [Double]? {
    switch value(field) {
    case nil: return nil
    case .numbers(let numbers, _, _):
      try check(numbers.count, count, field, what)
      return numbers
    case .sparse(let matrix):
      let size = matrix.rowCount.multipliedReportingOverflow(by: matrix.columnCount)
      try check(size.overflow ? .max : size.partialValue, count, field, what)
      return matrix.dense
    case let value?:
      throw invalid(field, "is \(value.kind), not numbers", "Make it a column of numbers.")
    }
  }

  private func check(_ found: Int, _ count: Int, _ field: String, _ what: String) throws(MATError) {
    if found == count { return }
    throw invalid(
      field, "has \(found) entries for \(count) \(what)", "Give it one for each of them.")
  }

  /// A matrix of so many rows and columns, each column a list of its entries.
  func matrix(_ field: String, rows: Int, columns: Int) throws(MATError) -> MATSparse {
    switch values[field] {
    case nil: throw .missingField(path: path, field: field)
    case .sparse(let matrix):
      try checkShape(field, (matrix.rowCount, matrix.columnCount), (rows, columns))
      return matrix
    case .numbers(let numbers, let foundRows, let foundColumns):
      try checkShape(field, (foundRows, foundColumns), (rows, columns))
      return MATSparse(dense: numbers, rows: rows, columns: columns)
    case let value?:
      throw invalid(field, "is \(value.kind), not a matrix", "Make it a sparse matrix.")
    }
  }

  private func checkShape(
    _ field: String, _ found: (Int, Int), _ expected: (Int, Int)
  ) throws(MATError) {
    if found == expected { return }
    throw invalid(
      field, "is a \(found.0)×\(found.1) matrix, not \(expected.0)×\(expected.1)",
      "Give it a row and a column for each id.")
  }
}

extension MATSparse {
  init(dense numbers: [Double], rows: Int, columns: Int) {
    self.init(rowCount: rows, columnCount: columns, columnStarts: [0], rows: [], values: [])
    for column in 0..<columns {
      for row in 0..<rows where numbers[column * rows + row] != 0 {
        self.rows.append(row)
        values.append(numbers[column * rows + row])
      }
      columnStarts.append(values.count)
    }
  }

  /// All entries, column by column; the caller has checked how many.
  fileprivate var dense: [Double] {
    var dense = [Double](repeating: 0, count: rowCount * columnCount)
    for column in 0..<columnCount {
      for position in columnStarts[column]..<columnStarts[column + 1] {
        dense[column * rowCount + rows[position]] += values[position]
      }
    }
    return dense
  }
}

extension String {
  fileprivate var trimmed: String {
    let blanks: Set<UInt8> = [0, 9, 10, 13, 32]
    guard let first = utf8.first, let last = utf8.last,
      blanks.contains(first) || blanks.contains(last)
    else { return self }
    let kept = Array(utf8.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) })
    return String(decoding: kept.reversed(), as: UTF8.self)
  }
}
