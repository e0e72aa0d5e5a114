import Testing
import TwinFlux

@Suite("Saved ranges")
struct SavedRangeTests {
  private static let head = "reaction\tminimum\tmaximum\tminimum_status\tmaximum_status\n"

  private func read(_ text: String) throws(SavedFileError) -> FluxRangeClaims {
    try FluxRangeClaims.read(Array(text.utf8), path: "r")
  }

  @Test("are read from TSV, CSV and JSON")
  func forms() throws {
    let tsv = try read(
      Self.head + "A\t-1.5\tinf\tcertified\tunbounded\n\"B\"\"x\"\t\t2\tfailed\toptimal\n")
    let csv = try read(
      "reaction,note,minimum,maximum,minimum_status,maximum_status\r\n"
        + "A,\"x,\ny\",-1.5,inf,certified,unbounded\r\n\"B\"\"x\",,,2,failed,optimal\r\n")
    let json = try read(
      """
      {"fraction": 0.9, "objective_value": 3.25, "ranges": [
        {"reaction": "A", "minimum": -1.5, "maximum": "inf", "minimum_status": "certified",
         "maximum_status": "unbounded"},
        {"reaction": "B\\"x", "minimum": null, "maximum": 2, "minimum_status": "failed",
         "maximum_status": "optimal"}]}
      """)
    let rows: [FluxRangeClaims.Row] = [
      .init(
        reaction: "A",
        range: .init(
          minimum: .init(status: .certified, value: -1.5),
          maximum: .init(status: .unbounded, value: .infinity))),
      .init(
        reaction: "B\"x",
        range: .init(
          minimum: .init(status: .failed, value: nil), maximum: .init(status: .optimal, value: 2))),
    ]
    #expect(tsv.rows == rows && csv.rows == rows && json.rows == rows)
    #expect(tsv.cut == nil && json.cut == .fraction(0.9) && json.objectiveValue == 3.25)
  }

  @Test(
    "that are malformed are refused with the line",
    arguments: [
      ("", 1), ("reaction\tminimum\n", 1), (head + "A\t1\t2\tcertified\n", 2),
      (head + "A\t1\t2\tcertified\tcertain\n", 2), (head + "A\t1\tx\tcertified\toptimal\n", 2),
      (head + "A\t1\t2\toptimal\toptimal\nA\t1\t2\toptimal\toptimal\n", 3),
      (head + "\t1\t2\toptimal\toptimal\n", 2), ("{\n\"ranges\": 1}", 1),
      ("{\n\"ranges\": [\n}", 3),
      ("{\"ranges\": [\n{\"reaction\": \"A\", \"minimum_status\": \"x\"}]}", 2),
      ("{\"ranges\": []}\n\n7", 3), ("{\"a\": \"\\ud800\"}", 1), ("{\"a\": 1e}", 1),
      (String(repeating: "{\"a\":", count: 100), 1),
    ])
  func malformed(text: String, line: Int) {
    do throws(SavedFileError) {
      _ = try read(text)
      Issue.record("it was read")
    } catch {
      guard case .malformed(_, let found, _) = error else { return }
      #expect(found == line, "\(error)")
    }
  }
}
