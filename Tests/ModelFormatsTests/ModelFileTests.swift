import ModelFormats
import TestSupport
import Testing

@Suite("The front door for models")
struct ModelFileTests {
  @Test(
    "tells the format by the name",
    arguments: [
      ("m.xml", .sbml), ("a/b.c/m.SBML", .sbml), ("m.xml.gz", .sbml), ("m.xml.bz2", .sbml),
      ("m.json", .json), ("m.json.gz", .json), ("m.mat", .matlab), ("m.yml.gz", .yaml),
      ("m.yaml", .yaml), ("m", nil), ("-", nil), ("xml", nil), ("dir.xml/m", nil), ("m.txt", nil),
    ] as [(String, ModelFormat?)])
  func names(path: String, format: ModelFormat?) {
    #expect(ModelFormat(path: path) == format)
  }

  @Test("reads SBML by its name, by the format asked for, or for want of both")
  func sbml() throws {
    let bytes = SBMLDocument3().bytes
    #expect(try ModelFile.load(bytes: bytes, path: "m.xml").model.reactions.count == 3)
    #expect(try ModelFile.load(bytes: bytes, path: "-").model.reactions.count == 3)
    #expect(
      try ModelFile.load(bytes: bytes, path: "m.txt", format: .sbml).model.reactions.count == 3)
  }

  @Test("reads MATLAB's format by its name, by the format asked for, or by its first bytes")
  func matlab() throws {
    let bytes = MATTestModel().bytes()
    #expect(try ModelFile.load(bytes: bytes, path: "m.mat").model.reactions.count == 3)
    #expect(try ModelFile.load(bytes: bytes, path: "-").model.reactions.count == 3)
    #expect(
      try ModelFile.load(bytes: bytes, path: "m", format: .matlab).model.reactions.count == 3)
    let error = MATError.truncated(path: "m.mat", place: MATError.Place(offset: 10))
    #expect(throws: SBMLError.matlab(error)) {
      try ModelFile.load(bytes: Array("MATLAB 5.0".utf8), path: "m.mat")
    }
  }

  @Test("says which formats it cannot read")
  func others() {
    #expect(throws: SBMLError.unsupportedFormat(path: "-", format: "JSON")) {
      try ModelFile.load(bytes: Array("{}".utf8), path: "-", format: .json)
    }
    #expect(throws: SBMLError.emptyInput(path: "m.json")) {
      try ModelFile.load(bytes: [], path: "m.json")
    }
    #expect(throws: SBMLError.htmlPage(path: "m.json")) {
      try ModelFile.load(bytes: Array("<!doctype html><p>".utf8), path: "m.json")
    }
  }

  @Test("Errors say what is wrong, where, and what to do")
  func descriptions() {
    let error = SBMLError.unknownSpecies(
      path: "m.xml.gz", line: 12, reaction: "PFK", species: "M_atp", suggestion: "M_atp_c")
    #expect(
      error.description
        == "Reaction 'PFK' names the species 'M_atp', which is not in the model (m.xml.gz:12). "
        + "Did you mean 'M_atp_c'?")
    #expect(error.line == 12)
    #expect(SBMLError.emptyInput(path: "x").description.hasPrefix("The file is empty (x). "))
  }
}
