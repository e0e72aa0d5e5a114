import Foundation
import TestSupport
import Testing

@Suite("A run whose files are confused")
struct RunFilesTests {
  private func inScratch(_ body: (CommandLineScratch) throws -> Void) throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    try scratch.write("levels.tsv", CommandLineModels.levels)
    try FileManager.default.createDirectory(
      atPath: scratch.path("d"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("link.tsv"), withDestinationPath: "levels.tsv")
    try FileManager.default.linkItem(atPath: scratch.path("m.xml"), toPath: scratch.path("hard"))
    try body(scratch)
  }

  private func expectRefusal(_ line: [String], _ expected: String) throws {
    try inScratch { scratch in
      let before = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted()
      let run = try CommandLineProgram.run(line, in: scratch.url)
      #expect(run.status == 64, "\(line): \(run.errors)")
      #expect(run.output.isEmpty)
      #expect(run.errors.contains(expected), "\(run.errors)")
      let after = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted()
      #expect(after == before)
      #expect(try scratch.text("m.xml") == CommandLineModels.chain)
      #expect(try scratch.text("levels.tsv") == CommandLineModels.levels)
    }
  }

  @Test(
    "is refused where two results are one file",
    arguments: [
      ["--output", "same.tsv", "--report", "./same.tsv"],
      ["--output", "d/../x", "--metabolites", "x"],
      ["--output", "x", "--report", "d/../x"],
    ])
  func results(options: [String]) throws {
    try expectRefusal(["fba", "m.xml"] + options, "one file")
  }

  @Test(
    "is refused where two results go to standard output",
    arguments: [
      ["--report", "-"], ["--report", "-", "--output", "-"], ["--metabolites", "/dev/stdout"],
      ["--output", "/dev/fd/1", "--report", "-"],
    ])
  func standardOutput(options: [String]) throws {
    try expectRefusal(["fba", "m.xml"] + options, "--output and --")
  }

  @Test(
    "is refused where a result would overwrite an input",
    arguments: [
      ["info", "m.xml", "--output", "hard"], ["fba", "m.xml", "--report", "d/../m.xml"],
      ["fba", "m.xml", "--bounds", "levels.tsv", "--output", "./levels.tsv"],
      ["fba", "m.xml", "--medium", "link.tsv", "--metabolites", "levels.tsv"],
      ["fva", "m.xml", "--reactions", "@levels.tsv", "--output", "link.tsv"],
      [
        "personalize", "m.xml", "--omics", "levels.tsv", "--sample", "P0", "--method", "eflux",
        "--output", "levels.tsv",
      ],
    ])
  func inputs(line: [String]) throws {
    try expectRefusal(line, "would overwrite")
  }

  @Test(
    "is refused where two inputs are standard input",
    arguments: [
      ["--omics", "-", "--sample", "P0", "--method", "eflux"], ["--bounds", "-"],
      ["--medium", "/dev/stdin"], ["--reactions", "@-"],
    ])
  func standardInput(options: [String]) throws {
    try expectRefusal(["fva", "-"] + options, "Only one input can be standard input")
  }

  @Test("ends with 73 where the links to its result lead in a circle")
  func linkLoop() throws {
    try inScratch { scratch in
      try FileManager.default.createSymbolicLink(
        atPath: scratch.path("loop"), withDestinationPath: "loop")
      let run = try CommandLineProgram.run(["info", "m.xml", "--output", "loop"], in: scratch.url)
      #expect(run.status == 73, "\(run.errors)")
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: scratch.path("loop")) == "loop")
    }
  }

  @Test("may throw any number of results away")
  func null() throws {
    try inScratch { scratch in
      let run = try CommandLineProgram.run(
        [
          "personalize", "m.xml", "--omics", "levels.tsv", "--sample", "P0", "--method", "eflux",
          "--output", "/dev/null", "--report", "/dev/null",
        ], in: scratch.url)
      #expect(run.status == 0, "\(run.errors)")
    }
  }
}
