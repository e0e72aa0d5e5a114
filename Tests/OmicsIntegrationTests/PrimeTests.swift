import Foundation
import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing
import TwinFlux

@Suite("PRIME")
struct PrimeTests {
  /// Growth is the smallest of 10, what r1 and r2 (at most 5) bring, and a thousand times what e brings.
  private static func model() throws -> MetabolicModel {
    try OmicsModels.model(
      [
        .init("up", ["A": 1], (0, 10)),
        .init("r1", ["A": -1, "B": 1], rule: "g0"),
        .init("r2", ["A": -1, "B": 1], (0, 5)),
        .init("upC", ["D": 1], rule: "g2"),
        .init("e", ["D": -1, "C": 1], rule: "g1"),
        .init("grow", ["B": -1, "C": -0.001]),
      ], objective: "grow")
  }

  private static let rates = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]

  /// g0 and g2 in the order of the rules; g1 beside them.
  private static func samples(_ model: MetabolicModel, falling: Bool = false) throws -> [GeneLevels]
  {
    let noise = [3.0, 9, 1, 8, 2, 7]
    return try (1...6).map { place in
      let rise = Double(falling ? 7 - place : place)
      let byID = ["g0": rise, "g1": 2 * Double(place), "g2": noise[place - 1]]
      return try FluxStateSamples.levels(
        of: model, model.genes.map { byID[$0.id] }, sample: "P\(place)")
    }
  }

  @Test("has the bounds of the closed form")
  func closedForm() throws {
    let model = try Self.model()
    let base = ConstrainedModel(model)
    let samples = try Self.samples(model)
    let prime = try PrimeModel(
      of: base, samples: samples, growthRates: Self.rates, using: .auto())
    #expect(prime.reactions.map(\.id) == ["r1", "e"])
    #expect(abs(prime.commonBound - 10) < 1e-9)
    #expect(abs(prime.leastBound - 0.01) < 1e-7)
    // From 0.01 on growth is 5 + b, up to b = 5: the last step of 0.1 below it.
    #expect(abs(prime.greatestBound - 4.91) < 1e-7)
    let third = try Prime(prime).personalize(base, with: samples[2])
    let expected = 0.01 + 0.4 * 4.9
    #expect(abs(third.constrained.bounds[1].upper - expected) < 1e-6)
    #expect(third.constrained.bounds[0].upper == 10)
    let growth = try fluxBalance(
      of: third.constrained, using: SolverChoice.auto.makeBackend()
    ).objectiveValue
    #expect(abs(growth - 5 - expected) < 1e-6)
    #expect(third.provenance["in_training"] == .flag(true))
  }

  @Test("turns round what falls with growth, and stays within the training's extremes")
  func signs() throws {
    let model = try Self.model()
    let base = ConstrainedModel(model)
    let prime = try PrimeModel(
      of: base, samples: Self.samples(model, falling: true), growthRates: Self.rates,
      using: .auto())
    #expect(prime.reactions.first?.sign == -1)
    let ids = Dictionary(uniqueKeysWithValues: model.genes.enumerated().map { ($1.id, $0) })
    func upper(_ level: Double) throws -> Double {
      var levels = [Double?](repeating: 5, count: model.genes.count)
      levels[try #require(ids["g0"])] = level
      return try Prime(prime).personalize(
        base, with: FluxStateSamples.levels(of: model, levels)
      ).constrained.bounds[1].upper
    }
    #expect(try upper(2) > upper(3))
    #expect(try upper(0.5) == upper(1))
    #expect(try upper(100) == upper(6))
  }

  @Test("validates each sample on the others")
  func leavingOneOut() throws {
    let model = try Self.model()
    let samples = try Self.samples(model)
    let results = try PrimeModel.leavingOneOut(
      of: ConstrainedModel(model), samples: samples, growthRates: Self.rates, using: .auto())
    for (left, result) in results.enumerated() {
      #expect(!result.model.samples.contains("P\(left + 1)"))
      #expect(result.model.samples.count == 5)
    }
    // An inner sample leaves the extremes where they were.
    #expect(abs((results[2].predictedGrowth ?? 0) - 6.97) < 1e-6)
  }

  @Test("travels through JSON, and refuses what contradicts itself or is of another model")
  func frozen() throws {
    let model = try Self.model()
    let base = ConstrainedModel(model)
    let prime = try PrimeModel(
      of: base, samples: Self.samples(model), growthRates: Self.rates, using: .auto())
    let data = try JSONEncoder().encode(prime)
    #expect(try JSONDecoder().decode(PrimeModel.self, from: data) == prime)
    let text = String(decoding: data, as: UTF8.self)
    let damaged = text.replacingOccurrences(of: "prime\\/1", with: "prime\\/9")
    #expect(throws: OmicsError.self) {
      try JSONDecoder().decode(PrimeModel.self, from: Data(damaged.utf8))
    }
    let other = try OmicsModels.model([.init("x", ["A": 1], rule: "g0")])
    #expect(throws: OmicsError.self) {
      try Prime(prime).personalize(
        ConstrainedModel(other), with: FluxStateSamples.levels(of: other, [1]))
    }
  }

  @Test("has no model where nothing goes with growth, or the numbers do not fit")
  func refusals() throws {
    let model = try Self.model()
    let samples = try Self.samples(model)
    let wrong: [[Double]] = [
      [0.3, 0.4, 0.2, 0.2, 0.4, 0.3], [1, 2], [1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 5, .nan],
    ]
    for rates in wrong {
      #expect(throws: OmicsError.self) {
        try PrimeModel(
          of: ConstrainedModel(model), samples: samples, growthRates: rates, using: .auto())
      }
    }
    #expect(throws: OmicsError.untrained(method: "prime")) {
      try OmicsMethods.entry("prime")(MethodSettings())
    }
  }
}
