import TestSupport
import Testing
import TwinFlux

/// Fluxes and objectives of very different sizes: each test is a program on which a tolerance in
/// the wrong unit once made a wrong number look proved.
@Suite(
  "Extreme ratios")
struct ExtremeRatioTests {
  private func ranges(
    _ parts: [OmicsModels.Part], objective: String?,
    cut: FluxVariabilityOptions.ObjectiveCut
  ) throws -> [FluxRange] {
    var options = FluxVariabilityOptions()
    options.cut = cut
    let model = ConstrainedModel(try OmicsModels.model(parts, objective: objective))
    return try fluxVariability(
      of: model, options: options, using: SolverChoice.auto.makeBackend()
    ).ranges
  }

  private func expect(_ end: FluxRange.End, _ value: Double, within tolerance: Double = 1e-9) throws
  {
    #expect(abs(try #require(end.value) - value) <= tolerance)
  }

  /// R1 = 1e5 · R0 and R2 = 1e5 · R1, so a rounding of 1e-9 in R0 is 10 in R2. R2 + W = U ≤ 3.
  @Test("a chain of small coefficients")
  func chain() throws {
    let found = try ranges(
      [
        .init("R0", ["C": 1]), .init("R1", ["C": -1e-5, "D": 1]),
        .init("R2", ["D": -1e-5, "A": -1], (0, 9)), .init("U", ["A": 1], (0, 3)),
        .init("W", ["A": -1]),
      ], objective: nil, cut: .none)
    try expect(found[2].maximum, 3)
    #expect(found[2].maximum.status == .certified)
  }

  /// BIO reaches 8e-4, so 90 % of it is 7.2e-4.
  @Test("a slow growth that needs a trace of a cofactor")
  func trace() throws {
    let found = try ranges(
      [
        .init("R0", ["C": 1]), .init("BIO", ["C": -1e-6, "A": -1]),
        .init("U", ["A": 1], (0, 8e-4)), .init("W", ["A": -1]),
      ], objective: "BIO", cut: .fraction(0.9))
    try expect(found[1].minimum, 7.2e-4)
    try expect(found[1].maximum, 8e-4)
  }

  @Test("a slow growth at its full optimum")
  func fullOptimum() throws {
    let found = try ranges(
      [
        .init("COF", ["C": 1]), .init("BIO", ["C": -2e-6, "A": -1]),
        .init("UP", ["A": 1], (0, 4e-4)),
      ], objective: "BIO", cut: .fraction(1))
    try expect(found[1].minimum, 4e-4)
    try expect(found[2].minimum, 4e-4)
    try expect(found[0].maximum, 8e-10, within: 1e-15)
  }

  @Test(
    "the size of an objective's coefficients changes nothing", arguments: [1e-200, 1e-10, 1, 1e10])
  func objectiveScale(size: Double) throws {
    var model = ConstrainedModel(
      try OmicsModels.model([
        .init("IN", ["A": 1], (0, 10)), .init("W1", ["A": -1, "B": 1]),
        .init("W2", ["A": -1, "B": 1], (0, 4)), .init("OUT", ["B": -1]),
      ]))
    model.objective = FluxObjective(terms: [.init(reaction: 3, coefficient: size)])
    let backend = try SolverChoice.auto.makeBackend()
    let best = try fluxBalance(of: model, using: backend)
    #expect(abs(best.objectiveValue / size - 10) <= 1e-9)
    #expect(abs(best.reducedCosts[0] / size - 1) <= 1e-9)
    var options = FluxVariabilityOptions()
    options.cut = .fraction(0.5)
    let found = try fluxVariability(of: model, options: options, using: backend).ranges
    try expect(found[3].minimum, 5)
    try expect(found[1].minimum, 1)
    let lost = try reactionDeletions(of: model, using: backend).results
    #expect(abs(try #require(lost[1].objectiveValue) / size - 4) <= 1e-9)
    let total = try parsimoniousFluxBalance(of: model, using: backend).totalFlux
    #expect(abs(total - 30) <= 1e-8)
  }

  @Test("a fraction next to 1 leaves no less room than 1")
  func nextToOne() throws {
    func room(_ fraction: Double) throws -> Double {
      let found = try ranges(
        [
          .init("IN", ["A": 1], (0, 10)), .init("OUT", ["A": -1]), .init("LEAK", ["A": -1]),
        ], objective: "OUT", cut: .fraction(fraction))
      return try #require(found[2].maximum.value)
    }
    #expect(try room(1 - 1e-12) >= room(1))
  }

  @Test("infinite bounds take one program an end, not one for each rung")
  func infiniteBounds() throws {
    let infinity = Double.infinity
    var options = FluxVariabilityOptions()
    options.cut = .fraction(0.5)
    let model = ConstrainedModel(
      try OmicsModels.model(
        [
          .init("IN", ["A": 1], (0, 10)), .init("T1", ["A": -1, "B": 1], (0, infinity)),
          .init("T2", ["A": -1, "B": 1], (0, infinity)), .init("OUT", ["B": -1], (0, infinity)),
        ], objective: "OUT"))
    let result = try fluxVariability(
      of: model, options: options, using: SolverChoice.auto.makeBackend())
    try expect(result.ranges[1].maximum, 10)
    try expect(result.ranges[3].minimum, 5)
    #expect(result.counters.programsSolved <= 1 + 8)
  }
}
