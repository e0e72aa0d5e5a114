import Foundation
import TestSupport
import Testing
import TwinFlux

@Suite("The option --exact")
struct ProgramExactTests {
  private func inScratch(_ body: (CommandLineScratch) throws -> Void) throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    try body(scratch)
  }

  private func run(
    _ scratch: CommandLineScratch, _ line: String...
  ) throws -> CommandLineProgram.Outcome {
    try CommandLineProgram.run(["fva", "m.xml", "--exact"] + line, in: scratch.url)
  }

  @Test(
    "prints the nearest doubles, and the fractions beside them",
    .enabled(if: ExactSolverChoice.isAvailable, "this build has no exact arithmetic"))
  func columns() throws {
    try inScratch { scratch in
      let line = ["--no-objective", "--reactions", "OUT,EX_a", "--bound", "AB=0:0.1"]
      let plain = try CommandLineProgram.run(
        ["fva", "m.xml", "--exact"] + line, in: scratch.url)
      #expect(
        plain.output == """
          reaction\tminimum\tmaximum\tminimum_status\tmaximum_status
          OUT\t0\t2.1\tcertified\tcertified
          EX_a\t-3.1\t-1\tcertified\tcertified

          """, "\(plain.errors)")
      #expect(plain.errors.contains("settled exactly: 4 ends, with "))
      let verbose = try CommandLineProgram.run(
        ["fva", "m.xml", "--exact", "--verbose-columns"] + line, in: scratch.url)
      let lines = verbose.output.split(separator: "\n")
      #expect(lines[0].hasSuffix("\tname\tsubsystem\tminimum_exact\tmaximum_exact"))
      // 2 and the double 0.1, which is 3602879701896397/2⁵⁵.
      #expect(lines[1].hasSuffix("\t0\t75660473739824333/36028797018963968"))
    }
  }

  @Test(
    "adds the fractions to JSON, and the counters to the report",
    .enabled(if: ExactSolverChoice.isAvailable, "this build has no exact arithmetic"))
  func json() throws {
    try inScratch { scratch in
      let found = try run(
        scratch, "--fraction", "0.5", "--format", "json", "--report", "r.json", "--output", "o.json"
      )
      #expect(found.status == 0, "\(found.errors)")
      let text = try scratch.text("o.json")
      #expect(text.contains("\"maximum_exact\": \"-11/2\""), "\(text)")
      let report = try scratch.text("r.json")
      for member in [
        "\"ends_settled\": 12", "\"infeasible\": 0", "\"pivots\": ", "\"largest_bits\": ",
        "\"arithmetic\": \"gmp ", "\"exact\": 0",
      ] { #expect(report.contains(member), "\(member) in \(report)") }
    }
  }

  @Test(
    "is refused with what leaves the linear program, and with certificates, which prove less",
    arguments: [
      (["--loopless"], "--exact and --loopless"),
      (["--certificates", "c.gz"], "--certificates and --exact"),
    ])
  func refused(line: [String], pair: String) throws {
    try inScratch { scratch in
      let found = try CommandLineProgram.run(
        ["fva", "m.xml", "--exact"] + line, in: scratch.url)
      #expect(found.status == 64 && found.output.isEmpty)
      #expect(found.errors.contains("\(pair) contradict each other."))
    }
  }

  @Test(
    "is refused by a build without GMP",
    .enabled(if: !ExactSolverChoice.isAvailable, "this build has GMP"))
  func withoutTrait() throws {
    try inScratch { scratch in
      let found = try run(scratch)
      #expect(found.status == 64 && found.output.isEmpty)
      #expect(
        found.errors.contains("This build has no exact arithmetic (built without GMP)."))
    }
  }
}
