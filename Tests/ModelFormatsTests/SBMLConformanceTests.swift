import Foundation
import MetabolicModels
import ModelFormats
import TestSupport
import Testing

/// What the FluxBalanceSteadyState cases of the SBML Test Suite say in their descriptions.
@Suite(
  "The SBML Test Suite's flux-balance cases",
  .enabled(
    if: SBMLSharedFiles.exists("conformance/sbml-fbc"), "needs ../shared/conformance/sbml-fbc"))
struct SBMLConformanceTests {
  private func read(_ path: String) throws -> LoadedModel {
    try SBMLReader.read(Array(Data(contentsOf: URL(fileURLWithPath: path))), path: path)
  }

  private func document(_ number: String, _ level: String) -> String {
    SBMLSharedFiles.path("conformance/sbml-fbc/\(number)/\(number)-sbml-\(level).xml")
  }

  @Test("give models", arguments: SBMLSharedFiles.conformanceDocuments())
  func read(path: String) throws {
    let loaded = try read(path)
    // X, Y, T and U are boundary species of a network of 23 species.
    #expect(loaded.model.metabolites.count == 19)
    #expect(loaded.model.reactions.count == 26)
    #expect(loaded.document?.boundarySpeciesCount == 4)
    #expect(try loaded.model.reaction("R01").bounds.upper <= 1)
    #expect(try loaded.model.coefficients("R01") == ["A": 1])
    #expect(try loaded.model.coefficients("R25") == ["A": -1, "S": 0.5])
  }

  @Test(
    "have the bounds and objectives that their descriptions state", arguments: ["l3v1", "l3v2"])
  func facts(level: String) throws {
    let infinite = try read(document("01188", level)).model
    #expect(try infinite.reaction("R02").bounds == FluxBounds(lower: -.infinity, upper: .infinity))
    #expect(try infinite.reaction("R05").bounds == FluxBounds(lower: 0, upper: .infinity))
    #expect(try read(document("01187", level)).model.objective.sense == .minimize)
    #expect(try read(document("01190", level)).model.objectiveTerms == ["R26": 0.5])
    let active = try read(document("01191", level))
    #expect(active.document?.objectiveID == "OBJF2")
    #expect(active.model.objective.sense == .maximize)
    #expect(try read(document("01192", level)).model.objectiveTerms == ["R26": 1, "R10": 1])
    let fixed = try read(document("01195", level)).model
    // Its synopsis says 0.6, its table and its results 0.4.
    #expect(try fixed.reaction("R25").bounds == FluxBounds(lower: 0.4, upper: 0.4))
    #expect(try fixed.reaction("R10").bounds == FluxBounds(lower: 0.3, upper: 0.3))
  }
}
