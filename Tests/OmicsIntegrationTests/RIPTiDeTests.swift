import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

@Suite("RIPTiDe")
struct RIPTiDeTests {
  private static func personalize(
    _ model: MetabolicModel, _ levels: [Double?], weights: RIPTiDe.Weights = .rank
  ) throws -> PersonalizedModel {
    var method = RIPTiDe()
    method.weights = weights
    return try method.personalize(
      ConstrainedModel(model), with: FluxStateSamples.levels(of: model, levels),
      using: .auto())
  }

  @Test("keeps the expressed one of two ways", arguments: RIPTiDe.Weights.allCases)
  func expressedWay(weights: RIPTiDe.Weights) throws {
    // The way through r1 and r2 is longer than that through r3, and expressed.
    let model = try OmicsModels.model(
      [
        .init("up", ["A": 1], (0, 10)),
        .init("r1", ["A": -1, "X": 1], rule: "g0"),
        .init("r2", ["X": -1, "B": 1], rule: "g1"),
        .init("r3", ["A": -1, "B": 1], rule: "g2"),
        .init("out", ["B": -1]),
      ], objective: "out")
    let expressed = try Self.personalize(model, [90, 100, 5], weights: weights)
    #expect(expressed.kept == [true, true, true, false, true])
    let other = try Self.personalize(model, [5, 5, 100], weights: weights)
    #expect(other.kept == [true, false, false, true, true])
    #expect(abs((other.flux?.fluxes[4] ?? 0) - 8) < 1e-6)
  }

  @Test("keeps what the model needs, and all levels tenfold change nothing")
  func properties() throws {
    for seed: UInt64 in 1...12 {
      let model = try FluxStateSamples.random(seed: seed)
      let levels = try FluxStateSamples.levels(of: model, seed: seed)
      let one = try Self.personalize(model, levels.levels)
      let tenfold = try Self.personalize(model, levels.levels.map { $0.map { $0 * 8 } })
      #expect(one.kept == tenfold.kept)
      let best = FluxStateSamples.number("objective", in: one) ?? .nan
      let kept = try fluxBalance(
        of: one.constrained, using: SolverChoice.auto.makeBackend()
      ).objectiveValue
      #expect(kept >= 0.8 * best - 1e-6)
    }
  }
}
