import MetabolicModels
import ModelFormats
import TestSupport
import Testing

@Suite("Annotations, groups and other facts in SBML")
struct SBMLAnnotationTests {
  private func annotation(_ resources: [String]) -> String {
    "<annotation><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
      + "xmlns:bqbiol=\"http://biomodels.net/biology-qualifiers/\"><rdf:Description "
      + "rdf:about=\"#m\"><bqbiol:is><rdf:Bag>"
      + resources.map { "<rdf:li rdf:resource=\"\($0)\"/>" }.joined()
      + "</rdf:Bag></bqbiol:is></rdf:Description></rdf:RDF></annotation>"
  }

  /// The first four as COBRApy 0.32.1 splits them; it leaves out URNs.
  @Test(
    "are split into namespace and identifier",
    arguments: [
      ("http://identifiers.org/ensembl/ENSG0001", "ensembl", "ENSG0001"),
      ("https://identifiers.org/hgnc.symbol:ADH1", "hgnc.symbol", "ADH1"),
      ("https://identifiers.org/CHEBI:17234", "chebi", "CHEBI:17234"),
      ("https://identifiers.org/chebi/CHEBI:17234", "chebi", "CHEBI:17234"),
      ("urn:miriam:kegg.compound:C00031", "kegg.compound", "C00031"),
      ("urn:miriam:chebi:CHEBI%3A17234", "chebi", "CHEBI:17234"),
    ])
  func resources(uri: String, namespace: String, identifier: String) throws {
    var document = SBMLDocument3()
    document.reactions += SBMLDocument3.reaction(
      "R_x", reactants: "M_A", inner: annotation([uri, "https://example.org/nothing/1"]))
    let annotations = try load(document).model.reaction("x").annotations
    #expect(annotations.entries == [.init(namespace: namespace, identifiers: [identifier])])
  }

  @Test("are kept on metabolites, reactions and genes, each identifier once")
  func everywhere() throws {
    let resources = annotation([
      "https://identifiers.org/kegg/1", "https://identifiers.org/kegg/2",
      "https://identifiers.org/kegg/1",
    ])
    var document = SBMLDocument3()
    document.species +=
      "<species id=\"M_C\" compartment=\"c\" sboTerm=\"SBO:0000247\" "
      + "hasOnlySubstanceUnits=\"false\" boundaryCondition=\"false\" constant=\"false\">"
      + "\(resources)</species>"
    document.reactions += SBMLDocument3.reaction(
      "R_x", reactants: "M_A", attributes: "sboTerm=\"SBO:0000176\"", inner: resources)
    document.genes =
      "<fbc:geneProduct fbc:id=\"G_x\" fbc:label=\"x\">\(resources)</fbc:geneProduct>"
    let model = try load(document).model
    #expect(model.metabolites[2].annotations["kegg"] == ["1", "2"])
    #expect(model.metabolites[2].annotations["sbo"] == ["SBO:0000247"])
    #expect(try model.reaction("x").annotations["kegg"] == ["1", "2"])
    #expect(try model.reaction("x").sboTerm == "SBO:0000176")
    #expect(model.genes[0].annotations["kegg"] == ["1", "2"])
  }

  @Test("Groups give subsystems, by id or by meta id, whatever their kind")
  func groups() throws {
    func group(_ name: String, _ kind: String, _ members: String) -> String {
      "<groups:group groups:id=\"g\(name)\" groups:name=\"\(name)\" groups:kind=\"\(kind)\">"
        + "<groups:listOfMembers>\(members)</groups:listOfMembers></groups:group>"
    }
    var document = SBMLDocument3()
    document.reactions += SBMLDocument3.reaction(
      "R_x", reactants: "M_A", attributes: "metaid=\"meta_x\"")
    document.extra =
      "<groups:listOfGroups>"
      + group(
        "Glycolysis", "partonomy",
        "<groups:member groups:idRef=\"R_in\"/><groups:member groups:idRef=\"M_A\"/>")
      + group("Export", "collection", "<groups:member groups:metaIdRef=\"meta_x\"/>")
      + group("Odd", "classification", "<groups:member groups:idRef=\"R_nobody\"/>")
      + "</groups:listOfGroups>"
    let loaded = try load(document)
    #expect(loaded.model.reactions.map(\.subsystem) == ["Glycolysis", "", "", "Export"])
    let line = try line(of: "R_nobody", in: document)
    #expect(
      loaded.warnings == [.unknownGroupMember(group: "Odd", member: "R_nobody", line: line)])
  }

  @Test("Formula and charge are fbc's; version 3 allows a fraction of a charge")
  func formulaAndCharge() throws {
    var document = SBMLDocument3()
    document.fbcVersion = 3
    document.species += SBMLDocument3.species(
      "M_C", #"fbc:charge="-1.5" fbc:chemicalFormula="C6H12O6""#)
    let metabolite = try load(document).model.metabolites[2]
    #expect(metabolite.charge == -1.5)
    #expect(metabolite.formula == "C6H12O6")
  }

  @Test("Names keep ampersands, and entities by number are characters")
  func characters() throws {
    var document = SBMLDocument3()
    document.species += SBMLDocument3.species("M_C", #"name="a &amp; b &#946; &lt;c&gt;""#)
    #expect(try load(document).model.metabolites[2].name == "a & b β <c>")
  }

  @Test("What is said about the document is kept")
  func facts() throws {
    let facts = try load(SBMLDocument3()).document
    #expect(
      facts
        == SBMLDocumentFacts(
          level: 3, version: 1, fbcVersion: 2, isStrict: true, objectiveID: "o"))
    var document = SBMLDocument3()
    document.modelAttributes = ""
    #expect(try load(document).warnings == [.strictnessNotStated(line: 3)])
  }
}
