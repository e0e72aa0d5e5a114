import MetabolicModels
import ModelFormats
import TestSupport
import Testing

@Suite("Gene rules in SBML")
struct SBMLGeneRuleTests {
  private static let genes =
    "<fbc:geneProduct fbc:id=\"G_b1\" fbc:name=\"adhE\" fbc:label=\"b0001\"/>"
    + "<fbc:geneProduct fbc:id=\"G_8639__46__1\" fbc:label=\"x\"/>"
    + "<fbc:geneProduct fbc:id=\"G_YAL__SBML_DOT__c\" fbc:label=\"y\"/>"

  private func reference(_ gene: String) -> String {
    "<fbc:geneProductRef fbc:geneProduct=\"\(gene)\"/>"
  }

  private func document(_ rule: String) -> SBMLDocument3 {
    var document = SBMLDocument3()
    document.genes = Self.genes
    document.reactions += SBMLDocument3.reaction(
      "R_x", reactants: "M_A",
      inner: "<fbc:geneProductAssociation>\(rule)</fbc:geneProductAssociation>")
    return document
  }

  @Test("keep the tree of the file")
  func tree() throws {
    let rule =
      "<fbc:or>\(reference("G_b1"))<fbc:and>\(reference("G_8639__46__1"))"
      + "\(reference("G_YAL__SBML_DOT__c"))</fbc:and></fbc:or>"
    let loaded = try load(document(rule))
    #expect(try loaded.model.reaction("x").rule == .any([.gene(0), .all([.gene(1), .gene(2)])]))
    #expect(try loaded.model.ruleText("x") == "b1 or 8639.1 and YAL.c")
    #expect(loaded.warnings.isEmpty)
  }

  /// COBRApy does not read the label.
  @Test("keep the names and labels of genes")
  func labels() throws {
    let genes = try load(document(reference("G_b1"))).model.genes
    #expect(genes.map(\.id) == ["b1", "8639.1", "YAL.c"])
    #expect(genes[0].name == "adhE")
    #expect(genes.map(\.label) == ["b0001", "x", "y"])
  }

  @Test("add a gene that the file does not list, with a warning")
  func unknownGene() throws {
    let document = document(reference("G_new"))
    let loaded = try load(document)
    #expect(try loaded.model.ruleText("x") == "new")
    #expect(
      loaded.warnings == [
        .unknownGeneProduct(
          reaction: "x", gene: "G_new", line: try line(of: "R_x", in: document))
      ])
  }

  @Test(
    "that make no sense leave the reaction without one and warn",
    arguments: [
      "<fbc:and/>", "<fbc:geneProductRef/>", "<fbc:not/>",
      "<fbc:geneProductRef fbc:geneProduct=\"G_b1\"/><fbc:geneProductRef fbc:geneProduct=\"G_b1\"/>",
    ])
  func senseless(rule: String) throws {
    let loaded = try load(document(rule))
    let reaction = try loaded.model.reaction("x")
    #expect(reaction.rule == nil)
    #expect(reaction.unreadableRule != nil)
    #expect(
      loaded.warnings.contains {
        if case .unreadableRule("x", _, _, _) = $0 { true } else { false }
      })
  }

  @Test("nested 256 deep are read, deeper ones refused, without exhausting the stack")
  func deep() throws {
    func nest(_ depth: Int) -> String {
      let pairs = (0..<depth).map { $0 % 2 == 0 ? "and" : "or" }
      return pairs.map { "<fbc:\($0)>\(reference("G_8639__46__1"))" }.joined() + reference("G_b1")
        + pairs.reversed().map { "</fbc:\($0)>" }.joined()
    }
    #expect(try load(document(nest(256))).model.reaction("x").rule != nil)
    let refused = try load(document(nest(3000)))
    #expect(try refused.model.reaction("x").rule == nil)
    #expect(try refused.model.reaction("x").unreadableRule != nil)
  }

  // MARK: In notes

  private func inNotes(_ rule: String) throws -> LoadedModel {
    try SBMLReader.read(SBMLCobraDocuments.level2(rule: rule), path: "m.xml")
  }

  /// COBRApy reads the genes `G_100` and `200` here.
  @Test("in notes lose the prefix of every gene, also behind a parenthesis")
  func prefixes() throws {
    let loaded = try inNotes("(G_100 and G_200)")
    #expect(loaded.model.genes.map(\.id) == ["100", "200"])
    #expect(try loaded.model.ruleText("in") == "100 and 200")
  }

  /// COBRApy makes a phantom gene `f19.5` of this, from the "or" in the name.
  @Test("in notes are split at whole words only")
  func wholeWords() throws {
    let loaded = try inNotes("orf19.5 or (band1 and Gorilla)")
    #expect(loaded.model.genes.map(\.id) == ["orf19.5", "band1", "Gorilla"])
    #expect(try loaded.model.ruleText("in") == "orf19.5 or band1 and Gorilla")
  }

  /// COBRApy makes one gene, named after the whole rule, of the upper-case form.
  @Test(
    "in notes may have their operators in any form",
    arguments: ["a AND (b OR c)", "a &amp; (b | c)", "a and ( b or c )", "(a)AND(b Or c)"])
  func operators(rule: String) throws {
    let loaded = try inNotes(rule)
    #expect(loaded.model.genes.map(\.id) == ["a", "b", "c"])
    #expect(try loaded.model.ruleText("in") == "a and (b or c)")
  }

  /// COBRApy takes some of these for no rule, and fails to load the model on others.
  @Test(
    "in notes that are broken warn, keep their text, and add no gene",
    arguments: [
      "2*(a AND b)", "a+b", "a,b", "(a and b", "a and b)", "a b", "a and", "and", "()",
      "[a and b]", "\"a\" and b", "{a}",
    ])
  func broken(rule: String) throws {
    let loaded = try inNotes(rule)
    let reaction = try loaded.model.reaction("in")
    #expect(reaction.rule == nil)
    #expect(reaction.unreadableRule == rule)
    #expect(loaded.model.genes.isEmpty)
    #expect(
      loaded.warnings.contains {
        if case .unreadableRule("in", rule, _, _) = $0 { true } else { false }
      })
  }

  @Test("that are long are not repeated at length in a warning")
  func longRule() throws {
    let rule = String(repeating: "a or ", count: 2000)
    let loaded = try inNotes(rule + "[b]")
    #expect(try loaded.model.reaction("in").unreadableRule == rule + "[b]")
    let text = try #require(loaded.warnings.first { "\($0)".contains("cannot be read") })
    #expect("\(text)".count < 300)
  }

  @Test("stand once in a reaction")
  func twoRules() throws {
    let twice = reference("G_b1") + "</fbc:geneProductAssociation>\n<fbc:geneProductAssociation>"
    let document = document(twice + reference("G_b1"))
    #expect(
      failure(document)
        == .repeatedElement(
          path: "m.xml", line: try line(of: "R_x", in: document) + 1,
          element: "geneProductAssociation", parent: "reaction"))
  }

  @Test("in notes of a document with fbc version 2 are not read, with a warning")
  func notesBesideFBC() throws {
    var document = SBMLDocument3()
    document.reactions += SBMLDocument3.reaction(
      "R_x", reactants: "M_A",
      inner: "<notes><body xmlns=\"http://www.w3.org/1999/xhtml\">"
        + "<p>GENE_ASSOCIATION: a and b</p></body></notes>")
    let loaded = try load(document)
    #expect(try loaded.model.reaction("x").rule == nil)
    #expect(loaded.model.genes.isEmpty)
    #expect(
      loaded.warnings == [
        .rulesInNotesIgnored(reactions: ["x"], line: try line(of: "R_x", in: document))
      ])
  }

  @Test("of fbc version 1 stand in the annotation of the model")
  func version1() throws {
    var document = SBMLDocument3()
    document.fbcVersion = 1
    document.modelAttributes =
      "><annotation><listOfGeneAssociations "
      + "xmlns=\"http://www.sbml.org/sbml/level3/version1/fbc/version1\">"
      + "<geneAssociation id=\"ga\" reaction=\"R_ab\"><or><gene reference=\"b1\"/>"
      + "<gene reference=\"b2\"/></or></geneAssociation></listOfGeneAssociations></annotation"
    let loaded = try load(document)
    #expect(try loaded.model.ruleText("ab") == "b1 or b2")
  }
}
