import DataFiles
import MetabolicModels
import ModelFormats
import OmicsIntegration
import TestSupport
import Testing

/// Human-GEM 1.19 with the turnover numbers of ecHumanGEM (BRENDA; CC-BY 4.0). The counts are those of a
/// few lines of Python over the same two files.
@Suite(
  "Human-GEM with enzymes", .serialized,
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
struct EnzymeHumanTests {
  @Test("has an isozyme for each alternative of a rule, and tame coefficients")
  func expansion() throws {
    let input = try InputFile.read(SharedFiles.path("models/Human-GEM.xml.gz"))
    let base = ConstrainedModel(try SBMLReader.read(input.bytes, path: input.path).model)
    let table = try InputFile.read(SharedFiles.path("omics/enzyme/human_kcat.tsv.gz"))
    var data = EnzymeData()
    try data.add(table.bytes, path: table.path, content: .turnovers)
    // 2,824 of 28,890 rows are further subunits of a complex; 39 have no reaction of Human-GEM's name.
    #expect(data.masses.count == 3224)
    var constraints = EnzymeConstraints()
    constraints.pool = ProteinPool.human.milligrams
    let model = try constraints.constrain(base, by: data)
    let summary = model.summary
    #expect(summary.reactions == 8042 && summary.proteins == 2709)
    // 8,043 rules have 24,455 alternatives, of which two rules have 192 and 173.
    #expect(summary.cheapestOnly.map { base.model.reactions[$0].id } == ["MAR09491", "MAR00080"])
    // 5,480 of the reactions with a rule are in the table.
    #expect(summary.withoutTurnover.count == 2563)
    #expect(summary.turnovers.values.reduce(0, +) == summary.enzymes)
    let values = model.constrained.model.stoichiometry.values.map { abs($0) }
    // nmol: 1/(4.2e6 s⁻¹) and 1/(2.9e-6 s⁻¹) are 6.6e-5 and 9.6e7 for a unit of flux.
    #expect(try #require(values.min()) > 1e-6 && #require(values.max()) < 2e8)
  }
}
