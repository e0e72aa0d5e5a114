import Foundation
import TestSupport
import Testing
import TwinFlux

@Suite("The program, given bad files")
struct ProgramInputTests {
  private func inScratch(_ body: (CommandLineScratch) throws -> Void) throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try body(scratch)
  }

  @Test("exits with 66 where there is no such file")
  func missingFile() throws {
    let run = try CommandLineProgram.run(["info", "/nowhere/model.xml"])
    #expect(run.status == 66)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("/nowhere/model.xml"))
  }

  @Test("exits with 65 for what is no model")
  func noModel() throws {
    try inScratch { scratch in
      let page = try scratch.write("page.xml", "<!DOCTYPE html>\n<html><body>404</body></html>")
      let gz = try scratch.write("cut.xml.gz", Data([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b]))
      let empty = try scratch.write("empty.xml", "")
      let cut = try scratch.write("cut.xml", String(CommandLineModels.chain.prefix(900)))
      for path in [page, gz, empty, cut] {
        let run = try CommandLineProgram.run(["info", path])
        #expect(run.status == 65, "\(path): \(run.errors)")
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("twinflux: error: ") && run.errors.contains(path))
      }
    }
  }

  @Test("reads a model from standard input")
  func standardInput() throws {
    let run = try CommandLineProgram.run(["info", "-"], input: Data(CommandLineModels.chain.utf8))
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("reactions") && run.output.contains("maximize OUT"))
  }

  @Test("keeps the file's own identifiers with --raw-ids")
  func rawIDs() throws {
    let run = try CommandLineProgram.run(
      ["info", "--raw-ids", "-"], input: Data(CommandLineModels.chain.utf8))
    #expect(run.output.contains("maximize R_OUT"))
  }

  @Test("reads MATLAB's format by name and from standard input")
  func matlab() throws {
    try inScratch { scratch in
      let path = try scratch.write("m.mat", Data(MATFixture.scipy))
      let inputs: [[String]] = [[path], ["-", "--input-format", "mat"], ["-"]]
      for input in inputs {
        for command in ["info", "fba", "fva"] {
          let run = try CommandLineProgram.run(
            [command] + input, input: input[0] == "-" ? Data(MATFixture.scipy) : Data())
          #expect(run.status == 0, "\(command) \(input): \(run.errors)")
          switch command {
          case "info": #expect(run.output.contains("maximize OUT"))
          case "fba": #expect(run.output.contains("OUT\t20"))
          default: #expect(run.output.contains("EX_a\t-10\t-10"))
          }
        }
      }
    }
  }

  @Test("says what to do with MATLAB's other formats, and with what is none")
  func otherMATLAB() throws {
    try inScratch { scratch in
      let hdf5 = try scratch.write("new.mat", "MATLAB 7.3 MAT-file, Platform: GLNXA64")
      let cut = try scratch.write("cut.mat", Data(MATFixture.scipy.dropLast(9)))
      let text = try scratch.write("text.mat", "reaction\tlower\tupper\n")
      for (path, part) in [(hdf5, "'-v7'"), (cut, "cut short"), (text, "not a MAT-file")] {
        let run = try CommandLineProgram.run(["fba", path])
        #expect(run.status == 65)
        #expect(run.errors.contains(path) && run.errors.contains(part), "\(run.errors)")
      }
    }
  }

  @Test("writes a patient's model of MATLAB's as SBML, whatever --raw-ids says")
  func matlabPatient() throws {
    try inScratch { scratch in
      let model = try scratch.write("m.mat", Data(MATFixture.scipy))
      let levels = try scratch.write("levels.tsv", "gene\tP\n8639\t2\n26\t4\n")
      let patient = scratch.path("p.xml")
      for options in [[], ["--raw-ids"]] {
        let run = try CommandLineProgram.run(
          [
            "personalize", model, "--omics", levels, "--sample", "P", "--method", "eflux",
            "--output", patient,
          ] + options)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try scratch.text("p.xml").contains("id=\"M_a__91__e__93__\""))
        let fba = try CommandLineProgram.run(["fba", patient])
        #expect(fba.status == 0 && fba.output.contains("EX_a\t"), "\(fba.errors)")
      }
    }
  }

  @Test("shows a model as JSON")
  func infoJSON() throws {
    let run = try CommandLineProgram.run(
      ["info", "--format", "json", "-"], input: Data(CommandLineModels.chain.utf8))
    let json = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect(json?["id"] as? String == "chain")
    #expect(json?["reactions"] as? Int == 6)
    #expect(json?["genes"] as? Int == 4)
    #expect(json?["gene_rules"] as? Int == 3)
    #expect(json?["nonzeros"] as? Int == 9)
    #expect(json?["exchanges"] as? [String] == ["EX_a"])
    #expect(json?["medium"] as? [String: Double] == ["EX_a": 10])
    #expect(json?["forced_fluxes"] as? [String] == ["MAINT"])
  }

  @Test(
    "names the line of a table that is wrong",
    arguments: [
      ("reaction\tlower\tupper\nOUT\t0\tx\n", ":2)"),
      ("reaction\tlower\tupper\nOUT\t2\t1\n", ":2)"),
      ("reaction\tlower\tupper\n\nOUTT\t0\t1\n", "Did you mean 'OUT'?"),
      ("reaction\tlower\tupper\nOUT\t0\t1\nOUT\t0\t2\n", ":3)"),
      ("reaction\tlower\nOUT\t0\n", ":1)"), ("", "has no row"),
      ("OUT\t0\tnan\n", "does not name the columns"),
      ("reaction\tlower\tupper\tlower\nOUT\t-5\t5\t-3\n", "the column 'lower' stands twice"),
      ("OUT\t0\t1e-320\n", "'1e-320' (b.tsv:1)"), ("OUT\t-1e200\t1\n", "'-1e200' (b.tsv:1)"),
    ])
  func boundsFile(text: String, expected: String) throws {
    try inScratch { scratch in
      try scratch.write("m.xml", CommandLineModels.chain)
      try scratch.write("b.tsv", text)
      let run = try CommandLineProgram.run(
        ["fba", "m.xml", "--bounds", "b.tsv"], in: scratch.url)
      #expect(run.status == 65)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains(expected), "\(run.errors)")
    }
  }

  @Test(
    "names the line of a medium that is wrong",
    arguments: [
      ("exchange\tuptake\nEX_a\t1\nAB\t2\n", "(medium.tsv:3)"),
      ("exchange\tuptake\n\nEX_a\t-1\n", "(medium.tsv:3)"),
      ("exchange\tuptake\nEX_b\t1\n", "(medium.tsv:2). Did you mean 'EX_a'?"),
    ])
  func medium(text: String, expected: String) throws {
    try inScratch { scratch in
      try scratch.write("m.xml", CommandLineModels.chain)
      try scratch.write("medium.tsv", text)
      let run = try CommandLineProgram.run(
        ["fba", "m.xml", "--medium", "medium.tsv"], in: scratch.url)
      #expect(run.status == 65)
      #expect(run.errors.contains(expected), "\(run.errors)")
    }
  }

  @Test(
    "names the line of a list of reactions that is wrong",
    arguments: [
      (Data("OUT\n\nOUTT\n".utf8), "'OUTT' (list:3). Did you mean 'OUT'?"),
      (Data("EX_a\nX*\n".utf8), "'X*' (list:2)"), (Data("# none\n".utf8), "names no reaction"),
      (Data([0x4F, 0xFF, 0x0A]), "is not UTF-8"),
      (Data([0xFF, 0xFE, 0x4F, 0, 0x55, 0, 0x54, 0]), "is in UTF-16"),
      (Data([0x4F, 0, 0x55, 0, 0x54, 0]), "has a zero byte"),
    ])
  func reactionList(content: Data, expected: String) throws {
    try inScratch { scratch in
      try scratch.write("m.xml", CommandLineModels.chain)
      try scratch.write("list", content)
      let run = try CommandLineProgram.run(
        ["fva", "m.xml", "--reactions", "@list"], in: scratch.url)
      #expect(run.status == 65)
      #expect(run.errors.contains(expected), "\(run.errors)")
    }
  }

  @Test(
    "skips the byte order mark of a list of reactions")
  func markedList() throws {
    try inScratch { scratch in
      try scratch.write("m.xml", CommandLineModels.chain)
      try scratch.write("list", Data([0xEF, 0xBB, 0xBF] + "OUT\r\nEX_a\r\n".utf8))
      let run = try CommandLineProgram.run(
        ["fva", "m.xml", "--reactions", "@list"], in: scratch.url)
      #expect(run.status == 0, "\(run.errors)")
      let rows = run.output.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "\t" } }
      #expect(rows == ["OUT", "EX_a"])
    }
  }

  @Test(
    "does not repeat a cell that is a whole file")
  func longCell() throws {
    try inScratch { scratch in
      try scratch.write("m.xml", CommandLineModels.chain)
      let long = String(repeating: "9x", count: 100_000)
      for line in ["OUT\t0\t\(long)\n", "\(long)\t0\t1\n"] {
        try scratch.write("b.tsv", "reaction\tlower\tupper\n" + line)
        let run = try CommandLineProgram.run(
          ["fba", "m.xml", "--bounds", "b.tsv"], in: scratch.url)
        #expect(run.status == 65)
        #expect(run.errors.contains("9x9x") && run.errors.contains("b.tsv:2"))
        #expect(run.errors.count < 300)
      }
    }
  }

  @Test(
    "names the table whose genes or levels say nothing",
    arguments: [
      ("gene\tP0\nx1\t1\n", "share no gene"), ("gene\tP0\ng1\t1\n", "below the share"),
      ("gene\tP0\ng1\t0\ng2\t0\ng3\t0\ng4\t0\n", "scores zero"),
    ])
  func uselessTable(text: String, expected: String) throws {
    try inScratch { scratch in
      try scratch.write("m.xml", CommandLineModels.chain)
      try scratch.write("levels.tsv", text)
      let run = try CommandLineProgram.run(
        [
          "personalize", "m.xml", "--omics", "levels.tsv", "--sample", "P0", "--method", "eflux",
        ], in: scratch.url)
      #expect(run.status == 65)
      #expect(run.errors.contains(expected) && run.errors.contains("(levels.tsv)"), "\(run.errors)")
    }
  }
}
