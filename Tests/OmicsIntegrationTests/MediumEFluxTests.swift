import FluxAnalysis
import Foundation
import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

@Suite("E-Flux on the ranges of the medium")
struct MediumEFluxTests {
  private static func solver() throws -> MethodSolver {
    MethodSolver(try SolverChoice.auto.makeBackend())
  }

  /// At most 8 of A come in; two isozyme-free reactions share it.
  private static func model() throws -> MetabolicModel {
    try OmicsModels.model(
      [
        .init("up", ["A": 1], (0, 8)),
        .init("r1", ["A": -1, "B": 1], rule: "g0"),
        .init("r2", ["A": -1, "B": 1], rule: "g1"),
        .init("out", ["B": -1]),
      ], objective: "out")
  }

  @Test("scales what the medium allows, not the model's thousand")
  func closedForm() throws {
    let model = try Self.model()
    let patient = try MediumEFlux().personalize(
      ConstrainedModel(model), with: FluxStateSamples.levels(of: model, [5, 10]),
      using: Self.solver())
    let bounds = patient.constrained.bounds
    #expect(bounds[0] == FluxBounds(lower: 0, upper: 8))
    #expect(abs(bounds[1].upper - 4) < 1e-6)
    #expect(bounds[2] == FluxBounds(lower: 0, upper: 1000))
    #expect(patient.counts.changed == 1)
  }

  @Test("keeps a flux that cannot be less")
  func forced() throws {
    let model = try OmicsModels.model(
      [
        .init("up", ["A": 1], (0, 8)),
        .init("r1", ["A": -1, "B": 1], rule: "g0"),
        .init("r2", ["A": -1, "C": 1], rule: "g1"),
        .init("need", ["B": -1], (3, 1000)),
        .init("out", ["C": -1]),
      ], objective: "out")
    let patient = try MediumEFlux().personalize(
      ConstrainedModel(model), with: FluxStateSamples.levels(of: model, [1, 100]),
      using: Self.solver())
    #expect(abs(patient.constrained.bounds[1].upper - 3) < 1e-6)
    #expect(patient.counts.clamped == 1)
    let optimum = try #require(
      try Self.solver().optimum(of: FluxProgram(patient.constrained).program))
    #expect(abs(optimum.value - 5) < 1e-5)
  }

  @Test("a flux that the reaction's own bounds force stays forced, in both directions")
  func forcedByItself() throws {
    let model = try OmicsModels.model(
      [
        .init("up", ["A": 1], (0, 8)),
        .init("r1", ["A": -1, "B": 1], (2, 5), rule: "g0"),
        .init("r2", ["A": 1, "C": -1], (-4, -1), rule: "g0"),
        .init("r3", ["A": -1, "C": 1], rule: "g1"),
        .init("outB", ["B": -1]), .init("out", ["C": -1]),
      ], objective: "out")
    for level in [0.0, 1, 90] {
      let bounds = try MediumEFlux().personalize(
        ConstrainedModel(model), with: FluxStateSamples.levels(of: model, [level, 100]),
        using: Self.solver()
      ).constrained.bounds
      #expect(bounds[1].lower == 2 && bounds[1].upper >= 2 && bounds[1].upper < 5)
      #expect(bounds[2].upper == -1 && bounds[2].lower <= -1 && bounds[2].lower > -4)
    }
  }

  @Test("finds the widths once, and they travel through JSON")
  func frozen() throws {
    for seed: UInt64 in 1...8 {
      let model = try FluxStateSamples.random(seed: seed)
      let levels = try FluxStateSamples.levels(of: model, seed: seed)
      let base = ConstrainedModel(model)
      let fresh = try MediumEFlux().personalize(base, with: levels, using: Self.solver())
      var prepared = try MediumEFlux().prepared(for: base, using: Self.solver())
      prepared.widths = try JSONDecoder().decode(
        ReferenceWidths.self, from: JSONEncoder().encode(prepared.widths))
      let frozen = try prepared.personalize(base, with: levels, using: Self.solver())
      #expect(fresh.constrained.bounds == frozen.constrained.bounds)
    }
  }

  @Test("refuses widths of other bounds")
  func otherBounds() throws {
    let model = try Self.model()
    let method = try MediumEFlux().prepared(for: ConstrainedModel(model), using: Self.solver())
    var other = ConstrainedModel(model)
    try other.setBounds(FluxBounds(lower: 0, upper: 4), ofReaction: 0)
    #expect(throws: OmicsError.self) {
      try method.personalize(
        other, with: FluxStateSamples.levels(of: model, [5, 10]), using: Self.solver())
    }
  }

  @Test("An equal profile changes nothing, and a tenfold one what the profile itself changes")
  func invariance() throws {
    for seed: UInt64 in 1...8 {
      let model = try FluxStateSamples.random(seed: seed)
      let base = ConstrainedModel(model)
      let method = try MediumEFlux().prepared(for: base, using: Self.solver())
      // With the maximum over isozymes; a sum would favour the reaction with most of them.
      var plain = method
      plain.scoring = GeneRuleScoring(isozymes: .maximum)
      let equal = try FluxStateSamples.levels(of: model, model.genes.map { _ in 3 })
      #expect(
        try plain.personalize(base, with: equal, using: Self.solver()).constrained.bounds
          == base.bounds)
      let levels = try FluxStateSamples.levels(of: model, seed: seed)
      let tenfold = try FluxStateSamples.levels(of: model, levels.levels.map { $0.map { $0 * 10 } })
      let one = try method.personalize(base, with: levels, using: Self.solver())
      let other = try method.personalize(base, with: tenfold, using: Self.solver())
      for (a, b) in zip(one.constrained.bounds, other.constrained.bounds) {
        #expect(abs(a.lower - b.lower) <= 1e-12 * abs(a.lower))
        #expect(abs(a.upper - b.upper) <= 1e-12 * abs(a.upper))
      }
    }
  }
}
