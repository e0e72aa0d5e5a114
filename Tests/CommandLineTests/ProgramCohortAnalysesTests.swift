import Foundation
import TestSupport
import Testing
import TwinFlux

/// What `cohort run` can compute beside ranges, and from what tables.
@Suite("The analyses of cohorts")
struct ProgramCohortAnalysesTests {
  private static let store = ["--out", "c", "--eflux-scale", "maximum"]

  private func run(
    _ space: CohortWorkspace, _ options: String...
  ) throws -> CommandLineProgram.Outcome {
    try CommandLineProgram.run(
      ["cohort", "run", "m.xml", "--omics", "levels.tsv", "--design", "d.tsv"] + Self.store
        + options, in: space.scratch.url)
  }

  /// The rows of a table by their first cell, each cell by its column.
  private func cells(_ table: String) -> [String: [String: String]] {
    let rows = table.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    return Dictionary(
      uniqueKeysWithValues: rows.dropFirst().map { row in
        (row[0], Dictionary(uniqueKeysWithValues: zip(rows[0], row)))
      })
  }

  /// What a command alone says of one patient.
  private func alone(
    _ space: CohortWorkspace, _ command: String, _ options: String...
  ) throws -> [String: [String: String]] {
    let outcome = try CommandLineProgram.run(
      [command, "m.xml", "--omics", "levels.tsv", "--sample", "S00002", "--method", "eflux"]
        + options, in: space.scratch.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return cells(outcome.output)
  }

  private func isSame(_ one: String?, _ other: String?) -> Bool {
    if one == other { return true }
    guard let one = one.flatMap(Double.init), let other = other.flatMap(Double.init) else {
      return false
    }
    return abs(one - other) <= 1e-6
  }

  @Test("parsimonious fluxes are those of fba --parsimonious, and their sum is in the status")
  func parsimonious() throws {
    let space = try CohortWorkspace(patients: 3)
    defer { space.remove() }
    let found = try run(space, "--analysis", "pfba")
    #expect(found.status == 0 && !found.errors.contains("certified"), "\(found.errors)")
    let merged = cells(try space.cohort("merge", "c").output)
    let fluxes = try alone(space, "fba", "--parsimonious")
    #expect(merged.count == 6 && merged.keys == fluxes.keys)
    var total = 0.0
    for (reaction, row) in fluxes {
      #expect(isSame(row["flux"], merged[reaction]?["S00002.flux"]), "\(reaction)")
      total += abs(Double(row["flux"] ?? "") ?? .nan)
    }
    let status = try space.cohort("status", "c")
    #expect(!status.errors.contains("certified"), "\(status.errors)")
    let patient = try #require(cells(status.output)["S00002"])
    #expect(isSame(patient["total_flux"], NumberText.text(total)))
    let optimum = try #require(patient["objective"].flatMap(Double.init))
    // Half of the optimum is kept, and no more, as that has the least flux.
    #expect(try run(space, "--analysis", "pfba", "--fraction", "0.5", "--restart").status == 0)
    let half = cells(try space.cohort("merge", "c").output)
    #expect(isSame(half["OUT"]?["S00002.flux"], NumberText.text(optimum / 2)))
    #expect(try run(space, "--analysis", "pfba").errors.contains("differs in options"))
  }

  static let deletionKinds: [(analysis: String, option: String, some: String, all: Int)] = [
    ("delete-reactions", "--reactions", "AB,EX_a", 6), ("delete-genes", "--genes", "g4,g1", 4),
  ]

  @Test("deletions are those of delete, of all or of some", arguments: deletionKinds)
  func deletions(analysis: String, option: String, some: String, all: Int) throws {
    let space = try CohortWorkspace(patients: 3)
    defer { space.remove() }
    let found = try run(space, "--analysis", analysis, "--report", "r.json")
    #expect(found.errors.contains("; \(3 * all) knock-outs, 0 without an answer;"))
    #expect(try space.scratch.text("r.json").contains("\"knock_outs\": \(3 * all)"))
    let merged = cells(try space.cohort("merge", "c").output)
    let rows = try alone(space, "delete", "\(option)=*")
    #expect(merged.count == all && merged.keys == rows.keys)
    for (id, row) in rows {
      #expect(isSame(row["growth"], merged[id]?["S00002.remaining"]), "\(id)")
      #expect(row["status"] == merged[id]?["S00002.status"])
    }
    let status = try space.cohort("status", "c")
    #expect(status.status == 0 && status.errors.contains("0 knock-outs without an answer"))
    #expect(try run(space, "--analysis", analysis).errors.contains("3 were stored before"))
    #expect(try run(space, "--analysis", analysis, option, some, "--restart").status == 0)
    let lines = try space.cohort("merge", "c").output.split(separator: "\n")
    #expect(lines.dropFirst().map { $0.prefix { $0 != "\t" } } == some.split(separator: ","))
    let compared = try space.cohort("compare", "c")
    #expect(compared.status == 65, "\(compared.errors)")
  }

  static let wrongUsage: [([String], String)] = [
    (["--analysis", "fba", "--fraction", "1"], "--analysis fva or pfba"),
    (["--analysis", "pfba", "--objective-mode", "none"], "--analysis fva"),
    (["--analysis", "delete-genes", "--reactions", "AB"], "--analysis fva or delete-reactions"),
    (["--genes", "g1"], "--analysis delete-genes"),
    (["--analysis", "fba", "--by", "group"], "--analysis fva"),
    (["--analysis", "delete-genes", "--genes", "g9"], "g9"),
    (["--analysis", "optimum"], "pfba"),
    (["--html", "p.html"], "--by"), (["--output", "t.tsv"], "--by"),
    (["--by", "group", "--shard", "1/2"], "contradict"),
    (["--by", "group", "--output", "levels.tsv"], "overwrite"),
    (["--omics", "other.tsv", "--report", "other.tsv"], "overwrite"),
    (["--shrink", "1.5"], "--shrink"), (["--technical-sd", "0.1"], "--shrink"),
    (["--draws", "3"], "--shrink"), (["--shrink", "0", "--draws", "3"], "above 0"),
    (["--shrink", "1", "--draw-seed", "3"], "--draws"),
    (["--shrink", "1", "--draws", "1001"], "1000"),
    (["--shrink", "1", "--draws", "2", "--draw-probability", "1"], "below 1"),
    (["--shrink", "1", "--technical-sd", "-1"], "--technical-sd"),
    (["--shrink", "1", "--draws", "2", "--analysis", "fba"], "--analysis fva"),
  ]

  @Test("wrong usage has status 64 and leaves nothing", arguments: wrongUsage)
  func usage(options: [String], words: String) throws {
    let space = try CohortWorkspace(patients: 2)
    defer { space.remove() }
    try space.scratch.write("other.tsv", "gene\tX\ng1\t1\n")
    let found = try CommandLineProgram.run(
      ["cohort", "run", "m.xml", "--omics", "levels.tsv", "--design", "d.tsv", "--out", "c"]
        + options, in: space.scratch.url)
    #expect(found.status == 64 && found.errors.contains(words), "\(found.errors)")
    #expect(!FileManager.default.fileExists(atPath: space.scratch.path("c/cohort.json")))
  }

  @Test("tables of some samples each give the bytes of one table")
  func tables() throws {
    let space = try CohortWorkspace(patients: 4)
    defer { space.remove() }
    #expect(try space.run("whole").status == 0)
    let rows = try space.scratch.text("levels.tsv").split(separator: "\n").map {
      $0.split(separator: "\t").map(String.init)
    }
    let part = { (columns: [Int], order: [Int]) in
      order.map { row in columns.map { rows[row][$0] }.joined(separator: "\t") }
        .joined(separator: "\n") + "\n"
    }
    try space.scratch.write("levels.tsv", part([0, 2, 4], [0, 1, 2, 3, 4]))
    try space.scratch.write("rest.tsv", part([0, 1, 3], [0, 4, 2, 1, 3]))
    let joined = try space.run("parts", "--omics", "rest.tsv", "--report", "r.json")
    #expect(joined.status == 0, "\(joined.errors)")
    #expect(try space.patients("parts") == space.patients("whole"))
    #expect(try space.scratch.text("r.json").contains("\"tables\": ["))
    let manifest = try space.scratch.text("parts/cohort.json")
    #expect(manifest.contains("\"levels.tsv\"") && manifest.contains("\"rest.tsv\""))
    // In two tables, not in all, and in none.
    try space.scratch.write("rest.tsv", part([0, 1, 2], [0, 4, 2, 1, 3]))
    let twice = try space.run("n", "--omics", "rest.tsv")
    #expect(
      twice.status == 65 && twice.errors.contains("'\(rows[0][2])' stands in 'levels.tsv' and"))
    try space.scratch.write("rest.tsv", part([0, 1, 3], [0, 4, 2, 1]))
    let fewer = try space.run("n", "--omics", "rest.tsv")
    #expect(fewer.status == 65 && fewer.errors.contains("'g3' stands in 'levels.tsv' and not in"))
    try space.scratch.write("rest.tsv", part([0, 1], [0, 4, 2, 1, 3]))
    let none = try space.run("n", "--omics", "rest.tsv")
    #expect(none.status == 65 && none.errors.contains("d.tsv:4"), "\(none.errors)")
  }

  @Test("--by compares as cohort compare does, once all have a result")
  func comparison() throws {
    let space = try CohortWorkspace(patients: 8)
    defer { space.remove() }
    let found = try space.run(
      "c", "--by", "group", "--output", "t.tsv", "--html", "p.html", "--report", "r.json")
    #expect(found.status == 0 && found.errors.contains("B (4) against A (4)"), "\(found.errors)")
    let compared = try space.cohort("compare", "c", "--by", "group", "--html", "q.html")
    #expect(try space.scratch.text("t.tsv") == compared.output)
    #expect(try space.scratch.text("p.html") == space.scratch.text("q.html"))
    let report = try space.scratch.text("r.json")
    #expect(report.contains("\"comparison\": {") && report.contains("\"done\": 8"))
    // Again, to standard output: nothing is left to compute.
    let again = try space.run("c", "--by", "group", "--format", "csv")
    #expect(again.errors.contains("8 were stored before"))
    #expect(again.output == compared.output.replacing("\t", with: ","))
  }

  @Test("a failed patient is left out of the comparison, and a design of one group refused before")
  func comparisonOfSome() throws {
    let space = try CohortWorkspace(patients: 6) { rows in
      rows.enumerated().map { "\($1)\t" + ($0 == 5 ? "MAINT=900:1000" : "") }
    }
    defer { space.remove() }
    let rows = try space.scratch.text("d.tsv").split(separator: "\n").dropFirst().map(String.init)
    try space.design(rows, header: "sample\tgroup\tbounds")
    let found = try space.run("c", "--by", "group")
    #expect(found.status == 1 && found.errors.contains("'S00006' is left out."), "\(found.errors)")
    #expect(found.output.hasPrefix("reaction\tclass\tn\t"))
    for (column, words) in [("group", "group"), ("stage", "no column 'stage'")] {
      try space.design(["S00001\tA", "S00002\tA"])
      let refused = try space.run("n", "--by", column)
      #expect(refused.status == 65 && refused.errors.contains(words), "\(refused.errors)")
      #expect(!FileManager.default.fileExists(atPath: space.scratch.path("n")))
    }
  }
}
