import Foundation
import TestSupport
import Testing
import TwinFlux

@Suite("The commands of cohorts")
struct ProgramCohortTests {
  /// What stands in the column of a sample in a merged table, by reaction.
  private func column(_ name: String, of table: String) throws -> [String: Double] {
    let rows = table.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    let place = try #require(rows.first?.firstIndex(of: name))
    var values: [String: Double] = [:]
    for row in rows.dropFirst() { values[row[0]] = Double(row[place]) }
    return values
  }

  @Test("run, status and merge say the same of a patient as fva does")
  func sameAsAlone() throws {
    let space = try CohortWorkspace()
    defer { space.remove() }
    let run = try space.run(
      "c", "--eflux-scale", "maximum", "--report", "r.json", "--threads", "2")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("8 patients: 8 done, 0 failed; 96 ends certified, 0 not"))
    let status = try space.cohort("status", "c", "--format", "csv")
    #expect(status.status == 0 && status.output.contains("\nS00001,A,done,,"), "\(status.output)")
    let merged = try space.cohort("merge", "c")
    #expect(merged.status == 0, "\(merged.errors)")
    let alone = try CommandLineProgram.run(
      [
        "fva", "m.xml", "--omics", "levels.tsv", "--sample", "S00003", "--method", "eflux",
        "--fraction", "0.9",
      ], in: space.scratch.url)
    for end in ["minimum", "maximum"] {
      let one = try column("S00003.\(end)", of: merged.output)
      let other = try column(end, of: alone.output)
      #expect(one.count == 6 && one.keys == other.keys)
      for (reaction, value) in one {
        #expect(abs(value - (other[reaction] ?? .nan)) <= 1e-6, "\(reaction)")
      }
    }
    let report = try JSONSerialization.jsonObject(with: Data(space.scratch.text("r.json").utf8))
    let result = (report as? [String: Any])?["result"] as? [String: Any]
    #expect(result?["done"] as? Int == 8 && result?["ends_certified"] as? Int == 96)
    #expect((result?["reference"] as? [String: Any])?["samples"] as? Int == 8)
  }

  @Test("a patient who fails is a row with a reason, and status 1; an unfinished cohort has 75")
  func failure() throws {
    let space = try CohortWorkspace { $0.map { "\($0)\t" } }
    defer { space.remove() }
    try space.design(
      ["S00001\tA\t", "S00002\tA\tMAINT=900:1000"], header: "sample\tgroup\tbounds")
    let run = try space.run("c")
    #expect(run.status == 1 && run.errors.contains("1 done, 1 failed"), "\(run.errors)")
    #expect(!run.errors.contains("S00002"))
    let status = try space.cohort("status", "c")
    #expect(status.status == 1, "\(status.errors)")
    #expect(status.output.contains("S00002\tA\tfailed\tinfeasible: "))
    try FileManager.default.removeItem(atPath: space.scratch.path("c/patients/S00001.flux"))
    let missing = try space.cohort("status", "c", "--output", "s.json")
    #expect(missing.status == 75 && missing.errors.contains("1 missing"))
    #expect(try space.scratch.text("s.json").contains("\"missing\""))
    #expect(try space.cohort("merge", "c", "--output", "m.tsv").status == 75)
    #expect(try space.cohort("merge", "c", "--output", "m.tsv", "--partial").status == 0)
    try space.scratch.write("c/patients/S00001.flux", "no record")
    #expect(try space.cohort("status", "c").output.contains("S00001\tA\tdamaged"))
    let again = try space.run("c")
    #expect(again.status == 1 && again.errors.contains("1 were stored before"), "\(again.errors)")
  }

  @Test("a sample with too few genes fails alone, and is no part of the medians")
  func coverage() throws {
    let space = try CohortWorkspace(patients: 2)
    defer { space.remove() }
    try space.scratch.write(
      "levels.tsv", "gene\tS00001\tS00002\ng1\t8\t1\ng2\t10\tNA\ng3\t20\tNA\ng4\t4\tNA\n")
    let run = try space.run("c")
    #expect(run.status == 1 && run.errors.contains("1 done, 1 failed"), "\(run.errors)")
    #expect(try space.cohort("status", "c").output.contains("S00002\tB\tfailed\tinput: "))
    let reference =
      try JSONSerialization.jsonObject(
        with: Data(space.scratch.text("c/reference.json").utf8)) as? [String: Any]
    #expect(reference?["samples"] as? [String] == ["S00001"])
    #expect((reference?["levels"] as? [String: Double])?["g1"] == 8)
    // Where all are too thin, there is nothing to run.
    try space.design(["S00002\tB"])
    let thin = try space.run("e")
    #expect(thin.status == 65 && thin.errors.contains("--min-coverage"), "\(thin.errors)")
  }

  static let wrongDesigns: [(header: String, rows: [String], words: [String])] = [
    ("sample\tgroup", ["S00001\tA", "S99999\tB"], ["'S99999'", "d.tsv:3", "levels.tsv"]),
    ("sample\tgroup", ["S00001\tA", "S00001\tB"], ["'S00001' stands twice", "d.tsv:3"]),
    ("sample\tgroup", ["S00001\t", "S00002\tB"], ["group is empty", "d.tsv:2"]),
    ("sample", ["S00001"], ["no column 'group'"]),
    ("sample\tgroup", [], ["names no patient"]),
    ("sample\tgroup\tpair", ["S00001\tA\tp1", "S00002\tB\t"], ["p1", "S00001"]),
    ("sample\tgroup\tpair", ["S00001\tA\tp1", "S00002\tA\tp1"], ["p1"]),
    ("sample\tgroup\tbounds", ["S00001\tA\tXYZ=0:1"], ["'S00001'", "d.tsv:2", "XYZ"]),
    ("sample\tgroup\tbounds", ["S00001\tA\tMAINT=0:1e300"], ["'S00001'", "d.tsv:2"]),
    ("sample\tgroup\tmedium", ["S00001\tA\tMAINT=3x"], ["MAINT", "d.tsv:2"]),
  ]

  @Test("a design that cannot be names what is wrong before anything runs", arguments: wrongDesigns)
  func designs(header: String, rows: [String], words: [String]) throws {
    let space = try CohortWorkspace(patients: 2)
    defer { space.remove() }
    try space.design(rows, header: header)
    let outcome = try space.run("c")
    #expect(outcome.status == 65, "\(outcome.errors)")
    for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
    #expect(!FileManager.default.fileExists(atPath: space.scratch.path("c")))
  }

  @Test("one group is enough for a run, and the design alone too")
  func oneGroup() throws {
    let space = try CohortWorkspace(patients: 2)
    defer { space.remove() }
    try space.scratch.write("tight.tsv", "reaction\tlower\tupper\nAB\t0\t5\n")
    try space.scratch.write("poor.tsv", "exchange\tuptake\nEX_a\t2\n")
    try space.design(
      ["X\tA\ttight.tsv\t", "Y\tA\t\tpoor.tsv", "Z\tA\tEX_a=-20:1000\t"],
      header: "sample\tgroup\tbounds\tmedium")
    let outcome = try space.cohort(
      "run", "m.xml", "--design", "d.tsv", "--out", "c", "--analysis", "fba")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let table = try space.cohort("status", "c").output
    // 10 can be taken up, 1 is spent; 3 more go beside AB.
    #expect(table.contains("X\tA\tdone\t\t7\t"), "\(table)")
    #expect(table.contains("Y\tA\tdone\t\t1\t"), "\(table)")
    #expect(table.contains("Z\tA\tdone\t\t19\t"), "\(table)")
    let merged = try space.cohort("merge", "c").output
    #expect(merged.hasPrefix("reaction\tX.flux\tY.flux\tZ.flux\n"))
  }

  @Test("the objective's modes: a common value from the reference, a given one, none")
  func objectiveModes() throws {
    let space = try CohortWorkspace(patients: 3)
    defer { space.remove() }
    let run = { (mode: [String]) in
      try CommandLineProgram.run(
        [
          "cohort", "run", "m.xml", "--omics", "levels.tsv", "--design", "d.tsv", "--out", "c",
          "--restart", "--objective-mode",
        ] + mode, in: space.scratch.url)
    }
    let least = { () throws -> [Double] in
      let table = try space.cohort("merge", "c").output
      return try (1...3).map {
        try #require(try self.column("S0000\($0).minimum", of: table)["OUT"])
      }
    }
    let common = try run(["absolute", "--fraction", "0.5"])
    #expect(common.status == 0, "\(common.errors)")
    let optimum = try #require(
      (try JSONSerialization.jsonObject(
        with: Data(space.scratch.text("c/reference.json").utf8)) as? [String: Any])?["optimum"]
        as? Double)
    for value in try least() { #expect(abs(value - optimum / 2) <= 1e-6) }
    #expect(try run(["absolute", "--objective-value", "0.25"]).status == 0)
    for value in try least() { #expect(abs(value - 0.25) <= 1e-6) }
    #expect(try run(["none"]).status == 0)
    for value in try least() { #expect(abs(value) <= 1e-6) }
  }

  static let wrongUsage: [([String], String)] = [
    (["run", "m.xml", "--out", "c"], "--design"),
    (["run", "m.xml", "--design", "d.tsv"], "--out"),
    (["run", "m.xml", "--design", "d.tsv", "--out", "c", "--shard", "3/2"], "--shard"),
    (["run", "m.xml", "--design", "d.tsv", "--out", "c", "--resume", "--restart"], "contradict"),
    (["run", "m.xml", "--design", "d.tsv", "--out", "c", "--objective-value", "1"], "absolute"),
    (
      [
        "run", "m.xml", "--design", "d.tsv", "--out", "c", "--objective-mode", "none",
        "--fraction", "1",
      ], "contradict"
    ),
    (["run", "m.xml", "--design", "d.tsv", "--out", "c", "--or", "sum"], "--omics"),
    (
      ["run", "m.xml", "--design", "d.tsv", "--out", "c", "--analysis", "fba", "--reactions", "A"],
      "--analysis fva"
    ),
    (["merge"], "DIR is missing"), (["status"], "DIR is missing"),
    (["simulate", "--patients", "3"], "--omics"),
    (["simulate", "--omics", "levels.tsv"], "--patients"),
    (["simulate", "--omics", "levels.tsv", "--patients", "3", "--mixture", "2"], "--mixture"),
    (["simulate", "--omics", "levels.tsv", "--patients", "3", "--groups", "A,A"], "--groups"),
    (
      ["simulate", "--omics", "levels.tsv", "--patients", "3", "--output", "levels.tsv"],
      "overwrite"
    ),
    (["merge", "c", "--output", "r.json"], ".npz"),
    (["publish"], "no command 'cohort publish'"),
  ]

  @Test("wrong usage has status 64", arguments: wrongUsage)
  func usage(arguments: [String], words: String) throws {
    let space = try CohortWorkspace(patients: 2)
    defer { space.remove() }
    let outcome = try CommandLineProgram.run(["cohort"] + arguments, in: space.scratch.url)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
  }

  @Test("what is no cohort has a status of its own")
  func places() throws {
    let space = try CohortWorkspace(patients: 2)
    defer { space.remove() }
    #expect(try space.cohort("status", "nowhere").status == 66)
    #expect(try space.cohort("merge", "nowhere").status == 66)
    #expect(try space.run("d.tsv").status == 73)
    #expect(try space.run("no/where").status == 73)
    try FileManager.default.createDirectory(
      atPath: space.scratch.path("thesis"), withIntermediateDirectories: true)
    try space.scratch.write("thesis/chapter.tex", "")
    let other = try space.run("thesis")
    #expect(other.status == 73 && other.errors.contains("chapter.tex"), "\(other.errors)")
    #expect(try space.run("c").status == 0)
    let changed = try space.run("c", "--bound", "MAINT=2:1000")
    #expect(changed.status == 73 && changed.errors.contains("differs in reference"))
    #expect(try space.run("c", "--bound", "MAINT=2:1000", "--restart").status == 0)
    try space.scratch.write("c/reference.json", "{")
    let damaged = try space.run("c", "--bound", "MAINT=2:1000")
    #expect(damaged.status == 65 && damaged.errors.contains("reference.json"), "\(damaged.errors)")
  }

  @Test("a simulated cohort is the same again, and the first patients whatever follows")
  func simulation() throws {
    let space = try CohortWorkspace(patients: 2)
    defer { space.remove() }
    let simulate = { (patients: String, seed: String) in
      try CommandLineProgram.run(
        [
          "cohort", "simulate", "--omics", "levels.tsv", "--patients", patients, "--seed", seed,
          "--groups", "healthy,ill,cured", "--effect-genes", "1", "--design", "sim.tsv",
          "--effects", "e.tsv",
        ], in: space.scratch.url)
    }
    let small = try simulate("4", "7")
    #expect(small.status == 0, "\(small.errors)")
    #expect(try space.scratch.text("sim.tsv").contains("\nS00002\till\tS00001\n"))
    #expect(try space.scratch.text("e.tsv").hasPrefix("gene\tlog2_ratio.ill\tlog2_ratio.cured\n"))
    let large = try simulate("9", "7").output.split(separator: "\n")
    for (line, longer) in zip(small.output.split(separator: "\n"), large) {
      #expect(longer.hasPrefix(line))
    }
    #expect(try simulate("4", "7").output == small.output)
    #expect(try simulate("4", "8").output != small.output)
  }
}
