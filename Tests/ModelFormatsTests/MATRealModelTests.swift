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
    #expect(model.metabolites.map(\.compartment) == other.metabolites.map(\.compartment))
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
    #expect(loaded.warnings.count == 1)
    #expect(model.reactions.count { $0.unreadableRule?.hasSuffix("or ()") == true } == 1)
    #expect(BoundaryReactions(of: model).externalCompartment == "e")
    #expect(abs(try optimum(model) / 3.1980555822060186 - 1) < 1e-9)
  }
}
