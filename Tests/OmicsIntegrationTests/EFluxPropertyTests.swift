import MetabolicModels
import OmicsIntegration
import TestSupport
import Testing

/// What must hold of E-Flux for any model and any sample.
@Suite("E-Flux, whatever the model")
struct EFluxPropertyTests {
  private struct Case {
    var model: MetabolicModel
    var genes: [String]
    var levels: [Double?]
  }

  private static let bounds: [(Double, Double)] = [
    (0, 1000), (-1000, 1000), (-1000, 0), (2, 50), (-50, -2), (0, 0), (3, 3),
    (-.infinity, .infinity),
    (0, .infinity), (-7.5, 0.1),
  ]

  private static func random(using generator: inout SeededGenerator) throws -> Case {
    let genes = (0..<6).map { "g\($0)" }
    var matrix = StoichiometricMatrix(rowCount: 0)
    let reactions = (0..<20).map { index in
      matrix.appendColumn([])
      let (lower, upper) = bounds.randomElement(using: &generator) ?? (0, 0)
      let hasRule = Int.random(in: 0..<4, using: &generator) > 0
      return Reaction(
        id: "r\(index)", bounds: FluxBounds(lower: lower, upper: upper),
        rule: hasRule ? GeneRuleScoringTests.randomRule(depth: 3, using: &generator) : nil)
    }
    let levels: [Double?] = genes.map { _ in
      Int.random(in: 0..<5, using: &generator) == 0
        ? nil : Double.random(in: 0...1000, using: &generator)
    }
    let model = try MetabolicModel(
      id: "random", metabolites: [], reactions: reactions, genes: genes.map { Gene(id: $0) },
      stoichiometry: matrix)
    return Case(model: model, genes: genes, levels: levels)
  }

  /// The bounds of a case, or `nil` where it has none (no gene measured).
  private static func run(
    _ one: Case, scale: EFlux.Scale = .maximum, order: [Int]? = nil
  ) throws -> PersonalizedModel? {
    var options = GeneMatchingOptions()
    options.minimumCoverage = 0
    let order = order ?? Array(one.genes.indices)
    let genes = order.map { one.genes[$0] }
    let matching = try GeneMatching(model: one.model, tableGenes: genes, options: options)
    let levels = try matching.levels(
      of: OmicsProfile(sample: "S", genes: genes, levels: order.map { one.levels[$0] }))
    var method = EFlux()
    method.scale = scale
    do throws(OmicsError) {
      return try method.personalize(ConstrainedModel(one.model), with: levels)
    } catch {
      if case .nothingScored = error { return nil }
      if case .allZero = error { return nil }
      throw error
    }
  }

  private func forEachCase(_ body: (Case, inout SeededGenerator) throws -> Void) throws {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<150 { try body(Self.random(using: &generator), &generator) }
  }

  @Test("multiplying a sample changes no bound")
  func scaleInvariance() throws {
    try forEachCase { one, _ in
      for (factor, exact) in [(0.125, true), (1024, true), (3.7, false)] {
        var other = one
        other.levels = one.levels.map { $0.map { $0 * factor } }
        let before = try Self.run(one)?.constrained.bounds ?? []
        let after = try Self.run(other)?.constrained.bounds ?? []
        #expect(before.count == after.count)
        for (x, y) in zip(before, after) {
          // A power of two multiplies without rounding.
          #expect(exact ? x == y : Self.near(x.lower, y.lower) && Self.near(x.upper, y.upper))
        }
      }
    }
  }

  private static func near(_ x: Double, _ y: Double) -> Bool {
    x == y || abs(x - y) <= 1e-12 * max(abs(x), abs(y))
  }

  @Test("the order of the table's rows changes no bound")
  func permutation() throws {
    try forEachCase { one, generator in
      let order = one.genes.indices.shuffled(using: &generator)
      let before = try Self.run(one)?.constrained.bounds
      let after = try Self.run(one, order: order)?.constrained.bounds
      #expect(before == after)
    }
  }

  @Test("bounds are in order, within those of the model, and no number is odd")
  func sound() throws {
    try forEachCase { one, _ in
      for scale in [EFlux.Scale.maximum, .percentile(99), .percentile(40)] {
        guard let result = try? Self.run(one, scale: scale) else { continue }
        for (reaction, (new, old)) in zip(result.constrained.bounds, result.base.bounds)
          .enumerated()
        {
          #expect(new.isValid)
          #expect(new.lower >= old.lower && new.upper <= old.upper)
          #expect(!Self.isNegativeZero(new.lower) && !Self.isNegativeZero(new.upper))
          #expect(!old.isForced || new.isForced)
          #expect(result.changed[reaction] == (new != old))
          #expect(result.scales[reaction] != nil || new == old)
          if let scale = result.scales[reaction] { #expect((0...1).contains(scale)) }
        }
      }
    }
  }

  private static func isNegativeZero(_ value: Double) -> Bool { value == 0 && value.sign == .minus }

  @Test("with a reference, raising a gene never narrows a bound")
  func monotonicity() throws {
    try forEachCase { one, generator in
      guard let reference = try Self.run(one) else { return }
      let gene = Int.random(in: 0..<6, using: &generator)
      var raised = one
      raised.levels[gene] = one.levels[gene].map { $0 * 2 + 1 }
      let scale = EFlux.Scale.reference(reference.levels)
      let before = try Self.run(one, scale: scale)?.constrained.bounds ?? []
      let after = try Self.run(raised, scale: scale)?.constrained.bounds ?? []
      for (x, y) in zip(before, after) { #expect(y.lower <= x.lower && y.upper >= x.upper) }
    }
  }

  @Test("a percentile of 100 is the maximum")
  func hundred() throws {
    try forEachCase { one, _ in
      let maximum = try Self.run(one)?.constrained.bounds
      #expect(try Self.run(one, scale: .percentile(100))?.constrained.bounds == maximum)
    }
  }
}
