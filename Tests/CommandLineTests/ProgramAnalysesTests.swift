import Foundation
import TestSupport
import Testing
import TwinFlux

/// Runs on ``CommandLineModels/chain``; the expected values follow from its few reactions by hand.
@Suite(
  "The commands beside fba and fva",
  .enabled(if: !SolverChoice.available.isEmpty, "this build has no solver"))
struct ProgramAnalysesTests {
  private func run(_ line: String...) throws -> CommandLineProgram.Outcome {
    try run(line)
  }

  private func run(_ line: [String]) throws -> CommandLineProgram.Outcome {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    return try CommandLineProgram.run(line, in: scratch.url)
  }

  @Test("blocked lists what cannot carry flux, with --all everything")
  func blocked() throws {
    let none = try run("blocked", "m.xml")
    #expect(none.status == 0, "\(none.errors)")
    #expect(none.output == "reaction\tstatus\n")
    let closed = try run("blocked", "m.xml", "--knockout", "g4")
    #expect(closed.output == "reaction\tstatus\nAB2\tblocked\n")
    #expect(closed.errors.contains("6 reactions: 5 unblocked, 1 blocked"))
    let all = try run("blocked", "m.xml", "--bound", "AB2=0:1e-5", "--zero-cutoff", "1e-4", "--all")
    #expect(all.output.split(separator: "\n").count == 7)
    #expect(all.output.contains("AB2\tblocked") && all.output.contains("AB\tunblocked"))
    let forced = try run("blocked", "m.xml", "--bound", "EX_a=0:0")
    #expect(forced.status == 1 && forced.output.isEmpty)
    let opened = try run(
      "blocked", "m.xml", "--bound", "EX_a=0:0", "--open-exchanges", "--format", "json", "--all")
    #expect(opened.status == 0, "\(opened.errors)")
    #expect(opened.output.contains("\"zero_cutoff\": 1e-07"))
    #expect(opened.output.contains(#"{"reaction": "EX_a", "status": "unblocked"}"#))
  }

  @Test(
    "refuse what they cannot do",
    arguments: [
      (["blocked", "m.xml", "--zero-cutoff", "1e-9"], "--zero-cutoff cannot be '1e-9'.")
    ])
  func usage(line: [String], expected: String) throws {
    let found = try run(line)
    #expect(found.status == 64)
    #expect(found.output.isEmpty)
    #expect(found.errors.contains(expected), "\(found.errors)")
  }
}
