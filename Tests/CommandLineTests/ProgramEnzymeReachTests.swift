import Foundation
import TestSupport
import Testing
import TwinFlux

/// Knock-outs, envelopes and patients on the chain of ``ProgramEnzymeTests``: 10 mg of g1 for a unit of
/// flux through A_UP, and 10 mg of g2 and g3 for one through AB, of a pool of 100.
@Suite("The command line's other analyses with enzymes")
struct ProgramEnzymeReachTests {
  private static let pool = [
    "--kcat", "kcat.tsv", "--masses", "mass.tsv", "--pool", "100", "--missing-kcat", "none",
  ]
  private static let measured = [
    "--kcat", "kcat.tsv", "--masses", "mass.tsv", "--missing-kcat", "none", "--proteomics",
    "proteins.tsv", "--sample", "S", "--protein-unit", "nmol",
  ]

  /// Runs one command after the other in a directory of their own.
  private func run(_ commands: [String]..., level: Int = 1000) throws
    -> CommandLineProgram.Outcome
  {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    try scratch.write("kcat.tsv", "reaction\tkcat\nA_UP\t1\nAB\t1\n")
    try scratch.write("mass.tsv", "gene\tmass\ng1\t36\ng2\t18\ng3\t18\n")
    try scratch.write("proteins.tsv", "gene\tS\ng1\t900\n")
    try scratch.write(
      "levels.tsv", "gene\tS\ng1\t\(level)\ng2\t1000\ng3\t1000\ng4\t1000\n")
    var outcome: CommandLineProgram.Outcome?
    for command in commands {
      outcome = try CommandLineProgram.run(command, in: scratch.url)
    }
    return try #require(outcome)
  }

  private func rows(_ text: String) -> [String: [Double]] {
    var rows: [String: [Double]] = [:]
    for line in text.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      rows[String(cells[0])] = cells.dropFirst().compactMap { Double($0) }
    }
    return rows
  }

  private func isNear(_ value: Double?, _ expected: Double) -> Bool {
    value.map { abs($0 - expected) <= 1e-6 } ?? false
  }

  @Test("delete takes isozymes away, in the pool that is left to the others")
  func deletions() throws {
    let genes = try run(["delete", "m.xml"] + Self.pool)
    #expect(genes.status == 0, "\(genes.errors)")
    let found = rows(genes.output)
    #expect(Set(found.keys) == ["g1", "g2", "g3", "g4"])
    #expect(found["g1"] == [] && genes.output.contains("g1\t\tinfeasible"))
    // Through AB2 at most 3; without it 10·x + 10·x = 100.
    #expect(isNear(found["g2"]?.first, 2) && isNear(found["g3"]?.first, 2))
    #expect(isNear(found["g4"]?.first, 4))
    let reactions = rows(try run(["delete", "m.xml", "--reactions"] + Self.pool).output)
    #expect(Set(reactions.keys) == ["EX_a", "A_UP", "AB", "AB2", "MAINT", "OUT"])
    #expect(isNear(reactions["AB2"]?.first, 4))
    let pair = try run(["delete", "m.xml", "--double", "--genes=g2,g4"] + Self.pool)
    #expect(pair.output.contains("g2\tg4\t\tinfeasible"), "\(pair.output)")
  }

  @Test("envelope ends where the pool does")
  func envelope() throws {
    let outcome = try run(["envelope", "m.xml", "--vary", "OUT", "--points", "2"] + Self.pool)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let ends = rows(outcome.output).keys.compactMap { Double($0) }
    #expect(isNear(ends.min(), 0) && isNear(ends.max(), 5.5))
  }

  @Test(
    "personalize writes the model with its enzymes, in every form",
    arguments: ["full", "light", "moment"])
  func model(form: String) throws {
    let outcome = try run(
      ["personalize", "m.xml", "--enzyme-form", form, "--output", "p.xml"] + Self.pool,
      ["fba", "p.xml"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(isNear(rows(outcome.output)["OUT"]?.first, 5.5), "\(outcome.output)")
  }

  @Test("personalize writes the bounds of all columns, which go with that model")
  func bounds() throws {
    let full = rows(try run(["personalize", "m.xml"] + Self.measured).output)
    #expect(full["usage_g1"] == [0, 900] && full["usage_g2"] == [0, .infinity])
    #expect(full["usage_pool"] == [0, 125] && full["AB"] == [0, 1000])
    let bound = rows(
      try run(["personalize", "m.xml", "--enzyme-form", "bound"] + Self.measured).output)
    #expect(Set(bound.keys) == ["EX_a", "A_UP", "AB", "AB2", "MAINT", "OUT"])
    #expect(isNear(bound["A_UP"]?.last, 900 * 3600e-6) && bound["AB"] == [0, 1000])
  }

  /// A_UP is held to 1000 times g1's share of the largest score by the levels, and to 900 nmol by the
  /// proteins.
  @Test("levels and proteins limit together", arguments: [(4, 900 * 3600e-6 - 1), (2, 1)])
  func levels(level: Int, optimum: Double) throws {
    let omics = ["--omics", "levels.tsv", "--method", "eflux"]
    let outcome = try run(["fba", "m.xml"] + omics + Self.measured, level: level)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(isNear(rows(outcome.output)["OUT"]?.first, optimum))
    let written = try run(
      ["personalize", "m.xml", "--output", "p.xml"] + omics + Self.measured, ["fba", "p.xml"],
      level: level)
    #expect(isNear(rows(written.output)["OUT"]?.first, optimum), "\(written.errors)")
  }

  @Test(
    "refuses what the form cannot say",
    arguments: [
      ["delete", "--enzyme-form", "light"], ["delete", "--tasks", "tasks.tsv"],
      ["fba", "--enzyme-form", "light", "--knockout", "g2"], ["personalize", "--verbose-columns"],
    ])
  func refusals(options: [String]) throws {
    let outcome = try run([options[0], "m.xml"] + options.dropFirst() + Self.pool)
    #expect(outcome.status == 64, "\(options): \(outcome.errors)")
  }
}
