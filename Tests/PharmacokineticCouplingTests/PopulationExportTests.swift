import PharmacokineticCoupling
import Testing

@Suite("Populations for PK-Sim")
struct PopulationExportTests {
  private func cohort() throws -> ExportCohort {
    try ExportCohort([
      ExportTwins.losartan("a", activity: 1), ExportTwins.losartan("b \"2\"", activity: 0.5),
    ])
  }

  @Test("the enzyme's concentration is the reference's times the factor, ids from 0")
  func concentrations() throws {
    let export = PopulationExport(
      enzymes: [
        .init("CYP2C9", pathway: "act", referenceConcentration: 3.84),
        .init("CYP3A4", pathway: "oth"),
      ],
      attributes: [
        "a": .init(
          gender: "MALE", population: "European_ICRP_2002", values: ["Organism|Weight": 73]
        ),
        "b \"2\"": .init(
          gender: "FEMALE", population: "the \"others\"", values: ["Organism|Weight": 60.5]),
      ])
    #expect(
      try export.text(of: cohort()) == """
        "IndividualId","Gender","Population","Organism|Weight","CYP2C9|Reference concentration",\
        "CYP3A4|Reference concentration"
        0,"MALE","European_ICRP_2002",73,3.84,4.32
        1,"FEMALE","the ""others""\",60.5,1.92,4.32

        """)
  }

  @Test("without attributes only the ids and the enzymes")
  func plain() throws {
    let export = PopulationExport(enzymes: [.init("CYP2D6", pathway: "act")])
    #expect(
      try export.text(of: cohort())
        == "\"IndividualId\",\"CYP2D6|Reference concentration\"\n0,0.4\n1,0.2\n")
  }

  @Test("a concentration that was read in no source is not used by itself")
  func unverified() throws {
    func text(_ enzymes: PopulationExport.Enzyme...) throws -> String {
      try PopulationExport(enzymes: enzymes).text(of: cohort())
    }
    #expect(throws: ExportError.unverifiedConcentration(enzyme: "CYP2C9", recalled: 3.84)) {
      try text(.init("CYP2C9", pathway: "act"))
    }
    #expect(throws: ExportError.unverifiedConcentration(enzyme: "UGT1A1", recalled: nil)) {
      try text(.init("UGT1A1", pathway: "act"))
    }
    #expect(throws: ExportError.unknownPathway(id: "acct", known: ["act", "oth"])) {
      try text(.init("CYP3A4", pathway: "acct"))
    }
    #expect(throws: ExportError.repeatedColumn("CYP3A4|Reference concentration")) {
      try text(.init("CYP3A4", pathway: "act"), .init("CYP3A4", pathway: "oth"))
    }
    #expect(throws: ExportError.invalidConcentration(enzyme: "CYP3A4", value: 0)) {
      try text(.init("CYP3A4", pathway: "act", referenceConcentration: 0))
    }
  }

  @Test("an attribute is given for all or for none")
  func attributes() throws {
    func text(_ attributes: [String: PopulationExport.Attributes]) throws -> String {
      try PopulationExport(enzymes: [], attributes: attributes).text(of: cohort())
    }
    #expect(throws: ExportError.missingAttribute(column: "Gender", individual: "b \"2\"")) {
      try text(["a": .init(gender: "MALE")])
    }
    #expect(throws: ExportError.missingAttribute(column: "Organism|Age", individual: "a")) {
      try text(["b \"2\"": .init(values: ["Organism|Age": 30])])
    }
    #expect(throws: ExportError.notFinite(column: "x", individual: "a")) {
      try text(["a": .init(values: ["x": .nan]), "b \"2\"": .init(values: ["x": 1])])
    }
    #expect(throws: ExportError.repeatedColumn("Gender")) {
      try text(["a": .init(values: ["Gender": 1]), "b \"2\"": .init(values: ["Gender": 1])])
    }
  }
}
