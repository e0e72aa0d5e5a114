import Foundation
import TestSupport
import Testing
import TwinFlux

/// Runs on ``CommandLineModels/chain``: `a_c → b_c` by AB (g2 and g3), which no patient expresses, or
/// AB2 (g4), which carries at most 3.
@Suite(
  "Required tasks on the command line",
  .enabled(if: !SolverChoice.available.isEmpty, "this build has no solver"))
struct ProgramRequiredTasksTests {
  private static let levels = "gene\tP1\tP2\ng1\t10\t20\ng2\t0.01\t0.02\ng3\t20\t10\ng4\t4\t5\n"
  private static let tasks =
    "\tID\tDESCRIPTION\tSHOULD FAIL\tIN\tIN LB\tIN UB\tOUT\tOUT LB\tOUT UB\n"
    + "\tmake\tb from a\t\ta_e\t\t\tb_c\t2\n" + "\tmuch\tmuch b from a\t\ta_e\t\t\tb_c\t5\n"
    + "\tbeyond\tb from nothing\t\t\t\t\tb_c\t1\n"
    + "\tnothing\tb from nothing\tTRUE\t\t\t\tb_c\t0.1\n"

  private static func scratch() throws -> CommandLineScratch {
    let scratch = try CommandLineScratch()
    try scratch.write("m.xml", CommandLineModels.chain)
    try scratch.write("levels.tsv", levels)
    try scratch.write("t.tsv", tasks)
    try scratch.write("d.tsv", "sample\tgroup\nP1\ta\nP2\tb\n")
    return scratch
  }

  private func run(
    _ command: String, _ options: [String], method: String = "fastcore", tasks: String = Self.tasks,
    reading: String? = nil
  ) throws -> (outcome: CommandLineProgram.Outcome, file: String) {
    let scratch = try Self.scratch()
    defer { scratch.remove() }
    try scratch.write("t.tsv", tasks)
    // fastcore's own thresholds need a whole transcriptome.
    let thresholds = method == "fastcore" ? ["--threshold", "absolute:1"] : []
    let outcome = try CommandLineProgram.run(
      [command, "m.xml", "--omics", "levels.tsv", "--sample", "P1", "--method", method]
        + thresholds + options, in: scratch.url)
    return (outcome, try reading.map { try scratch.text($0) } ?? "")
  }

  @Test("the reaction that a task lacks is given back, by name, and the report says so")
  func givenBack() throws {
    let without = try run("personalize", []).outcome
    #expect(without.status == 0, "\(without.errors)")
    #expect(without.output.contains("\nAB\t0\t0\n") && without.output.contains("\nAB2\t0\t3\n"))
    let (found, report) = try run(
      "personalize", ["--require-tasks", "t.tsv", "--report", "r.json"], reading: "r.json")
    #expect(found.status == 0, "\(found.errors)")
    #expect(found.output.contains("\nAB\t0\t1000\n") && found.output.contains("\nAB2\t0\t3\n"))
    #expect(
      found.errors.contains(
        "1 of 4 required tasks failed under the patient's bounds; 1 reaction given back."))
    #expect(found.errors.contains("gave back 'AB' for task 'much'"))
    #expect(found.errors.contains("1 required task cannot be done without omics either: beyond."))
    #expect(report.contains(#""reactions_given_back": ["AB (task much)"]"#), "\(report)")
    #expect(report.contains(#""required_tasks": {"#) && report.contains("t.tsv"))
  }

  @Test("analyses run on the model that can do the tasks")
  func analyses() throws {
    // AB2 carries at most 3 of the 10 that are taken in.
    let without = try run("fba", ["--objective", "MAINT"]).outcome
    #expect(without.errors.contains("objective 3 "), "\(without.errors)")
    let with = try run("fba", ["--objective", "MAINT", "--require-tasks", "t.tsv"]).outcome
    #expect(with.errors.contains("objective 10 "), "\(with.errors)")
    let checked = try run("tasks", ["--tasks", "t.tsv", "--require-tasks", "t.tsv"]).outcome
    #expect(checked.output.contains("much\tmuch b from a\tfeasible\tfeasible\tpassed"))
    #expect(checked.output.contains("beyond\tb from nothing\tfeasible\tinfeasible\tfailed"))
  }

  @Test("ftINIT forces what tasks cannot do without, and lacks nothing afterwards")
  func forced() throws {
    let without = try run("personalize", [], method: "ftinit").outcome
    #expect(without.status == 0 && without.output.contains("\nAB\t0\t0\n"), "\(without.errors)")
    let with = try run("personalize", ["--require-tasks", "t.tsv"], method: "ftinit").outcome
    #expect(with.output.contains("\nAB\t0\t1000\n"))
    #expect(with.errors.contains("0 of 4 required tasks failed"), "\(with.errors)")
  }

  @Test("bounds that are narrow and not closed cannot be given back, and the task is named")
  func narrow() throws {
    let found = try run("personalize", ["--require-tasks", "t.tsv"], method: "eflux").outcome
    #expect(found.status == 1)
    #expect(found.errors.contains("'much'") && found.errors.contains("narrowed"))
    #expect(found.output.isEmpty)
  }

  @Test("a list that names what the model has not, no list, and no omics are refused")
  func refused() throws {
    let wrong = Self.tasks.replacingOccurrences(of: "b_c", with: "b_d")
    let unknown = try run("personalize", ["--require-tasks", "t.tsv"], tasks: wrong).outcome
    #expect(unknown.status == 65 && unknown.errors.contains("b_d"), "\(unknown.errors)")
    let missing = try run("personalize", ["--require-tasks", "none.tsv"]).outcome
    #expect(missing.status == 66)
    let scratch = try Self.scratch()
    defer { scratch.remove() }
    let alone = try CommandLineProgram.run(
      ["fba", "m.xml", "--require-tasks", "t.tsv"], in: scratch.url)
    #expect(alone.status == 64 && alone.errors.contains("--omics"))
  }

  @Test("each patient of a cohort can do them; a store made without them is not gone on with")
  func cohort() throws {
    let scratch = try Self.scratch()
    defer { scratch.remove() }
    let base = [
      "cohort", "run", "m.xml", "--omics", "levels.tsv", "--design", "d.tsv", "--method",
      "fastcore", "--threshold", "absolute:1", "--fraction", "0.5", "--out",
    ]
    let without = try CommandLineProgram.run(base + ["w"], in: scratch.url)
    #expect(without.status == 0, "\(without.errors)")
    let with = try CommandLineProgram.run(
      base + ["t", "--require-tasks", "t.tsv"], in: scratch.url)
    #expect(with.status == 0, "\(with.errors)")
    #expect(with.errors.contains("beyond") && with.errors.contains("bounds of the median levels"))
    var rows: [String] = []
    for directory in ["w", "t"] {
      let merged = try CommandLineProgram.run(
        ["cohort", "merge", directory, "--output", "\(directory).tsv"], in: scratch.url)
      #expect(merged.status == 0, "\(merged.errors)")
      rows += try scratch.text("\(directory).tsv").split(separator: "\n").map(String.init)
        .filter { $0.hasPrefix("AB\t") }
    }
    #expect(rows.count == 2 && rows[0] == "AB\t0\t0\t0\t0")
    #expect(rows.last == "AB\t0\t10\t0\t10", "\(rows)")
    let resumed = try CommandLineProgram.run(base + ["t", "--resume"], in: scratch.url)
    #expect(resumed.status == 73, "\(resumed.errors)")
  }

  @Test("a detected metabolite that the model has not is bad data, with the nearest name")
  func detected() throws {
    let found = try run(
      "personalize", ["--method-option", "detected=b_d"], method: "ftinit"
    ).outcome
    #expect(found.status == 65 && found.errors.contains("Did you mean 'b_c'"), "\(found.errors)")
    let twice = try run(
      "personalize", ["--method-option", "detected=b_c,b_c"], method: "init"
    ).outcome
    #expect(twice.status == 64 && twice.errors.contains("once"), "\(twice.errors)")
  }
}
