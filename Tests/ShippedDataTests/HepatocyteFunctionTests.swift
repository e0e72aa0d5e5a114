import TestSupport
import Testing
import TwinFlux

/// The hepatocyte core in its own medium, the blood after a night's fast.
@Suite(
  "Hepatocyte core, function")
struct HepatocyteFunctionTests {
  let model: MetabolicModel

  init() throws { model = try HepatocyteCoreTables.model() }

  /// 1 is the reference liver; COBRApy 0.32.1 with GLPK gives 1.08188392880 on the same tables.
  @Test("reaches a little more than the function of the reference liver")
  func optimum() throws {
    let solution = try fluxBalance(
      of: ConstrainedModel(model), using: try SolverChoice.auto.makeBackend())
    #expect(abs(solution.objectiveValue - 1.0818839288) < 1e-8)
  }

  @Test("is limited by oxygen, and by fuel when oxygen is plenty")
  func oxygen() throws {
    let optima = try [0.15, 0.3, 0.6, 1.2].map { try optimum(oxygen: $0) }
    #expect(optima[0] < 0.6 * optima[1])
    #expect(optima[1] < 0.7 * optima[2])
    #expect(abs(optima[2] - optima[3]) < 1e-6)
  }

  @Test("needs each of these genes", arguments: ["CPS1", "OTC", "HMGCS2", "GSS", "SLC2A2", "FH"])
  func essentialGene(gene: String) throws {
    var constrained = ConstrainedModel(model)
    constrained.knockOut(genes: [try #require(model.geneIndex(gene))])
    let solution = try fluxBalance(of: constrained, using: try SolverChoice.auto.makeBackend())
    #expect(abs(solution.objectiveValue) < 1e-6)
  }

  @Test("has no reaction that cannot carry flux in some medium")
  func nothingBlocked() throws {
    var constrained = ConstrainedModel(model)
    for (index, reaction) in model.reactions.enumerated() {
      if reaction.leavesHepatocyte {
        try constrained.setBounds(.reversible, ofReaction: index)
      } else if reaction.id == "ATPM" {
        try constrained.setBounds(.irreversible, ofReaction: index)
      }
    }
    var options = FluxVariabilityOptions()
    options.cut = .none
    let result = try fluxVariability(
      of: constrained, options: options, using: try SolverChoice.auto.makeBackend())
    for (reaction, range) in zip(result.reactions, result.ranges) {
      let reach = max(abs(range.minimum.value ?? 0), abs(range.maximum.value ?? 0))
      #expect(reach > 1e-3, "\(model.reactions[reaction].id)")
    }
  }

  /// In the fasting medium no flux is at a default bound but in the loops that the documentation
  /// lists, so the medium decides and not the thousands.
  @Test("runs to default bounds only in its documented loops")
  func loops() throws {
    var options = FluxVariabilityOptions()
    options.cut = .none
    let result = try fluxVariability(
      of: ConstrainedModel(model), options: options, using: try SolverChoice.auto.makeBackend())
    let unlimited = zip(result.reactions, result.ranges).filter { _, range in
      max(abs(range.minimum.value ?? .infinity), abs(range.maximum.value ?? .infinity)) > 100
    }.map { model.reactions[$0.0].id }
    #expect(
      Set(unlimited) == [
        "GLUDxm", "GLUDym", "ICDHxm", "ICDHyrm", "NDPK1m", "SUCOASAm", "SUCOASGm",
      ])
  }

  private func optimum(oxygen: Double) throws -> Double {
    var constrained = ConstrainedModel(model)
    let exchange = try #require(model.reactionIndex("EX_o2_e"))
    try constrained.setBounds(FluxBounds(lower: -oxygen, upper: 1000), ofReaction: exchange)
    return try fluxBalance(of: constrained, using: try SolverChoice.auto.makeBackend())
      .objectiveValue
  }
}
