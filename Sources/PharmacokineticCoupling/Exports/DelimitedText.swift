import DataFiles

/// Comma-separated values (RFC 4180, with line feeds).
struct DelimitedText {
  private(set) var text = ""

  init(header: [String]) { append(header) }

  /// With every name of the header in double quotes.
  init(quotedHeader: [String]) { append(asTheyAre: quotedHeader.map(Self.inQuotes)) }

  /// Adds a row, quoting what needs it.
  mutating func append(_ cells: [String]) { append(asTheyAre: cells.map(Self.quoted)) }

  /// Adds a row of cells that are quoted already where they have to be.
  mutating func append(asTheyAre cells: [String]) {
    text += cells.joined(separator: ",")
    text += "\n"
  }

  static func inQuotes(_ cell: String) -> String { "\"" + doubled(cell) + "\"" }

  private static func quoted(_ cell: String) -> String {
    let needsQuotes = cell.utf8.contains { byte in
      [UInt8(ascii: ","), UInt8(ascii: "\""), 10, 13].contains(byte)
    }
    return needsQuotes ? inQuotes(cell) : cell
  }

  private static func doubled(_ cell: String) -> String {
    cell.replacing("\"", with: "\"\"")
  }
}

extension ExportTool {
  /// The shortest decimal that reads back as the same number; NONMEM's with a capital `E`.
  func number(_ value: Double) -> String {
    let text = NumberText.text(value)
    return self == .nonmem ? text.uppercased() : text
  }
}

extension String {
  /// On one line and in printable characters, so that it can stand in a comment of any language.
  var asComment: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: " "
          default: scalar
          }
        }))
  }
}
