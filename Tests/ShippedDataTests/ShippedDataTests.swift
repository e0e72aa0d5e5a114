import TestSupport
import Testing
import TwinFlux

/// The generated files are what their sources give, byte for byte.
///
/// With `TWINFLUX_REGENERATE=1` in the environment the tests rewrite the files instead.
@Suite("Shipped files")
struct ShippedDataTests {
  @Test("hold the model of the tables")
  func model() throws {
    let document = SBMLWriter.write(try HepatocyteCoreTables.model())
    let difference = try ShippedData.difference(of: document, from: "Models/hepatocyte_core.xml")
    #expect(difference == nil)
  }

  @Test("are what the simulation gives")
  func patients() throws {
    let patients = try ShippedPatients()
    for (file, content) in [
      ("patients_rnaseq.tsv", patients.transcriptTable),
      ("patients_proteins.tsv", patients.proteinTable),
      ("design.tsv", patients.designTable),
    ] {
      let difference = try ShippedData.difference(
        of: Array(content.utf8), from: "OmicsFixtures/" + file)
      #expect(difference == nil)
    }
  }
}
