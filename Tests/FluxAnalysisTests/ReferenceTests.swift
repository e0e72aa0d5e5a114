import TestSupport
import Testing
import TwinFlux

/// Agreement with COBRApy 0.32.1 (GLPK at tolerance 1e-9), whose answers are kept in
/// `../shared/reference`: |difference| ≤ 1e-6 · max(1, |value|).
@Suite(
  "Agreement with COBRApy",
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
struct ReferenceTests {
  private func load(_ name: String) throws -> ConstrainedModel {
    let file = try InputFile.read(SharedFiles.path("models/\(name).xml.gz"))
    return ConstrainedModel(try SBMLReader.read(file.bytes, path: file.path).model)
  }

  /// The rows of a table of the references, without its header.
  private func rows(_ name: String) throws -> [[String]] {
    let file = try InputFile.read(SharedFiles.path("reference/\(name)"))
    return String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").dropFirst()
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
  }

  private func summary(_ name: String) throws -> [String: Double] {
    let file = try InputFile.read(SharedFiles.path("reference/\(name).summary.tsv"))
    let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
    return Dictionary(
      uniqueKeysWithValues: lines.compactMap { line in
        let parts = line.split(separator: "\t")
        return Double(parts[1]).map { (String(parts[0]), $0) }
      })
  }

  private func isNear(_ found: Double?, _ expected: Double) -> Bool {
    found.map { abs($0 - expected) <= 1e-6 * max(1, abs(expected)) } == true
  }

  @Test("sizes, optimum and least total flux", arguments: ["e_coli_core", "iJO1366"])
  func balance(name: String) throws {
    let model = try load(name)
    let expected = try summary(name)
    #expect(Double(model.model.reactions.count) == expected["reactions"])
    #expect(Double(model.model.metabolites.count) == expected["metabolites"])
    #expect(Double(model.model.genes.count) == expected["genes"])
    let result = try parsimoniousFluxBalance(of: model, using: SolverChoice.auto.makeBackend())
    #expect(isNear(result.solution.objectiveValue, try #require(expected["objective"])))
    #expect(isNear(result.totalFlux, try #require(expected["pfba_total"])))
  }

  @Test(
    "every range, and every end certified",
    arguments: [
      ("e_coli_core", 0.9), ("e_coli_core", 0), ("e_coli_core", 1), ("iJO1366", 0.9),
    ])
  func ranges(name: String, fraction: Double) throws {
    let model = try load(name)
    var options = FluxVariabilityOptions()
    options.cut = .fraction(fraction)
    options.threads = 2
    let result = try fluxVariability(
      of: model, options: options, using: SolverChoice.auto.makeBackend())
    let suffix = ["0.9": "0.90", "0.0": "0.00", "1.0": "1.00"]["\(fraction)"] ?? ""
    let expected = try rows("\(name).fva.\(suffix).tsv.gz")
    #expect(expected.count == model.model.reactions.count)
    for row in expected {
      let index = try #require(model.model.reactionIndex(row[0]))
      let range = result.ranges[index]
      #expect(isNear(range.minimum.value, try #require(Double(row[1]))), "minimum of \(row[0])")
      #expect(isNear(range.maximum.value, try #require(Double(row[2]))), "maximum of \(row[0])")
      #expect(range.minimum.status == .certified && range.maximum.status == .certified)
    }
  }

  @Test("every gene deletion", arguments: ["e_coli_core", "iJO1366"])
  func deletions(name: String) throws {
    let model = try load(name)
    var options = DeletionOptions()
    options.threads = 2
    let results = try geneDeletions(
      of: model, options: options, using: SolverChoice.auto.makeBackend()
    ).results
    let expected = try rows("\(name).gene_deletion.tsv")
    #expect(expected.count == results.count)
    for row in expected {
      let result = results[try #require(model.model.geneIndex(row[0]))]
      #expect(result.status.rawValue == row[2], "\(row[0])")
      if row[2] == "optimal" {
        #expect(isNear(result.objectiveValue, try #require(Double(row[1]))), "\(row[0])")
      }
    }
  }
}
