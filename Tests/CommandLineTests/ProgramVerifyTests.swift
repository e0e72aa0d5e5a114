import Foundation
import TestSupport
import Testing

@Suite("The command verify")
struct ProgramVerifyTests {
  private func inScratch(_ body: (CommandLineScratch) throws -> Void) throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    let run = try CommandLineProgram.run(
      [
        "fva", "m.xml", "--bound", "AB2=0:2", "--fraction", "0.5", "--certificates", "c.gz",
        "--output", "r.tsv",
      ], in: scratch.url)
    #expect(run.status == 0, "\(run.errors)")
    try body(scratch)
  }

  private func verify(
    _ scratch: CommandLineScratch, _ line: String...
  ) throws -> CommandLineProgram.Outcome {
    try CommandLineProgram.run(["verify"] + line, in: scratch.url)
  }

  @Test("agrees with a result that is as it was written")
  func honest() throws {
    try inScratch { scratch in
      let run = try verify(scratch, "m.xml", "r.tsv", "--certificates", "c.gz")
      #expect(run.status == 0 && run.output.isEmpty, "\(run.errors)")
      #expect(run.errors.contains("6 reactions: verified 12 ends certified"))
      #expect(run.errors.contains("1 reaction had other bounds than the model's file says"))
      let json = try verify(
        scratch, "m.xml", "r.tsv", "--certificates", "c.gz", "--format", "json")
      #expect(json.output.contains("\"holds\": true"))
    }
  }

  @Test("lists the ends of a result that was changed, and exits with 1")
  func changedResult() throws {
    try inScratch { scratch in
      let text = try scratch.text("r.tsv")
      try scratch.write("r.tsv", text.replacing("\nAB2\t0\t2", with: "\nAB2\t0\t2.0001"))
      let run = try verify(scratch, "m.xml", "r.tsv", "--certificates", "c.gz")
      #expect(run.status == 1)
      #expect(
        run.output == "reaction\tend\treason\nAB2\tmaximum\tits point reaches 2.0, not 2.0001\n")
    }
  }

  @Test("tells another model and another run's certificates")
  func otherInputs() throws {
    try inScratch { scratch in
      try scratch.write(
        "n.xml",
        CommandLineModels.chain.replacing(
          "species=\"M_b_c\" stoichiometry=\"1.0\"", with: "species=\"M_b_c\" stoichiometry=\"2.0\""
        ))
      let model = try verify(scratch, "n.xml", "r.tsv", "--certificates", "c.gz")
      #expect(model.status == 1 && model.output.contains("of another model"), "\(model.errors)")
      _ = try CommandLineProgram.run(
        ["fva", "m.xml", "--fraction", "0.9", "--certificates", "d", "--output", "s.tsv"],
        in: scratch.url)
      let other = try verify(scratch, "m.xml", "r.tsv", "--certificates", "d")
      #expect(other.status == 1 && other.output.contains("\nOUT\tminimum\t"), "\(other.output)")
    }
  }

  @Test("refuses files that are not what they should be, with a line and status 65")
  func malformed() throws {
    try inScratch { scratch in
      try scratch.write("bad.tsv", "reaction\tminimum\n")
      let result = try verify(scratch, "m.xml", "bad.tsv", "--certificates", "c.gz")
      #expect(result.status == 65 && result.errors.contains("(bad.tsv:1)"), "\(result.errors)")
      let certificates = try verify(scratch, "m.xml", "r.tsv", "--certificates", "r.tsv")
      #expect(certificates.status == 64 || certificates.status == 65)
      try scratch.write("bad", "twinflux-certificates\t1\ntool\n")
      let short = try verify(scratch, "m.xml", "r.tsv", "--certificates", "bad")
      #expect(short.status == 65 && short.errors.contains("(bad:2)"), "\(short.errors)")
    }
  }

  @Test(
    "checks what proves that there is nothing to find, with a result and without one",
    arguments: [
      (["--bound", "MAINT=20:30"], "infeasible", "no flux distribution"),
      (
        [
          "--bound", "EX_a=-inf:0", "--bound", "A_UP=0:inf", "--bound", "AB=0:inf", "--bound",
          "OUT=0:inf",
        ], "unbounded", "the objective has no limit"
      ),
    ])
  func absence(bounds: [String], status: String, sentence: String) throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    let run = try CommandLineProgram.run(
      ["fva", "m.xml", "--certificates", "c.gz", "--output", "r.json"] + bounds, in: scratch.url)
    #expect(run.status == 1, "\(run.errors)")
    for result in [[], ["r.json"]] {
      let line = ["verify", "m.xml"] + result + ["--certificates", "c.gz"]
      let check = try CommandLineProgram.run(line, in: scratch.url)
      #expect(check.status == 0 && check.errors.contains("verified: \(sentence)"))
      let json = try CommandLineProgram.run(line + ["--format", "json"], in: scratch.url)
      #expect(json.output.contains("\"status\": \"\(status)\""))
    }
    try scratch.write("r.json", "{\"status\": \"\(status == "infeasible" ? "un" : "in")\"}")
    let other = try verify(scratch, "m.xml", "r.json", "--certificates", "c.gz")
    #expect(other.status == 65, "\(other.errors)")
    let swapped = status == "infeasible" ? "unbounded" : "infeasible"
    try scratch.write("r.json", "{\"status\": \"\(swapped)\", \"objective_value\": null}")
    let wrong = try verify(scratch, "m.xml", "r.json", "--certificates", "c.gz")
    #expect(wrong.status == 1 && wrong.output.contains("says \(swapped)"), "\(wrong.output)")
  }

  @Test("asks for the result of certificates of ranges")
  func missingResult() throws {
    try inScratch { scratch in
      let run = try verify(scratch, "m.xml", "--certificates", "c.gz")
      #expect(run.status == 64 && run.errors.contains("Give RESULT"), "\(run.errors)")
      try scratch.write("r.json", "{\"status\": \"infeasible\", \"objective_value\": null}")
      let claim = try verify(scratch, "m.xml", "r.json", "--certificates", "c.gz")
      #expect(claim.status == 1 && claim.output.contains("nothing to find"), "\(claim.output)")
    }
  }

  @Test("is refused without certificates, and certificates without proofs")
  func usage() throws {
    try inScratch { scratch in
      let without = try verify(scratch, "m.xml", "r.tsv")
      #expect(without.status == 64 && without.errors.contains("--certificates"))
      let both = try CommandLineProgram.run(
        ["fva", "m.xml", "--certificates", "x", "--loopless"], in: scratch.url)
      #expect(both.status == 64 && both.errors.contains("contradict each other"))
      let overwriting = try CommandLineProgram.run(
        ["fva", "m.xml", "--certificates", "m.xml"], in: scratch.url)
      #expect(overwriting.status == 64)
    }
  }
}
