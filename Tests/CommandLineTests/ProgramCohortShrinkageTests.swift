import Foundation
import TestSupport
import Testing
import TwinFlux

@Suite("cohort run --shrink")
struct ProgramCohortShrinkageTests {
  /// What `DIR/cohort.json` has.
  private func manifest(_ space: CohortWorkspace, _ directory: String) throws -> [String: Any] {
    let text = try space.scratch.text("\(directory)/cohort.json")
    let root = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return try #require(root)
  }

  @Test("a strength of 0 gives the bytes of no shrinkage, 1 others, and the weights are said")
  func strength() throws {
    let space = try CohortWorkspace()
    defer { space.remove() }
    #expect(try space.run("plain").status == 0)
    #expect(try space.run("none", "--shrink", "0").status == 0)
    #expect(try space.files("none") == space.files("plain"))
    let shrunk = try space.run("full", "--shrink", "1", "--report", "r.json", "--quiet")
    #expect(shrunk.status == 0, "\(shrunk.errors)")
    #expect(shrunk.errors.contains("λ = 1 and a technical SD of 0.2, an assumption (log2): "))
    #expect(try space.patients("full") != space.patients("plain"))
    let report = try JSONSerialization.jsonObject(with: Data(space.scratch.text("r.json").utf8))
    let result = (report as? [String: Any])?["result"] as? [String: Any]
    let section = try #require(result?["shrinkage"] as? [String: Any])
    #expect(section["samples"] as? Int == 8 && section["technical_sd_given"] as? Bool == false)
    // 1 − λ (1 − B): with half the strength half of what is taken away is left.
    let least = try #require(section["own_weight_least"] as? Double)
    #expect(least < 1 && least >= 0)
    #expect(
      try space.run("half", "--shrink", "0.5", "--report", "h.json").status == 0)
    let half = try space.scratch.text("h.json")
    let text = try #require(half.firstMatch(of: /"own_weight_least": ([0-9.e-]+)/)?.1)
    #expect(abs((Double(text) ?? .nan) - (1 + least) / 2) < 1e-12)
    let compared = try space.cohort("compare", "full")
    #expect(compared.errors.contains("take the p-values as a ranking"), "\(compared.errors)")
    #expect(try !space.cohort("compare", "plain").errors.contains("--shrink"))
  }

  @Test("a patient who joins changes nobody else's bytes, and neither do shards")
  func growth() throws {
    let space = try CohortWorkspace(patients: 6)
    defer { space.remove() }
    let rows = try space.scratch.text("d.tsv").split(separator: "\n").dropFirst().map(String.init)
    try space.design(Array(rows.dropLast()), to: "few.tsv")
    let options = ["--shrink", "0.8", "--technical-sd", "0.3", "--draws", "3"]
    let run = { (directory: String, design: String, more: [String]) in
      try CommandLineProgram.run(
        [
          "cohort", "run", "m.xml", "--omics", "levels.tsv", "--design", design, "--out", directory,
        ] + options + more, in: space.scratch.url)
    }
    #expect(try run("c", "few.tsv", []).status == 0)
    let before = try space.patients("c")
    for shard in ["1/2", "2/2"] {
      #expect(try run("s\(shard.first ?? "0")", "few.tsv", ["--shard", shard]).status == 0)
    }
    #expect(try space.cohort("merge", "s1", "s2", "--out", "m").status == 0)
    #expect(try space.files("m") == space.files("c"))
    let grown = try run("c", "d.tsv", [])
    #expect(grown.status == 0 && grown.errors.contains("5 were stored before"), "\(grown.errors)")
    let after = try space.patients("c")
    #expect(after.count == 6)
    for (name, bytes) in before { #expect(after[name] == bytes, "\(name)") }
    let members = (try manifest(space, "c")["expression"] as? [String: Any])?["members"]
    #expect((members as? [Any])?.count == 5)
    let status = try space.cohort("status", "c").output
    #expect(status.hasPrefix("sample\tgroup\tstate\treason\tobjective\tuncertified_ends\tdraws\n"))
    #expect(try space.cohort("merge", "c").output.contains("\tS00001.minimum_low\t"))
    for other in [
      ["--technical-sd", "0.4"], ["--draw-seed", "2"], ["--draw-probability", "0.5"],
    ] {
      let changed = try CommandLineProgram.run(
        [
          "cohort", "run", "m.xml", "--omics", "levels.tsv", "--design", "d.tsv", "--out", "c",
          "--shrink", "0.8", "--draws", "3",
        ] + (other[0] == "--technical-sd" ? [] : ["--technical-sd", "0.3"]) + other,
        in: space.scratch.url)
      #expect(changed.status == 73 && changed.errors.contains("shrinkage"), "\(changed.errors)")
    }
  }

  @Test("groups of one say nothing of how people differ")
  func singles() throws {
    let space = try CohortWorkspace(patients: 2)
    defer { space.remove() }
    let found = try space.run("c", "--shrink", "1")
    #expect(found.status == 65 && found.errors.contains("two samples"), "\(found.errors)")
  }
}
