import Foundation

/// A tab-separated table with a header, as the sources of the shipped data are kept.
///
/// Every row has as many cells as the header; quotes have no meaning.
public struct ShippedTable: Sendable {
  public enum Failure: Error, Hashable {
    case noHeader(path: String)
    case cellCount(path: String, line: Int, found: Int, expected: Int)
    case noColumn(path: String, column: String)
    case notANumber(path: String, line: Int, column: String, text: String)
  }

  /// One row; cells are asked for by column.
  public struct Row: Sendable {
    let path: String
    public let line: Int
    let columns: [String: Int]
    let cells: [String]

    public func text(_ column: String) throws -> String {
      guard let index = columns[column] else {
        throw Failure.noColumn(path: path, column: column)
      }
      return cells[index]
    }

    public func number(_ column: String) throws -> Double {
      let text = try text(column)
      guard let value = Double(text) else {
        throw Failure.notANumber(path: path, line: line, column: column, text: text)
      }
      return value
    }
  }

  public let rows: [Row]

  /// Reads the table at `relative`, a path in the package.
  public init(_ relative: String) throws {
    let content = String(decoding: try storedBytes(ShippedData.path(relative)), as: UTF8.self)
    let lines = content.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    guard let header = lines.first, !header[0].isEmpty else {
      throw Failure.noHeader(path: relative)
    }
    let columns = Dictionary(uniqueKeysWithValues: header.enumerated().map { ($1, $0) })
    var rows: [Row] = []
    for (index, cells) in lines.enumerated().dropFirst() where cells != [""] {
      guard cells.count == header.count else {
        throw Failure.cellCount(
          path: relative, line: index + 1, found: cells.count, expected: header.count)
      }
      rows.append(Row(path: relative, line: index + 1, columns: columns, cells: cells))
    }
    self.rows = rows
  }
}
