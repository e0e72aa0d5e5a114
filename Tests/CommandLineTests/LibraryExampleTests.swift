import Foundation
import TestSupport
import Testing
import TwinFlux

@Suite("The README's example of the library")
struct LibraryExampleTests {
  static let model = CommandLineProgram.root.appendingPathComponent("Models/hepatocyte_core.xml")
  static let table = CommandLineProgram.root.appendingPathComponent(
    "OmicsFixtures/patients_rnaseq.tsv")

  @Test(
    "gives what the command gives")
  func sameAsCommand() throws {
    let ranges = try fluxRanges(
      model: Self.model.path, omics: Self.table.path, sample: "P01")
    let run = try CommandLineProgram.run([
      "fva", Self.model.path, "--omics", Self.table.path, "--sample", "P01", "--method", "eflux",
      "--fraction", "0.9",
    ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == TableWriter.tsv(ranges))
    #expect(ranges.rows.count > 100)
  }

  @Test("is the code that stands there")
  func sameAsReadme() throws {
    let root = CommandLineProgram.root
    let readme = try String(
      contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let source = try String(
      contentsOf: root.appendingPathComponent("Tests/CommandLineTests/LibraryExample.swift"),
      encoding: .utf8)
    #expect(readme.contains("```swift\n" + source + "```"))
  }
}
