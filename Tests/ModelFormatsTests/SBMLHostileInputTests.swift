import Foundation
import ModelFormats
import TestSupport
import Testing

@Suite("Bad SBML ends as an error that says what is wrong")
struct SBMLHostileInputTests {
  @Test("an empty file", arguments: ["", " \n\t ", "\u{FEFF}"])
  func empty(text: String) {
    #expect(failure(Array(text.utf8)) == .emptyInput(path: "m.xml"))
  }

  @Test("an HTML page, whether it is XML or not")
  func htmlPage() {
    for text in [
      "<!DOCTYPE html>\n<html><head><title>404</title><br></head></html>", "  <HTML><body>",
      "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>",
    ] {
      #expect(failure(Array(text.utf8)) == .htmlPage(path: "m.xml"))
    }
  }

  @Test("something that is no XML")
  func notXML() {
    for (text, found) in [
      ("{\"id\": 1}", "JSON"), ("---\n- a", "YAML"), ("reaction\tlower", "plain text"),
      ("PK\u{3}\u{4}x", "a zip archive"), ("BZh9x", "compressed (bzip2)"),
      ("MATLAB 5.0 MAT-file", "a MATLAB file"), ("\u{7F}ELF", "binary data"),
    ] {
      #expect(failure(Array(text.utf8)) == .notXML(path: "m.xml", found: found))
    }
    #expect(failure([0x1F, 0x8B, 8]) == .notXML(path: "m.xml", found: "compressed (gzip)"))
  }

  @Test("another kind of XML")
  func otherXML() {
    #expect(
      failure(Array("<?xml version=\"1.0\"?>\n<rss/>".utf8))
        == .notSBML(path: "m.xml", line: 2, root: "rss"))
  }

  @Test("SBML without a model, or of a level that does not exist")
  func otherSBML() {
    let space = "xmlns=\"http://www.sbml.org/sbml/level3/version1/core\""
    #expect(
      failure(Array("<sbml \(space) level=\"3\" version=\"1\"/>".utf8)) == .noModel(path: "m.xml"))
    #expect(
      failure(Array("<sbml \(space) level=\"4\" version=\"1\"/>".utf8))
        == .unsupportedLevel(path: "m.xml", line: 1, level: 4, version: 1))
    #expect(
      failure(Array("<sbml \(space) version=\"1\"/>".utf8))
        == .missingAttribute(path: "m.xml", line: 1, element: "sbml", attribute: "level"))
  }

  @Test("a document that was cut off, wherever")
  func truncated() throws {
    let bytes = SBMLDocument3().bytes
    for length in stride(from: bytes.count - 2, to: 100, by: -37) {
      guard case .malformedXML(_, let line, let detail)? = failure(Array(bytes.prefix(length)))
      else {
        Issue.record("\(length) of \(bytes.count) bytes were taken for a whole")
        return
      }
      #expect(line >= 1 && !detail.isEmpty)
    }
  }

  @Test("malformed XML, with the line and what libxml2 says")
  func malformed() throws {
    var document = SBMLDocument3()
    document.reactions += "\n<reaction id=\"R_x\" id=\"R_y\"/>"
    let line = try line(of: "R_x", in: document)
    guard case .malformedXML("m.xml", line, let detail)? = failure(document) else {
      Issue.record("an attribute that stands twice was taken")
      return
    }
    #expect(detail.contains("redefined"))
    guard case .malformedXML? = failure(SBMLDocument3().bytes + Array("<again/>".utf8)) else {
      Issue.record("a second root was taken")
      return
    }
  }

  @Test("a prefix without a namespace, which would lose what fbc says")
  func unboundPrefix() {
    let text = SBMLDocument3().text.replacingOccurrences(of: "xmlns:fbc=", with: "xmlns:other=")
    guard case .malformedXML? = failure(Array(text.utf8)) else {
      Issue.record("a prefix without namespace was passed over")
      return
    }
  }

  @Test("a list or a model that stands twice", arguments: ["listOfReactions", "listOfSpecies"])
  func repeated(list: String) throws {
    let text = SBMLDocument3().text
    let twice = text.replacingOccurrences(of: "</\(list)>", with: "</\(list)><\(list)/>")
    let line =
      twice.prefix(upTo: try #require(twice.range(of: "<\(list)/>")).lowerBound)
      .count { $0 == "\n" } + 1
    #expect(
      failure(Array(twice.utf8))
        == .repeatedElement(path: "m.xml", line: line, element: list, parent: "model"))
    let models = text.replacingOccurrences(of: "</model>", with: "</model><model id=\"n\"/>")
    guard case .repeatedElement(_, _, "model", "sbml")? = failure(Array(models.utf8)) else {
      Issue.record("a second model was passed over")
      return
    }
  }

  @Test("a reactant without a species is said to lack just that")
  func noSpecies() throws {
    let text = SBMLDocument3().text.replacingOccurrences(of: " species=\"M_B\"", with: "")
    guard
      case .missingAttribute(_, _, "speciesReference", "species")? = failure(Array(text.utf8))
    else {
      Issue.record("a reference to nothing was taken")
      return
    }
  }

  // MARK: Entities

  private func withDoctype(_ subset: String, name: String) -> [UInt8] {
    let text = SBMLDocument3().text
      .replacingOccurrences(of: "?>\n", with: "?>\n<!DOCTYPE sbml \(subset)>\n")
      .replacingOccurrences(of: "<model id=\"m\"", with: "<model id=\"m\" name=\"\(name)\"")
    return Array(text.utf8)
  }

  @Test("a billion laughs")
  func billionLaughs() {
    let laughs = (1...9).map { level in
      let body = String(repeating: "&l\(level - 1);", count: 10)
      return "<!ENTITY l\(level) \"\(body)\">"
    }
    let subset = "[<!ENTITY l0 \"ha\">" + laughs.joined() + "]"
    #expect(
      failure(withDoctype(subset, name: "&l9;"))
        == .entityDeclaration(path: "m.xml", line: 2, name: "l0"))
  }

  @Test(
    "an external entity, which could read any file",
    arguments: [
      "[<!ENTITY x SYSTEM \"file:///etc/passwd\">]",
      "[<!ENTITY % x SYSTEM \"file:///etc/passwd\"> %x;]",
    ])
  func externalEntity(subset: String) {
    #expect(
      failure(withDoctype(subset, name: "&x;"))
        == .entityDeclaration(path: "m.xml", line: 2, name: "x"))
  }

  @Test("an entity that is not declared, or that an external subset would declare")
  func undeclaredEntity() {
    guard case .malformedXML? = failure(withDoctype("", name: "&x;")) else {
      Issue.record("an unknown entity was passed over")
      return
    }
    let text = withDoctype("SYSTEM \"http://example.org/x.dtd\"", name: "a &x; b")
    guard case .malformedXML? = failure(text) else {
      Issue.record("an entity of an external subset was passed over")
      return
    }
  }

  @Test("is not a plain document type, which declares nothing")
  func plainDoctype() throws {
    let loaded = try SBMLReader.read(withDoctype("", name: "fine"), path: "m.xml")
    #expect(loaded.model.name == "fine")
  }

  // MARK: Sizes and encodings

  @Test("elements nested without end")
  func deep() {
    let text = SBMLDocument3().text.replacingOccurrences(
      of: "<model", with: String(repeating: "<x>", count: 5000) + "<model")
    guard case .nestedTooDeep(_, _, 4096)? = failure(Array(text.utf8)) else {
      Issue.record("5,000 levels were taken")
      return
    }
  }

  @Test("a line of 10 MB is read, whether in text, in an attribute or in tags")
  func longLine() throws {
    let long = String(repeating: "abcdefghij", count: 1_000_000)
    var document = SBMLDocument3()
    document.modelAttributes +=
      "><notes><p xmlns=\"http://www.w3.org/1999/xhtml\">\(long)</p></notes"
    #expect(try load(document).model.reactions.count == 3)
    document = SBMLDocument3()
    document.species += SBMLDocument3.species("M_C", "name=\"\(long + long)\"")
    #expect(try load(document).model.metabolites[2].name.utf8.count == 20_000_000)
    let row = SBMLDocument3.reaction("R_x", reactants: "M_A")
      .replacingOccurrences(of: "\n", with: "")
    document = SBMLDocument3()
    document.reactions = (0..<20_000).map {
      row.replacingOccurrences(of: "R_x", with: "R_\($0)")
    }.joined()
    document.objectives = ""
    let text = document.text.replacingOccurrences(of: "\n", with: " ")
    #expect(try SBMLReader.read(Array(text.utf8), path: "m").model.reactions.count == 20_000)
  }

  @Test("bytes that are not UTF-8, with the line")
  func notUTF8() throws {
    var bytes = SBMLDocument3().bytes
    let place = try #require(bytes.firstRange(of: Array("R_ab".utf8)))
    bytes[place.lowerBound + 2] = 0xFF
    let line = try line(of: "R_ab", in: SBMLDocument3())
    guard case .malformedXML(_, let found, _)? = failure(bytes) else {
      Issue.record("a byte that is no UTF-8 was taken")
      return
    }
    #expect(found == line)
  }

  @Test("is not another encoding that the document declares")
  func encodings() throws {
    var document = SBMLDocument3()
    document.species += SBMLDocument3.species("M_C", "name=\"α-glucose\"")
    let text = document.text.replacingOccurrences(
      of: "encoding=\"UTF-8\"", with: "encoding=\"UTF-16\"")
    for encoding in [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian] {
      var bytes = Array(try #require(text.data(using: encoding)))
      if encoding == .utf16LittleEndian { bytes = [0xFF, 0xFE] + bytes }
      if encoding == .utf16BigEndian { bytes = [0xFE, 0xFF] + bytes }
      #expect(try SBMLReader.read(bytes, path: "m").model.metabolites[2].name == "α-glucose")
    }
    let latin = SBMLDocument3().text.replacingOccurrences(of: "UTF-8", with: "ISO-8859-1")
      .replacingOccurrences(of: "<model id=\"m\"", with: "<model id=\"m\" name=\"é\"")
    let bytes = Array(try #require(latin.data(using: .isoLatin1)))
    #expect(try SBMLReader.read(bytes, path: "m").model.name == "é")
  }

  @Test("a package that it cannot do without, but not one that it can")
  func packages() throws {
    let space = "http://www.sbml.org/sbml/level3/version1/comp/version1"
    var document = SBMLDocument3()
    document.rootAttributes = "xmlns:comp=\"\(space)\" comp:required=\"true\""
    guard case .unsupportedPackage(_, _, "comp")? = failure(document) else {
      Issue.record("a required package was passed over")
      return
    }
    for version in ["4", "x"] {
      let odd = SBMLDocument3().text.replacingOccurrences(
        of: "fbc/version2", with: "fbc/version\(version)")
      guard case .unsupportedPackage? = failure(Array(odd.utf8)) else {
        Issue.record("fbc version \(version) was taken")
        return
      }
    }
    document.rootAttributes = "xmlns:comp=\"\(space)\" comp:required=\"false\""
    #expect(try load(document).warnings == [.packageIgnored(name: "comp")])
  }
}
