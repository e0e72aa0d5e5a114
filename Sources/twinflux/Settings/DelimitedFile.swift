import TwinFlux

/// A small table that a person writes: `--bounds` and `--medium`.
///
/// Tab- or comma-separated. The first line names the columns, in any order, and may name
/// others; without such a line the columns stand in the order asked for. Empty lines and lines that
/// begin with `#` are skipped.
struct DelimitedFile {
  struct Row {
    var line: Int
    /// The name in the first of the columns asked for.
    var key: String
    /// The numbers in the others.
    var values: [Double]
  }

  /// Reads the column `columns[0]` as names, each at most once, and the rest as numbers.
  static func rows(
    of path: String, columns: [String]
  ) throws(CommandFailure) -> [Row] {
    var file = DelimitedFile(path: path, columns: columns)
    for line in try TextFile.lines(of: path) { try file.take(line.text, number: line.number) }
    if file.rows.isEmpty {
      throw CommandFailure(.badData, "'\(path)' has no row. Give at least one.")
    }
    return file.rows
  }

  private let path: String
  private let columns: [String]
  private var delimiter: Character?
  private var positions: [Int]?
  private var rows: [Row] = []
  private var lineOfKey: [String: Int] = [:]

  private init(path: String, columns: [String]) {
    self.path = path
    self.columns = columns
  }

  private mutating func take(_ line: Substring, number: Int) throws(CommandFailure) {
    let delimiter = self.delimiter ?? (line.contains("\t") ? "\t" : ",")
    self.delimiter = delimiter
    let cells = line.split(separator: delimiter, omittingEmptySubsequences: false)
      .map { Self.unquoted($0.trimmingBlanks()) }
    if positions == nil, try readHeader(cells, line: number) { return }
    try append(cells, line: number)
  }

  /// Whether `cells` are names of columns; if not, the first line is a row like the others.
  private mutating func readHeader(_ cells: [String], line: Int) throws(CommandFailure) -> Bool {
    let names = cells.map { $0.lowercased() }
    let found = columns.compactMap { names.firstIndex(of: $0) }
    if found.count == columns.count {
      if let twice = columns.first(where: { column in names.count { $0 == column } > 1 }) {
        throw failure(line, "the column '\(twice)' stands twice", "Keep one of them.")
      }
      positions = found
      return true
    }
    if cells.count == columns.count, cells.dropFirst().allSatisfy({ NumberText.parse($0) != nil }) {
      positions = Array(columns.indices)
      return false
    }
    throw failure(
      line, "it does not name the columns \(columns.joined(separator: ", "))",
      "Make them the first line.")
  }

  private mutating func append(_ cells: [String], line: Int) throws(CommandFailure) {
    let positions = positions ?? Array(columns.indices)
    guard let last = positions.max(), cells.count > last else {
      throw failure(line, "it has \(cells.count) cells", "Give one for each column.")
    }
    let key = cells[positions[0]]
    if key.isEmpty { throw failure(line, "the \(columns[0]) is empty", "Name one.") }
    if let earlier = lineOfKey.updateValue(line, forKey: key) {
      throw failure(
        line, "'\(excerpt(key))' is on line \(earlier) already", "Keep one of them.")
    }
    var values: [Double] = []
    for (column, position) in zip(columns, positions).dropFirst() {
      let cell = cells[position]
      let what = "the \(column) of '\(excerpt(key))' is '\(excerpt(cell))'"
      guard let value = NumberText.parse(cell) else {
        throw failure(line, what + ", which is no number", "Give a decimal number, inf or -inf.")
      }
      if !Magnitude.isPlausible(value, spelled: cell) {
        throw failure(line, what, "Give \(Magnitude.expected), inf or -inf.")
      }
      values.append(value)
    }
    rows.append(Row(line: line, key: key, values: values))
  }

  private func failure(_ line: Int, _ what: String, _ advice: String) -> CommandFailure {
    CommandFailure(.badData, "In line \(line), \(what) (\(path):\(line)). \(advice)")
  }

  private static func unquoted(_ cell: String) -> String {
    guard cell.count >= 2, cell.hasPrefix("\""), cell.hasSuffix("\"") else { return cell }
    return String(cell.dropFirst().dropLast().replacing("\"\"", with: "\""))
  }
}
