import Foundation
import PharmacokineticCoupling
import TestSupport
import Testing

@Suite("Coupling rules")
struct CouplingRulesTests {
  /// A change of the document, and the error that it is.
  struct Fault: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let error: CouplingError
    var testDescription: String { "\(old) -> \(new)" }

    init(_ old: String, _ new: String, _ error: CouplingError) {
      (self.old, self.new, self.error) = (old, new, error)
    }
  }

  @Test("are read, and written so that they read the same")
  func roundTrip() throws {
    let rules = try TinyDrug.rules()
    #expect(rules.pathways.map(\.id) == ["act", "sul", "oth"])
    #expect(rules.probe.medium.map(\.uptake) == [10, 2])
    #expect(rules.derive?.outputs.count == 6)
    let again = try CouplingRules(json: Array(try JSONEncoder().encode(rules)))
    #expect(again == rules)
  }

  static let structure: [Fault] = [
    Fault("\"drug\":", "\"drugs\":", .unknownKey(path: "drugs", suggestion: "drug")),
    Fault(
      "\"weight\": 5.0", "\"wieght\": 5.0",
      .unknownKey(path: "pathways[1].cap.isoforms[0].wieght", suggestion: "weight")),
    Fault(
      "\"uptake\": 1000,", "\"uptake\": 1000, \"unit\": \"mol\",",
      .unknownKey(path: "probe.unit", suggestion: nil)),
    Fault(
      "\"uptake\": 10, ", "\"uptake\": 10, \"uptake\": 11, ",
      .duplicateKey(path: "probe.medium[0].uptake")),
    Fault(", \"molarMass\": 200", "", .missingKey(path: "drug.molarMass")),
    Fault("\"statistic\": \"capacity\",", "", .missingKey(path: "statistic")),
    Fault(
      "\"uptake\": 2,", "\"uptake\": \"2\",",
      .wrongType(path: "probe.medium[1].uptake", expected: "a number")),
    Fault(
      "\"name\": \"tinine\"", "\"name\": 7",
      .wrongType(path: "drug.name", expected: "a text")),
    Fault(
      "[\"SUL\"]", "\"SUL\"", .wrongType(path: "pathways[1].reactions", expected: "a list")),
    Fault(
      "coupling/1", "coupling/2",
      .unknownSchema(found: "twinflux.coupling/2", expected: "twinflux.coupling/1")),
    Fault(
      "\"constant\": 1.0,", "\"constant\": 1.0, \"cap\": {\"fixed\": 1},",
      .notNeeded(path: "pathways[2].cap", because: "the pathway is constant")),
    Fault(
      "\"weight\": 5.0, \"name\": \"SULT1\"}]", "\"weight\": 5.0}], \"fixed\": 2",
      .wrongType(path: "pathways[1].cap", expected: "one of isoforms, fromGPR and fixed")),
  ]

  static let values: [Fault] = [
    Fault(
      "\"weight\": 1.0", "\"weight\": -1.0",
      .outOfRange(
        path: "pathways[0].cap.isoforms[0].weight", value: -1, allowed: "a number of 0 or more")),
    Fault(
      "\"uptake\": 1000", "\"uptake\": 0",
      .outOfRange(path: "probe.uptake", value: 0, allowed: "a number above 0")),
    Fault(
      "\"fraction\": 0.3", "\"fraction\": 1.3",
      .outOfRange(
        path: "pathways[1].fraction", value: 1.3, allowed: "a number from 0 to 1")),
    Fault(
      "[0, 10]", "[10, 0]",
      .clampOutOfOrder(path: "transform.clamp", lower: 10, upper: 0)),
    Fault(
      "[0, 10]", "[-1, 10]",
      .clampOutOfOrder(path: "transform.clamp", lower: -1, upper: 10)),
    Fault("\"kind\": \"identity\"", "\"kind\": \"power\"", .missingKey(path: "transform.exponent")),
    Fault(
      "\"bounds\": []", "\"bounds\": [{\"reaction\": \"ACT\", \"lower\": 2, \"upper\": 1}]",
      .boundsOutOfOrder(path: "bounds[0]", lower: 2, upper: 1)),
    Fault(
      "\"pathway\": \"sul\", \"unit\": \"L/h\"", "\"pathway\": \"sul\", \"unit\": \"l/h\"",
      .unknownWord(
        path: "targets[1].unit", word: "l/h", known: PharmacokineticUnit.allCases.map(\.rawValue))),
    Fault(
      "\"k_act\"]", "\"k_act\", \"t_half\"]",
      .unknownWord(
        path: "derive.outputs[6]", word: "t_half",
        known: ClearanceDerivation.Output.allCases.map(\.rawValue))),
    Fault(
      "\"wellStirred\"", "\"stirred\"",
      .unknownWord(path: "derive.hepatic", word: "stirred", known: ["wellStirred", "parallelTube"])),
  ]

  static let names: [Fault] = [
    Fault(
      "\"id\": \"sul\"", "\"id\": \"act\"",
      .duplicateID(path: "pathways[1].id", id: "act")),
    Fault(
      "\"pathway\": \"sul\"", "\"pathway\": \"sull\"",
      .unknownPathway(path: "targets[1].pathway", id: "sull", suggestion: "sul")),
    Fault(
      "\"parameter\": \"CLint_sul\"", "\"parameter\": \"CLint_act\"",
      .duplicateID(path: "targets[1].parameter", id: "CLint_act")),
    Fault(
      "\"activating\": \"CLint_act\"", "\"activating\": \"CLint_akt\"",
      .unknownParameter(path: "derive.activating", name: "CLint_akt", suggestion: "CLint_act")),
    Fault("\"activating\": \"CLint_act\",", "", .missingKey(path: "derive.activating")),
    Fault(
      "\"exchange\": \"EX_s\"", "\"exchange\": \"EX_d\"",
      .duplicateID(path: "probe.medium[1].exchange", id: "EX_d")),
    Fault(
      "\"gene\": \"g2\"", "\"gene\": \"g1\"",
      .duplicateID(path: "pathways[0].cap.isoforms[1].gene", id: "g1")),
  ]

  @Test(
    "say where they are wrong, and what to do",
    arguments: structure + values + names)
  func faults(_ fault: Fault) throws {
    let text = TinyDrug.text([(fault.old, fault.new)])
    let error = #expect(throws: CouplingError.self) { try CouplingRules(json: Array(text.utf8)) }
    #expect(error == fault.error)
    #expect(fault.error.description.count > 20)
  }

  @Test("that are no JSON are an error", arguments: ["", "{", "[]", "{\"schema\": 1e999}", "nul"])
  func notJSON(_ text: String) {
    #expect(throws: CouplingError.self) { try CouplingRules(json: Array(text.utf8)) }
  }

  /// Bytes lost, doubled and replaced: rules that read, or an error, and never a crash.
  @Test("damaged documents are read or refused")
  func damaged() {
    let intact = Array(TinyDrug.json.utf8)
    var random = SeededGenerator(seed: 20)
    var (kept, refused) = (0, 0)
    for _ in 0..<1500 {
      var bytes = intact
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(bytes[place], at: place)
        case 2: bytes[place] = UInt8.random(in: 0...255, using: &random)
        default: bytes.removeSubrange(place..<min(place + 9, bytes.count))
        }
      }
      do throws(CouplingError) {
        let rules = try CouplingRules(json: bytes)
        #expect(rules.schema == CouplingRules.schemaName)
        kept += 1
      } catch {
        #expect(!error.description.isEmpty)
        refused += 1
      }
    }
    #expect(kept > 30 && refused > 500, "\(kept) read, \(refused) refused")
  }
}
