/// Small SBML models for runs of the program.
public enum CommandLineModels {
  /// Import of `a` (at most 10), two isozyme steps, `MAINT` forced to 1, export of `b`:
  ///
  ///     EX_a: a_e ⇌      A_UP: a_e → a_c  (g1)     AB: a_c → b_c  (g2 and g3)
  ///     AB2: a_c → b_c (g4, at most 3)     MAINT: b_c → (1 … 1000)     OUT: b_c → , maximized
  ///
  /// The optimum of OUT is 9: 10 imported, 1 spent on MAINT.
  public static let chain = model(
    reactions: [
      reaction("EX_a", lower: "m10", upper: "big", [("a_e", -1)]),
      reaction("A_UP", lower: "zero", upper: "big", [("a_e", -1), ("a_c", 1)], gene: "g1"),
      reaction("AB", lower: "zero", upper: "big", [("a_c", -1), ("b_c", 1)], genes: ["g2", "g3"]),
      reaction("AB2", lower: "zero", upper: "three", [("a_c", -1), ("b_c", 1)], gene: "g4"),
      reaction("MAINT", lower: "one", upper: "big", [("b_c", -1)]),
      reaction("OUT", lower: "zero", upper: "big", [("b_c", -1)]),
    ])

  private static func model(reactions: [String]) -> String {
    let parameters = [
      ("m10", "-10"), ("zero", "0"), ("one", "1"), ("three", "3"), ("big", "1000"),
    ].map { "<parameter id=\"\($0.0)\" value=\"\($0.1)\" constant=\"true\"/>" }
    let species = [("a_e", "e"), ("a_c", "c"), ("b_c", "c")].map {
      "<species id=\"M_\($0.0)\" compartment=\"\($0.1)\" hasOnlySubstanceUnits=\"false\" "
        + "boundaryCondition=\"false\" constant=\"false\"/>"
    }
    let genes = ["g1", "g2", "g3", "g4"].map {
      "<fbc:geneProduct fbc:id=\"G_\($0)\" fbc:label=\"\($0)\"/>"
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <sbml xmlns="http://www.sbml.org/sbml/level3/version1/core"
        xmlns:fbc="http://www.sbml.org/sbml/level3/version1/fbc/version2"
        level="3" version="1" fbc:required="false">
      <model id="chain" fbc:strict="true">
      <listOfCompartments><compartment id="e" constant="true"/><compartment id="c" constant="true"/>
      </listOfCompartments>
      <listOfSpecies>
      \(species.joined(separator: "\n"))
      </listOfSpecies>
      <listOfParameters>
      \(parameters.joined(separator: "\n"))
      </listOfParameters>
      <listOfReactions>
      \(reactions.joined(separator: "\n"))
      </listOfReactions>
      <fbc:listOfObjectives fbc:activeObjective="obj">
      <fbc:objective fbc:id="obj" fbc:type="maximize"><fbc:listOfFluxObjectives>
      <fbc:fluxObjective fbc:reaction="R_OUT" fbc:coefficient="1"/>
      </fbc:listOfFluxObjectives></fbc:objective></fbc:listOfObjectives>
      <fbc:listOfGeneProducts>
      \(genes.joined(separator: "\n"))
      </fbc:listOfGeneProducts>
      </model></sbml>

      """
  }

  private static func reaction(
    _ id: String, lower: String, upper: String, _ terms: [(String, Double)], gene: String? = nil,
    genes: [String] = []
  ) -> String {
    let side = { (terms: [(String, Double)]) -> String in
      terms.map {
        "<speciesReference species=\"M_\($0.0)\" stoichiometry=\"\(abs($0.1))\" constant=\"true\"/>"
      }.joined()
    }
    let reactants = terms.filter { $0.1 < 0 }
    let products = terms.filter { $0.1 > 0 }
    let ref = { (gene: String) in "<fbc:geneProductRef fbc:geneProduct=\"G_\(gene)\"/>" }
    var rule = gene.map(ref) ?? ""
    if !genes.isEmpty { rule = "<fbc:and>" + genes.map(ref).joined() + "</fbc:and>" }
    if !rule.isEmpty {
      rule = "<fbc:geneProductAssociation>\(rule)</fbc:geneProductAssociation>"
    }
    return "<reaction id=\"R_\(id)\" reversible=\"\(lower == "m10")\" fast=\"false\" "
      + "fbc:lowerFluxBound=\"\(lower)\" fbc:upperFluxBound=\"\(upper)\">"
      + (reactants.isEmpty ? "" : "<listOfReactants>\(side(reactants))</listOfReactants>")
      + (products.isEmpty ? "" : "<listOfProducts>\(side(products))</listOfProducts>")
      + rule + "</reaction>"
  }

  /// A table of levels for the genes of ``chain``: `P1` lacks g1, which every path needs.
  public static let levels = """
    gene\tP0\tP1\tP2
    g1\t10\t0\t5
    g2\t10\t10\t10
    g3\t20\t20\t20
    g4\t4\t4\t

    """
}
