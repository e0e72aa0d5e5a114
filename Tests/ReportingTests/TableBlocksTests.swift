import Testing
import TwinFlux

@Suite("A table made in blocks")
struct TableBlocksTests {
  private let rows: [[Table.Cell]] = [
    [.text("A\tB"), .number(1)], [.text("C"), .empty], [.text("line\nbreak"), .number(.infinity)],
  ]

  @Test("is the same text as the table made at once", arguments: [[3], [1, 0, 2], [0, 2, 1, 0]])
  func sameText(sizes: [Int]) {
    var whole = Table(columns: ["id", "value"])
    for row in rows { whole.append(row) }
    let starts = sizes.indices.map { sizes[..<$0].reduce(0, +) }
    let blocks = TableBlocks(columns: whole.columns, count: sizes.count) { index in
      Array(rows[starts[index]..<starts[index] + sizes[index]])
    }
    #expect(blocks.bytes(as: .tsv, key: "rows") == Array(TableWriter.tsv(whole).utf8))
    #expect(blocks.bytes(as: .csv, key: "rows") == Array(TableWriter.csv(whole).utf8))
    let json = JSONValue.members(["n": 3, "rows": TableWriter.rows(whole)]).text
    #expect(
      blocks.bytes(as: .json, head: [.init("n", 3)], key: "rows") == Array(json.utf8))
  }

  @Test("may be empty")
  func empty() {
    let blocks = TableBlocks(columns: ["id"], count: 0) { _ in [] }
    #expect(blocks.bytes(as: .tsv, key: "rows") == Array("id\n".utf8))
    #expect(blocks.bytes(as: .json, key: "rows") == Array("{\n  \"rows\": []\n}\n".utf8))
  }
}
