import TestSupport
import Testing
import TwinFlux

@Suite(
  "A flux variability reference",
  .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct FluxVariabilityReferenceTests {
  /// Every bound narrowed by a factor of its own, some to nothing.
  private func patient(_ model: MetabolicModel, seed: UInt64) -> [FluxBounds] {
    var random = SeededGenerator(seed: seed)
    return model.reactions.map { reaction in
      let scale =
        Int.random(in: 0..<12, using: &random) == 0 ? 0 : Double.random(in: 0.3...1, using: &random)
      return FluxBounds(
        lower: reaction.bounds.lower * scale, upper: reaction.bounds.upper * scale)
    }
  }

  private func fresh(
    _ model: MetabolicModel, _ bounds: [FluxBounds], cut: FluxVariabilityOptions.ObjectiveCut
  ) throws -> FluxVariabilityResult {
    var patient = ConstrainedModel(model)
    for (index, pair) in bounds.enumerated() { try patient.setBounds(pair, ofReaction: index) }
    var options = FluxVariabilityOptions()
    options.cut = cut
    return try fluxVariability(
      of: patient, options: options, using: SolverChoice.auto.makeBackend(for: .manyObjectives))
  }

  private func expectSame(_ found: [FluxRange], _ expected: [FluxRange]) throws {
    try #require(found.count == expected.count)
    for (a, b) in zip(found, expected) {
      for (x, y) in [(a.minimum, b.minimum), (a.maximum, b.maximum)] {
        #expect(x.status == y.status || (x.status == .certified && y.status == .optimal))
        let (v, w) = try (#require(x.value), #require(y.value))
        #expect(v == w || abs(v - w) <= 2e-6 * max(1, abs(w)), "\(v) for \(w)")
      }
    }
  }

  @Test("patients' ranges are those of analyses of their own, and take fewer programs")
  func patients() throws {
    let backend = try SolverChoice.auto.makeBackend(for: .manyObjectives)
    var programs = (reused: 0, alone: 0)
    for seed: UInt64 in 20..<26 {
      let model = try RandomModels.model(seed: seed, reactions: 120)
      let base = ConstrainedModel(model)
      let reference = try FluxVariabilityReference(
        base, under: base.bounds, cut: .fraction(0.9), using: backend)
      for patientSeed: UInt64 in 1...4 {
        let bounds = patient(model, seed: 100 * seed + patientSeed)
        let found = try reference.ranges(under: bounds, using: backend)
        let expected = try fresh(model, bounds, cut: .fraction(0.9))
        try expectSame(found.ranges, expected.ranges)
        programs.reused += found.counters.programsSolved
        programs.alone += expected.counters.programsSolved
      }
    }
    #expect(programs.reused < programs.alone, "\(programs)")
  }

  @Test("a patient's digits do not depend on the patients before")
  func history() throws {
    let backend = try SolverChoice.auto.makeBackend(for: .manyObjectives)
    let model = try RandomModels.model(seed: 31, reactions: 150)
    let base = ConstrainedModel(model)
    let make = {
      try FluxVariabilityReference(base, under: base.bounds, cut: .fraction(0.9), using: backend)
    }
    let (one, other) = try (make(), make())
    for seed: UInt64 in 1...5 {
      _ = try one.ranges(under: patient(model, seed: seed), using: backend)
    }
    let bounds = patient(model, seed: 9)
    #expect(
      try one.ranges(under: bounds, using: backend).ranges
        == other.ranges(under: bounds, using: backend).ranges)
  }

  @Test("an absolute cut and none")
  func cuts() throws {
    let backend = try SolverChoice.auto.makeBackend(for: .manyObjectives)
    let model = try RandomModels.model(seed: 22, reactions: 100)
    let base = ConstrainedModel(model)
    let own = try fresh(model, base.bounds, cut: .fraction(0.5))
    let optimum = try #require(own.objectiveValue)
    try #require(optimum > 0)
    let absolute = try FluxVariabilityReference(
      base, under: base.bounds, cut: .absolute(optimum / 2), using: backend)
    try expectSame(absolute.ranges(under: base.bounds, using: backend).ranges, own.ranges)
    let whole = try FluxVariabilityReference(
      base, under: base.bounds, cut: .absolute(optimum), using: backend)
    let objective = model.objective.terms[0].reaction
    let least = try whole.ranges(under: base.bounds, using: backend).ranges[objective].minimum.value
    #expect(try abs(#require(least) - optimum) < 1e-6)
    let beyond = try FluxVariabilityReference(
      base, under: base.bounds, cut: .absolute(optimum * 2), using: backend)
    #expect(throws: FluxError.infeasible(model: model.id)) {
      try beyond.ranges(under: base.bounds, using: backend)
    }
    let free = try FluxVariabilityReference(
      base, under: base.bounds, cut: .none, using: backend)
    let found = try free.ranges(under: base.bounds, using: backend)
    #expect(found.objectiveValue == nil)
    try expectSame(found.ranges, fresh(model, base.bounds, cut: .none).ranges)
  }

  @Test("bounds wider than the model's, and a reference without an answer, are solved all the same")
  func withoutHelp() throws {
    let backend = try SolverChoice.auto.makeBackend(for: .manyObjectives)
    let model = try RandomModels.model(seed: 24, reactions: 100)
    let base = ConstrainedModel(model)
    let reference = try FluxVariabilityReference(
      base, under: base.bounds, cut: .fraction(0.9), using: backend)
    let wide = base.bounds.map { FluxBounds(lower: $0.lower * 2, upper: $0.upper * 2) }
    try expectSame(
      reference.ranges(under: wide, using: backend).ranges,
      fresh(model, wide, cut: .fraction(0.9)).ranges)
    let none = [FluxBounds](repeating: FluxBounds(lower: 5, upper: 6), count: base.bounds.count)
    let unlearned = try FluxVariabilityReference(
      base, under: none, cut: .fraction(0.9), using: backend)
    #expect(unlearned.counters == nil)
    try expectSame(
      unlearned.ranges(under: base.bounds, using: backend).ranges,
      fresh(model, base.bounds, cut: .fraction(0.9)).ranges)
  }

  @Test("a patient without an answer throws, and wrong options do")
  func errors() throws {
    let backend = try SolverChoice.auto.makeBackend(for: .manyObjectives)
    let model = try RandomModels.model(seed: 24, reactions: 60)
    let base = ConstrainedModel(model)
    let reference = try FluxVariabilityReference(
      base, under: base.bounds, cut: .fraction(0.9), using: backend)
    let forced = base.bounds.map { FluxBounds(lower: $0.upper, upper: $0.upper) }
    #expect(throws: FluxError.infeasible(model: model.id)) {
      try reference.ranges(under: forced, using: backend)
    }
    #expect(throws: FluxError.self) { try reference.ranges(under: [], using: backend) }
    #expect(throws: FluxError.cancelled) {
      try reference.ranges(under: base.bounds, using: backend) { _, _ in false }
    }
    for cut in [FluxVariabilityReference.Cut.fraction(1.5), .absolute(.nan)] {
      #expect(throws: FluxError.self) {
        try FluxVariabilityReference(base, under: base.bounds, cut: cut, using: backend)
      }
    }
  }
}
