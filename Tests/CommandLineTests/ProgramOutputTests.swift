import Foundation
import TestSupport
import Testing
import TwinFlux

@Suite("The program's files")
struct ProgramOutputTests {
  private func inScratch(_ body: (CommandLineScratch) throws -> Void) throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    try scratch.write("levels.tsv", CommandLineModels.levels)
    try body(scratch)
  }

  @Test("that cannot be created end the run with 73, before it starts")
  func cannotCreate() throws {
    try inScratch { scratch in
      for path in ["nowhere/x.txt", ".", "m.xml/x"] {
        let run = try CommandLineProgram.run(["info", "m.xml", "--output", path], in: scratch.url)
        #expect(run.status == 73, "\(path): \(run.errors)")
        #expect(run.output.isEmpty)
      }
      let report = try CommandLineProgram.run(
        [
          "personalize", "m.xml", "--omics", "levels.tsv", "--sample", "P0", "--method", "eflux",
          "--report", "nowhere/r.json",
        ], in: scratch.url)
      #expect(report.status == 73)
      #expect(report.output.isEmpty)
    }
  }

  @Test("on a full device end the run with 73")
  func deviceFull() throws {
    try inScratch { scratch in
      let run = try CommandLineProgram.run(
        ["info", "m.xml", "--output", "/dev/full"], in: scratch.url)
      #expect(run.status == 73, "\(run.errors)")
      #expect(run.errors.contains("/dev/full"))
    }
  }

  @Test("are replaced by a run that succeeds")
  func replaced() throws {
    try inScratch { scratch in
      try scratch.write("info.txt", "old\n")
      let run = try CommandLineProgram.run(
        ["info", "m.xml", "--output", "info.txt"], in: scratch.url)
      #expect(run.status == 0)
      #expect(run.output.isEmpty)
      #expect(try scratch.text("info.txt").contains("maximize OUT"))
    }
  }

  @Test("stay as they were when a run fails, and nothing is left beside them")
  func untouched() throws {
    try inScratch { scratch in
      try scratch.write("old.tsv", "old\n")
      let run = try CommandLineProgram.run(
        [
          "personalize", "m.xml", "--omics", "levels.tsv", "--sample", "nobody", "--method",
          "eflux", "--output", "old.tsv",
        ], in: scratch.url)
      #expect(run.status == 65)
      #expect(try scratch.text("old.tsv") == "old\n")
      let left = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted()
      #expect(left == ["levels.tsv", "m.xml", "old.tsv"])
    }
  }

  /// The largest score of P2 is 10 (of g2 and g3: the smaller); g1 is half of it.
  @Test("of personalize are what --bounds reads")
  func personalize() throws {
    try inScratch { scratch in
      let run = try CommandLineProgram.run(
        [
          "personalize", "m.xml", "--omics", "levels.tsv", "--sample", "P2", "--method", "eflux",
          "--output", "p.csv", "--verbose-columns", "--report", "r.json", "--quiet",
        ], in: scratch.url)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.contains("3 of the model's 4 genes are measured"))
      let lines = try scratch.text("p.csv").split(separator: "\n").map(String.init)
      #expect(
        lines[0]
          == "reaction,lower,upper,score,scale,measured_genes,changed,relaxed,kept,activity,flux")
      #expect(lines.contains("A_UP,0,500,5,0.5,1,true,false,,,"))
      #expect(lines.contains("AB,0,1000,10,1,2,false,false,,,"))
      #expect(lines.contains("AB2,0,3,,,0,false,false,,,"))
      let report = try scratch.text("r.json")
      #expect(report.contains("\"measured\": 3") && report.contains("\"changed\": 1"))
      let again = try CommandLineProgram.run(
        ["fba", "m.xml", "--bounds", "p.csv"], in: scratch.url)
      #expect(again.status == 0, "\(again.errors)")
    }
  }

  @Test("of personalize can be a model that reads back with the patient's bounds")
  func patientModel() throws {
    try inScratch { scratch in
      let line = [
        "personalize", "m.xml", "--omics", "levels.tsv", "--sample", "P2", "--method", "eflux",
      ]
      let made = try CommandLineProgram.run(line + ["--output", "p.xml.gz"], in: scratch.url)
      #expect(made.status == 0, "\(made.errors)")
      let input = try InputFile.read(scratch.path("p.xml.gz"))
      #expect(input.compression == .gzip)
      let model = try SBMLReader.read(input.bytes, path: input.path).model
      let index = try #require(model.reactionIndex("A_UP"))
      #expect(model.reactions[index].bounds == FluxBounds(lower: 0, upper: 500))
    }
  }

  @Test("of personalize keep the file's own identifiers with --raw-ids")
  func rawPatientModel() throws {
    try inScratch { scratch in
      let made = try CommandLineProgram.run(
        [
          "personalize", "m.xml", "--omics", "levels.tsv", "--sample", "P2", "--method", "eflux",
          "--raw-ids", "--output", "p.xml.gz",
        ], in: scratch.url)
      #expect(made.status == 0, "\(made.errors)")
      let options = SBMLReadingOptions(rawIDs: true)
      let old = try SBMLReader.read(
        InputFile.read(scratch.path("m.xml")).bytes, path: "m.xml", options: options
      ).model
      let new = try SBMLReader.read(
        InputFile.read(scratch.path("p.xml.gz")).bytes, path: "p.xml.gz", options: options
      ).model
      #expect(new.reactions.map(\.id) == old.reactions.map(\.id))
      #expect(new.metabolites.map(\.id) == old.metabolites.map(\.id))
      #expect(new.genes.map(\.id) == old.genes.map(\.id))
      #expect(new.reactionIndex("R_A_UP") != nil && new.objective == old.objective)
    }
  }
}
