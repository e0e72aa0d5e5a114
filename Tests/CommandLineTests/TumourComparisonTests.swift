import Foundation
import TestSupport
import Testing
import TwinFlux

/// Ten breast tumours and ten normal breasts of The Cancer Genome Atlas on Human-GEM.
///
/// Three minutes where nothing is optimized: `TWINFLUX_TUMOURS=1 swift test --filter TumourComparison`.
@Suite(
  "Tumour against normal tissue",
  .enabled(
    if: SharedFiles.arePresent
      && ProcessInfo.processInfo.environment["TWINFLUX_TUMOURS"] == "1",
    "needs the folder ../shared beside the checkout, and TWINFLUX_TUMOURS=1"))
struct TumourComparisonTests {
  private static let tables = ["control", "cancer"].map {
    SharedFiles.path("omics/tcga_brca/fpkm_BRCA_\($0).txt.gz")
  }

  /// From matrices to the comparison in one command, of some reactions.
  private func run(in scratch: CommandLineScratch) throws -> CommandLineProgram.Outcome {
    var rows = ["sample\tgroup"]
    for (path, group) in zip(Self.tables, ["normal", "tumour"]) {
      let input = try InputFile.read(path)
      rows += try OmicsTable.read(input.bytes, path: path, keeping: []).samples.map {
        "\($0)\t\(group)"
      }
    }
    try scratch.write("design.tsv", rows.joined(separator: "\n") + "\n")
    return try CommandLineProgram.run(
      [
        "cohort", "run", SharedFiles.path("models/Human-GEM.xml.gz"), "--omics", Self.tables[0],
        "--omics", Self.tables[1], "--gene-map", SharedFiles.path("omics/Human-GEM_genes.tsv.gz"),
        "--from", "geneSymbols", "--to", "genes", "--design", "design.tsv", "--objective-mode",
        "none", "--reactions", "MAR043*", "--out", "study", "--by", "group", "--output", "t.tsv",
      ], in: scratch.url)
  }

  @Test("tumours differ, and where labels are shuffled p-values are uniform")
  func control() throws {
    let scratch = try CommandLineScratch()
    defer { scratch.remove() }
    let outcome = try run(in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("2686 of the model's 2887 genes are measured"))
    #expect(outcome.errors.contains("tumour (10) against normal (10)"), "\(outcome.errors)")
    let path = scratch.path("study")
    let ranges = try CohortRanges(CohortMerge([CohortArchive(path)]), directory: path)
    var options = CohortComparisonOptions()
    (options.permutations, options.resamples) = (0, 0)
    let real = try CohortComparison(ranges, options: options)
    #expect(real.foundClasses() > real.testedClasses / 20)
    options.shufflesLabels = true
    var shuffled: [CohortComparison] = []
    for seed in 0..<400 {
      options.seed = UInt64(seed)
      shuffled.append(try CohortComparison(ranges, options: options))
    }
    try check(shuffled)
  }

  private func check(_ shuffled: [CohortComparison]) throws {
    let count = Double(shuffled.count)
    // Each seed's classes move together: the seeds are what is independent.
    for level in [0.01, 0.05, 0.1, 0.25, 0.5] {
      let shares = shuffled.map { comparison in
        let ps = comparison.reactions.filter(\.isRepresentative).compactMap { $0.pValues[.maximum] }
        return Double(ps.count { $0 <= level }) / Double(ps.count)
      }
      let mean = shares.reduce(0, +) / count
      let error =
        (shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) / count).squareRoot()
      #expect(mean <= level + 3 * error, "\(mean) at \(level)")
      #expect(mean >= 0.5 * level - 3 * error, "\(mean) at \(level)")
    }
    let rows = shuffled[0].reactions.indices.filter { shuffled[0].reactions[$0].isRepresentative }
    let distances = rows.compactMap { row in
      distance(shuffled.compactMap { $0.reactions[row].pValues[.maximum] })
    }.sorted()
    #expect(distances[distances.count / 2] < 1.36)
    #expect(distances.count { $0 > 1.63 } * 20 < distances.count)
    // Where nothing differs, a rate of false discoveries is the chance that anything is found.
    #expect(shuffled.count { $0.foundClasses() > 0 } * 20 <= shuffled.count)
  }

  /// Kolmogorov and Smirnov's distance from the uniform distribution, times √n, at the p-values that
  /// occur: ranks have few, and between them nothing is said. `nil` where no two samples differ.
  private func distance(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard sorted.first != sorted.last else { return nil }
    let count = Double(sorted.count)
    return sorted.indices.reduce(0.0) { largest, index in
      let isLast = index + 1 == sorted.count || sorted[index + 1] > sorted[index]
      return isLast ? max(largest, abs(Double(index + 1) / count - sorted[index])) : largest
    } * count.squareRoot()
  }
}
