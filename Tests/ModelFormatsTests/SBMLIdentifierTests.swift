import MetabolicModels
import TestSupport
import Testing

@testable import ModelFormats

@Suite("Identifiers in SBML")
struct SBMLIdentifierTests {
  /// The expected values were had from COBRApy 0.32.1 (`_f_specie`), except for the last four, where
  /// it gives an empty id, a control character or an error.
  @Test(
    "are decoded, then the prefix is clipped, once",
    arguments: [
      ("M_glc__45__D_e", "glc-D_e"), ("glc", "glc"), ("M_M_x", "M_x"), ("R_x", "R_x"),
      ("M_akdhap_hs__91__c__93__", "akdhap_hs[c]"), ("M_a__45__46__b", "a-46__b"),
      ("__77____95__x", "x"), ("M___45__", "-"), ("M_x___45__", "x_-"),
      ("M_x__DASH__y", "x__DASH__y"),
      ("M_x__45_", "x__45_"), ("M_x____", "x____"), ("M__45__", "M-"), ("M___945__", "α"),
      ("M_", "M_"), ("M_x__10__y", "x__10__y"), ("M_x__55296__", "x__55296__"),
      ("M_x__99999999999999999999__", "x__99999999999999999999__"),
    ])
  func decoded(id: String, expected: String) {
    #expect(SBMLIdentifier.decoded(id, as: .metabolite) == expected)
  }

  @Test("of genes know the older mark for a dot")
  func genes() {
    #expect(SBMLIdentifier.decoded("G_8639__46__1", as: .gene) == "8639.1")
    #expect(SBMLIdentifier.decoded("G_YAL__SBML_DOT__c", as: .gene) == "YAL.c")
    #expect(SBMLIdentifier.decoded("M_x__SBML_DOT__y", as: .metabolite) == "x__SBML_DOT__y")
  }

  @Test(
    "encoded can be decoded again, and are ids of SBML",
    arguments: [
      "glc-D_e", "x", "2pg", "akdhap_hs[c]", "M_x", "_", "__", "__45__", "a__45-", "x__45", "-_-",
      "α/β", "a b", "8639.1", "x__SBML_DOT__y", "__95__", "_45__", "a_", "…", "1__2__3",
    ])
  func roundTrip(id: String) {
    for kind in [SBMLIdentifier.Kind.metabolite, .reaction, .gene] {
      let encoded = SBMLIdentifier.encoded(id, as: kind)
      #expect(SBMLIdentifier.isValid(encoded))
      #expect(SBMLIdentifier.decoded(encoded, as: kind) == id)
    }
  }

  @Test("stay as they are in the file if that is asked for")
  func raw() throws {
    let model = try load(SBMLDocument3(), rawIDs: true).model
    #expect(model.reactions.map(\.id) == ["R_in", "R_ab", "R_out"])
    #expect(model.metabolites.map(\.id) == ["M_A", "M_B"])
  }

  @Test("that stand twice are an error with the line of the second")
  func duplicates() throws {
    var document = SBMLDocument3()
    document.reactions += SBMLDocument3.reaction("R_ab", reactants: "M_B", attributes: "name=\"2\"")
    #expect(
      failure(document)
        == .duplicateID(
          path: "m.xml", line: try line(of: "name=\"2\"", in: document), kind: .reaction, id: "ab"))
    #expect(failure(document)?.description.contains("--raw-ids") == false)
    document = SBMLDocument3()
    document.species += SBMLDocument3.species("M_A")
    guard case .duplicateID(_, _, .metabolite, "A")? = failure(document) else {
      Issue.record("two metabolites of one id were taken")
      return
    }
    document = SBMLDocument3()
    document.genes = String(
      repeating: "<fbc:geneProduct fbc:id=\"G_x\" fbc:label=\"x\"/>", count: 2)
    guard case .duplicateID(_, _, .gene, "x")? = failure(document) else {
      Issue.record("two genes of one id were taken")
      return
    }
  }

  @Test("that become one when decoded are an error, unless the file's own are kept")
  func collision() throws {
    var document = SBMLDocument3()
    document.species += SBMLDocument3.species("A")
    let error = try #require(failure(document))
    guard case .collidingIDs(_, _, .metabolite, "A", "M_A", "A") = error else {
      Issue.record("two metabolites became one: \(error)")
      return
    }
    #expect(error.description.contains("--raw-ids"))
    #expect(try load(document, rawIDs: true).model.metabolites.count == 3)
  }

  @Test("that two kinds of elements have are an error, since they share one space of names")
  func sharedBetweenKinds() throws {
    for (change, id, first, second) in [
      ({ $0.parameters += SBMLDocument3.parameter("R_ab", "1") }, "R_ab", "parameter", "reaction"),
      ({ $0.reactions += SBMLDocument3.reaction("M_A") }, "M_A", "species", "reaction"),
      ({ $0.species += SBMLDocument3.species("c") }, "c", "compartment", "species"),
      (
        { $0.genes = "<fbc:geneProduct fbc:id=\"R_in\" fbc:label=\"x\"/>" }, "R_in", "reaction",
        "geneProduct"
      ),
    ] as [((inout SBMLDocument3) -> Void, String, String, String)] {
      var document = SBMLDocument3()
      change(&document)
      guard case .sharedID(_, _, id, first, second)? = failure(document) else {
        Issue.record("a \(first) and a \(second) of one id were taken")
        return
      }
    }
  }

  @Test(
    "with a control character are an error that does not print it",
    arguments: ["&#9;", "&#10;", "&#13;", "&#127;", "&#133;"])
  func control(mark: String) throws {
    var document = SBMLDocument3()
    document.reactions += SBMLDocument3.reaction("R_a\(mark)b", reactants: "M_A")
    #expect(
      failure(document)
        == .invalidValue(
          path: "m.xml", line: try line(of: "R_a\(mark)b", in: document), element: "reaction",
          attribute: "id", value: "R_a\u{FFFD}b"))
  }
}
