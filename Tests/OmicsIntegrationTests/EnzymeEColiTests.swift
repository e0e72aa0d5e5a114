import DataFiles
import FluxAnalysis
import LinearProgramming
import MetabolicModels
import ModelFormats
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

/// The core model of *E. coli* with enzymes, against the figures that the documentation of COBREXA.jl 2
/// gives (its tutorial on enzyme-constrained models, which tests them): kcat · 3.6 in mmol/µmol/h, one
/// copy of each subunit, 50 mg/gDW of protein, glucose at −10.
@Suite(
  "Enzyme-constrained E. coli core",
  .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
struct EnzymeEColiTests {
  static func core() throws -> ConstrainedModel {
    let input = try InputFile.read(SharedFiles.path("models/e_coli_core.xml.gz"))
    return ConstrainedModel(try SBMLReader.read(input.bytes, path: input.path).model)
  }

  static func data() throws -> EnzymeData {
    var data = EnzymeData()
    try data.add(EColiEnzymes.turnovers, path: "kcat", content: .turnovers)
    try data.add(EColiEnzymes.masses, path: "mass", content: .masses)
    return data
  }

  static func model(
    _ form: EnzymeConstraints.Form, pool: Double? = 50
  ) throws -> EnzymeConstrainedModel {
    var constraints = EnzymeConstraints()
    constraints.form = form
    constraints.pool = pool
    constraints.missingTurnovers = .unconstrained
    return try constraints.constrain(core(), by: data())
  }

  private static let growth = 0.706993382849705

  @Test(
    "grows as documented, in the full and in the light form",
    arguments: [EnzymeConstraints.Form.full, .light], SolverChoice.available)
  func optimum(form: EnzymeConstraints.Form, solver: SolverChoice) throws {
    let model = try Self.model(form)
    let found = try fluxBalance(of: model.constrained, using: solver.makeBackend())
    #expect(abs(found.objectiveValue - Self.growth) <= 1e-7)
    #expect(found.isCertified)
    // µmol in the documentation, nmol here.
    let transporter = try #require(model.amount(of: "b2417", at: found.fluxes))
    #expect(abs(transporter / 1000 - 0.011875920383431717) <= 1e-8)
    let glucose = try #require(model.base.model.reactionIndex("EX_glc__D_e"))
    #expect(abs(found.fluxes[glucose] + 10) <= 1e-7)
    let pool = try #require(model.poolColumn)
    #expect(abs(found.fluxes[pool] - 50) <= 1e-6)
    #expect(
      ProgramJudge(FluxProgram(model.constrained).program).primalResidual(of: found.fluxes) <= 1e-8)
  }

  @Test(
    "has the documented range of a protein at 99 % of growth", arguments: SolverChoice.available)
  func range(solver: SolverChoice) throws {
    let model = try Self.model(.full)
    var options = FluxVariabilityOptions()
    options.cut = .fraction(0.99)
    options.reactions = [try #require(model.constrained.model.reactionIndex("usage_b0008"))]
    let range = try fluxVariability(
      of: model.constrained, options: options, using: solver.makeBackend()
    ).ranges[0]
    #expect(range.minimum.status == .certified && range.maximum.status == .certified)
    #expect(abs(try #require(range.minimum.value)) <= 1e-7)
    #expect(abs(try #require(range.maximum.value) / 1000 - 0.020956009969910837) <= 1e-8)
  }

  @Test("keeps its reactions, bounds and objective, and certifies every range")
  func expansion() throws {
    let model = try Self.model(.full)
    let base = model.base.model
    let expanded = model.constrained.model
    #expect(expanded.reactions.prefix(base.reactions.count).elementsEqual(base.reactions))
    #expect(expanded.metabolites.prefix(base.metabolites.count).elementsEqual(base.metabolites))
    #expect(model.constrained.bounds.prefix(base.reactions.count).elementsEqual(model.base.bounds))
    #expect(model.constrained.objective == model.base.objective)
    for reaction in base.reactions.indices {
      let own = base.stoichiometry.column(reaction).map(\.row)
      let now = expanded.stoichiometry.column(reaction).map(\.row)
      #expect(now.prefix(own.count).elementsEqual(own))
      #expect(now.dropFirst(own.count).allSatisfy { expanded.metabolites[$0].id.hasPrefix("arm_") })
    }
    #expect(model.summary.reactions == 62 && model.summary.withoutTurnover.count == 7)
    #expect(expanded.reactionIndex("PFK_forward_2") != nil)
    #expect(expanded.metaboliteIndex("arm_PFK") != nil)
    var options = FluxVariabilityOptions()
    options.cut = .fraction(0.9)
    options.reactions = Array(model.originalReactions)
    let result = try fluxVariability(
      of: model.constrained, options: options, using: SolverChoice.native.makeBackend())
    #expect(
      result.ranges.allSatisfy {
        $0.minimum.status == .certified && $0.maximum.status == .certified
      })
  }

  @Test("grows as without enzymes when the pool is huge, and no better the smaller it is")
  func pools() throws {
    let backend = try SolverChoice.auto.makeBackend()
    let free = try fluxBalance(of: Self.core(), using: backend).objectiveValue
    for form in [EnzymeConstraints.Form.full, .light, .moment] {
      let values = try [1000.0, 80, 60, 50, 40].map {
        try fluxBalance(of: Self.model(form, pool: $0).constrained, using: backend).objectiveValue
      }
      #expect(abs(values[0] - free) <= 1e-7)
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 - 1e-7 })
      #expect(values[4] < 0.9 * values[0])
    }
  }

  @Test("reads the tables of the genome-scale model")
  func tables() throws {
    var data = EnzymeData()
    for (file, content) in [
      ("e_coli_reaction_kcat.tsv", EnzymeData.Content.turnovers),
      ("e_coli_isozyme_gp.tsv", .complexes), ("e_coli_gp_mass.tsv", .masses),
    ] {
      let input = try InputFile.read(SharedFiles.path("omics/enzyme/\(file)"))
      try data.add(input.bytes, path: input.path, content: content)
    }
    #expect(data.turnovers.count == 2628 && data.masses.count == 1517)
    #expect(data.complexes.reduce(0) { $0 + $1.subunits.count } == 4749)
    let model = try EnzymeConstraints().constrain(Self.core(), by: data)
    // 47 of the core model's 69 gene rules are of reactions that the table has by the same name.
    #expect(model.summary.withoutTurnover.count == 22)
    #expect(model.summary.reactions == 69)
    let found = try fluxBalance(of: model.constrained, using: SolverChoice.auto.makeBackend())
    #expect(found.isCertified && found.objectiveValue > 0.3)
    // The aconitase's backward number is its own: 12.7 s⁻¹, against 53 forward.
    let expanded = model.constrained.model
    let row = try #require(expanded.metaboliteIndex("prot_b0118"))
    let draws = ["ACONTa_backward_1", "ACONTa_backward_2"].compactMap(expanded.reactionIndex)
      .flatMap { expanded.stoichiometry.column($0) }.filter { $0.row == row }.map(\.value)
    #expect(draws.count == 1)
    #expect(abs(try #require(draws.first) + 1 / (12.702060036899 * 3600e-6)) <= 1e-9)
  }
}
