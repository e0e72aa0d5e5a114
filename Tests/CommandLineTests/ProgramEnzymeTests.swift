import Foundation
import TestSupport
import Testing
import TwinFlux

/// The chain of ``CommandLineModels`` with enzymes of 36 kDa that turn over once a second: 10 mg for a
/// unit of flux, through A_UP and through AB; AB2, at most 3, has no turnover number.
@Suite("The command line with enzymes")
struct ProgramEnzymeTests {
  private func run(
    _ command: String, _ options: String...
  ) throws -> (CommandLineProgram.Outcome, report: [String: Any]) {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    try scratch.write("m.xml", CommandLineModels.chain)
    try scratch.write("kcat.tsv", "reaction\tkcat\nA_UP\t1\nAB\t1\nELSE\t5\n")
    try scratch.write("mass.tsv", "gene\tmass\ng1\t36\ng2\t18\ng3\t18\n")
    try scratch.write("broken.tsv", "reaction\tkcat\nA_UP\t1\nAB\tfast\n")
    try scratch.write("proteins.tsv", "gene\tS\ng1\t900\ng4\t0\n")
    let outcome = try CommandLineProgram.run(
      [command, "m.xml"] + options + (command == "info" ? [] : ["--report", "r.json"]),
      in: scratch.url)
    let report = (try? Data(contentsOf: scratch.url.appendingPathComponent("r.json")))
      .flatMap { try? JSONSerialization.jsonObject(with: $0) }
    return (outcome, report as? [String: Any] ?? [:])
  }

  private func rows(_ text: String) -> [String: [Double]] {
    var rows: [String: [Double]] = [:]
    for line in text.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      rows[String(cells[0])] = cells.dropFirst().compactMap { Double($0) }
    }
    return rows
  }

  @Test("limits fluxes by the pool and lists what the proteins do")
  func balance() throws {
    let (outcome, report) = try run(
      "fba", "--kcat", "kcat.tsv", "--masses", "mass.tsv", "--pool", "100", "--missing-kcat", "none"
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    // 10·x + 10·(x − 3) = 100
    let fluxes = rows(outcome.output)
    #expect(abs((fluxes["OUT"]?[0] ?? 0) - 5.5) <= 1e-7)
    #expect(abs((fluxes["A_UP_forward_1"]?[0] ?? 0) - 6.5) <= 1e-7)
    #expect(abs((fluxes["usage_g1"]?[0] ?? 0) - 6.5 / 3600e-6) <= 1e-4)
    #expect(abs((fluxes["usage_pool"]?[0] ?? 0) - 100) <= 1e-6)
    #expect(outcome.errors.contains("Enzymes limit 2 reactions (form full)"))
    #expect(outcome.errors.contains("1 reaction with a gene rule had no turnover number"))
    let enzymes = try #require(report["enzymes"] as? [String: Any])
    #expect(enzymes["reactions"] as? Int == 2 && enzymes["proteins"] as? Int == 3)
    #expect(enzymes["unmatched_turnover_numbers"] as? Int == 1)
    #expect(enzymes["reactions_without_kcat"] as? [String] == ["AB2"])
    let inputs = try #require(enzymes["inputs"] as? [String: Any])
    #expect(Set(inputs.keys) == ["kcat", "masses"])
  }

  @Test("studies the ranges of the model's own reactions, and of a protein that is named")
  func variability() throws {
    let (all, _) = try run(
      "fva", "--kcat", "kcat.tsv", "--masses", "mass.tsv", "--pool", "100", "--missing-kcat",
      "none", "--enzyme-form", "light")
    #expect(all.status == 0, "\(all.errors)")
    let ranges = rows(all.output)
    #expect(Set(ranges.keys) == ["EX_a", "A_UP", "AB", "AB2", "MAINT", "OUT"])
    #expect(abs((ranges["AB"]?[1] ?? 0) - 3.5) <= 1e-6)
    #expect(all.output.contains("certified"))
    let (one, _) = try run(
      "fva", "--kcat", "kcat.tsv", "--masses", "mass.tsv", "--pool", "100", "--missing-kcat",
      "none", "--reactions", "usage_*", "--no-objective")
    #expect(Set(rows(one.output).keys) == ["usage_g1", "usage_g2", "usage_g3", "usage_pool"])
  }

  @Test("takes a sample's proteins, and raises them as asked")
  func proteins() throws {
    let (held, _) = try run(
      "fba", "--kcat", "kcat.tsv", "--masses", "mass.tsv", "--proteomics", "proteins.tsv",
      "--sample", "S", "--protein-unit", "nmol", "--missing-kcat", "none")
    #expect(held.status == 0, "\(held.errors)")
    #expect(abs((rows(held.output)["OUT"]?[0] ?? 0) - (900 * 3600e-6 - 1)) <= 1e-7)
    let (raised, report) = try run(
      "fba", "--kcat", "kcat.tsv", "--masses", "mass.tsv", "--proteomics", "proteins.tsv",
      "--sample", "S", "--protein-unit", "nmol", "--missing-kcat", "none", "--flexibilize", "3")
    #expect(raised.status == 0, "\(raised.errors)")
    #expect(abs((rows(raised.output)["OUT"]?[0] ?? 0) - 3) <= 1e-5)
    #expect(raised.errors.contains("raised g1 from 900 to 1111.11 nmol/gDW"))
    let enzymes = try #require(report["enzymes"] as? [String: Any])
    let found = try #require(enzymes["flexibilization"] as? [String: Any])
    #expect((found["raised"] as? [[String: Any]])?.map { $0["protein"] as? String } == ["g1"])
    let (beyond, _) = try run(
      "fba", "--kcat", "kcat.tsv", "--masses", "mass.tsv", "--proteomics", "proteins.tsv",
      "--sample", "S", "--protein-unit", "nmol", "--flexibilize", "30")
    #expect(beyond.status == 1 && beyond.errors.contains("however much of the measured"))
    let (bound, _) = try run(
      "fva", "--kcat", "kcat.tsv", "--proteomics", "proteins.tsv", "--sample", "S",
      "--protein-unit", "nmol", "--enzyme-form", "bound", "--loopless")
    #expect(bound.status == 0, "\(bound.errors)")
    #expect(abs((rows(bound.output)["A_UP"]?[1] ?? 0) - 900 * 3600e-6) <= 1e-6)
  }

  @Test("takes the isozymes of a gene away that is knocked out")
  func knockOut() throws {
    let (outcome, _) = try run(
      "fba", "--kcat", "kcat.tsv", "--masses", "mass.tsv", "--knockout", "g2", "--pool", "1000")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(abs((rows(outcome.output)["OUT"]?[0] ?? 0) - 2) <= 1e-7)
  }

  @Test("says in info what would be constrained")
  func info() throws {
    let (text, _) = try run("info", "--kcat", "kcat.tsv", "--masses", "mass.tsv")
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.contains("Enzymes limit 3 reactions"))
    #expect(text.output.contains("they took the median, 1 per second"))
    let (json, _) = try run(
      "info", "--kcat", "kcat.tsv", "--masses", "mass.tsv", "--format", "json")
    #expect(json.output.contains("\"enzymes\""))
  }

  @Test("refuses what makes no sense, with the line where it is a table's")
  func refusals() throws {
    let (broken, _) = try run("fba", "--kcat", "broken.tsv", "--masses", "mass.tsv")
    #expect(broken.status == 65 && broken.errors.contains("broken.tsv:3"))
    for options in [
      ["--masses", "mass.tsv"], ["--kcat", "kcat.tsv", "--parsimonious"],
      ["--kcat", "kcat.tsv", "--pool", "lots"], ["--kcat", "kcat.tsv", "--sample", "S"],
      ["--kcat", "kcat.tsv", "--enzyme-form", "bound"],
      [
        "--kcat", "kcat.tsv", "--enzyme-form", "bound", "--proteomics", "p.tsv", "--sample", "S",
        "--pool", "5",
      ],
      [
        "--kcat", "kcat.tsv", "--proteomics", "p.tsv", "--sample", "S", "--protein-unit", "nmol",
        "--protein-total", "0.3",
      ],
      [
        "--kcat", "kcat.tsv", "--proteomics", "p.tsv", "--sample", "S", "--cell-mass", "1e-12",
      ],
    ] {
      let scratch = try CommandLineScratch()
      defer { scratch.remove() }
      try scratch.write("m.xml", CommandLineModels.chain)
      let outcome = try CommandLineProgram.run(["fba", "m.xml"] + options, in: scratch.url)
      #expect(outcome.status == 64, "\(options): \(outcome.errors)")
    }
    let (massless, _) = try run("fba", "--kcat", "kcat.tsv")
    #expect(massless.status == 65 && massless.errors.contains("columns gene and mass"))
  }
}
