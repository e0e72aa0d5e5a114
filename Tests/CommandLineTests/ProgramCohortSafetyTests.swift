import Foundation
import TestSupport
import Testing
import TwinFlux

/// What must not be lost, and what must not be passed off as today's.
@Suite("A cohort on disk, kept from harm")
struct ProgramCohortSafetyTests {
  /// Divides the levels by three of the sample in a column of the table.
  private func change(column: Int, in space: CohortWorkspace) throws {
    let lines = try space.scratch.text("levels.tsv").split(separator: "\n").map { line in
      var cells = line.split(separator: "\t").map(String.init)
      if let level = Double(cells[column]) { cells[column] = NumberText.text(level / 3) }
      return cells.joined(separator: "\t")
    }
    try space.scratch.write("levels.tsv", lines.joined(separator: "\n") + "\n")
  }

  @Test("a result of levels that have changed since is missing, though another shard was run")
  func outdated() throws {
    let space = try CohortWorkspace(patients: 4)
    defer { space.remove() }
    #expect(try space.run("c").status == 0)
    let before = try space.patients("c")
    try change(column: 1, in: space)
    let other = try space.run("c", "--shard", "2/2")
    #expect(other.status == 0 && other.errors.contains("2 were stored before"), "\(other.errors)")
    let status = try space.cohort("status", "c")
    #expect(status.status == 75 && status.output.contains("S00001\tA\tmissing"), "\(status.output)")
    #expect(try space.cohort("merge", "c").status == 75)
    #expect(try space.run("c").errors.contains("3 were stored before"))
    let after = try space.patients("c")
    #expect(after.keys == before.keys)
    #expect(after.filter { before[$0.key] != $0.value }.keys.sorted() == ["patients/S00001.flux"])
  }

  @Test("a merge into one of its parts completes it, and never throws it away")
  func mergeIntoPart() throws {
    let space = try CohortWorkspace(patients: 5)
    defer { space.remove() }
    for shard in 1...2 { #expect(try space.run("s\(shard)", "--shard", "\(shard)/2").status == 0) }
    let before = try space.files("s1")
    let refused = try space.cohort("merge", "s1", "s2", "--out", "s2/../s1", "--restart")
    #expect(refused.status == 64 && refused.errors.contains("--restart"), "\(refused.errors)")
    let nowhere = try space.cohort("merge", "s1", "s2", "--restart", "--output", "r.tsv")
    #expect(nowhere.status == 64 && nowhere.errors.contains("--out"), "\(nowhere.errors)")
    #expect(try space.files("s1") == before)
    let merged = try space.cohort("merge", "s1", "s2", "--out", "s1", "--output", "r.tsv")
    #expect(merged.status == 0, "\(merged.errors)")
    #expect(try space.run("whole").status == 0)
    #expect(try space.files("s1") == space.files("whole"))
    #expect(try space.scratch.text("r.tsv") == space.cohort("merge", "whole").output)
  }

  static let misplaced: [[String]] = [
    ["merge", "c", "--format", "tsv", "--output", "c/cohort.json"],
    ["merge", "c", "--format", "npz", "--output", "c/patients/S00001.flux"],
    ["merge", "c", "--output", "link.tsv"],
    ["status", "c", "--output", "./c/reference.json"],
    ["compare", "c", "--output", "t.tsv", "--html", "c/patients/page.html"],
    [
      "run", "m.xml", "--omics", "levels.tsv", "--design", "d.tsv", "--fraction", "0.9", "--out",
      "c", "--report", "c/cohort.json",
    ],
  ]

  @Test("no result takes the place of the cohort's own files", arguments: misplaced)
  func results(arguments: [String]) throws {
    let space = try CohortWorkspace(patients: 4)
    defer { space.remove() }
    #expect(try space.run("c").status == 0)
    try FileManager.default.createSymbolicLink(
      atPath: space.scratch.path("link.tsv"), withDestinationPath: "c/patients/new.tsv")
    let before = try space.files("c")
    let found = try CommandLineProgram.run(["cohort"] + arguments, in: space.scratch.url)
    #expect(found.status == 64 && found.errors.contains("the cohort's own"), "\(found.errors)")
    #expect(try space.files("c") == before)
  }

  @Test(
    "a pipe where a record should be is an error, and is not waited for", .timeLimit(.minutes(1)))
  func pipe() throws {
    let space = try CohortWorkspace(patients: 2)
    defer { space.remove() }
    #expect(try space.run("c").status == 0)
    let path = space.scratch.path("c/patients/S00001.flux")
    try FileManager.default.removeItem(atPath: path)
    #expect(mkfifo(path, 0o600) == 0)
    let status = try space.cohort("status", "c")
    #expect(status.status == 66 && status.errors.contains("no regular file"), "\(status.errors)")
    let run = try space.run("c")
    #expect(run.status == 73 && run.errors.contains("no regular file"), "\(run.errors)")
  }

  @Test("a value of the objective out of a patient's reach is named as the reason")
  func unreachable() throws {
    let space = try CohortWorkspace(patients: 3)
    defer { space.remove() }
    let run = try space.cohort(
      "run", "m.xml", "--omics", "levels.tsv", "--design", "d.tsv", "--out", "c",
      "--objective-mode", "absolute", "--objective-value", "5000")
    #expect(run.status == 1, "\(run.errors)")
    let status = try space.cohort("status", "c")
    #expect(status.output.contains("infeasible: ") && status.output.contains("at least 5000"))
  }
}
