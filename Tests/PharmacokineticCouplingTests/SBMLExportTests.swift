import PharmacokineticCoupling
import Testing
import TwinFlux

/// What a document says; that other tools read and simulate it the same is checked by
/// `Tests/ExternalTools/pk_exports.py`.
@Suite("SBML of coupled twins")
struct SBMLExportTests {
  private func losartan(_ pathways: [String: String] = [:]) throws -> String {
    let twin = Self.naming(pathways, in: try ExportTwins.losartan())
    return try SBMLExport(schedule: ExportTwins.losartanSchedule()).text(of: twin)
  }

  /// The pathways that drive parameters, and none for the others.
  private static func naming(
    _ pathways: [String: String], in twin: CoupledTwin
  ) -> CoupledTwin {
    var twin = twin
    for index in twin.coupled.parameters.indices {
      twin.coupled.parameters[index].pathway = pathways[twin.coupled.parameters[index].name]
    }
    return twin
  }

  /// The text without line breaks and the blanks that indent it.
  private func flat(_ text: String) -> String {
    text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined()
  }

  @Test("is well-formed, with the species and flows of the structure")
  func wellFormed() throws {
    let network = try SBMLReader.read(Array(losartan().utf8), path: "twin.xml").model
    #expect(network.metabolites.map(\.id) == ["depot", "losartan", "E_3174"])
    #expect(network.metabolites.map(\.name) == ["depot", "losartan", "E-3174"])
    #expect(network.reactions.count == 4)
    let activation = try #require(network.reactionIndex("flow_4"))
    #expect(network.reactions[activation].name == "losartan to E-3174 by k_act")
    let column = network.stoichiometry.column(activation)
    #expect(column.map(\.row) == [1, 2] && column.map(\.value) == [-1, 1])
  }

  @Test("a coupled parameter is its fold change times the reference")
  func foldChange() throws {
    let text = try losartan(["k_act": "act", "k_oth": "oth"])
    let flat = flat(text)
    #expect(
      flat.contains(
        "<initialAssignment symbol=\"k_act\"><math xmlns=\"http://www.w3.org/1998/Math/MathML\" "
          + "xmlns:sbml=\"http://www.sbml.org/sbml/level3/version1/core\"><apply><times/>"
          + "<ci>f_act</ci><ci>k_act_reference</ci></apply></math></initialAssignment>"))
    #expect(text.contains("<parameter id=\"f_act\" name=\"fold change of act\""))
    #expect(text.contains("sboTerm=\"SBO:0000002\" value=\"0.0478\" units=\"dimensionless\""))
    #expect(text.contains("id=\"k_act_reference\""))
    #expect(text.contains("value=\"0.22229\" units=\"per_h\""))
    // A factor of no pathway is named for the parameter.
    let plain = try losartan()
    #expect(plain.contains("id=\"f_k_act\"") && !plain.contains("id=\"f_act\""))
  }

  @Test("a pathway that is not the one that drives a parameter is refused")
  func pathways() throws {
    #expect(throws: ExportError.unknownPathway(id: "activation", known: ["act", "oth"])) {
      try losartan(["k_act": "activation"])
    }
    #expect(
      throws: ExportError.pathwayDoesNotDrive(
        pathway: "oth", factor: 1, parameter: "k_act", foldChange: 0.0478)
    ) { try losartan(["k_act": "oth"]) }
    // A pathway with the name of another parameter is not that parameter's factor.
    var twin = try ExportTwins.losartan()
    twin.coupled.pathways[0].id = "k_oth"
    #expect(
      throws: ExportError.sameName(
        spelled: "f_k_oth", first: "the fold change of the pathway 'k_oth'",
        second: "the fold change of the parameter 'k_oth'", tool: "SBML")
    ) { try SBMLExport().text(of: Self.naming(["k_act": "k_oth"], in: twin)) }
    // Two parameters of one pathway share one.
    twin.coupled.pathways[1].id = "act"
    twin.coupled.parameters.append(
      .init("extra", unit: .one, reference: 2, value: 2, limitedBy: []))
    let text = try SBMLExport().text(
      of: Self.naming(["k_oth": "act", "extra": "act"], in: twin))
    #expect(text.components(separatedBy: "<ci>f_act</ci>").count == 3)
    #expect(text.components(separatedBy: "id=\"f_act\"").count == 2)
  }

  @Test("every administration is an event, after its lag, times the bioavailability")
  func administrations() throws {
    let text = try losartan()
    #expect(text.components(separatedBy: "<event ").count == 8)
    let flat = flat(text)
    #expect(
      flat.contains(
        "<apply><geq/><csymbol encoding=\"text\" "
          + "definitionURL=\"http://www.sbml.org/sbml/symbols/time\">time</csymbol><apply><plus/>"
          + "<ci>dose_1_time</ci><apply><times/><cn sbml:units=\"dimensionless\">6</cn>"
          + "<ci>dose_1_interval</ci></apply><ci>t_lag</ci></apply></apply>"))
    #expect(
      flat.contains(
        "<eventAssignment variable=\"depot\">"
          + "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" "
          + "xmlns:sbml=\"http://www.sbml.org/sbml/level3/version1/core\"><apply><plus/>"
          + "<ci>depot</ci><apply><times/><ci>F</ci><ci>dose_1</ci></apply></apply>"))
  }

  @Test("an infusion raises the rate and lowers it again")
  func infusion() throws {
    let text = try SBMLExport(schedule: ExportTwins.veinSchedule())
      .text(of: ExportTwins.twoCompartments())
    // 1 + 1 + 2·4 + 2·3 + 6.
    #expect(text.components(separatedBy: "<event ").count == 23)
    #expect(text.contains("id=\"dose_4_given_3_end\""))
    #expect(text.contains("<reaction id=\"infusion\""))
    let without = try SBMLExport().text(of: ExportTwins.twoCompartments())
    #expect(!without.contains("infusion") && !without.contains("listOfEvents"))
  }

  @Test("what SBML cannot say, or would drown in, is refused")
  func refused() throws {
    func text(_ dose: Dose, limit: Int = SBMLExport.usualLimit) throws -> String {
      try SBMLExport(schedule: DosingSchedule([dose]), administrationLimit: limit)
        .text(of: ExportTwins.twoCompartments())
    }
    #expect(throws: ExportError.steadyStateDose(time: 1)) {
      try text(Dose(time: 1, amount: 1, route: .bolus, interval: 2, steadyState: true))
    }
    #expect(throws: ExportError.tooManyAdministrations(count: 1001, limit: 1000)) {
      try text(Dose(amount: 1, route: .bolus, interval: 1, additional: 1000))
    }
    #expect(
      try text(Dose(amount: 1, route: .bolus, interval: 1, additional: 1000), limit: 1001)
        .contains("dose_1_given_1001"))
    #expect(throws: ExportError.negativeTime(-0.5)) {
      try text(Dose(time: -0.5, amount: 1, route: .bolus))
    }
    #expect(throws: ExportError.schedule(problem: .noAbsorption(time: 0))) {
      try text(Dose(amount: 1, route: .oral))
    }
  }

  @Test("ids that meet are refused, and text is escaped")
  func names() throws {
    var twin = try ExportTwins.losartan("<&\">")
    let text = try SBMLExport().text(of: twin)
    #expect(text.contains("name=\"losartan, &lt;&amp;&quot;&gt;\""))
    twin.pharmacokinetics?.parameters["V-m"] = .init(1, .litre)
    #expect(
      throws: ExportError.sameName(
        spelled: "V_m", first: "the parameter 'V_m'", second: "the parameter 'V-m'", tool: "SBML")
    ) { try SBMLExport().text(of: twin) }
    twin.pharmacokinetics?.parameters["V-m"] = nil
    twin.pharmacokinetics?.parameters["losartan"] = .init(1, .one)
    #expect(throws: ExportError.self) { try SBMLExport().text(of: twin) }
    twin.pharmacokinetics = nil
    #expect(throws: ExportError.noModel(individual: "<&\">")) { try SBMLExport().text(of: twin) }
  }

  @Test("the same twin gives the same bytes")
  func deterministic() throws { #expect(try losartan() == losartan()) }
}
