/// A table of results: named columns and rows of cells.
public struct Table: Sendable, Hashable {
  public enum Cell: Sendable, Hashable {
    case text(String)
    case number(Double)
    case integer(Int)
    case flag(Bool)
    /// Nothing is known: an empty cell, `null` in JSON.
    case empty

    /// A number that may not be known.
    public static func optional(_ value: Double?) -> Cell { value.map(Cell.number) ?? .empty }

    /// A text that there may not be.
    public static func optional(_ text: String?) -> Cell { text.map(Cell.text) ?? .empty }
  }

  public let columns: [String]
  public private(set) var rows: [[Cell]] = []

  public init(columns: [String]) {
    self.columns = columns
  }

  /// - Precondition: There is one cell for each column.
  public mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "\(row.count) cells for \(columns.count) columns")
    rows.append(row)
  }
}
