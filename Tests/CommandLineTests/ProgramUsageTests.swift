import Foundation
import TestSupport
import Testing

@Suite("The program, wrongly used")
struct ProgramUsageTests {
  static let wrong: [([String], String)] = [
    ([], "There is no command."),
    (["fav", "m.xml"], "Did you mean 'fva'?"),
    (["check", "m.xml"], "This version does not have the command 'check'."),
    (["fva", "m.xml", "--fractoin", "0.9"], "Did you mean '--fraction'?"),
    (["fva", "m.xml", "--pfba-factor", "0.9"], "--pfba-factor cannot be '0.9'."),
    (["fva", "m.xml", "--pfba-factor", "inf"], "--pfba-factor cannot be 'inf'."),
    (["fba", "m.xml", "--seed=1"], "does not have --seed in this version"),
    (["fba", "m.xml", "--html", "x.html"], "does not have --html in this version"),
    (["delete", "m.xml", "--double=2"], "--double takes no value"),
    (["delete", "m.xml", "--genes="], "--genes needs a value."),
    (["fva"], "MODEL is missing."),
    (["fva", "a.xml", "b.xml"], "'b.xml' is one argument too many."),
    (["fba", "m.xml", "--bound", "A=2:1"], "--bound cannot be 'A=2:1'."),
    (["fba", "m.xml", "--threads", "none"], "--threads cannot be 'none'."),
    (["fva", "m.xml", "--fraction", "1.5"], "--fraction cannot be '1.5'."),
    (["fva", "m.xml", "--fraction", "0.5", "--no-objective"], "contradict each other"),
    (["delete", "m.xml", "--genes", "--reactions"], "contradict each other"),
    (["fba", "m.xml", "--sample", "P1"], "--sample needs --omics."),
    (["personalize", "m.xml"], "needs --omics or --kcat."),
    (["fva", "m.xml", "--reactions", "@"], "--reactions names no file."),
    (["fba", "m.xml", "--quiet", "--verbose"], "--quiet and --verbose contradict each other."),
    (["fba", "m.xml", "--bound", "A=0:1e-320"], "--bound cannot be 'A=0:1e-320'."),
    (["fba", "m.xml", "--bound", "A=1e-400:1"], "--bound cannot be 'A=1e-400:1'."),
    (["fba", "m.xml", "--output", "f.tsv.bz2"], "Give 'f.tsv.gz' or 'f.tsv'."),
    (
      [
        "personalize", "m.xml", "--omics", "t", "--sample", "P", "--method", "eflux", "--output",
        "p.xml.bz2",
      ], "Give 'p.xml.gz' or 'p.xml'."
    ),
    (["completions", "tcsh"], "Give bash, zsh or fish."),
  ]

  @Test("says what is wrong, prints nothing and exits with 64", arguments: wrong)
  func usage(line: [String], expected: String) throws {
    let run = try CommandLineProgram.run(line)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("twinflux: error: "))
    #expect(run.errors.contains(expected), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test("shows help on standard output and exits with 0")
  func help() throws {
    for line in [["--help"], ["-h"], ["help"], ["fva", "--help"], ["help", "fva"]] {
      let run = try CommandLineProgram.run(line)
      #expect(run.status == 0)
      #expect(run.errors.isEmpty)
      #expect(run.output.contains("Usage: twinflux"))
    }
    let version = try CommandLineProgram.run(["--version"])
    #expect(version.output == "twinflux 0.1.0\n")
  }

  @Test("prints completions that the shell can read")
  func completions() throws {
    let run = try CommandLineProgram.run(["completions", "bash"])
    #expect(run.status == 0)
    let bash = Process()
    bash.executableURL = URL(fileURLWithPath: "/bin/bash")
    bash.arguments = ["-n", "-c", run.output]
    try bash.run()
    bash.waitUntilExit()
    #expect(bash.terminationStatus == 0)
  }
}
