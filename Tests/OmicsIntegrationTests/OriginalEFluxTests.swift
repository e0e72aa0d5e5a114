import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing

@Suite("E-Flux as published")
struct OriginalEFluxTests {
  private static func model() throws -> MetabolicModel {
    try OmicsModels.model(
      [
        .init("up", ["A": 1], (0, 8)),
        .init("r1", ["A": -1, "B": 1], rule: "g0"),
        .init("r2", ["A": -1, "B": 1], rule: "g1"),
        .init("r3", ["B": -1, "C": 1], rule: "g2"),
        .init("out", ["C": -1]),
      ], objective: "out")
  }

  @Test("replaces all bounds, and a measured uptake gives them units")
  func closedForm() throws {
    let model = try Self.model()
    let levels = try FluxStateSamples.levels(of: model, [20, 30, 100])
    var method = OriginalEFlux()
    let relative = try method.personalize(
      ConstrainedModel(model), with: levels, using: .auto())
    #expect(relative.constrained.bounds[0].upper == 1000)
    #expect(relative.constrained.bounds[1].upper == 200)
    #expect(relative.flux?.isRelative == true)
    #expect(abs((relative.flux?.fluxes[4] ?? 0) - 500) < 1e-6)
    method.uptake = MeasuredUptake(reaction: "up", magnitude: 2)
    let scaled = try method.personalize(ConstrainedModel(model), with: levels, using: .auto())
    #expect(abs((scaled.flux?.fluxes[2] ?? 0) - 1.2) < 1e-8)
    #expect(abs(scaled.constrained.bounds[1].upper - 0.8) < 1e-8)
    #expect(scaled.flux?.isRelative == false)
  }

  @Test("refuses to scale by a flux that is not unique, or flags it")
  func ambiguous() throws {
    let model = try Self.model()
    // r3 is the narrowest: r1 and r2 may share its flux in many ways.
    let levels = try FluxStateSamples.levels(of: model, [80, 100, 90])
    var method = OriginalEFlux()
    method.uptake = MeasuredUptake(reaction: "r1", magnitude: 1)
    #expect {
      try method.personalize(ConstrainedModel(model), with: levels, using: .auto())
    } throws: { error in
      guard case OmicsError.ambiguousUptake("r1", let least, let greatest) = error else {
        return false
      }
      return abs(least) < 1e-6 && abs(greatest - 800) < 1e-3 || abs(greatest - least) > 100
    }
    method.uptake = MeasuredUptake(reaction: "up", magnitude: 1)
    let unique = try method.personalize(ConstrainedModel(model), with: levels, using: .auto())
    #expect(unique.findings.contains(MethodFigure("uptake_unique", .flag(true))))
  }

  @Test("takes its options from text and names what it does not take")
  func options() throws {
    let entry = try OmicsMethods.entry("eflux-original")
    #expect(throws: Never.self) {
      try entry(MethodSettings(["uptake": "EX_glc=-10.5", "ambiguous": "flag"]))
    }
    for wrong in [["uptake": "EX_glc"], ["uptake": "=3"], ["uptake": "a=0"], ["ambiguous": "no"]] {
      #expect(throws: OmicsError.self) { try entry(MethodSettings(wrong)) }
    }
  }
}
