import Synchronization
import TestSupport
import Testing
import TwinFlux

@Suite(
  "Branch and bound",
  .enabled(if: !SolverChoice.available.isEmpty, "needs a solver"))
struct BranchAndBoundTests {
  private static let solvers = SolverChoice.available

  private func solve(
    _ program: MixedIntegerProgram, _ solver: SolverChoice = .auto,
    _ change: (inout MixedIntegerOptions) -> Void = { _ in }
  ) throws -> MixedIntegerOutcome {
    var options = MixedIntegerOptions()
    change(&options)
    return try branchAndBound(program, options: options, using: solver.makeBackend())
  }

  private func upTo(_ upper: Double) -> Bounds { Bounds(lower: -.infinity, upper: upper) }
  private static let binary = Bounds(lower: 0, upper: 1)

  private func program(
    _ objective: [Double], _ sense: LinearProgram.Sense, _ rows: [([Double], Bounds)],
    _ columns: [Bounds], integers: [Int]
  ) -> MixedIntegerProgram {
    MixedIntegerProgram(
      KnownProgram.program(objective: objective, sense: sense, rows: rows, columns: columns),
      integerColumns: integers)
  }

  /// The best total value of a knapsack by dynamic programming over its capacity.
  private func bestKnapsack(_ weights: [Int], _ values: [Int], _ capacity: Int) -> Int {
    var best = [Int](repeating: 0, count: capacity + 1)
    for (weight, value) in zip(weights, values) where weight <= capacity {
      for room in (weight...capacity).reversed() {
        best[room] = max(best[room], best[room - weight] + value)
      }
    }
    return best[capacity]
  }

  @Test("knapsacks agree with dynamic programming", arguments: solvers)
  func knapsacks(solver: SolverChoice) throws {
    for seed in UInt64(1)...12 {
      var random = SeededGenerator(seed: seed)
      let weights = (0..<14).map { _ in Int.random(in: 3...40, using: &random) }
      let values = weights.map { $0 + Int.random(in: 0...12, using: &random) }
      let capacity = weights.reduce(0, +) / 2
      let outcome = try solve(
        program(
          values.map(Double.init), .maximize, [(weights.map(Double.init), upTo(Double(capacity)))],
          Array(repeating: Self.binary, count: 14), integers: Array(0..<14)), solver)
      guard case .optimal(let found) = outcome else {
        Issue.record("seed \(seed): \(outcome)")
        continue
      }
      #expect(abs(found.objective - Double(bestKnapsack(weights, values, capacity))) < 1e-6)
      #expect(found.bound >= found.objective && found.gap < 1e-3 && found.isBoundProved)
      #expect(found.columns.allSatisfy { $0 == 0 || $0 == 1 })
    }
  }

  @Test("set covers agree with the enumeration of all choices", arguments: solvers)
  func setCovers(solver: SolverChoice) throws {
    for seed in UInt64(1)...10 {
      var random = SeededGenerator(seed: seed)
      let sets = (0..<10).map { _ in UInt32.random(in: 1..<256, using: &random) }
      let union = sets.reduce(0, |)
      let costs = sets.map { _ in Double(Int.random(in: 1...9, using: &random)) }
      let rows = (0..<8).filter { union >> $0 & 1 == 1 }.map { element in
        (
          sets.map { $0 >> element & 1 == 1 ? 1.0 : 0 },
          Bounds(lower: 1, upper: .infinity)
        )
      }
      let best = (UInt32(0)..<1024).compactMap { choice -> Double? in
        let chosen = sets.indices.filter { choice >> $0 & 1 == 1 }
        guard chosen.reduce(0, { $0 | sets[$1] }) == union else { return nil }
        return chosen.reduce(0) { $0 + costs[$1] }
      }.min()
      let outcome = try solve(
        program(
          costs, .minimize, rows, Array(repeating: Self.binary, count: 10),
          integers: Array(0..<10)), solver)
      guard case .optimal(let found) = outcome else {
        Issue.record("seed \(seed): \(outcome)")
        continue
      }
      #expect(abs(found.objective - (best ?? .nan)) < 1e-6)
      #expect(found.bound <= found.objective && found.gap < 1e-4)
    }
  }

  /// The best over all assignments of the integer columns, each a linear program of its own.
  private func enumerated(
    _ program: MixedIntegerProgram, with backend: some LPBackend
  ) throws -> Double? {
    var assignments: [[Double]] = [[]]
    for column in program.integerColumns {
      let bounds = program.relaxation.columns[column]
      let values = stride(from: bounds.lower, through: bounds.upper, by: 1)
      assignments = assignments.flatMap { chosen in values.map { chosen + [$0] } }
    }
    return try backend.withSession(for: program.relaxation, limits: SolveLimits()) {
      session throws(LPError) in
      var best: Double?
      for values in assignments {
        for (column, value) in zip(program.integerColumns, values) {
          try session.setColumnBounds(.fixed(value), column: column)
        }
        if case .optimal(let found) = try session.solve(.freshBasis, method: .primal) {
          best = max(best ?? -.infinity, found.objective)
        }
      }
      return best
    }
  }

  private func random(seed: UInt64) -> MixedIntegerProgram {
    var random = SeededGenerator(seed: seed)
    let number = { (range: ClosedRange<Int>, random: inout SeededGenerator) in
      Double(Int.random(in: range, using: &random))
    }
    let rows = (0..<5).map { _ -> ([Double], Bounds) in
      let coefficients = (0..<9).map { _ in number(-4...6, &random) }
      let upper = number(-2...9, &random)
      return (coefficients, Bounds(lower: upper - number(0...12, &random), upper: upper))
    }
    let columns = (0..<9).map { column in
      column < 5
        ? Bounds(lower: number(-1...0, &random), upper: number(1...2, &random))
        : Bounds(lower: 0, upper: number(1...5, &random))
    }
    let costs = (0..<9).map { _ in number(-5...9, &random) }
    return program(costs, .maximize, rows, columns, integers: Array(0..<5))
  }

  @Test("random programs agree with the enumeration of their integer parts", arguments: solvers)
  func randomPrograms(solver: SolverChoice) throws {
    let backend = try solver.makeBackend()
    var solved = 0
    for seed in UInt64(1)...40 {
      let program = random(seed: seed)
      let best = try enumerated(program, with: backend)
      switch (try solve(program, solver), best) {
      case (.optimal(let found), let best?):
        #expect(abs(found.objective - best) <= 2e-6 * max(1, abs(best)), "seed \(seed)")
        #expect(found.isBoundProved, "seed \(seed)")
        let judge = ProgramJudge(program.relaxation)
        #expect(judge.primalResidual(of: found.columns) <= 1e-7, "seed \(seed)")
        solved += 1
      case (.infeasible(isProved: true), nil): break
      case (let outcome, let best): Issue.record("seed \(seed): \(outcome), not \(best as Any)")
      }
    }
    #expect(solved > 10 && solved < 40, "some have a solution, some have none")
  }

  @Test("infeasible, integer-infeasible and unbounded are told apart", arguments: solvers)
  func statuses(solver: SolverChoice) throws {
    let none = program(
      [1], .maximize, [([1], Bounds(lower: 2, upper: 3))], [Self.binary], integers: [0])
    guard case .infeasible(isProved: true) = try solve(none, solver) else { throw Unexpected() }
    // 2x + 2y = 1 has points, but none of whole numbers.
    let odd = program(
      [1, 1], .maximize, [([2, 2], .fixed(1))], [Self.binary, Self.binary], integers: [0, 1])
    guard case .infeasible(isProved: true) = try solve(odd, solver) else { throw Unexpected() }
    let gapless = program(
      [1], .maximize, [], [Bounds(lower: 0.2, upper: 0.8)], integers: [0])
    guard case .infeasible(isProved: true) = try solve(gapless, solver) else { throw Unexpected() }
    let endless = program(
      [1, 1], .maximize, [([1, -1], upTo(0))],
      [Bounds(lower: 0, upper: .infinity), Bounds(lower: 0, upper: .infinity)], integers: [0])
    guard case .unbounded = try solve(endless, solver) else { throw Unexpected() }
    let endlessWithout = program(
      [0, 1], .maximize, [([2, 0], .fixed(1))],
      [Self.binary, Bounds(lower: 0, upper: .infinity)], integers: [0])
    guard case .infeasible(isProved: true) = try solve(endlessWithout, solver) else {
      throw Unexpected()
    }
  }

  private struct Unexpected: Error {}

  @Test("a solution does not live on the tolerance of an indicator", arguments: solvers)
  func indicatorLeak(solver: SolverChoice) throws {
    // x may reach 1 only with the indicator on, which costs 10; 1e7 times 1e-7 of it would do.
    let leak = program(
      [1, -10], .maximize, [([1, -1e7], upTo(0))], [Self.binary, Self.binary], integers: [1])
    guard case .optimal(let found) = try solve(leak, solver) else { throw Unexpected() }
    #expect(abs(found.objective) <= 1e-9)
    #expect(found.columns[1] == 0 && abs(found.columns[0]) <= 1e-9)
  }

  private func hardKnapsack() -> MixedIntegerProgram {
    // Every weight is even and the capacity odd: the bound cannot meet the value before all is
    // searched (Jeroslow, Math. Programming 1974, doi 10.1007/BF01580231).
    program(
      Array(repeating: 2, count: 12), .maximize, [(Array(repeating: 2, count: 12), upTo(11))],
      Array(repeating: Self.binary, count: 12), integers: Array(0..<12))
  }

  @Test("limits and cancellation end the search with what is known", arguments: solvers)
  func limits(solver: SolverChoice) throws {
    let stopped = try solve(hardKnapsack(), solver) { $0.nodeLimit = 20 }
    guard case .feasible(let found, .nodeLimit) = stopped else { throw Unexpected() }
    #expect(found.objective == 10 && abs(found.bound - 11) < 1e-9 && found.nodes == 20)
    guard case .stopped(.timeLimit) = try solve(hardKnapsack(), solver, { $0.seconds = 0 }) else {
      throw Unexpected()
    }
    let cancelled = try solve(hardKnapsack(), solver) { $0.isCancelled = { true } }
    guard case .stopped(.cancelled) = cancelled else { throw Unexpected() }
    let loose = try solve(hardKnapsack(), solver) { $0.relativeGap = 0.2 }
    guard case .optimal(let good) = loose else { throw Unexpected() }
    #expect(good.gap <= 0.2 * good.objective && good.nodes < 20)
    guard case .optimal(let best) = try solve(hardKnapsack(), solver) else { throw Unexpected() }
    #expect(best.objective == 10 && best.nodes > 100)
  }

  @Test("the same search every time", arguments: solvers)
  func determinism(solver: SolverChoice) throws {
    for seed in UInt64(1)...6 {
      guard case .optimal(let first) = try solve(random(seed: seed), solver) else { continue }
      guard case .optimal(let second) = try solve(random(seed: seed), solver) else {
        throw Unexpected()
      }
      #expect(first.nodes == second.nodes && first.objective == second.objective)
      #expect(first.columns == second.columns && first.bound == second.bound)
    }
  }

  @Test("a relaxation wrongly called infeasible from a warm basis cuts off nothing")
  func lyingSolver() throws {
    for seed in UInt64(1)...10 {
      let program = random(seed: seed)
      let honest = try solve(program)
      let found = try branchAndBound(
        program, using: LyingBackend(inner: SolverChoice.auto.makeBackend()))
      switch (honest, found) {
      case (.optimal(let a), .optimal(let b)): #expect(abs(a.objective - b.objective) < 1e-6)
      case (.infeasible, .infeasible): break
      default: Issue.record("seed \(seed): \(found), not \(honest)")
      }
    }
  }

  @Test("defaults are what the documentation says")
  func defaults() {
    let options = MixedIntegerOptions()
    #expect(options.absoluteGap == 1e-6 && options.relativeGap == 1e-6)
    #expect(options.nodeLimit == 1_000_000 && options.seconds == .infinity)
    #expect(options.tolerance == 1e-7)
  }
}

/// A solver that calls every second program infeasible when it starts from the basis at hand.
private struct LyingBackend: LPBackend {
  let inner: any LPBackend
  var name: String { "lying" }
  var concurrentSessionLimit: Int { 1 }

  func makeSession(
    for program: LinearProgram, limits: SolveLimits
  ) throws(LPError) -> any LPSession & ~Copyable {
    LyingSession(inner: try inner.makeSession(for: program, limits: limits))
  }
}

private struct LyingSession: LPSession, ~Copyable {
  private var inner: any LPSession & ~Copyable
  private var solves = 0

  init(inner: consuming any LPSession & ~Copyable) { self.inner = inner }

  mutating func setObjective(
    _ terms: [(column: Int, coefficient: Double)], sense: LinearProgram.Sense
  ) throws(LPError) { try inner.setObjective(terms, sense: sense) }
  mutating func setColumnBounds(_ bounds: Bounds, column: Int) throws(LPError) {
    try inner.setColumnBounds(bounds, column: column)
  }
  mutating func setRowBounds(_ bounds: Bounds, row: Int) throws(LPError) {
    try inner.setRowBounds(bounds, row: row)
  }
  mutating func solve(_ rung: SolveRung, method: SimplexMethod) throws(LPError) -> LPOutcome {
    solves += 1
    if rung < .freshBasis, solves % 2 == 0 { return .infeasible() }
    return try inner.solve(rung, method: method)
  }
  mutating func basis() throws(LPError) -> Basis { try inner.basis() }
  mutating func restore(_ basis: Basis) throws(LPError) { try inner.restore(basis) }
}
