import TestSupport
import Testing

/// The generated files are what their sources give, byte for byte.
///
/// With `TWINFLUX_REGENERATE=1` in the environment the tests rewrite the files instead.
@Suite("Shipped files")
struct ShippedDataTests {
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
