import DataFiles
import MetabolicModels
import ModelFormats
import TestSupport
import Testing

/// Counts and sums that COBRApy 0.32.1 (python-libsbml) gives for the same files. A sum adds, over
/// all entries, a hash of the ids times the bits of the number, so that no entry can differ.
struct ReadingReference: Sendable, CustomTestStringConvertible {
  var name: String
  var reactions, metabolites, genes, nonzeros: Int
  var stoichiometry, bounds, rules, subsystems: UInt64
  var exchanges, demands, sinks, medium: Int

  var testDescription: String { name }

  static let all = [
    ReadingReference(
      name: "e_coli_core", reactions: 95, metabolites: 72, genes: 137, nonzeros: 360,
      stoichiometry: 0x8df2_c469_181a_92b9, bounds: 0x6ced_b516_2aa1_89bb,
      rules: 0x5d4b_b946_fabe_b314, subsystems: 0xfba1_68b6_1bfe_c3fa, exchanges: 20, demands: 0,
      sinks: 0, medium: 7),
    ReadingReference(
      name: "iJO1366", reactions: 2583, metabolites: 1805, genes: 1367, nonzeros: 10183,
      stoichiometry: 0xec4e_4880_d0e2_c3c1, bounds: 0xb152_bf0e_ebb0_7f47,
      rules: 0x9086_85d1_bdde_86b2, subsystems: 0x77bc_001c_3f29_9a1d, exchanges: 324, demands: 6,
      sinks: 0, medium: 25),
    ReadingReference(
      name: "Human-GEM", reactions: 12971, metabolites: 8455, genes: 2887, nonzeros: 55442,
      stoichiometry: 0x1b59_198b_e6fe_5dc6, bounds: 0x9986_7a9c_8073_1d1f,
      rules: 0x1780_8a82_b2c5_8b9b, subsystems: 0xa9a0_aa05_1330_d339, exchanges: 1660, demands: 0,
      sinks: 0, medium: 1660),
    ReadingReference(
      name: "Recon3D_301", reactions: 13543, metabolites: 8399, genes: 3697, nonzeros: 56791,
      stoichiometry: 0x62db_c746_594b_0ad8, bounds: 0x3c20_b69c_aab9_b0eb,
      rules: 0xeb2c_dded_3dd7_72e1, subsystems: 0x0791_1afc_b302_e210, exchanges: 1637,
      demands: 156, sinks: 95, medium: 1635),
  ]
}

@Suite(
  "Published models read as COBRApy reads them",
  .enabled(if: SBMLSharedFiles.exists("models/e_coli_core.xml.gz"), "needs ../shared/models"))
struct SBMLRealModelTests {
  @Test("counts, coefficients, bounds, rules and subsystems", arguments: ReadingReference.all)
  func agreement(reference: ReadingReference) throws {
    let path = SBMLSharedFiles.path("models/\(reference.name).xml.gz")
    let loaded = try ModelFile.load(bytes: InputFile.read(path).bytes, path: path)
    let model = loaded.model
    #expect(loaded.warnings.isEmpty)
    #expect(model.reactions.count == reference.reactions)
    #expect(model.metabolites.count == reference.metabolites)
    #expect(model.genes.count == reference.genes)
    #expect(model.stoichiometry.nonzeroCount == reference.nonzeros)
    #expect(stoichiometrySum(model) == reference.stoichiometry)
    #expect(boundsSum(model) == reference.bounds)
    #expect(rulesSum(model) == reference.rules)
    #expect(subsystemsSum(model) == reference.subsystems)
    let boundaries = BoundaryReactions(of: model)
    #expect(boundaries.externalCompartment == "e")
    #expect(!boundaries.isExternalCompartmentGuessed)
    #expect(boundaries.exchanges.count == reference.exchanges)
    #expect(boundaries.demands.count == reference.demands)
    #expect(boundaries.sinks.count == reference.sinks)
    #expect(ConstrainedModel(model).medium.entries.count == reference.medium)
  }

  @Test("writing and reading e_coli_core changes nothing")
  func roundTrip() throws {
    let path = SBMLSharedFiles.path("models/e_coli_core.xml.gz")
    let model = try ModelFile.load(bytes: InputFile.read(path).bytes, path: path).model
    let bytes = SBMLWriter.write(model)
    let again = try SBMLReader.read(bytes, path: "again.xml").model
    #expect(again.reactions == model.reactions)
    #expect(again.metabolites == model.metabolites)
    #expect(again.genes == model.genes)
    #expect(again.stoichiometry == model.stoichiometry)
    #expect(again.objective == model.objective)
    #expect(SBMLWriter.write(again) == bytes)
  }

  // MARK: Sums

  /// FNV-1a.
  private func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  private func hash(_ text: String, _ value: Double) -> UInt64 {
    hash(text) &* (value.bitPattern | 1)
  }

  private func stoichiometrySum(_ model: MetabolicModel) -> UInt64 {
    model.reactions.enumerated().reduce(0) { sum, reaction in
      model.stoichiometry.column(reaction.offset).reduce(sum) {
        $0 &+ hash("\(reaction.element.id)\t\(model.metabolites[$1.row].id)", $1.value)
      }
    }
  }

  private func boundsSum(_ model: MetabolicModel) -> UInt64 {
    model.reactions.reduce(0) {
      $0 &+ hash($1.id, $1.bounds.lower) &+ hash("\($1.id)\t", $1.bounds.upper)
    }
  }

  private func rulesSum(_ model: MetabolicModel) -> UInt64 {
    model.reactions.reduce(0) { sum, reaction in
      (reaction.rule?.genes ?? []).reduce(sum) {
        $0 &+ hash("\(reaction.id)\t\(model.genes[$1].id)")
      }
    }
  }

  private func subsystemsSum(_ model: MetabolicModel) -> UInt64 {
    model.reactions.reduce(0) { $0 &+ hash("\($1.id)\t\($1.subsystem)") }
  }
}
