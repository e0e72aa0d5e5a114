import Foundation
import TestSupport
import Testing
import TwinFlux

/// The cases of the SBML Test Suite with testType FluxBalanceSteadyState, at every level present.
@Suite(
  "SBML Test Suite, flux balance",
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
struct SBMLTestSuiteTests {
  static let folder = SharedFiles.root.appending(path: "conformance/sbml-fbc")

  /// Every document of every case, as paths.
  static let documents: [String] = {
    let cases = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return cases.sorted().flatMap { name -> [String] in
      let path = folder.appending(path: name).path
      let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      return files.filter { $0.hasSuffix(".xml") }.sorted().map { "\(path)/\($0)" }
    }
  }()

  @Test("gives the expected values", arguments: documents)
  func expectedValues(path: String) throws {
    let file = try InputFile.read(path)
    let loaded = try SBMLReader.read(file.bytes, path: path)
    let model = ConstrainedModel(loaded.model)
    let stem = path.components(separatedBy: "-sbml-")[0]
    let lines = try String(contentsOfFile: stem + "-results.csv", encoding: .utf8)
      .split(whereSeparator: \.isNewline).map { $0.components(separatedBy: ",") }
    let expected = zip(lines[0], lines[1].map { Double($0) ?? .nan })
    if expected.contains(where: { $0.1.isNaN }) {
      #expect(throws: FluxError.infeasible(model: loaded.model.id)) { try balance(model) }
      return
    }
    let solution = try balance(model)
    for (name, value) in expected {
      let found =
        loaded.model.reactionIndex(name).map { solution.fluxes[$0] } ?? solution.objectiveValue
      #expect(abs(found - value) <= 1e-6 * max(1, abs(value)), "\(name)")
    }
  }

  private func balance(_ model: ConstrainedModel) throws -> FluxSolution {
    try fluxBalance(of: model, using: SolverChoice.auto.makeBackend())
  }

  @Test("there are cases to run")
  func casesArePresent() { #expect(Self.documents.count >= 22) }
}
