import Foundation
import TestSupport
import Testing
import TwinFlux

/// Patients of the chain of ``ProgramEnzymeTests``, of whom `S` has 900 nmol of g1 and `T` 600.
@Suite("A cohort with enzymes")
struct ProgramCohortEnzymeTests {
  private static let enzymes = [
    "--kcat", "kcat.tsv", "--masses", "mass.tsv", "--missing-kcat", "none", "--proteomics",
    "proteins.tsv", "--protein-unit", "nmol",
  ]

  private func scratch() throws -> CommandLineScratch {
    let scratch = try CommandLineScratch()
    try scratch.write("m.xml", CommandLineModels.chain)
    try scratch.write("kcat.tsv", "reaction\tkcat\nA_UP\t1\nAB\t1\n")
    try scratch.write("mass.tsv", "gene\tmass\ng1\t36\ng2\t18\ng3\t18\n")
    try scratch.write("proteins.tsv", "gene\tS\tT\ng1\t900\t600\n")
    try scratch.write("design.tsv", "sample\tgroup\nS\ta\nT\tb\n")
    return scratch
  }

  private func run(
    _ options: [String], in scratch: CommandLineScratch
  ) throws -> CommandLineProgram.Outcome {
    try CommandLineProgram.run(
      ["cohort", "run", "m.xml", "--design", "design.tsv", "--out", "study"] + Self.enzymes
        + options, in: scratch.url)
  }

  @Test("ranges of a patient are those of an analysis with the patient's proteins")
  func ranges() throws {
    let scratch = try scratch()
    defer { scratch.remove() }
    let outcome = try run(["--fraction", "1"], in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let merged = try CommandLineProgram.run(["cohort", "merge", "study"], in: scratch.url)
    let lines = merged.output.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    #expect(
      lines.map { String($0[0]) } == ["reaction", "EX_a", "A_UP", "AB", "AB2", "MAINT", "OUT"])
    let names = lines[0].map(String.init)
    for (sample, amount) in [("S", 900.0), ("T", 600.0)] {
      let column = try #require(names.firstIndex(of: sample + ".maximum"))
      let value = try #require(Double(lines[6][column]))
      #expect(abs(value - (amount * 3600e-6 - 1)) <= 1e-6, "\(sample)")
    }
    #expect(try run(["--fraction", "1"], in: scratch).errors.contains("2 were stored before"))
  }

  @Test("other enzymes make other results, whatever bounds they leave")
  func identity() throws {
    let scratch = try scratch()
    defer { scratch.remove() }
    #expect(try run([], in: scratch).status == 0)
    try scratch.write("kcat.tsv", "reaction\tkcat\nA_UP\t2\nAB\t1\n")
    let other = try run([], in: scratch)
    #expect(other.status == 0 && !other.errors.contains("stored before"), "\(other.errors)")
  }

  @Test(
    "refuses forms whose columns differ between patients, and analyses that enzymes have no part in",
    arguments: [
      ["--enzyme-form", "light"], ["--pool", "none"], ["--analysis", "pfba"], ["--shrink", "0.5"],
    ])
  func refusals(options: [String]) throws {
    let scratch = try scratch()
    defer { scratch.remove() }
    let outcome = try run(options, in: scratch)
    #expect(outcome.status == 64, "\(outcome.errors)")
  }
}
