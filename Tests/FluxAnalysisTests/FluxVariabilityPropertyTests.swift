import TestSupport
import Testing
import TwinFlux

@Suite(
  "Properties of flux variability")
struct FluxVariabilityPropertyTests {
  private func analyse(
    _ model: MetabolicModel, threads: Int = 1, fraction: Double = 0.9
  ) throws -> FluxVariabilityResult {
    var options = FluxVariabilityOptions()
    options.cut = .fraction(fraction)
    options.threads = threads
    return try fluxVariability(
      of: ConstrainedModel(model), options: options, using: SolverChoice.auto.makeBackend())
  }

  private func near(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return false }
    return abs(a - b) <= 1e-7 * max(1, abs(a))
  }

  @Test("the number of threads changes no digit and no counter")
  func threads() throws {
    let model = try RandomModels.model(seed: 3, reactions: 400)
    let one = try analyse(model)
    for threads in [2, 3, 7] {
      let many = try analyse(model, threads: threads)
      #expect(many.ranges == one.ranges)
      #expect(many.counters == one.counters)
    }
    #expect(one.counters.programsSolved > 50, "too easy to say anything: \(one.counters)")
  }

  @Test("the order of the reactions changes no range")
  func permutation() throws {
    for seed in 0..<10 {
      let count = 60
      var random = SeededGenerator(seed: UInt64(seed))
      let order = Array(0..<count).shuffled(using: &random)
      let plain = try analyse(RandomModels.model(seed: UInt64(seed), reactions: count))
      let mixed = try analyse(
        RandomModels.model(seed: UInt64(seed), reactions: count, order: order))
      for (position, index) in order.enumerated() {
        #expect(near(mixed.ranges[position].minimum.value, plain.ranges[index].minimum.value))
        #expect(near(mixed.ranges[position].maximum.value, plain.ranges[index].maximum.value))
      }
    }
  }

  @Test("ten times the bounds give ten times the ranges")
  func scaling() throws {
    for seed in 20..<30 {
      let plain = try analyse(RandomModels.model(seed: UInt64(seed), reactions: 50))
      let large = try analyse(RandomModels.model(seed: UInt64(seed), reactions: 50, scale: 10))
      for (a, b) in zip(plain.ranges, large.ranges) {
        #expect(near(a.minimum.value.map { 10 * $0 }, b.minimum.value))
        #expect(near(a.maximum.value.map { 10 * $0 }, b.maximum.value))
      }
    }
  }

  @Test("a smaller fraction only widens ranges, and a flux balance solution is inside them")
  func nesting() throws {
    for seed in 40..<50 {
      let model = try RandomModels.model(seed: UInt64(seed), reactions: 50)
      let tight = try analyse(model, fraction: 0.95)
      let loose = try analyse(model, fraction: 0.5)
      let best = try fluxBalance(
        of: ConstrainedModel(model), using: SolverChoice.auto.makeBackend())
      for (index, (a, b)) in zip(tight.ranges, loose.ranges).enumerated() {
        let (low, high) = try (#require(a.minimum.value), #require(a.maximum.value))
        #expect(try #require(b.minimum.value) <= low + 1e-7)
        #expect(try #require(b.maximum.value) >= high - 1e-7)
        #expect(best.fluxes[index] >= low - 1e-7 && best.fluxes[index] <= high + 1e-7)
      }
    }
  }

  @Test("compression settles reactions that move together with one program")
  func sharedPrograms() throws {
    // A chain of 50 reactions is one column: its two ends need no more than two programs, after
    // the one that finds the optimum.
    let parts = (0...50).map { step in
      OmicsModels.Part(
        "R\(step)",
        step == 0 ? ["M0": 1] : step == 50 ? ["M49": -1] : ["M\(step - 1)": -1, "M\(step)": 1],
        (0, step == 25 ? 7 : 1000))
    }
    let result = try analyse(OmicsModels.model(parts, objective: "R50"), fraction: 0)
    #expect(result.ranges.allSatisfy { $0.minimum.value == 0 && $0.maximum.value == 7 })
    #expect(result.counters.programsSolved <= 3)
    #expect(result.ranges.allSatisfy { $0.maximum.status == .certified })
  }
}
