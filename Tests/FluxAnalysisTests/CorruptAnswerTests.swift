import TestSupport
import Testing
import TwinFlux

/// Deliberately corrupted answers. The honest results come from the same solver, not corrupted.
@Suite("A solver that lies is caught")
struct CorruptAnswerTests {
  private let native: any LPBackend

  init() throws { native = try SolverChoice.native.makeBackend() }

  /// A model whose limits lie in its imports: most other reactions have no upper bound.
  private static func openModel(seed: UInt64) throws -> ConstrainedModel {
    var model = ConstrainedModel(try RandomModels.model(seed: seed, reactions: 40))
    for reaction in 10..<40 where reaction != 39 {
      let lower = model.bounds[reaction].lower
      try model.setBounds(
        FluxBounds(lower: lower < 0 ? -.infinity : 0, upper: .infinity), ofReaction: reaction)
    }
    return model
  }

  private static func models() throws -> [ConstrainedModel] {
    var models = try (0..<3).map {
      ConstrainedModel(try RandomModels.model(seed: $0, reactions: 40))
    }
    for seed: UInt64 in 5..<8 { models.append(try openModel(seed: seed)) }
    return models
  }

  private func ranges(
    of model: ConstrainedModel, using backend: some LPBackend
  ) throws(FluxError) -> [FluxRange] {
    var options = FluxVariabilityOptions()
    options.cut = .fraction(0.9)
    return try fluxVariability(of: model, options: options, using: backend).ranges
  }

  private func agree(_ a: FluxRange.End, _ b: FluxRange.End) -> Bool {
    guard let x = a.value, let y = b.value else { return a.value == nil && b.value == nil }
    return x == y || abs(x - y) <= 1e-6 * max(1, abs(y))
  }

  private func ends(_ ranges: [FluxRange]) -> [FluxRange.End] {
    ranges.flatMap { [$0.minimum, $0.maximum] }
  }

  @Test("alone: every end is right or failed", arguments: CorruptBackend.Corruption.allCases)
  func alone(corruption: CorruptBackend.Corruption) throws {
    for model in try Self.models() {
      try checkAlone(model, corruption)
    }
  }

  private func checkAlone(
    _ model: ConstrainedModel, _ corruption: CorruptBackend.Corruption
  ) throws {
    let honest = Result { () throws(FluxError) in try ranges(of: model, using: native) }
    let liar = CorruptBackend(native, corruption)
    let found = Result { () throws(FluxError) in try ranges(of: model, using: liar) }
    switch (honest, found) {
    case (.success(let right), .success(let ranges)):
      for (end, expected) in zip(ends(ranges), ends(right)) where end.status != .failed {
        #expect(agree(end, expected), "\(corruption): \(end) for \(expected)")
      }
    case (_, .failure(.stopped(.numericalTrouble))): break
    case (.failure(let right), .failure(let error)): #expect(error == right)
    default: Issue.record("\(corruption): \(found) for \(honest)")
    }
  }

  @Test(
    "with another solver behind it: every end is right",
    arguments: CorruptBackend.Corruption.allCases)
  func withFallback(corruption: CorruptBackend.Corruption) throws {
    let liar = CorruptBackend(native, corruption)
    for (index, model) in try Self.models().enumerated() {
      let honest = Result { () throws(FluxError) in try ranges(of: model, using: native) }
      let found = Result { () throws(FluxError) in
        try ranges(of: model, using: FallbackBackend(liar, then: native))
      }
      switch (honest, found) {
      case (.success(let right), .success(let ranges)):
        for (end, expected) in zip(ends(ranges), ends(right)) {
          #expect(agree(end, expected), "\(corruption), model \(index): \(end) for \(expected)")
        }
      case (.failure(let right), .failure(let error)): #expect(error == right)
      default: Issue.record("\(corruption), model \(index): \(found) for \(honest)")
      }
    }
  }

  @Test(
    "that comes to its senses on a fresh basis: every end is right, without another solver",
    arguments: CorruptBackend.Corruption.allCases)
  func recovery(corruption: CorruptBackend.Corruption) throws {
    let liar = CorruptBackend(native, corruption, recovers: true)
    let model = try Self.models()[0]
    let honest = try ranges(of: model, using: native)
    for (end, expected) in zip(ends(try ranges(of: model, using: liar)), ends(honest)) {
      #expect(agree(end, expected), "\(corruption)")
    }
  }

  @Test(
    "on e_coli_core: right with another solver, never wrong without",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)),
    arguments: CorruptBackend.Corruption.allCases)
  func eColi(corruption: CorruptBackend.Corruption) throws {
    let path = SharedFiles.path("models/e_coli_core.xml.gz")
    let model = ConstrainedModel(
      try SBMLReader.read(InputFile.read(path).bytes, path: path).model)
    try checkAlone(model, corruption)
    let honest = try ranges(of: model, using: native)
    let liar = CorruptBackend(native, corruption)
    let found = try ranges(of: model, using: FallbackBackend(liar, then: native))
    for (end, expected) in zip(ends(found), ends(honest)) {
      #expect(agree(end, expected), "\(corruption): \(end) for \(expected)")
      #expect(end.status == .certified)
    }
  }

  @Test("flux balance: the right optimum, or none", arguments: CorruptBackend.Corruption.allCases)
  func fluxBalanceAnalysis(corruption: CorruptBackend.Corruption) throws {
    for seed: UInt64 in 0..<5 {
      let model = ConstrainedModel(try RandomModels.model(seed: seed, reactions: 40))
      let honest = try fluxBalance(of: model, using: native).objectiveValue
      let liar = CorruptBackend(native, corruption)
      let found = Result { () throws(FluxError) in try fluxBalance(of: model, using: liar) }
      switch found {
      case .success(let solution): #expect(abs(solution.objectiveValue - honest) <= 1e-6)
      case .failure(let error): #expect(error == .stopped(.numericalTrouble))
      }
      let saved = try fluxBalance(of: model, using: FallbackBackend(liar, then: native))
      #expect(abs(saved.objectiveValue - honest) <= 1e-6)
    }
  }

  @Test(
    "a true infeasible is still told, by a solver that gives no ray", arguments: [true, false])
  func trueInfeasible(givesRay: Bool) throws {
    var model = ConstrainedModel(try RandomModels.model(seed: 1, reactions: 40))
    for reaction in 0..<40 { try model.setBounds(.init(lower: 1, upper: 2), ofReaction: reaction) }
    let backend: any LPBackend = givesRay ? native : RaylessBackend(base: native)
    #expect(throws: FluxError.infeasible(model: "random 1")) {
      try ranges(of: model, using: backend)
    }
  }

  @Test("a true unbounded is still told, by a solver that gives no ray", arguments: [true, false])
  func trueUnbounded(givesRay: Bool) throws {
    let backend: any LPBackend = givesRay ? native : RaylessBackend(base: native)
    let model = try OmicsModels.model(
      [
        .init("IN", ["A": 1], (0, 10)), .init("GO", ["A": -1, "B": 1], (0, .infinity)),
        .init("BACK", ["B": -1, "A": 1], (0, .infinity)), .init("OUT", ["B": -1], (0, 1000)),
      ], objective: "OUT")
    let found = try ranges(of: ConstrainedModel(model), using: backend)
    #expect(found[0].maximum.value == 10)
    #expect(found[1].maximum.status == .unbounded && found[1].maximum.value == .infinity)
    #expect(found[2].maximum.status == .unbounded)
    #expect(found[2].minimum.value == 0)
    #expect(throws: FluxError.unbounded(model: model.id)) {
      var forced = ConstrainedModel(model)
      forced.objective = FluxObjective(terms: [.init(reaction: 2, coefficient: 1)])
      _ = try fluxBalance(of: forced, using: backend)
    }
  }
}

/// The native simplex without its rays, as GLPK is.
private struct RaylessBackend: LPBackend {
  let base: any LPBackend
  var name: String { "rayless" }
  var concurrentSessionLimit: Int { 1 }

  func makeSession(
    for program: LinearProgram, limits: SolveLimits
  ) throws(LPError) -> any LPSession & ~Copyable {
    RaylessSession(base: try base.makeSession(for: program, limits: limits))
  }
}

private struct RaylessSession: LPSession, ~Copyable {
  var base: any LPSession & ~Copyable

  mutating func setObjective(
    _ terms: [(column: Int, coefficient: Double)], sense: LinearProgram.Sense
  ) throws(LPError) { try base.setObjective(terms, sense: sense) }
  mutating func setColumnBounds(_ bounds: Bounds, column: Int) throws(LPError) {
    try base.setColumnBounds(bounds, column: column)
  }
  mutating func setRowBounds(_ bounds: Bounds, row: Int) throws(LPError) {
    try base.setRowBounds(bounds, row: row)
  }
  mutating func solve(_ rung: SolveRung, method: SimplexMethod) throws(LPError) -> LPOutcome {
    switch try base.solve(rung, method: method) {
    case .infeasible: .infeasible()
    case .unbounded: .unbounded()
    case let other: other
    }
  }
  mutating func basis() throws(LPError) -> Basis { try base.basis() }
  mutating func restore(_ basis: Basis) throws(LPError) { try base.restore(basis) }
}
