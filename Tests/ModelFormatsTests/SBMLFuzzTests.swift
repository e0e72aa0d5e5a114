import Foundation
import ModelFormats
import TestSupport
import Testing

@Suite("Damaged SBML")
struct SBMLFuzzTests {
  /// Small valid documents with as many features as possible, one for each kind of document.
  private static let documents: [[UInt8]] = {
    var version1 = SBMLDocument3()
    version1.fbcVersion = 1
    version1.extra =
      "<fbc:listOfFluxBounds><fbc:fluxBound fbc:reaction=\"R_ab\" fbc:operation=\"lessEqual\" "
      + "fbc:value=\"5\"/></fbc:listOfFluxBounds>"
    return [
      rich.bytes, version1.bytes, SBMLDocument3().bytes, SBMLCobraDocuments.level2(),
      SBMLCobraDocuments.level2(version: 1), SBMLCobraDocuments.level1(),
      SBMLCobraDocuments.level1(version: 1),
    ]
  }()

  private static var rich: SBMLDocument3 {
    var document = SBMLDocument3()
    document.version = 2
    document.fbcVersion = 3
    document.functions =
      "<functionDefinition id=\"f\">"
      + SBMLDocument3.math(
        "<lambda><bvar><ci>x</ci></bvar><apply><power/><ci>x</ci><cn>2</cn></apply></lambda>")
      + "</functionDefinition>"
    document.parameters += SBMLDocument3.parameter("p", "3") + SBMLDocument3.parameter("q", "4")
    document.assignments = SBMLDocument3.initialAssignment(
      "p",
      "<piecewise><piece><cn type=\"e-notation\">1<sep/>2</cn><apply><lt/><ci>q</ci><cn>5</cn></apply>"
        + "</piece><otherwise><apply><ci>f</ci><ci>q</ci></apply></otherwise></piecewise>")
    document.rules = SBMLDocument3.assignmentRule("q", "<apply><root/><cn>16</cn></apply>")
    document.species += SBMLDocument3.species("M_X", boundary: true)
    document.genes =
      "<fbc:geneProduct fbc:id=\"G_a\" fbc:label=\"a\"/><fbc:geneProduct fbc:id=\"G_b\" fbc:label=\"b\"/>"
    document.reactions += SBMLDocument3.reaction(
      "R_x", products: "M_X", upper: "p",
      inner: "<listOfReactants>" + SBMLDocument3.reference("M_A", "id=\"s\" stoichiometry=\"2\"")
        + "</listOfReactants><fbc:geneProductAssociation><fbc:or>"
        + "<fbc:geneProductRef fbc:geneProduct=\"G_a\"/>"
        + "<fbc:geneProductRef fbc:geneProduct=\"G_b\"/></fbc:or></fbc:geneProductAssociation>")
    document.extra =
      "<fbc:listOfUserDefinedConstraints><fbc:userDefinedConstraint fbc:id=\"u\" "
      + "fbc:lowerBound=\"zero\" fbc:upperBound=\"p\"><fbc:listOfUserDefinedConstraintComponents>"
      + "<fbc:userDefinedConstraintComponent fbc:coefficient=\"q\" fbc:variable=\"R_x\" "
      + "fbc:variableType=\"linear\"/></fbc:listOfUserDefinedConstraintComponents>"
      + "</fbc:userDefinedConstraint></fbc:listOfUserDefinedConstraints>"
      + "<groups:listOfGroups><groups:group groups:id=\"g\" groups:name=\"G\" groups:kind=\"partonomy\">"
      + "<groups:listOfMembers><groups:member groups:idRef=\"R_x\"/></groups:listOfMembers>"
      + "</groups:group></groups:listOfGroups>"
    return document
  }

  @Test("Every document that is damaged below is sound")
  func sound() throws {
    for bytes in Self.documents { _ = try SBMLReader.read(bytes, path: "m.xml") }
  }

  /// Runs for TWINFLUX_FUZZ_SECONDS seconds if that is set. Whatever a document does, reading it is
  /// a model that can be written and read again, or an error.
  @Test("gives a model or an error, never a crash")
  func survives() throws {
    let seconds = ProcessInfo.processInfo.environment["TWINFLUX_FUZZ_SECONDS"].flatMap(Double.init)
    let start = ContinuousClock.now
    var tried = 0
    var models = 0
    while seconds.map({ ContinuousClock.now - start < .seconds($0) }) ?? (tried < 1000) {
      var mutation = SBMLMutation(seed: UInt64(tried))
      let damaged = mutation.damaged(Self.documents[tried % Self.documents.count])
      if try attempt(damaged, number: tried) { models += 1 }
      tried += 1
    }
    if seconds != nil { print("\(tried) damaged documents, \(models) of them models") }
    // Damage that never leaves a model, or never breaks one, would try nothing.
    #expect(models > tried / 100 && models < tried)
  }

  private func attempt(_ bytes: [UInt8], number: Int) throws -> Bool {
    do throws(SBMLError) {
      let model = try SBMLReader.read(bytes, path: "m.xml").model
      let written = SBMLWriter.write(model)
      do throws(SBMLError) {
        let again = try SBMLReader.read(written, path: "again.xml").model
        if again.stoichiometry != model.stoichiometry {
          Issue.record("document \(number): the matrix changed on its way through a file")
        }
      } catch {
        Issue.record("document \(number): what was written cannot be read: \(error)")
      }
      return true
    } catch {
      #expect(error.description.contains("(m.xml"))
      return false
    }
  }
}
