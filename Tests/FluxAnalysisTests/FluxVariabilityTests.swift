import TestSupport
import Testing
import TwinFlux

@Suite(
  "Flux variability")
struct FluxVariabilityTests {
  private func ranges(
    of model: ConstrainedModel, _ change: (inout FluxVariabilityOptions) -> Void = { _ in }
  ) throws -> [[Double?]] {
    var options = FluxVariabilityOptions()
    change(&options)
    let result = try fluxVariability(
      of: model, options: options, using: SolverChoice.auto.makeBackend())
    return result.ranges.map { [$0.minimum.value, $0.maximum.value] }
  }

  /// => A (0...10); A => B by two ways; B =>
  private func twoWays() throws -> ConstrainedModel {
    ConstrainedModel(
      try OmicsModels.model(
        [
          .init("IN", ["A": 1], (0, 10)), .init("W1", ["A": -1, "B": 1]),
          .init("W2", ["A": -1, "B": 1], (0, 4)), .init("OUT", ["B": -1]),
        ], objective: "OUT"))
  }

  @Test("two ways share what the objective needs")
  func closedForm() throws {
    let half = try ranges(of: twoWays()) { $0.cut = .fraction(0.5) }
    #expect(half == [[5, 10], [1, 10], [0, 4], [5, 10]])
    let free = try ranges(of: twoWays()) { $0.cut = .none }
    #expect(free == [[0, 10], [0, 10], [0, 4], [0, 10]])
  }

  @Test("every end of a bounded model is certified, and its outer bound encloses it")
  func certified() throws {
    let result = try fluxVariability(of: twoWays(), using: SolverChoice.auto.makeBackend())
    for range in result.ranges {
      #expect(range.minimum.status == .certified && range.maximum.status == .certified)
      let (low, high) = try (#require(range.minimum.outerBound), #require(range.maximum.outerBound))
      let (minimum, maximum) = try (#require(range.minimum.value), #require(range.maximum.value))
      #expect(low <= minimum + 1e-9 && high >= maximum - 1e-9)
    }
    var options = FluxVariabilityOptions()
    options.certificates = false
    let plain = try fluxVariability(
      of: twoWays(), options: options, using: SolverChoice.auto.makeBackend())
    #expect(
      plain.ranges.allSatisfy { $0.minimum.status == .optimal && $0.minimum.outerBound == nil })
  }

  /// The defect of COBRApy 0.32.1 that STYLE.md 1.9 describes: at z = −10 a fraction of 0.9 makes
  /// its program infeasible, and it answers [10, 10]. Staying within 10 % allows [10, 11].
  @Test("a negative optimum leaves its room, maximizing and minimizing")
  func negativeOptimum() throws {
    let model = try OmicsModels.model(
      [.init("IN", ["A": 1], (10, 20)), .init("OUT", ["A": -1], (0, 20))])
    var maximizing = ConstrainedModel(model)
    maximizing.objective = FluxObjective(terms: [.init(reaction: 1, coefficient: -1)])
    #expect(try ranges(of: maximizing) { $0.cut = .fraction(0.9) } == [[10, 11], [10, 11]])
    var minimizing = maximizing
    minimizing.objective = FluxObjective(
      sense: .minimize, terms: [.init(reaction: 1, coefficient: 1)])
    #expect(try ranges(of: minimizing) { $0.cut = .fraction(0.9) } == [[10, 11], [10, 11]])
  }

  @Test("a fraction of 0 keeps the objective at 0 or more, as COBRApy; no cut does not")
  func fractionZero() throws {
    let model = ConstrainedModel(
      try OmicsModels.model(
        [.init("EX", ["A": -1], (-5, 5)), .init("SINK", ["A": -1], (-10, 10))], objective: "SINK"))
    #expect(try ranges(of: model) { $0.cut = .fraction(0) } == [[-5, 0], [0, 5]])
    #expect(try ranges(of: model) { $0.cut = .none } == [[-5, 5], [-5, 5]])
  }

  @Test("an unlimited loop is unbounded at both ends, and the rest is not")
  func unlimited() throws {
    let infinity = Double.infinity
    let model = ConstrainedModel(
      try OmicsModels.model(
        [
          .init("IN", ["A": 1], (0, 1)), .init("OUT", ["A": -1]),
          .init("F", ["A": -1, "B": 1], (-infinity, infinity)),
          .init("R", ["B": -1, "A": 1], (-infinity, infinity)),
        ], objective: "OUT"))
    let result = try fluxVariability(of: model, using: SolverChoice.auto.makeBackend())
    #expect(result.ranges[2].minimum == .init(status: .unbounded, value: -infinity))
    #expect(result.ranges[2].maximum == .init(status: .unbounded, value: infinity))
    #expect(result.ranges[3].maximum.status == .unbounded)
    #expect(result.ranges[0].maximum.value == 1)
  }

  @Test("ends are certified where infinite bounds are limited by the mass balance")
  func limitedByOthers() throws {
    let infinity = Double.infinity
    // A third of A goes into each of three Bs: duals of thirds, whose rounding no infinite bound
    // could pay for.
    let model = ConstrainedModel(
      try OmicsModels.model(
        [
          .init("IN", ["A": 1], (0, 7)), .init("S", ["A": -1, "B": 3], (0, infinity)),
          .init("X", ["B": -1, "C": 1], (0, infinity)),
          .init("Y", ["B": -1, "C": 0.1], (0, infinity)), .init("OUT", ["C": -1], (0, infinity)),
        ], objective: "OUT"))
    var options = FluxVariabilityOptions()
    options.cut = .fraction(0.7)
    let result = try fluxVariability(
      of: model, options: options, using: SolverChoice.auto.makeBackend())
    for range in result.ranges {
      #expect(range.minimum.status == .certified && range.maximum.status == .certified)
    }
    // X + Y = 3 S ≤ 21 and X + Y / 10 ≥ 14.7.
    #expect(abs(try #require(result.ranges[3].maximum.value) - 7) < 1e-9)
  }

  @Test(
    "what an analysis costs with GLPK",
    .enabled(if: SharedFiles.arePresent, Comment(rawValue: SharedFiles.reason)),
    .enabled(if: SolverChoice.available.contains(.glpk), "needs GLPK"))
  func counters() throws {
    let file = try InputFile.read(SharedFiles.path("models/e_coli_core.xml.gz"))
    let model = ConstrainedModel(try SBMLReader.read(file.bytes, path: file.path).model)
    var options = FluxVariabilityOptions()
    options.cut = .fraction(0.9)
    let counters = try fluxVariability(
      of: model, options: options, using: SolverChoice.glpk.makeBackend()
    ).counters
    #expect(counters.programsSolved == 85)
    #expect(counters.scanPrograms == 4)
    #expect(counters.endsSeenAtBounds == 34 && counters.endsAtImpliedBounds == 4)
    #expect(counters.iterations == 329)
  }

  @Test("the reactions asked for come in the order asked for")
  func subset() throws {
    let found = try ranges(of: twoWays()) {
      $0.reactions = [3, 2]
      $0.cut = .fraction(0.5)
    }
    #expect(found == [[5, 10], [0, 4]])
    #expect(try ranges(of: twoWays()) { $0.reactions = [] }.isEmpty)
  }

  @Test("no steady state at all is an error, never a number")
  func infeasible() throws {
    let model = ConstrainedModel(
      try OmicsModels.model(
        [.init("IN", ["A": 1], (2, 3)), .init("OUT", ["A": -1], (0, 1))], objective: "OUT"))
    let backend = try SolverChoice.auto.makeBackend()
    #expect(throws: FluxError.infeasible(model: "test")) {
      try fluxVariability(of: model, using: backend)
    }
    #expect(throws: FluxError.infeasible(model: "test")) {
      try fluxBalance(of: model, using: backend)
    }
  }

  @Test("options out of range are refused")
  func options() throws {
    let model = try twoWays()
    #expect(throws: FluxError.self) { try ranges(of: model) { $0.cut = .fraction(1.5) } }
    #expect(throws: FluxError.self) { try ranges(of: model) { $0.cut = .fraction(.nan) } }
    #expect(throws: FluxError.self) { try ranges(of: model) { $0.threads = 0 } }
    #expect(throws: FluxError.self) { try ranges(of: model) { $0.reactions = [4] } }
    let unlimited = try ranges(of: model) { $0.solving.secondsPerProgram = .infinity }
    #expect(unlimited.count == 4)
  }

  @Test("a progress callback that says no cancels")
  func cancel() throws {
    let model = try twoWays()
    #expect(throws: FluxError.cancelled) {
      try ranges(of: model) { $0.progress = { _, _ in false } }
    }
  }

  @Test("a time limit of nothing stops the run")
  func timeLimit() throws {
    let model = try twoWays()
    #expect(throws: FluxError.stopped(.timeLimit)) {
      try ranges(of: model) { $0.solving.timeLimit = 0 }
    }
  }

  @Test("defaults are what the documentation says")
  func defaults() {
    let options = FluxVariabilityOptions()
    #expect(options.cut == .fraction(1))
    #expect(options.threads == 1)
    #expect(options.certificates)
    #expect(options.solving.tolerance == 1e-7)
    #expect(options.solving.secondsPerProgram == 600)
    #expect(options.solving.timeLimit == nil)
    #expect(objectiveSlack == 1e-10)
  }
}
