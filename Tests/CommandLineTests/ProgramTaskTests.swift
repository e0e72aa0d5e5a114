import Foundation
import TestSupport
import Testing
import TwinFlux

/// Runs on ``CommandLineModels/chain``: `a_c → b_c` by AB (g2 and g3) or AB2 (g4, at most 3).
@Suite(
  "Metabolic tasks on the command line",
  .enabled(if: !SolverChoice.available.isEmpty, "this build has no solver"))
struct ProgramTaskTests {
  private static let captions =
    "\tID\tDESCRIPTION\tSHOULD FAIL\tIN\tIN LB\tIN UB\tOUT\tOUT LB\tOUT UB\n"
  private static let list =
    captions + "\tmake\tb from a\t\ta_e\t\t\tb_c\t2\n"
    + "\tmuch\tmuch b from a\t\ta_e\t\t\tb_c\t5\n"
    + "\tnothing\tb from nothing\tTRUE\t\t\t\tb_c\t0.1\n"

  private func run(
    _ line: String..., list: String = Self.list, reading: [String] = []
  ) throws -> (CommandLineProgram.Outcome, files: [String]) {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    try scratch.write("t.tsv", list)
    let outcome = try CommandLineProgram.run(line, in: scratch.url)
    let files = try reading.map {
      try String(contentsOf: scratch.url.appendingPathComponent($0), encoding: .utf8)
    }
    return (outcome, files)
  }

  @Test("a table says what passes; witnesses and a report go to files")
  func table() throws {
    let (found, files) = try run(
      "tasks", "m.xml", "--tasks", "t.tsv", "--witness", "w.tsv", "--report", "r.json",
      reading: ["w.tsv", "r.json"])
    #expect(found.status == 0, "\(found.errors)")
    #expect(
      found.output == """
        task\tdescription\texpected\tresult\tstatus\treason
        make\tb from a\tfeasible\tfeasible\tpassed\t
        much\tmuch b from a\tfeasible\tfeasible\tpassed\t
        nothing\tb from nothing\tinfeasible\tinfeasible\tpassed\t

        """)
    #expect(found.errors.contains("3 tasks: 3 passed; 3 certified"))
    #expect(files[0].hasPrefix("task\treaction\tflux\nmake\tA_UP\t2\n"))
    #expect(files[1].contains(#""passed": 3"#) && files[1].contains("t.tsv"))
  }

  @Test("a task that fails says why, and the status is 1")
  func failing() throws {
    let (found, _) = try run(
      "tasks", "m.xml", "--tasks", "t.tsv", "--knockout", "g2", "--verbose-columns")
    #expect(found.status == 1)
    #expect(
      found.output.contains(
        "much\tmuch b from a\tfeasible\tinfeasible\tfailed\t"
          + "b_c cannot be made: at most 3 of the 5 required, even if every metabolite could leave."
          + "\ttrue\t\t\n"))
    let (json, _) = try run(
      "tasks", "m.xml", "--tasks", "t.tsv", "--bound", "AB=0:0", "--format", "json")
    #expect(json.output.contains(#""passed": false"#) && json.output.contains(#""task": "much""#))
  }

  @Test("delete names the tasks that are lost")
  func deletion() throws {
    let (genes, _) = try run("delete", "m.xml", "--genes", "--tasks", "t.tsv")
    #expect(genes.status == 0, "\(genes.errors)")
    #expect(
      genes.output == """
        gene\tessential\tfailed_tasks
        g1\ttrue\tmake;much
        g2\ttrue\tmuch
        g3\ttrue\tmuch
        g4\tfalse\t

        """)
    let (reactions, _) = try run(
      "delete", "m.xml", "--reactions=AB,OUT", "--tasks", "t.tsv", "--knockout", "g4")
    #expect(
      reactions.output
        == "reaction\tessential\tfailed_tasks\nAB\ttrue\tmake;much\nOUT\tfalse\t\n")
    let (weak, _) = try run("delete", "m.xml", "--tasks", "t.tsv", "--knockout", "g2")
    #expect(weak.errors.contains("1 task not passed with nothing knocked out"))
    #expect(try run("delete", "m.xml", "--double", "--tasks", "t.tsv").0.status == 64)
  }

  @Test("what is wrong with a list is told with its line")
  func errors() throws {
    #expect(try run("tasks", "m.xml").0.status == 64)
    #expect(try run("tasks", "m.xml", "--tasks", "none.tsv").0.status == 66)
    let (unknown, _) = try run(
      "tasks", "m.xml", "--tasks", "t.tsv", list: Self.captions + "\tx\t\t\ta_e\t\t\tb_d\t1\n")
    #expect(unknown.status == 65)
    #expect(unknown.errors.contains("'x' (line 2): the model has no metabolite 'b_d'"))
    #expect(unknown.errors.contains("Did you mean"))
    let (broken, _) = try run(
      "tasks", "m.xml", "--tasks", "t.tsv", list: Self.captions + "\tx\t\tperhaps\n")
    #expect(broken.status == 65 && broken.errors.contains("line 2"))
  }

  @Test("a cohort has one row a task and one column a patient")
  func cohort() throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    try scratch.write("t.tsv", Self.list)
    try scratch.write("d.tsv", "sample\tgroup\tbounds\nP1\ta\t\nP2\tb\tAB=0:1\n")
    let command = [
      "cohort", "run", "m.xml", "--design", "d.tsv", "--out", "c", "--analysis", "tasks",
    ]
    #expect(try CommandLineProgram.run(command, in: scratch.url).status == 64)
    let done = try CommandLineProgram.run(command + ["--tasks", "t.tsv"], in: scratch.url)
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.errors.contains("6 tasks: 5 passed, 0 not certified"))
    let merged = try CommandLineProgram.run(["cohort", "merge", "c"], in: scratch.url)
    #expect(merged.output == "task\tP1.passed\tP2.passed\nmake\t1\t1\nmuch\t1\t0\nnothing\t1\t1\n")
    try scratch.write("t.tsv", Self.list.replacingOccurrences(of: "\t5\n", with: "\t4\n"))
    let other = try CommandLineProgram.run(command + ["--tasks", "t.tsv"], in: scratch.url)
    #expect(other.status == 73 && other.errors.contains("tasks"))
  }
}
