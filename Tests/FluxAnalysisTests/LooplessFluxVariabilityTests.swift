import TestSupport
import Testing
import TwinFlux

@Suite(
  "Loopless flux variability",
  .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct LooplessFluxVariabilityTests {
  private static let solvers = SolverChoice.available

  private func loopless(
    _ model: ConstrainedModel, _ solver: SolverChoice = .auto,
    _ change: (inout FluxVariabilityOptions) -> Void = { _ in }
  ) throws -> FluxVariabilityResult {
    var options = FluxVariabilityOptions()
    options.cut = .none
    change(&options)
    return try looplessFluxVariability(of: model, options: options, using: solver.makeBackend())
  }

  private func isNear(_ found: Double?, _ expected: Double) -> Bool {
    found.map { abs($0 - expected) <= 1e-6 * max(1, abs(expected)) } == true
  }

  /// => A (at most 10); a triangle A ⇌ B ⇌ C ⇌ A; B =>
  private func triangle(_ limit: Double = 1000) throws -> ConstrainedModel {
    let both = (-limit, limit)
    return ConstrainedModel(
      try OmicsModels.model(
        [
          .init("IN", ["A": 1], (0, 10)), .init("AB", ["A": -1, "B": 1], both),
          .init("BC", ["B": -1, "C": 1], both), .init("CA", ["C": -1, "A": 1], both),
          .init("OUT", ["B": -1]),
        ], objective: "OUT"))
  }

  @Test("a triangle carries what goes through it and no more", arguments: solvers)
  func closedForm(solver: SolverChoice) throws {
    for limit in [1000, Double.infinity] {
      let result = try loopless(triangle(limit), solver)
      let expected: [[Double]] = [[0, 10], [0, 10], [-10, 0], [-10, 0], [0, 10]]
      for (range, ends) in zip(result.ranges, expected) {
        #expect(isNear(range.minimum.value, ends[0]) && isNear(range.maximum.value, ends[1]))
        // Without a limit in the model no duals prove an outer bound.
        let isLimited = limit.isFinite
        #expect(!isLimited || range.minimum.status == .certified)
        #expect(!isLimited || range.maximum.status == .certified)
      }
    }
    let plain = try fluxVariability(of: triangle(), using: solver.makeBackend())
    #expect(plain.ranges[1].maximum.value == 1000, "with the cycle")
  }

  @Test("a flux without any limit but a cycle's is told from one without a limit")
  func unbounded() throws {
    var model = try triangle(.infinity)
    for reaction in [0, 4] {
      try model.setBounds(FluxBounds(lower: 0, upper: .infinity), ofReaction: reaction)
    }
    let result = try loopless(model)
    #expect(result.ranges[1].maximum.status == .unbounded)
    #expect(result.ranges[1].maximum.value == .infinity)
    #expect(isNear(result.ranges[1].minimum.value, 0))
  }

  /// Random models of few metabolites, so that there are many cycles: two kinds of matter each
  /// reaction moves one or two of, three of them exchanged.
  private func random(seed: UInt64, isForced: Bool = false) throws -> ConstrainedModel {
    var random = SeededGenerator(seed: seed)
    let names = ["A", "B", "C", "D", "E"]
    var parts: [OmicsModels.Part] = []
    for index in 0..<3 {
      parts.append(.init("EX\(index)", [names[index]: -1], (index == 0 ? -10 : -2, 8)))
    }
    for index in 0..<9 {
      let chosen = names.shuffled(using: &random)
      var equation = [chosen[0]: -1.0, chosen[1]: 1.0]
      if Int.random(in: 0..<3, using: &random) == 0 {
        equation[chosen[2]] = Bool.random(using: &random) ? 1 : -2
      }
      let limit = Double(Int.random(in: 5...50, using: &random))
      let isReversible = Bool.random(using: &random)
      parts.append(.init("R\(index)", equation, (isReversible ? -limit : 0, limit)))
    }
    if isForced { parts[4].bounds = (1, max(2, parts[4].bounds.1)) }
    return ConstrainedModel(try OmicsModels.model(parts, objective: isForced ? "R3" : "EX1"))
  }

  /// The ends by the formulation with indicators; `nil` if there is no loopless flux at all.
  private func oracle(
    _ model: ConstrainedModel, fraction: Double?
  ) throws -> [[Double]]? {
    let backend = try SolverChoice.auto.makeBackend()
    var program = LooplessProgram(model)
    func value(
      _ terms: [(column: Int, coefficient: Double)], _ sense: LinearProgram.Sense
    ) throws -> Double? {
      switch try branchAndBound(program.program(terms, sense), using: backend) {
      case .optimal(let found): return found.objective
      default: return nil
      }
    }
    let terms = model.objective.terms.map { (column: $0.reaction, coefficient: $0.coefficient) }
    if let fraction {
      guard let best = try value(terms, .maximize) else { return nil }
      let least = best - max((1 - fraction) * abs(best), 1e-9)
      program.addRow(Bounds(lower: least, upper: .infinity), terms)
    }
    var ends: [[Double]] = []
    for reaction in model.bounds.indices {
      guard let minimum = try value([(reaction, 1)], .minimize),
        let maximum = try value([(reaction, 1)], .maximize)
      else { return nil }
      ends.append([minimum, maximum])
    }
    return ends
  }

  private func compare(_ model: ConstrainedModel, fraction: Double?, _ note: String) throws -> Bool
  {
    guard let expected = try oracle(model, fraction: fraction) else { return false }
    let result = try loopless(model) { $0.cut = fraction.map { .fraction($0) } ?? .none }
    for (reaction, (range, ends)) in zip(result.ranges, expected).enumerated() {
      #expect(isNear(range.minimum.value, ends[0]), "\(note), minimum of \(reaction)")
      #expect(isNear(range.maximum.value, ends[1]), "\(note), maximum of \(reaction)")
      #expect(range.minimum.status == .certified && range.maximum.status == .certified)
      #expect((range.minimum.outerBound ?? .nan) <= (range.minimum.value ?? .nan) + 1e-12)
      #expect((range.maximum.outerBound ?? .nan) >= (range.maximum.value ?? .nan) - 1e-12)
    }
    return true
  }

  @Test("random models agree with the formulation with indicators")
  func againstIndicators() throws {
    for seed in UInt64(1)...10 {
      let model = try random(seed: seed)
      #expect(try compare(model, fraction: seed % 2 == 0 ? 0.7 : nil, "seed \(seed)"))
    }
  }

  @Test("also where reactions in cycles must carry flux or are in the objective")
  func boundReactions() throws {
    var compared = 0
    for seed in UInt64(1)...12 {
      let model = try random(seed: seed, isForced: true)
      if try compare(model, fraction: 0.8, "seed \(seed)") {
        compared += 1
      } else {
        #expect(throws: FluxError.self, "seed \(seed)") {
          try loopless(model) { $0.cut = .fraction(0.8) }
        }
      }
    }
    #expect(compared > 4)
  }

  @Test("the cut is made at the optimum without cycles where the objective is in one")
  func objectiveInCycle() throws {
    let model = try triangle()
    var inside = model
    inside.objective = FluxObjective(terms: [.init(reaction: 1, coefficient: 1)])
    let result = try loopless(inside) { $0.cut = .fraction(1) }
    #expect(isNear(result.objectiveValue, 10), "1000 with the cycle")
    #expect(isNear(result.ranges[4].minimum.value, 10))
    #expect(result.ranges.allSatisfy { $0.minimum.status == .certified })
  }

  @Test("forced cycles leave no loopless flux")
  func infeasible() throws {
    var model = try triangle()
    try model.setBounds(FluxBounds(lower: 20, upper: 1000), ofReaction: 1)
    #expect(throws: FluxError.infeasible(model: "test")) {
      try loopless(model) { $0.cut = .fraction(0.5) }
    }
  }

  @Test("threads change no digit, and a subset comes in the order asked for")
  func threads() throws {
    for seed in UInt64(1)...3 {
      let model = try random(seed: seed)
      let one = try loopless(model)
      let two = try loopless(model) { $0.threads = 2 }
      #expect(one.ranges == two.ranges)
      let some = try loopless(model) { $0.reactions = [7, 3] }
      for (range, reaction) in zip(some.ranges, [7, 3]) {
        #expect(isNear(range.minimum.value, one.ranges[reaction].minimum.value ?? .nan))
        #expect(isNear(range.maximum.value, one.ranges[reaction].maximum.value ?? .nan))
      }
    }
  }

  @Test("a node limit gives up the end, never a number")
  func nodeLimit() throws {
    let result = try loopless(triangle()) { $0.looplessNodeLimit = 1 }
    #expect(result.ranges[1].maximum.status == .failed && result.ranges[1].maximum.value == nil)
    #expect(
      isNear(result.ranges[1].maximum.outerBound, 1000), "no flux lies beyond it all the same")
    #expect(FluxVariabilityOptions().looplessNodeLimit == 100_000)
  }

  @Test("options out of range, cancellation and time limits end the run")
  func ends() throws {
    let model = try triangle()
    #expect(throws: FluxError.self) { try loopless(model) { $0.threads = 0 } }
    #expect(throws: FluxError.cancelled) { try loopless(model) { $0.progress = { _, _ in false } } }
    #expect(throws: FluxError.stopped(.timeLimit)) {
      try loopless(model) { $0.solving.timeLimit = 0 }
    }
  }

  @Test(
    "e_coli_core agrees with COBRApy, and has one cycle",
    .enabled(if: SharedFiles.arePresent, "\(SharedFiles.reason)"))
  func coreModel() throws {
    let path = SharedFiles.path("models/e_coli_core.xml.gz")
    let model = ConstrainedModel(
      try SBMLReader.read(InputFile.read(path).bytes, path: path).model)
    let result = try loopless(model) { $0.cut = .fraction(0.9) }
    var options = FluxVariabilityOptions()
    options.cut = .fraction(0.9)
    let plain = try fluxVariability(
      of: model, options: options, using: SolverChoice.auto.makeBackend())
    let cycle = try ["FRD7", "SUCDi"].map { try #require(model.model.reactionIndex($0)) }
    for reaction in model.bounds.indices where !cycle.contains(reaction) {
      let (found, without) = (result.ranges[reaction], plain.ranges[reaction])
      #expect(isNear(found.minimum.value, without.minimum.value ?? .nan))
      #expect(isNear(found.maximum.value, without.maximum.value ?? .nan))
    }
    #expect(plain.ranges[cycle[0]].maximum.value == 1000, "with the cycle")
    // COBRApy 0.32.1: add_loopless, then the maximum of each.
    #expect(isNear(result.ranges[cycle[0]].maximum.value, 0.5129141697366322))
    #expect(isNear(result.ranges[cycle[1]].maximum.value, 8.045933578706126))
    #expect(
      result.ranges.allSatisfy {
        $0.minimum.status == .certified && $0.maximum.status == .certified
      })
  }
}
