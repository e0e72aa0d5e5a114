import TestSupport
import Testing
import TwinFlux

@Suite(
  "Deletions on Human-GEM",
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
struct HumanDeletionTests {
  /// The exchanges of Ham's medium, after the growth task of Human-GEM's list of essential tasks.
  static let medium = [
    "MAR09066", "MAR09038", "MAR09041", "MAR09042", "MAR09043", "MAR09045", "MAR09064", "MAR09061",
    "MAR09067", "MAR09069", "MAR09044", "MAR09070", "MAR09071", "MAR09062", "MAR09063", "MAR09039",
    "MAR09040", "MAR09068", "MAR09046", "MAR09065", "MAR09159", "MAR09358", "MAR09146", "MAR09109",
    "MAR09145", "MAR09083", "MAR09361", "MAR09378", "MAR09144", "MAR09143", "MAR09423", "MAR09269",
    "MAR09167", "MAR09034", "MAR09074", "MAR09035", "MAR09036", "MAR09048", "MAR09047", "MAR09404",
    "MAR09076", "MAR09072", "MAR09151", "MAR09153",
  ]

  /// NADK and COASY: without either nothing grows, and over thousands of fluxes of up to 1000 the
  /// rounding of the prices leaves an outer bound of 7e-6. Such deletions had no answer.
  @Test("a deletion that leaves nothing is settled next to the whole optimum")
  func nothingLeft() throws {
    let input = try InputFile.read(SharedFiles.path("models/Human-GEM.xml.gz"))
    var model = ConstrainedModel(
      try ModelFile.load(bytes: input.bytes, path: input.path).model)
    let open = Set(Self.medium)
    for (index, reaction) in model.model.reactions.enumerated()
    where model.model.stoichiometry.column(index).count == 1 && reaction.bounds.lower < 0 {
      let lower = open.contains(reaction.id) ? -1000.0 : 0
      try model.setBounds(
        FluxBounds(lower: lower, upper: reaction.bounds.upper), ofReaction: index)
    }
    let genes = ["ENSG00000008130", "ENSG00000068120"]
    let indices = model.model.genes.indices.filter { genes.contains(model.model.genes[$0].id) }
    let results = try geneDeletions(
      of: model, genes: indices, using: SolverChoice.native.makeBackend())
    #expect(abs(results.objectiveValue - 65.5733831977) < 1e-6)
    #expect(results.results.count == 2)
    for result in results.results {
      #expect(result.status == .optimal)
      #expect(abs(result.objectiveValue ?? .nan) < 1e-6 * 65.6)
    }
  }
}
