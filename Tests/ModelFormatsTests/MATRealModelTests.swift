import DataFiles
import MetabolicModels
import ModelFormats
import TestSupport
import Testing
import TwinFlux

@Suite(
  "Published models in MATLAB's format",
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
struct MATRealModelTests {
  private func load(_ name: String) throws -> LoadedModel {
    let path = SharedFiles.path("models/\(name)")
    return try ModelFile.load(bytes: InputFile.read(path).bytes, path: path)
  }

  private func optimum(_ model: MetabolicModel) throws -> Double {
    try fluxBalance(of: ConstrainedModel(model), using: SolverChoice.auto.makeBackend())
      .objectiveValue
  }

  @Test("Human-GEM is the model that its SBML is")
  func humanGEM() throws {
    let loaded = try load("Human-GEM.mat")
    let model = loaded.model
    let other = try load("Human-GEM.xml.gz").model
    #expect(loaded.warnings.isEmpty)
    #expect(model.reactions.map(\.id) == other.reactions.map(\.id))
    #expect(model.reactions.map(\.bounds) == other.reactions.map(\.bounds))
    // The SBML keeps a blank before the subsystem of two reactions.
    let subsystems = other.reactions.map { String($0.subsystem.drop { $0 == " " }) }
    #expect(model.reactions.map(\.subsystem) == subsystems)
    #expect(model.reactions.map(\.rule) == other.reactions.map(\.rule))
    #expect(model.metabolites.map(\.id) == other.metabolites.map(\.id))
    #expect(model.metabolites.map(\.name) == other.metabolites.map(\.name))
    #expect(model.metabolites.map(\.compartment) == other.metabolites.map(\.compartment))
    #expect(model.metabolites.map(\.formula) == other.metabolites.map(\.formula))
    // The SBML gives every metabolite the charge 0; these are SciPy's numbers of the MAT-file.
    #expect(model.metabolites.count { ($0.charge ?? 0) != 0 } == 5136)
    #expect(model.metabolites.reduce(0) { $0 + ($1.charge ?? .nan) } == -10_091)
    #expect(Set(model.compartments) == Set(other.compartments))
    #expect(model.reactions.map(\.name) == other.reactions.map(\.name))
    #expect(model.genes.map(\.id) == other.genes.map(\.id))
    #expect(model.stoichiometry == other.stoichiometry)
    #expect(model.objective == other.objective)
    // SciPy 1.17.1: linprog (HiGHS) on the matrices that loadmat gives.
    #expect(abs(try optimum(model) / 124.86814837744568 - 1) < 1e-9)
  }

  /// SciPy 1.17.1: counts and sums of what loadmat gives, the optimum by linprog (HiGHS).
  @Test("Recon 2.04 has the counts, the bounds and the optimum that SciPy finds")
  func recon2() throws {
    let loaded = try load("Recon2.v04.mat")
    let model = loaded.model
    #expect(model.id == "modelR204")
    #expect(model.reactions.count == 7440)
    #expect(model.metabolites.count == 5063)
    #expect(model.genes.count == 2140)
    #expect(model.stoichiometry.nonzeroCount == 31540)
    #expect(model.reactions.reduce(0) { $0 + $1.bounds.lower } == -2_821_795)
    #expect(model.reactions.reduce(0) { $0 + $1.bounds.upper } == 6_883_000)
    #expect(model.reactions.count { $0.rule != nil || $0.unreadableRule != nil } == 4821)
    #expect(Set(model.reactions.map(\.subsystem)).count == 100)
    #expect(model.metabolites.first?.formula == "C40H45N11O19")
    #expect(model.metabolites.count { $0.formula != nil } == 4878)
    #expect(model.metabolites.reduce(0) { $0 + ($1.charge ?? .nan) } == -8505)
    let vitamin = try model.reaction("25HVITD3tin")
    #expect(vitamin.rule == .all([.gene(5), .gene(6), .gene(7)]))
    #expect(vitamin.subsystem == "Transport, extracellular")
    #expect(model.objective == FluxObjective(terms: [FluxTerm(reaction: 6798, coefficient: 1)]))
    #expect(model.reactions[6798].id == "biomass_reaction")
    #expect(loaded.warnings.count == 1)
    #expect(model.reactions.count { $0.unreadableRule?.hasSuffix("or ()") == true } == 1)
    #expect(BoundaryReactions(of: model).externalCompartment == "e")
    #expect(abs(try optimum(model) / 3.1980555822060186 - 1) < 1e-9)
  }

  @Test("Recon 2.04's transcripts are found by their Entrez genes")
  func recon2Genes() throws {
    let model = try load("Recon2.v04.mat").model
    let entrez = Set(model.genes.map { String($0.id.prefix { $0 != "." }) }).sorted()
    #expect(entrez.count == 1733)
    let profile = OmicsProfile(sample: "S", genes: entrez, levels: entrez.map { _ in 1 })
    let coverage = try GeneMatching(model: model, tableGenes: entrez).levels(of: profile).coverage
    // AI971036.1 is GenBank's, whose numbers after the point are not taken off.
    #expect(coverage.unmatched == ["AI971036.1"])
    #expect(coverage.modelChanges.version == 2139)
  }
}
