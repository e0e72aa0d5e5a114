import DataFiles

/// Turns a ``Table`` into text.
public enum TableWriter {
  /// Tab-separated values as pandas and R read them with their defaults.
  ///
  /// A cell that holds a tab, a line break or a double quote is enclosed in double quotes, and a
  /// double quote in it is doubled.
  public static func tsv(_ table: Table) -> String { delimited(table, by: "\t") }

  /// Comma-separated values (RFC 4180, but with line feeds).
  public static func csv(_ table: Table) -> String { delimited(table, by: ",") }

  /// The rows as JSON objects under the names of the columns.
  public static func rows(_ table: Table) -> JSONValue {
    .array(
      table.rows.map { row in
        .object(zip(table.columns, row).map { JSONValue.Member($0, json($1)) })
      })
  }

  private static func delimited(_ table: Table, by delimiter: String) -> String {
    var text = ""
    write(table.columns, delimiter, to: &text)
    for row in table.rows { write(row.map(plain), delimiter, to: &text) }
    return text
  }

  private static func write(_ cells: [String], _ delimiter: String, to text: inout String) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { text += delimiter }
      text += quoted(cell, delimiter)
    }
    text += "\n"
  }

  private static func quoted(_ cell: String, _ delimiter: String) -> String {
    let delimiter = delimiter.utf8.first
    let needsQuotes = cell.utf8.contains { byte in
      byte == delimiter || byte == UInt8(ascii: "\"") || byte == 10 || byte == 13
    }
    if !needsQuotes { return cell }
    return "\""
      + cell.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  private static func plain(_ cell: Table.Cell) -> String {
    switch cell {
    case .text(let text): text
    case .number(let value): value.isNaN ? "" : NumberText.text(value)
    case .integer(let value): String(value)
    case .flag(let value): value ? "true" : "false"
    case .empty: ""
    }
  }

  private static func json(_ cell: Table.Cell) -> JSONValue {
    switch cell {
    case .text(let text): .string(text)
    case .number(let value): .number(value)
    case .integer(let value): .integer(value)
    case .flag(let value): .bool(value)
    case .empty: .null
    }
  }
}
