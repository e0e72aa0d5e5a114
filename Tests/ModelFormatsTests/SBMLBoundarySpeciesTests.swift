import MetabolicModels
import ModelFormats
import TestSupport
import Testing

@Suite("Boundary species in SBML")
struct SBMLBoundarySpeciesTests {
  private var document: SBMLDocument3 {
    var document = SBMLDocument3()
    document.species += SBMLDocument3.species("M_A_b", boundary: true)
    document.reactions += SBMLDocument3.reaction(
      "R_EX_a", reactants: "M_A", products: "M_A_b", lower: "low")
    return document
  }

  @Test("are not balanced, so that a reaction to one is an exchange")
  func leftOut() throws {
    let loaded = try load(document)
    #expect(loaded.model.metabolites.map(\.id) == ["A", "B"])
    #expect(try loaded.model.coefficients("EX_a") == ["A": -1])
    #expect(loaded.document?.boundarySpeciesCount == 1)
    let line = try line(of: "M_A_b", in: document)
    #expect(loaded.warnings == [.boundarySpeciesLeftOut(species: ["A_b"], line: line)])
  }

  /// COBRApy puts an exchange with bounds ±1000 in place of the file's own (its issue 886).
  @Test("that have an exchange of their own are balanced, so that its bounds hold")
  func balanced() throws {
    var document = document
    document.reactions += SBMLDocument3.reaction("R_EX_A_b", reactants: "M_A_b", lower: "zero")
    let loaded = try load(document)
    #expect(loaded.model.metabolites.map(\.id) == ["A", "B", "A_b"])
    #expect(try loaded.model.coefficients("EX_a") == ["A": -1, "A_b": 1])
    #expect(try loaded.model.coefficients("EX_A_b") == ["A_b": -1])
    #expect(try loaded.model.reaction("EX_A_b").bounds == FluxBounds(lower: 0, upper: 1000))
    let line = try line(of: "M_A_b", in: document)
    #expect(loaded.warnings == [.boundarySpeciesBalanced(species: ["A_b"], line: line)])
  }

  @Test("make one warning, however many there are")
  func oneWarning() throws {
    var document = document
    for index in 0..<50 {
      document.species += SBMLDocument3.species("M_b\(index)", boundary: true)
    }
    let loaded = try load(document)
    #expect(loaded.warnings.count == 1)
    #expect(loaded.document?.boundarySpeciesCount == 51)
  }
}
