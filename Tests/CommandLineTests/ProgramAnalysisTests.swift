import Foundation
import TestSupport
import Testing
import TwinFlux

/// Runs on ``CommandLineModels/chain``; the expected values follow from its few reactions by hand.
@Suite(
  "The analysis commands")
struct ProgramAnalysisTests {
  private func run(
    _ line: String..., scratch: CommandLineScratch
  ) throws -> CommandLineProgram.Outcome {
    if !FileManager.default.fileExists(atPath: scratch.path("m.xml")) {
      try scratch.write("m.xml", CommandLineModels.chain)
      try scratch.write("levels.tsv", CommandLineModels.levels)
    }
    return try CommandLineProgram.run(line, in: scratch.url)
  }

  private func inScratch(_ body: (CommandLineScratch) throws -> Void) throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try body(scratch)
  }

  private func rows(_ text: String) -> [String: [String]] {
    var rows: [String: [String]] = [:]
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      rows[cells[0]] = Array(cells.dropFirst())
    }
    return rows
  }

  @Test("fba writes fluxes, and the optimum to standard error")
  func fba() throws {
    try inScratch { scratch in
      let found = try run("fba", "m.xml", scratch: scratch)
      #expect(found.status == 0, "\(found.errors)")
      #expect(found.errors.contains("objective 9 (optimal)"))
      let rows = rows(found.output)
      #expect(rows["reaction"] == ["flux", "reduced_cost"])
      #expect(rows["OUT"]?.first == "9")
      #expect(rows["EX_a"]?.first == "-10")
      #expect(rows.count == 7)
    }
  }

  @Test("fba takes objective, sense, bounds, knock-outs")
  func problemOptions() throws {
    try inScratch { scratch in
      let cases: [([String], String)] = [
        (["--bound", "EX_a=-5:0"], "objective 4 "),
        (["--bound=EX_a=-5:0", "--bound", "MAINT=2:2"], "objective 3 "),
        (["--objective", "MAINT"], "objective 10 "),
        (["--objective", "OUT + 2 MAINT"], "objective 20 "),
        (["--objective", "2*OUT - MAINT"], "objective 17 "), (["--minimize"], "objective 0 "),
        (["--objective", "AB2", "--maximize"], "objective 3 "),
        (["--knockout", "g2"], "objective 2 "), (["--knockout", "g3", "--quiet"], ""),
      ]
      for (options, expected) in cases {
        try scratch.write("m.xml", CommandLineModels.chain)
        let found = try CommandLineProgram.run(["fba", "m.xml"] + options, in: scratch.url)
        #expect(found.status == 0, "\(options): \(found.errors)")
        #expect(found.errors.contains(expected) || expected.isEmpty, "\(options): \(found.errors)")
        if expected.isEmpty { #expect(found.errors.isEmpty) }
      }
    }
  }

  @Test("fba takes a medium and a table of bounds")
  func tables() throws {
    try inScratch { scratch in
      try scratch.write("medium.tsv", "exchange\tuptake\nEX_a\t4\n")
      try scratch.write("bounds.csv", "upper,reaction,lower,note\n2,OUT,0,x\n")
      let medium = try run("fba", "m.xml", "--medium", "medium.tsv", scratch: scratch)
      #expect(medium.errors.contains("objective 3 "), "\(medium.errors)")
      let bounds = try run("fba", "m.xml", "--bounds", "bounds.csv", scratch: scratch)
      #expect(bounds.errors.contains("objective 2 "), "\(bounds.errors)")
    }
  }

  @Test("fba as JSON, with shadow prices and a report")
  func fbaFiles() throws {
    try inScratch { scratch in
      let found = try run(
        "fba", "m.xml", "--output", "f.json", "--metabolites", "prices.tsv", "--report", "r.json",
        "--parsimonious", scratch: scratch)
      #expect(found.status == 0, "\(found.errors)")
      #expect(found.output.isEmpty)
      let json =
        try JSONSerialization.jsonObject(
          with: Data(contentsOf: scratch.url.appendingPathComponent("f.json"))) as? [String: Any]
      #expect(json?["status"] as? String == "optimal")
      #expect(json?["objective_value"] as? Double == 9)
      // 10 + 10 through A_UP and EX_a, 10 through the two steps together, 1 and 9 out.
      #expect(json?["total_flux"] as? Double == 40)
      #expect((json?["fluxes"] as? [String: Double])?["OUT"] == 9)
      let prices = rows(try scratch.text("prices.tsv"))
      #expect(prices["metabolite"] == ["shadow_price"])
      #expect(prices.count == 4)
      let report =
        try JSONSerialization.jsonObject(
          with: Data(contentsOf: scratch.url.appendingPathComponent("r.json"))) as? [String: Any]
      #expect(report?["status"] as? String == "optimal")
      let model = report?["model"] as? [String: Any]
      #expect((model?["sha256"] as? String)?.count == 64)
      #expect(
        (report?["seconds"] as? [String: Double])?.keys.sorted() == ["load", "solve", "write"])
    }
  }

  @Test("fva writes both ends with their statuses")
  func fva() throws {
    try inScratch { scratch in
      let found = try run("fva", "m.xml", "--fraction", "0.9", scratch: scratch)
      #expect(found.status == 0, "\(found.errors)")
      let rows = rows(found.output)
      #expect(rows["reaction"] == ["minimum", "maximum", "minimum_status", "maximum_status"])
      let out = try #require(rows["OUT"]?.prefix(2).compactMap(Double.init))
      #expect(abs(out[0] - 8.1) <= 1e-6 && abs(out[1] - 9) <= 1e-6)
      let ab2 = try #require(rows["AB2"]?.prefix(2).compactMap(Double.init))
      #expect(abs(ab2[0]) <= 1e-6 && abs(ab2[1] - 3) <= 1e-6)
      #expect(rows["OUT"]?.dropFirst(2).allSatisfy { $0 == "certified" } == true)
    }
  }

  @Test("fva takes reactions by id, file and pattern, in the order asked for")
  func selection() throws {
    try inScratch { scratch in
      try scratch.write("ids.txt", "OUT\n# a comment\n\nAB\n")
      for (selection, expected) in [
        ("OUT,AB", ["OUT", "AB"]), ("@ids.txt", ["OUT", "AB"]), ("A*", ["A_UP", "AB", "AB2"]),
      ] {
        let found = try run(
          "fva", "m.xml", "--no-objective", "--reactions", selection, scratch: scratch)
        let ids = found.output.split(separator: "\n").dropFirst().map {
          String($0.prefix { $0 != "\t" })
        }
        #expect(ids == expected, "\(selection): \(found.errors)")
      }
      let wrong = try run("fva", "m.xml", "--reactions", "OUR", scratch: scratch)
      #expect(wrong.status == 64)
      #expect(wrong.errors.contains("Did you mean 'OUT'?"))
    }
  }

  @Test("fva gives the same bytes with any number of threads")
  func threads() throws {
    try inScratch { scratch in
      let one = try run("fva", "m.xml", "--threads", "1", "--format", "json", scratch: scratch)
      let two = try run("fva", "m.xml", "--threads", "2", "--format", "json", scratch: scratch)
      #expect(one.status == 0 && !one.output.isEmpty)
      #expect(one.output == two.output)
    }
  }

  @Test("delete has an empty cell where a knock-out leaves nothing feasible")
  func delete() throws {
    try inScratch { scratch in
      let genes = rows(try run("delete", "m.xml", scratch: scratch).output)
      #expect(genes["gene"] == ["growth", "status"])
      #expect(genes["g1"] == ["", "infeasible"])
      #expect(genes["g2"] == ["2", "optimal"])
      #expect(genes["g4"] == ["9", "optimal"])
      let reactions = rows(try run("delete", "m.xml", "--reactions", scratch: scratch).output)
      #expect(reactions["reaction"] == ["growth", "status"])
      #expect(reactions["AB"] == ["2", "optimal"])
      #expect(reactions["OUT"] == ["0", "optimal"])
    }
  }

  @Test("an infeasible model gives a message and status 1, and no number")
  func infeasible() throws {
    try inScratch { scratch in
      try scratch.write("old.tsv", "old\n")
      for command in ["fba", "fva", "delete"] {
        let found = try run(
          command, "m.xml", "--bound", "MAINT=20:30", "--output", "old.tsv", "--report", "r.json",
          scratch: scratch)
        #expect(found.status == 1, "\(command): \(found.errors)")
        #expect(found.errors.contains("error: "))
        #expect(try scratch.text("old.tsv") == "old\n")
        #expect(try scratch.text("r.json").contains("\"status\": \"infeasible\""))
      }
      let json = try run(
        "fba", "m.xml", "--bound", "MAINT=20:30", "--format", "json", scratch: scratch)
      #expect(json.status == 1)
      let value = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
      #expect(value?.keys.sorted() == ["objective_value", "status"])
      #expect(value?["status"] as? String == "infeasible")
      #expect(value?["objective_value"] is NSNull)
    }
  }

  @Test("an unbounded objective gives status 1")
  func unbounded() throws {
    try inScratch { scratch in
      let free = ["EX_a=-inf:inf", "A_UP=0:inf", "AB=0:inf", "OUT=0:inf"].flatMap {
        ["--bound", $0]
      }
      try scratch.write("m.xml", CommandLineModels.chain)
      let found = try CommandLineProgram.run(
        ["fba", "m.xml", "--format", "json"] + free, in: scratch.url)
      #expect(found.status == 1, "\(found.errors)")
      #expect(found.output.contains("\"unbounded\""))
    }
  }

  @Test("a misspelt reaction, gene or sample is named with the nearest one")
  func suggestions() throws {
    try inScratch { scratch in
      let cases: [([String], Int32, String)] = [
        (["--objective", "OUTT"], 64, "'OUT'"), (["--bound", "MANT=0:1"], 64, "'MAINT'"),
        (["--knockout", "g22"], 64, "'g2'"),
        (["--omics", "levels.tsv", "--sample", "P11", "--method", "eflux"], 65, "'P1'"),
      ]
      for (options, status, expected) in cases {
        try scratch.write("m.xml", CommandLineModels.chain)
        try scratch.write("levels.tsv", CommandLineModels.levels)
        let found = try CommandLineProgram.run(["fba", "m.xml"] + options, in: scratch.url)
        #expect(found.status == status, "\(options): \(found.errors)")
        #expect(found.output.isEmpty)
        #expect(found.errors.contains("Did you mean \(expected)?"), "\(found.errors)")
      }
    }
  }

  @Test("every solver of the build gives the same ranges")
  func solvers() throws {
    try inScratch { scratch in
      let tables = try SolverChoice.available.map { solver in
        let found = try run("fva", "m.xml", "--solver", solver.rawValue, scratch: scratch)
        #expect(found.status == 0, "\(found.errors)")
        return found.output
      }
      #expect(Set(tables).count == 1)
      #expect(tables[0].contains("certified"))
    }
  }

  @Test("Ctrl-C ends with 130 and leaves the old file as it was")
  func interrupt() throws {
    try inScratch { scratch in
      try scratch.write("old.tsv", "old\n")
      // The program waits for its model from a pipe that nobody fills.
      #expect(mkfifo(scratch.path("pipe.xml"), 0o600) == 0)
      let found = try CommandLineProgram.run(
        ["fva", "pipe.xml", "--output", "old.tsv"], in: scratch.url
      ) { process in
        let pipe = open(scratch.path("pipe.xml"), O_WRONLY)
        process.interrupt()
        // The end of the pipe would end a program that is deaf, with another status.
        for _ in 0..<600 where process.isRunning { usleep(100_000) }
        close(pipe)
      }
      #expect(found.status == 130, "\(found.errors)")
      #expect(found.errors.contains("Interrupted."), "ended by itself, not by the signal")
      #expect(try scratch.text("old.tsv") == "old\n")
    }
  }
}

@Suite("The choice of a solver")
struct SolverChoiceTests {
  @Test(
    "a build without GLPK says so and exits with 64",
    .enabled(if: !SolverChoice.available.contains(.glpk), "this build has GLPK"),
    arguments: ["fba", "fva", "delete"])
  func noSolver(command: String) throws {
    let run = try CommandLineProgram.run([command, "m.xml", "--solver", "glpk"])
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("This build has no solver 'glpk'."))
  }
}
