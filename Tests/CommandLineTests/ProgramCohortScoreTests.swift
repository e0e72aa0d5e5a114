import Foundation
import TestSupport
import Testing
import TwinFlux

/// `cohort score`: predicted essential genes against a table of experiments.
@Suite("Cohorts against experiments")
struct ProgramCohortScoreTests {
  /// Three patients' deletions of the genes g1 to g4 of the small chain.
  private func deleted() throws -> CohortWorkspace {
    let space = try CohortWorkspace(patients: 3)
    let found = try CommandLineProgram.run(
      [
        "cohort", "run", "m.xml", "--omics", "levels.tsv", "--design", "d.tsv", "--out", "c",
        "--analysis", "delete-genes",
      ], in: space.scratch.url)
    #expect(found.status == 0, "\(found.errors)")
    return space
  }

  /// The genes whose deletion leaves the patient less than a share of what is left without any.
  private func predicted(
    _ space: CohortWorkspace, _ sample: String, below share: Double
  ) throws -> [String: Bool] {
    let merged = try space.cohort("merge", "c").output.split(separator: "\n")
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    let column = try #require(merged[0].firstIndex(of: sample + ".remaining"))
    let status = try space.cohort("status", "c").output.split(separator: "\n")
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    let objective = try #require(status[0].firstIndex(of: "objective"))
    let row = try #require(status.first { $0[0] == sample })
    let optimum = try #require(Double(row[objective]))
    var predicted: [String: Bool] = [:]
    for row in merged.dropFirst() {
      // An empty cell is a deletion after which there is no flux distribution.
      let remaining = row[column].isEmpty ? 0 : try #require(Double(row[column]))
      predicted[row[0]] = remaining / optimum < share
    }
    return predicted
  }

  @Test("the table counts what the merged deletions and the experiments say")
  func counts() throws {
    let space = try deleted()
    defer { space.remove() }
    let own = try predicted(space, "S00002", below: 0.5)
    #expect(own.count == 4)
    // The experiment contradicts the prediction for the first gene only; g9 is none of the model's,
    // and the last row of g4 contradicts the one before.
    var lines = ["name\tscore"]
    var right = ConfusionTable()
    for (index, gene) in own.keys.sorted().enumerated() {
      let actual = index == 0 ? !(own[gene] ?? false) : own[gene] ?? false
      lines.append("\(gene)\t\(actual ? 3.5 : -2)")
      if gene != "g4" { right.count(predicted: own[gene] ?? false, actual: actual) }
    }
    lines += ["g9\t7", "g4\t\(own["g4"] == true ? -9 : 9)"]
    try space.scratch.write("truth.tsv", lines.joined(separator: "\n") + "\n")
    let found = try space.cohort(
      "score", "c", "--truth", "truth.tsv", "--call", "S00002=score>=3.5", "--essential-below",
      "0.5", "--genes-output", "genes.tsv")
    #expect(found.status == 0, "\(found.errors)")
    #expect(found.errors.contains("1 gene with contradictory rows left out: g4."))
    let rows = found.output.split(separator: "\n").map { $0.split(separator: "\t") }
    let numbers = [
      right.all, right.truePositives, right.trueNegatives, right.falsePositives,
      right.falseNegatives,
    ]
    #expect(rows[1].prefix(6).dropFirst().map(String.init) == numbers.map(String.init))
    #expect(rows[1][0] == "S00002" && rows[2][0] == "pooled")
    let genes = try space.scratch.text("genes.tsv").split(separator: "\n")
    #expect(genes.count == 4 && genes[0] == "sample\tgene\tshare\tpredicted\tessential")
  }

  @Test("a gene map translates the experiment's genes; what it makes ambiguous does not count")
  func map() throws {
    let space = try deleted()
    defer { space.remove() }
    try space.scratch.write("map.tsv", "symbol\tid\nA\tg1\nB\tg2\nC\tg3;g4\n")
    try space.scratch.write("truth.tsv", "name\tscore\nA\t1\nB\t0\nC\t1\nD\t1\n")
    let found = try space.cohort(
      "score", "c", "--truth", "truth.tsv", "--call", "S00001=score>0.5", "--gene-map", "map.tsv",
      "--from", "symbol", "--to", "id")
    #expect(found.status == 0, "\(found.errors)")
    #expect(found.output.contains("S00001\t2\t"), "\(found.output)")
  }

  static let refused: [([String], Int32, String)] = [
    (["--truth", "truth.tsv"], 64, "--call"),
    (["--call", "S00001=score>1"], 64, "--truth"),
    (["--truth", "truth.tsv", "--call", "S00001"], 64, "SAMPLE=COLUMN>NUMBER"),
    (["--truth", "truth.tsv", "--call", "S00001=score>x"], 64, "SAMPLE=COLUMN>NUMBER"),
    (["--truth", "truth.tsv", "--call", "S9=score>1"], 65, "S9"),
    (["--truth", "truth.tsv", "--call", "S00001=points>1"], 65, "points"),
    (["--truth", "none.tsv", "--call", "S00001=score>1"], 66, "none.tsv"),
    (["--truth", "foreign.tsv", "--call", "S00001=score>1"], 65, "share no gene"),
    (
      ["--truth", "truth.tsv", "--call", "S00001=score>1", "--essential-below", "0"], 64,
      "above 0"
    ),
    (
      ["--truth", "truth.tsv", "--call", "S00001=score>1", "--call", "S00001=score>2"], 64,
      "two --call"
    ),
  ]

  @Test("what cannot be compared is refused with its reason")
  func refusals() throws {
    let space = try deleted()
    defer { space.remove() }
    try space.scratch.write("truth.tsv", "name\tscore\ng1\t2\n")
    try space.scratch.write("foreign.tsv", "name\tscore\nx1\t2\n")
    for (options, status, words) in Self.refused {
      let found = try CommandLineProgram.run(
        ["cohort", "score", "c"] + options, in: space.scratch.url)
      #expect(found.status == status, "\(options): \(found.errors)")
      #expect(found.errors.contains(words), "\(options): \(found.errors)")
      #expect(found.output.isEmpty)
    }
  }

  @Test("ranges are no deletions")
  func ranges() throws {
    let space = try CohortWorkspace(patients: 2)
    defer { space.remove() }
    #expect(try space.run("c").status == 0)
    try space.scratch.write("truth.tsv", "name\tscore\ng1\t2\n")
    let found = try space.cohort(
      "score", "c", "--truth", "truth.tsv", "--call", "S00001=score>1")
    #expect(found.status == 65 && found.errors.contains("delete-genes"), "\(found.errors)")
  }
}
