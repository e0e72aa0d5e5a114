import DataFiles
import MetabolicModels
import ModelFormats
import OmicsIntegration
import TestSupport
import Testing

@Suite("What became of each gene")
struct GeneReportTests {
  private static func report(
    _ genes: [Gene], _ levels: [(String, Double?)], map: GeneMap? = nil, from: String? = nil
  ) throws -> GeneReport {
    let model = try OmicsModels.model([], genes: genes)
    var options = GeneMatchingOptions()
    options.namespace = from
    let matching = try GeneMatching(
      model: model, tableGenes: levels.map(\.0), map: map, options: options)
    let profile = OmicsProfile(sample: "S", genes: levels.map(\.0), levels: levels.map(\.1))
    return matching.report(of: profile, in: model)
  }

  @Test("says how and why, gene by gene")
  func reasons() throws {
    let report = try Self.report(
      ["A", "ENSG00000139618", "C", "D"].map { Gene(id: $0) },
      [("A", 1), ("ENSG00000139618.5", 2), ("ENSG00000139618.7", 3), ("C", nil), ("Z", 9)])
    #expect(report.namespace == "id" && report.sample == "S")
    #expect(report.entries.map(\.reason) == [.measured, .measured, .noValue, .notInTable])
    #expect(report.entries.map(\.how) == [.spelling, .normalized, .spelling, .notFound])
    #expect(report.entries.map(\.level) == [1, 3, nil, nil])
    #expect(report.entries[1].rows == ["ENSG00000139618.5", "ENSG00000139618.7"])
    #expect(report.unusedRows == ["Z"])
    #expect(report.count(.measured) == 2)
  }

  @Test("names rows that stand for several genes of the model")
  func ambiguous() throws {
    let map = GeneMap(from: "x", to: "y", pairs: [("T", "A"), ("T", "B"), ("U", "C")])
    let report = try Self.report(
      ["A", "B", "C", "D"].map { Gene(id: $0) }, [("T", 4), ("U", 5), ("V", 6)], map: map)
    #expect(report.entries.map(\.reason) == [.ambiguous, .ambiguous, .measured, .notInTable])
    #expect(report.entries.map(\.how) == [.map, .map, .map, .notFound])
    #expect(report.unusedRows == ["V"])
  }

  @Test("tells a gene that the model does not name from one that the table lacks")
  func unnamed() throws {
    var named = Gene(id: "g1")
    named.name = "TP53"
    let report = try Self.report([named, Gene(id: "g2")], [("TP53", 4)], from: "name")
    #expect(report.entries.map(\.reason) == [.measured, .noIdentifier])
    #expect(report.entries.map(\.how) == [.spelling, .notNamed])
  }

  @Test("takes an alias only where no gene has it for its symbol")
  func aliases() throws {
    let text = "id\tsymbol\taliases\nA\tS1\tS2;OLD\nB\tS2\t\n"
    let map = try GeneMap.read(Array(text.utf8), path: "m", from: "symbol,aliases", to: "id")
    #expect(map.from == "symbol,aliases")
    let report = try Self.report(
      ["A", "B"].map { Gene(id: $0) }, [("S1", 1), ("S2", 2), ("OLD", 5)], map: map)
    #expect(report.entries.map(\.rows) == [["S1", "OLD"], ["S2"]])
    #expect(throws: OmicsError.self) {
      try GeneMap.read(Array(text.utf8), path: "m", from: "symbol,none", to: "id")
    }
  }

  @Test(
    "finds genes of Human-GEM by Entrez number, symbol and protein through its gene table",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)),
    arguments: [("geneSymbols", "DPM1"), ("geneEntrezID", "8813"), ("geneUniProtID", "O60762")])
  func humanGEM(column: String, gene: String) throws {
    let input = try InputFile.read(SharedFiles.path("omics/Human-GEM_genes.tsv.gz"))
    let map = try GeneMap.read(input.bytes, path: input.path, from: column, to: "genes")
    let report = try Self.report([Gene(id: "ENSG00000000419")], [(gene, 4)], map: map)
    #expect(report.entries.map(\.level) == [4])
    #expect(report.entries.map(\.how) == [.map])
  }
}
