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

  @Test("coupling writes sets, and pairs to a file")
  func coupling() throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    let found = try CommandLineProgram.run(
      ["coupling", "m.xml", "--pairs", "p.tsv", "--knockout", "g4"], in: scratch.url)
    #expect(found.status == 0, "\(found.errors)")
    #expect(
      found.output == """
        reaction\tstatus\tset\tfull_set
        EX_a\tcoupled\tEX_a\tEX_a
        A_UP\tcoupled\tEX_a\tEX_a
        AB\tcoupled\tEX_a\tEX_a
        AB2\tblocked\t\t
        MAINT\tsingle\tMAINT\tMAINT
        OUT\tsingle\tOUT\tOUT

        """)
    let pairs = try scratch.text("p.tsv").split(separator: "\n")
    #expect(pairs.first == "reaction_1\treaction_2\trelation")
    #expect(pairs.count == 1 + 3 + 6)
    #expect(pairs.contains("EX_a\tAB\tfull") && pairs.contains("OUT\tA_UP\tdirectional"))
    #expect(found.errors.contains("3 fully, 0 partially and 6 directionally coupled pairs"))
  }

  @Test("delete takes a list, and pairs")
  func pairs() throws {
    let listed = try run("delete", "m.xml", "--genes=g4,g2")
    #expect(listed.output == "gene\tgrowth\tstatus\ng4\t9\toptimal\ng2\t2\toptimal\n")
    let pattern = try run("delete", "--reactions=AB*", "m.xml", "--double", "--threads", "2")
    #expect(
      pattern.output == """
        reaction_1\treaction_2\tgrowth\tstatus
        AB\tAB\t2\toptimal
        AB\tAB2\t\tinfeasible
        AB2\tAB2\t9\toptimal

        """)
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    try scratch.write("genes.txt", "# mine\ng2\ng4\n")
    let file = try CommandLineProgram.run(
      ["delete", "m.xml", "--double", "--genes", "@genes.txt", "--format", "json"],
      in: scratch.url)
    #expect(
      file.output == """
        {
          "objective_value": 9,
          "deletions": [
            {"gene_1": "g2", "gene_2": "g2", "growth": 2, "status": "optimal"},
            {"gene_1": "g2", "gene_2": "g4", "growth": null, "status": "infeasible"},
            {"gene_1": "g4", "gene_2": "g4", "growth": 9, "status": "optimal"}
          ]
        }

        """)
    let misspelt = try run("delete", "m.xml", "--genes=g22")
    #expect(misspelt.status == 64)
    #expect(misspelt.errors.contains("Did you mean 'g2'?"), "\(misspelt.errors)")
  }

  @Test("envelope fixes fluxes on a grid")
  func envelope() throws {
    let found = try run("envelope", "m.xml", "--vary", "AB2", "--points", "3")
    #expect(found.status == 0, "\(found.errors)")
    #expect(
      found.output == """
        AB2\tflux_minimum\tflux_maximum\tminimum_status\tmaximum_status
        0\t0\t9\tcertified\tcertified
        1.5\t0\t9\tcertified\tcertified
        3\t0\t9\tcertified\tcertified

        """)
    let two = try run(
      "envelope", "m.xml", "--vary", "EX_a,MAINT", "--points", "2", "--format", "json")
    #expect(two.output.contains("\"varied\": [\"EX_a\", \"MAINT\"]"), "\(two.output)")
    #expect(two.output.contains("\"EX_a\": -10, \"MAINT\": 1, \"flux_minimum\": 9"))
    #expect(two.output.contains("\"EX_a\": -1, \"MAINT\": 10, \"flux_minimum\": null"))
    #expect(two.errors.contains("4 points: 3 feasible, 1 infeasible, 0 failed"), "\(two.errors)")
  }

  @Test("sample writes a row a sample, the same for the same seed")
  func sample() throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    let line = ["sample", "m.xml", "-n", "20", "--thinning", "10"]
    let one = try CommandLineProgram.run(
      line + ["--threads", "1", "--diagnostics", "d.tsv"], in: scratch.url)
    #expect(one.status == 0, "\(one.errors)")
    let lines = one.output.split(separator: "\n")
    #expect(lines.count == 21)
    #expect(lines[0] == "EX_a\tA_UP\tAB\tAB2\tMAINT\tOUT")
    for line in lines.dropFirst() {
      let v = line.split(separator: "\t").compactMap { Double($0) }
      #expect(v.count == 6)
      #expect(abs(v[0] + v[1]) <= 1e-9 && abs(v[2] + v[3] - v[4] - v[5]) <= 1e-9)
      #expect(v[0] >= -10 - 1e-9 && v[3] <= 3 + 1e-9 && v[4] >= 1 - 1e-9)
    }
    let diagnostics = try scratch.text("d.tsv").split(separator: "\n")
    #expect(diagnostics[0] == "reaction\tmean\tsd\tsplit_rhat\tess\tgeweke")
    #expect(diagnostics.count == 7)
    let two = try CommandLineProgram.run(line + ["--threads", "3"], in: scratch.url)
    #expect(two.output == one.output)
    let other = try CommandLineProgram.run(line + ["--seed", "7"], in: scratch.url)
    #expect(other.status == 0 && other.output != one.output)
    let free = try CommandLineProgram.run(
      line + [
        "--bound", "EX_a=-inf:0", "--bound", "A_UP=0:inf", "--bound", "AB=0:inf",
        "--bound", "OUT=0:inf",
      ], in: scratch.url)
    #expect(free.status == 1 && free.output.isEmpty)
    #expect(free.errors.contains("has no limit"), "\(free.errors)")
  }

  @Test(
    "refuse what they cannot do",
    arguments: [
      (["blocked", "m.xml", "--zero-cutoff", "1e-9"], "--zero-cutoff cannot be '1e-9'."),
      (["sample", "m.xml"], "sample needs -n N."),
      (["sample", "m.xml", "-n", "0"], "-n cannot be '0'."),
      (["sample", "m.xml", "-n", "5", "--sampler", "gibbs"], "Give chrr, optgp or achr."),
      (["envelope", "m.xml"], "envelope needs --vary"),
      (["envelope", "m.xml", "--vary", "AB2", "--points", "1"], "--points cannot be '1'."),
      (["envelope", "m.xml", "--vary", "MANT"], "Did you mean 'MAINT'?"),
      (["envelope", "m.xml", "--vary", "AB2,AB", "--points", "2000"], "at most 1000000 points"),
    ])
  func usage(line: [String], expected: String) throws {
    let found = try run(line)
    #expect(found.status == 64)
    #expect(found.output.isEmpty)
    #expect(found.errors.contains(expected), "\(found.errors)")
  }
}
