import Foundation
import TestSupport
import Testing
import TwinFlux

@Suite("Levels, as the command line has them read")
struct ProgramLevelsTests {
  private static let linear = "gene\tP0\tP2\ng1\t10\t5\ng2\t10\t10\ng3\t20\t20\ng4\t4\t\n"

  private func personalize(
    _ table: String, _ options: String..., files: [String: String] = [:], reading: String? = nil
  ) throws -> (outcome: CommandLineProgram.Outcome, file: String) {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    try scratch.write("levels.tsv", table)
    for (name, text) in files { try scratch.write(name, text) }
    let outcome = try CommandLineProgram.run(
      [
        "personalize", "m.xml", "--omics", "levels.tsv", "--sample", "P2", "--method", "eflux",
      ] + options, in: scratch.url)
    return (outcome, try reading.map { try scratch.text($0) } ?? "")
  }

  /// log₂(x + 1) of 5 and 10, 20 is written with all digits, so that the bounds agree to the last but
  /// a few.
  @Test("are the same bounds as logarithms and as levels")
  func units() throws {
    let plain = try personalize(Self.linear).outcome
    #expect(plain.status == 0, "\(plain.errors)")
    let logarithms = "gene\tP0\tP2\ng1\t3.3\t2\ng2\t3\t3\ng3\t-1\t4\ng4\t4\t\n"
    let levels = "gene\tP0\tP2\ng1\t9\t4\ng2\t8\t8\ng3\t1\t16\ng4\t1\t\n"
    let read = try personalize(logarithms, "--unit", "log2-tpm").outcome
    #expect(read.status == 0 && read.errors.contains("taken off the logarithm"))
    #expect(try read.output == personalize(levels).outcome.output)
    let refused = try personalize(logarithms).outcome
    #expect(refused.status == 65 && refused.errors.contains("--unit"))
  }

  /// The chain takes up at most 10, far below what expression leaves of bounds of 1000.
  @Test("say with --check-bounds how many of their bounds hold anything")
  func idleBounds() throws {
    let found = try personalize(
      Self.linear, "--check-bounds", "--report", "r.json", reading: "r.json")
    #expect(found.outcome.status == 0, "\(found.outcome.errors)")
    #expect(found.outcome.errors.contains("hold nothing back: 1 of 1."))
    #expect(found.file.contains("\"unbinding_bounds\": 1"), "\(found.file)")
    let tight = try personalize(
      Self.linear, "--check-bounds", "--bound", "A_UP=0:8", "--report", "r.json",
      reading: "r.json")
    #expect(tight.file.contains("\"unbinding_bounds\": 0"), "\(tight.file)")
    let plain = try personalize(Self.linear, "--report", "r.json", reading: "r.json")
    #expect(plain.file.contains("\"unbinding_bounds\": null"))
    let cohort = try CommandLineProgram.run(
      ["cohort", "run", "m.xml", "--check-bounds"], in: URL(filePath: NSTemporaryDirectory()))
    #expect(cohort.status == 64 && cohort.errors.contains("check-bounds"))
  }

  @Test("become TPM where they are counts and there are lengths")
  func counts() throws {
    let lengths = ["l.tsv": "gene\tlength\ng1\t500\ng2\t1000\ng3\t1000\ng4\t1000\n"]
    let found = try personalize(
      Self.linear, "--unit", "counts", "--lengths", "l.tsv", files: lengths
    ).outcome
    #expect(found.status == 0, "\(found.errors)")
    // g1 has as many reads per kilobase as the complex of g2 and g3.
    #expect(found.output.contains("A_UP\t0\t1000\n"))
    let without = try personalize(Self.linear, "--unit", "counts").outcome
    #expect(without.status == 65 && without.errors.contains("--lengths"))
    let unused = try personalize(Self.linear, "--lengths", "l.tsv", files: lengths).outcome
    #expect(unused.status == 64 && unused.errors.contains("--unit"))
  }

  @Test("of one gene in two rows are combined where that is said")
  func duplicates() throws {
    let table = Self.linear + "g1\t1\t15\n"
    let refused = try personalize(table).outcome
    #expect(refused.status == 65 && refused.errors.contains("--duplicates"))
    let found = try personalize(table, "--duplicates", "mean").outcome
    #expect(found.output.contains("A_UP\t0\t1000\n"))
    #expect(found.errors.contains("1 row of 'levels.tsv' had the name of an earlier one"))
  }

  @Test("are scored as told")
  func scores() throws {
    let found = try personalize(
      Self.linear, "--or", "maximum", "--and", "mean", "--verbose-columns"
    ).outcome
    #expect(found.output.contains("AB\t0\t1000\t15\t1\t2"))
    let zero = try personalize(
      Self.linear, "--or", "sum", "--missing", "zero", "--verbose-columns"
    ).outcome
    #expect(zero.output.contains("AB2\t0\t0\t0\t0\t0\ttrue"))
    let alone = try personalize(Self.linear, "--and", "mean").outcome
    #expect(alone.status == 64 && alone.errors.contains("--or"))
  }

  @Test("go to the method with its options")
  func methodOptions() throws {
    let one = try personalize(Self.linear, "--method-option", "scale=percentile:50").outcome
    let other = try personalize(Self.linear, "--eflux-scale", "percentile:50").outcome
    #expect(one.status == 0 && one.output == other.output)
    #expect(try one.output != personalize(Self.linear).outcome.output)
    for (options, words) in [
      (["--method-option", "nothing=1"], "scale"), (["--method-option", "scale"], "NAME=VALUE"),
      (["--method-option", "scale=percentile:0"], "percentile"),
      (["--method-option", "scale=maximum", "--eflux-scale", "maximum"], "--eflux-scale"),
      (["--threshold", "absolute:1"], "--method"), (["--threshold", "local-t2:9"], "local-t2"),
      (["--unit", "tmp"], "log2-tpm+1"),
    ] {
      let scratch = try CommandLineScratch()
      defer { scratch.remove() }
      try scratch.write("m.xml", CommandLineModels.chain)
      try scratch.write("levels.tsv", Self.linear)
      let refused = try CommandLineProgram.run(
        [
          "personalize", "m.xml", "--omics", "levels.tsv", "--sample", "P2", "--method", "eflux",
        ] + options, in: scratch.url)
      #expect(refused.status == 64, "\(options): \(refused.errors)")
      #expect(refused.errors.contains(words), "\(options): \(refused.errors)")
    }
  }

  @Test("leave a report of each gene")
  func genes() throws {
    let found = try personalize(Self.linear, "--gene-report", "g.tsv", reading: "g.tsv")
    #expect(found.outcome.status == 0, "\(found.outcome.errors)")
    let lines = found.file.split(separator: "\n").map(String.init)
    #expect(lines[0] == "gene\trows\thow\treason\tlevel")
    #expect(lines.contains("g1\tg1\tspelling\tmeasured\t5"))
    #expect(lines.contains("g4\tg4\tspelling\tno value\t"))
  }

  @Test("leave a report of what thresholds decide")
  func thresholds() throws {
    let found = try personalize(Self.linear, "--threshold-report", "t.tsv", reading: "t.tsv")
    #expect(found.outcome.status == 0, "\(found.outcome.errors)")
    #expect(found.outcome.errors.contains("Active reactions of sample 'P2' by threshold"))
    let lines = found.file.split(separator: "\n").map(String.init)
    #expect(lines[0] == "reaction\tsubsystem\tabsolute:1\tlocal-t2:25:75\tglobal:50\tflips\tgenes")
    #expect(lines.contains { $0.hasPrefix("A_UP\t") && $0.hasSuffix("\ttrue\tg1") })
  }

  @Test("are described in the help, with the methods")
  func help() throws {
    let help = try CommandLineProgram.run(["help", "personalize"]).output
    for word in ["Method eflux", "scale:", "--unit", "--threshold-report", "--gene-report"] {
      #expect(help.contains(word), "\(word)")
    }
  }

  @Test("are a part of what a cohort is")
  func cohort() throws {
    let space = try CohortWorkspace()
    defer { space.remove() }
    #expect(try space.run("c").status == 0)
    let same = try space.run("c")
    #expect(same.status == 0 && same.errors.contains("stored before"))
    for options in [
      ["--unit", "fpkm"], ["--or", "maximum"], ["--method-option", "scale=maximum"],
    ] {
      let other = try CommandLineProgram.run(
        [
          "cohort", "run", "m.xml", "--omics", "levels.tsv", "--design", "d.tsv", "--out", "c",
          "--fraction", "0.9",
        ] + options, in: space.scratch.url)
      #expect(other.status == 73, "\(options): \(other.errors)")
    }
  }
}
