import Testing
import TwinFlux

@Suite("Tables of results")
struct TableWriterTests {
  private var table: Table {
    var table = Table(columns: ["id", "value"])
    table.append([.text("plain"), .number(0.1)])
    table.append([.text("tab\there"), .number(-0.0)])
    table.append([.text("comma, \"quote\""), .number(.infinity)])
    table.append([.text("line\nbreak"), .empty])
    table.append([.flag(true), .integer(7)])
    table.append([.text(""), .number(.nan)])
    return table
  }

  @Test("as TSV quote only what would break a reader")
  func tsv() {
    let expected = """
      id\tvalue
      plain\t0.1
      "tab\there"\t0
      "comma, ""quote\"""\tinf
      "line
      break"\t
      true\t7
      \t

      """
    #expect(TableWriter.tsv(table) == expected)
  }

  @Test("as CSV quote commas")
  func csv() {
    var table = Table(columns: ["a", "b"])
    table.append([.text("x,y"), .number(1e-7)])
    table.append([.text("tab\t"), .number(-.infinity)])
    #expect(TableWriter.csv(table) == "a,b\n\"x,y\",1e-07\ntab\t,-inf\n")
  }

  @Test("as JSON have null where nothing is known and text for infinity")
  func json() {
    var table = Table(columns: ["r", "low", "high"])
    table.append([.text("A"), .number(-.infinity), .empty])
    #expect(
      TableWriter.rows(table).text == "[\n  {\"r\": \"A\", \"low\": \"-inf\", \"high\": null}\n]\n")
  }

  @Test(
    "take their form from the extension",
    arguments: [
      ("a.tsv", TableFormat.tsv), ("a.csv.gz", .csv), ("A.JSON", .json), ("a.txt", .tsv),
      ("a.xml", nil), ("csv", nil),
    ])
  func formats(path: String, expected: TableFormat?) {
    #expect(TableFormat(extensionOf: path) == expected)
  }
}
