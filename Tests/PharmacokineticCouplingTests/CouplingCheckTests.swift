import PharmacokineticCoupling
import TestSupport
import Testing
import TwinFlux

/// Every check has rules that trip it, and them alone.
@Suite("Checks of coupling rules")
struct CouplingCheckTests {
  private func findings(
    _ rules: CouplingRules, using fluxes: (any FluxProvider)? = nil,
    parameters: PKParameterSet = TinyDrug.parameters
  ) throws -> [CouplingFinding] {
    try CouplingChecks(rules, parameters: parameters).findings(
      using: fluxes ?? TinyDrug.table(rules))
  }

  private func expect(
    _ check: CouplingCheck, _ subject: String, says word: String, in found: [CouplingFinding],
    _ severity: CouplingFinding.Severity = .error
  ) {
    let matching = found.filter { $0.check == check && $0.severity == severity }
    #expect(matching.map(\.subject) == [subject], "\(found)")
    #expect(matching.allSatisfy { $0.message.contains(word) }, "\(found)")
    #expect(found.allSatisfy { $0.check == check || $0.severity == .warning }, "\(found)")
  }

  @Test("find nothing in rules that hold")
  func clean() throws {
    #expect(try findings(TinyDrug.rules()).isEmpty)
  }

  @Test("1: a pathway that runs without the drug")
  func leak() throws {
    let rules = try TinyDrug.rules(("[\"SUL\"]", "[\"ROUND\"]"))
    expect(.zeroProbeLeak, "sul", says: "close the cycle", in: try findings(rules))
  }

  @Test("2: a drug supply that limits")
  func probe() throws {
    let rules = try TinyDrug.rules(("\"uptake\": 1000", "\"uptake\": 1.5"))
    expect(.probeNotBinding, "sul", says: "Raise probe.uptake", in: try findings(rules))
    let silent = try TinyDrug.rules(
      ("\"uptake\": 1000", "\"uptake\": 1.5"),
      ("\"probeNotBinding\": true", "\"probeNotBinding\": false"))
    #expect(try findings(silent).isEmpty)
  }

  @Test("3: an added reaction that makes atoms")
  func balance() throws {
    func rules(_ formula: String, _ charge: Int) throws -> CouplingRules {
      try TinyDrug.rules(
        (
          "\"extensions\": []",
          """
          "extensions": [{"id": "ADD", "equation": {"p": -1, "q": -2, "r": 1}, "upper": 1000,
            "compositions": {"p": {"formula": "C8H7NO2", "charge": 0},
              "q": {"formula": "H", "charge": 1}, "r": {"formula": "\(formula)", "charge": \(charge)}}}]
          """
        ))
    }
    #expect(try findings(rules("C8H9NO2", 2)).isEmpty)
    expect(.balance, "ADD", says: "C by 1.0", in: try findings(rules("C9H9NO2", 2)))
    expect(.balance, "ADD", says: "charge by -1.0", in: try findings(rules("C8H9NO2", 1)))
    let unknown = try TinyDrug.rules(
      (
        "\"extensions\": []",
        "\"extensions\": [{\"id\": \"ADD\", \"equation\": {\"p\": -1, \"q\": 1}, \"upper\": 1}]"
      ))
    expect(.balance, "ADD", says: "no formula", in: try findings(unknown), .warning)
  }

  @Test("4: a reference that changes itself")
  func identity() throws {
    let clamped = try TinyDrug.rules(("[0, 10]", "[0, 0.5]"))
    expect(.referenceIdentity, "transform", says: "include 1", in: try findings(clamped))
    let constant = try TinyDrug.rules(("\"constant\": 1.0", "\"constant\": 1.2"))
    expect(.referenceIdentity, "oth", says: "Give 1", in: try findings(constant))
    #expect(throws: CouplingError.self) { try TinyDrug.couple(TinyDrug.individual(), clamped) }
  }

  @Test("5: a target that the model lacks, or has in another unit")
  func targets() throws {
    let missing = try TinyDrug.rules(("\"CLint_sul\"", "\"CLint_xyz\""))
    expect(.targets, "CLint_xyz", says: "Add it", in: try findings(missing))
    let unit = try TinyDrug.rules(
      ("\"pathway\": \"sul\", \"unit\": \"L/h\"", "\"pathway\": \"sul\", \"unit\": \"L\""))
    expect(.targets, "CLint_sul", says: "L/h cannot be converted to L", in: try findings(unit))
    var parameters = TinyDrug.parameters
    parameters["V"] = nil
    let found = try findings(TinyDrug.rules(), parameters: parameters)
    expect(.targets, "derive", says: "'V'", in: found)
    parameters["V"] = Quantity(.nan, .litre)
    expect(
      .targets, "derive", says: "not a finite",
      in: try findings(TinyDrug.rules(), parameters: parameters))
  }

  @Test("6: fractions that are not a whole")
  func fractions() throws {
    let sum = try TinyDrug.rules(("\"fraction\": 0.3", "\"fraction\": 0.4"))
    expect(.fractions, "pathways", says: "1.1", in: try findings(sum))
    let part = try TinyDrug.rules((", \"fraction\": 0.2", ""))
    expect(.fractions, "oth", says: "or none", in: try findings(part))
    let swapped = try TinyDrug.rules(
      ("\"fraction\": 0.3", "\"fraction\": 0.25"), ("\"fraction\": 0.2}", "\"fraction\": 0.25}"))
    let found = try findings(swapped)
    #expect(found.map(\.check) == [.fractions, .fractions])
    #expect(found.map(\.subject) == ["CLint_sul", "CLint_oth"])
  }

  @Test("7: genes that the model lacks, and pathways without an enzyme")
  func genes() throws {
    let unknown = try TinyDrug.rules(("\"gene\": \"g2\"", "\"gene\": \"g9\""))
    expect(.genes, "g9", says: "isoforms[1]", in: try findings(unknown))
    let cap = """
      "cap": {"isoforms": [
            {"gene": "g3", "weight": 5.0, "name": "SULT1"}]}
      """
    let bare = try TinyDrug.rules(
      ("[\"SUL\"]", "[\"BARE\"]"), (cap, "\"cap\": {\"fromGPR\": \"sum\"}"))
    expect(.genes, "sul", says: "BARE has none", in: try findings(bare))
    let uncapped = try TinyDrug.rules((", " + cap, ""))
    expect(.genes, "sul", says: "Add a cap", in: try findings(uncapped), .warning)
  }

  @Test("8: a capacity at the solver's tolerance")
  func tolerance() throws {
    let small = try TinyDrug.rules(("\"weight\": 5.0", "\"weight\": 5e-6"))
    expect(.tolerance, "sul", says: "hundred times", in: try findings(small))
  }

  @Test("9: less enzyme, more of the parameter")
  func monotone() throws {
    let falling = try TinyDrug.rules(
      ("\"kind\": \"identity\"", "\"kind\": \"power\", \"exponent\": -1"))
    expect(.monotone, "transform", says: "above 0", in: try findings(falling))
  }

  @Test("9: a provider that does not maximize")
  func brokenProvider() throws {
    let rules = try TinyDrug.rules()
    let found = try findings(rules, using: Upside(network: TinyDrug.network(rules)))
    #expect(found.contains { $0.check == .monotone && $0.message.contains("maximizes") })
  }

  /// A capacity that rises as the cap falls.
  private struct Upside: FluxProvider {
    let network: FluxNetwork

    func maxima(
      of questions: [FluxSum], changing changes: [FluxBoundChange]
    ) throws(CouplingError) -> [FluxMaximum] {
      let isOff = changes.contains { $0.reaction == "EX_d" }
      let caps = changes.filter { $0.reaction != "EX_d" }.reduce(0) { $0 + $1.upper }
      return questions.map { _ in FluxMaximum(value: isOff ? 0 : 1 / caps) }
    }
  }
}
