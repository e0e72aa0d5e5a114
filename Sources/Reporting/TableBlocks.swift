/// A long table that is made and turned into text block by block, so that its cells are never all
/// in memory at once.
public struct TableBlocks {
  public let columns: [String]
  public let count: Int
  private let block: (Int) -> [[Table.Cell]]

  /// - Parameter block: The rows of a block, of as many cells as there are columns.
  public init(columns: [String], count: Int, block: @escaping (Int) -> [[Table.Cell]]) {
    self.columns = columns
    self.count = count
    self.block = block
  }

  /// The table in the form asked for; in JSON as an array under `key`, behind the members of `head`.
  public func bytes(
    as format: TableFormat, head: [JSONValue.Member] = [], key: String
  ) -> [UInt8] {
    switch format {
    case .tsv: delimited(TableWriter.tsv)
    case .csv: delimited(TableWriter.csv)
    case .json: json(head, key)
    }
  }

  private func delimited(_ text: (Table) -> String) -> [UInt8] {
    let header = text(Table(columns: columns)).utf8
    var bytes = Array(header)
    for index in 0..<count { bytes += text(table(index)).utf8.dropFirst(header.count) }
    return bytes
  }

  private func json(_ head: [JSONValue.Member], _ key: String) -> [UInt8] {
    let frame = JSONValue.object(head + [.init(key, .array([]))]).text
    // The frame ends with "[]\n}\n".
    var bytes = Array(frame.utf8.dropLast(4))
    var isEmpty = true
    for index in 0..<count {
      let rows = block(index).isEmpty ? "" : TableWriter.rows(table(index)).text
      // "[\n  {…},\n  {…}\n]\n": no string of JSON holds a line break.
      let lines = rows.split(separator: "\n").dropFirst().dropLast()
      if lines.isEmpty { continue }
      if !isEmpty { bytes.append(UInt8(ascii: ",")) }
      isEmpty = false
      for line in lines { bytes += ("\n  " + line).utf8 }
    }
    bytes += ((isEmpty ? "" : "\n  ") + "]\n}\n").utf8
    return bytes
  }

  private func table(_ index: Int) -> Table {
    var table = Table(columns: columns)
    for row in block(index) { table.append(row) }
    return table
  }
}
