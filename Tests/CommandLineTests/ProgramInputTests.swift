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
    .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"),
    arguments: [
      ("reaction\tlower\tupper\nOUT\t0\tx\n", ":2)"),
      ("reaction\tlower\tupper\nOUT\t2\t1\n", ":2)"),
      ("reaction\tlower\tupper\n\nOUTT\t0\t1\n", "Did you mean 'OUT'?"),
      ("reaction\tlower\tupper\nOUT\t0\t1\nOUT\t0\t2\n", ":3)"),
      ("reaction\tlower\nOUT\t0\n", ":1)"), ("", "has no row"),
      ("OUT\t0\tnan\n", "does not name the columns"),
    ])
  func boundsFile(text: String, expected: String) throws {
    try inScratch { scratch in
      let model = try scratch.write("m.xml", CommandLineModels.chain)
      let bounds = try scratch.write("b.tsv", text)
      let run = try CommandLineProgram.run(["fba", model, "--bounds", bounds])
      #expect(run.status == 65)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains(expected), "\(run.errors)")
    }
  }
}
