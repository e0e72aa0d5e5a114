import Synchronization
import TestSupport
import Testing
import TwinFlux

@Suite(
  "A flux variability session",
  .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct FluxVariabilitySessionTests {
  private func options(fraction: Double = 0.9) -> FluxVariabilityOptions {
    var options = FluxVariabilityOptions()
    options.cut = .fraction(fraction)
    return options
  }

  private func session(
    of model: MetabolicModel, fraction: Double = 0.9
  ) throws -> FluxVariabilitySession {
    try FluxVariabilitySession(
      ConstrainedModel(model), options: options(fraction: fraction),
      using: SolverChoice.auto.makeBackend())
  }

  /// Bounds of a few reactions closed, narrowed, forced or opened.
  private func changes(
    _ model: MetabolicModel, using random: inout SeededGenerator
  ) -> [(reaction: Int, bounds: FluxBounds)] {
    (0..<4).map { _ in
      let reaction = Int.random(in: model.reactions.indices, using: &random)
      let old = model.reactions[reaction].bounds
      let new =
        switch Int.random(in: 0..<5, using: &random) {
        case 0: FluxBounds(lower: 0, upper: 0)
        case 1: FluxBounds(lower: old.lower / 2, upper: old.upper / 2)
        case 2: FluxBounds(lower: -7, upper: 9)
        case 3: FluxBounds(lower: min(0.01, old.upper), upper: old.upper)
        default: FluxBounds(lower: -.infinity, upper: .infinity)
        }
      return (reaction, new)
    }
  }

  private func expectSame(
    _ found: Result<[FluxRange], FluxError>, _ expected: Result<[FluxRange], FluxError>
  ) throws {
    guard case .success(let expected) = expected else {
      #expect(found == expected)
      return
    }
    for (a, b) in zip(try found.get(), expected) {
      for (x, y) in [(a.minimum, b.minimum), (a.maximum, b.maximum)] {
        #expect(x.status == y.status || (x.status == .certified && y.status == .optimal))
        let (v, w) = try (#require(x.value), #require(y.value))
        #expect(v == w || abs(v - w) <= 2e-6 * max(1, abs(w)), "\(v) for \(w)")
      }
    }
  }

  private func attempt(
    _ body: () throws(FluxError) -> FluxVariabilityResult
  ) -> Result<[FluxRange], FluxError> {
    do throws(FluxError) { return .success(try body().ranges) } catch { return .failure(error) }
  }

  private func compare(
    _ model: MetabolicModel, rounds: Int, seed: UInt64
  ) throws -> (answers: Int, failures: Int) {
    let session = try session(of: model)
    let backend = try SolverChoice.auto.makeBackend()
    var random = SeededGenerator(seed: seed)
    var tally = (answers: 0, failures: 0)
    for _ in 0..<rounds {
      let changes = changes(model, using: &random)
      var patient = ConstrainedModel(model)
      for change in changes { try patient.setBounds(change.bounds, ofReaction: change.reaction) }
      var options = options()
      options.reactions = (0..<5).map { _ in
        Int.random(in: model.reactions.indices, using: &random)
      }
      let expected = attempt { () throws(FluxError) in
        try fluxVariability(of: patient, options: options, using: backend)
      }
      let found = attempt { () throws(FluxError) in
        try session.ranges(of: options.reactions, changing: changes)
      }
      try expectSame(found, expected)
      if case .success = found { tally.answers += 1 } else { tally.failures += 1 }
    }
    return tally
  }

  @Test("answers as a fresh analysis does, whatever was asked before")
  func random() throws {
    var tally = (answers: 0, failures: 0)
    for seed in 60..<72 {
      let model = try RandomModels.model(seed: UInt64(seed), reactions: 60)
      let one = try compare(model, rounds: 8, seed: UInt64(seed))
      tally = (tally.answers + one.answers, tally.failures + one.failures)
    }
    #expect(tally.answers > 30 && tally.failures > 3, "one kind is missing: \(tally)")
  }

  @Test(
    "answers as a fresh analysis does on e_coli_core",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)))
  func realModel() throws {
    let file = try InputFile.read(SharedFiles.path("models/e_coli_core.xml.gz"))
    let model = try SBMLReader.read(file.bytes, path: file.path).model
    let tally = try compare(model, rounds: 60, seed: 5)
    #expect(tally.answers > 20)
    let all = try session(of: model).ranges().ranges
    let fresh = try fluxVariability(
      of: ConstrainedModel(model), options: options(), using: SolverChoice.auto.makeBackend())
    try expectSame(.success(all), .success(fresh.ranges))
  }

  @Test("a question's digits do not depend on what was asked before")
  func history() throws {
    let model = try RandomModels.model(seed: 3, reactions: 200)
    let fresh = try session(of: model).ranges(of: [150, 20, 7]).ranges
    let used = try session(of: model)
    var random = SeededGenerator(seed: 1)
    for _ in 0..<5 {
      let changes = changes(model, using: &random)
      _ = attempt { () throws(FluxError) in try used.ranges(of: [1, 2], changing: changes) }
    }
    #expect(try used.ranges(of: [150, 20, 7]).ranges == fresh)
  }

  /// => A (0...10); A => B, closed in the model; B =>
  @Test("a reaction that the model closes can be opened")
  func opening() throws {
    let model = try OmicsModels.model(
      [
        .init("IN", ["A": 1], (0, 10)), .init("W", ["A": -1, "B": 1], (0, 0)),
        .init("OUT", ["B": -1]),
      ], objective: "OUT")
    let session = try session(of: model, fraction: 0.5)
    #expect(try session.ranges(of: [2]).ranges[0].maximum.value == 0)
    let open = [(reaction: 1, bounds: FluxBounds(lower: 0, upper: 4))]
    let range = try session.ranges(of: [2], changing: open).ranges[0]
    #expect(range.minimum.status == .certified && range.minimum.value == 2)
    #expect(range.maximum.status == .certified && range.maximum.value == 4)
    #expect(try session.ranges(of: [2]).ranges[0].maximum.value == 0)
  }

  @Test("a question that has no answer throws, and the session stays usable")
  func errors() throws {
    let model = try RandomModels.model(seed: 3, reactions: 60)
    let session = try session(of: model)
    let good = try session.ranges(of: [5]).ranges
    #expect(throws: FluxError.self) { try session.ranges(of: [60]) }
    #expect(throws: FluxError.self) {
      try session.ranges(of: [1], changing: [(60, FluxBounds(lower: 0, upper: 1))])
    }
    #expect(throws: FluxError.self) {
      try session.ranges(of: [1], changing: [(1, FluxBounds(lower: 2, upper: 1))])
    }
    #expect(throws: FluxError.self) { try session.ranges(of: [1], under: []) }
    let forced = model.reactions.indices.map {
      (reaction: $0, bounds: FluxBounds(lower: 5, upper: 6))
    }
    #expect(throws: FluxError.infeasible(model: "random 3")) {
      try session.ranges(of: [1], changing: forced)
    }
    #expect(throws: FluxError.cancelled) { try session.ranges(of: [1]) { _, _ in false } }
    #expect(try session.ranges(of: [5]).ranges == good)
  }

  @Test("a model whose own bounds are infeasible can be asked about others")
  func infeasibleModel() throws {
    let model = try OmicsModels.model(
      [.init("IN", ["A": 1], (2, 3)), .init("OUT", ["A": -1], (0, 1))], objective: "OUT")
    let session = try session(of: model)
    #expect(throws: FluxError.infeasible(model: "test")) { try session.ranges() }
    let wide = [(reaction: 1, bounds: FluxBounds(lower: 0, upper: 10))]
    #expect(try session.ranges(of: [0], changing: wide).ranges[0].maximum.value == 3)
  }

  @Test("many tasks can ask at once, and each gets its own answer")
  func tasks() async throws {
    let model = try RandomModels.model(seed: 8, reactions: 80)
    let session = try session(of: model)
    let expected = try (0..<16).map { try session.ranges(of: [$0]).ranges }
    let found = try await withThrowingTaskGroup(of: (Int, [FluxRange]).self) { group in
      for index in 0..<16 {
        group.addTask { (index, try await session.answer(of: [index]).ranges) }
      }
      return try await group.reduce(into: [Int: [FluxRange]]()) { $0[$1.0] = $1.1 }
    }
    for index in 0..<16 { #expect(found[index] == expected[index]) }
  }

  @Test("a cancelled task gets no answer, and the next one does")
  func cancellation() async throws {
    let model = try RandomModels.model(seed: 8, reactions: 80)
    let session = try session(of: model)
    let task = Task { () throws(FluxError) in
      withUnsafeCurrentTask { $0?.cancel() }
      return try await session.answer().ranges.count
    }
    let result = await task.result
    #expect(throws: FluxError.cancelled) { try result.get() }
    #expect(try await session.answer(of: [3]).ranges.count == 1)
  }
}
