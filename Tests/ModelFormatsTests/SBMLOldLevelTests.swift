import MetabolicModels
import ModelFormats
import TestSupport
import Testing

@Suite("SBML Levels 1 and 2 in the style of the COBRA Toolbox")
struct SBMLOldLevelTests {
  private func read(_ bytes: [UInt8]) throws -> LoadedModel {
    try SBMLReader.read(bytes, path: "m.xml")
  }

  @Test("have bounds and objective in kinetic laws, by the ids of parameters", arguments: 1...5)
  func kineticLaws(version: Int) throws {
    let loaded = try read(SBMLCobraDocuments.level2(version: version))
    let model = loaded.model
    #expect(model.reactions.map(\.id) == ["in", "ab", "out"])
    #expect(try model.reaction("in").bounds == FluxBounds(lower: -5, upper: 10))
    #expect(try model.reaction("out").bounds == FluxBounds(lower: 0, upper: 999_999))
    // Without kinetic law, and reversible by default.
    #expect(try model.reaction("ab").bounds == .reversible)
    #expect(model.objective.sense == .maximize)
    #expect(model.objectiveTerms == ["out": 1])
    #expect(loaded.document?.level == 2)
    #expect(loaded.document?.version == version)
    #expect(loaded.document?.fbcVersion == nil)
  }

  @Test("have formula, charge, genes and subsystem in notes")
  func notes() throws {
    let model = try read(SBMLCobraDocuments.level2()).model
    #expect(model.metabolites[0].formula == "C6H12O6")
    #expect(model.metabolites[0].charge == -2)
    #expect(model.metabolites[0].name == "alpha")
    #expect(model.metabolites[1].charge == nil)
    #expect(try model.reaction("in").subsystem == "Sugar uptake")
    #expect(try model.ruleText("in") == "100 and 200")
  }

  @Test(
    "may write their notes with or without a prefix, and with a space in the key",
    arguments: [
      "<p xmlns=\"http://www.w3.org/1999/xhtml\">FORMULA: H2O</p>",
      "<html:body><html:p>FORMULA:H2O</html:p></html:body>",
      "<html:p> Formula : H2O </html:p><html:p>OTHER: x</html:p>",
      "<html:p>FORMULA: H<html:b>2</html:b>O</html:p>",
    ])
  func formsOfNotes(notes: String) throws {
    let model = try read(SBMLCobraDocuments.level2(speciesNotes: notes)).model
    #expect(model.metabolites[0].formula == "H2O")
  }

  @Test("prefer the key 'GENE ASSOCIATION' and drop empty values")
  func keys() throws {
    func genes(_ more: String) throws -> [String] {
      let rule = "</html:p>\(more)<html:p>X: y"
      return try read(SBMLCobraDocuments.level2(rule: rule)).model.genes.map(\.id)
    }
    #expect(try genes("") == [])
    #expect(try genes("<html:p>GENE ASSOCIATION: a</html:p>") == ["a"])
    #expect(
      try genes(
        "<html:p>GENE_ASSOCIATION: b</html:p><html:p>GENE ASSOCIATION: a</html:p>") == ["a"])
  }

  @Test("have 1 as the default stoichiometry")
  func defaultStoichiometry() throws {
    #expect(try read(SBMLCobraDocuments.level2()).model.coefficients("ab") == ["A": -1, "B": 1])
  }

  @Test("may give a stoichiometry as mathematics")
  func stoichiometryMath() throws {
    let reference =
      "<speciesReference species=\"M_B\"><stoichiometryMath>"
      + SBMLDocument3.math("<cn type=\"rational\">7<sep/>2</cn>")
      + "</stoichiometryMath></speciesReference>"
    let model = try read(SBMLCobraDocuments.level2(reference: reference)).model
    #expect(try model.coefficients("ab") == ["A": -1, "B": 3.5])
  }

  @Test("Level 1 has names for ids, denominators, and in Version 1 'specie'", arguments: [1, 2])
  func level1(version: Int) throws {
    let model = try read(SBMLCobraDocuments.level1(version: version)).model
    #expect(model.id == "m1")
    #expect(model.metabolites.map(\.id) == ["A", "B"])
    #expect(model.metabolites[0].charge == 1)
    #expect(try model.coefficients("ab") == ["A": -1.5, "B": 1])
    #expect(try model.reaction("ab").bounds == FluxBounds(lower: -3, upper: 7))
    #expect(model.objectiveTerms == ["ab": 2])
    #expect(model.compartments.map(\.id) == ["c"])
  }

  @Test("refuse a bound in a kinetic law that is no number")
  func badKinetics() {
    for value in ["NaN", "x"] {
      let reaction =
        "<reaction id=\"R_y\">\(SBMLCobraDocuments.kinetics(value, "1", "0"))</reaction>"
      guard
        case .invalidValue(_, _, "parameter", "value", value)? = failure(
          SBMLCobraDocuments.level2(reactions: reaction))
      else {
        Issue.record("\(value) was taken for a bound")
        return
      }
    }
  }
}
