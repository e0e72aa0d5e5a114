import TestSupport
import Testing
import TwinFlux

@Suite("Every LP backend")
struct BackendConformanceTests {
  private func answer(
    of program: LinearProgram, _ solver: SolverChoice, _ rung: SolveRung, _ method: SimplexMethod
  ) throws -> LPOutcome {
    let backend = try solver.makeBackend()
    return try solve(program, with: backend, rung, method)
  }

  private func solve(
    _ program: LinearProgram, with backend: some LPBackend, _ rung: SolveRung,
    _ method: SimplexMethod
  ) throws -> LPOutcome {
    try backend.withSession(for: program, limits: SolveLimits()) { session throws(LPError) in
      try session.solve(rung, method: method)
    }
  }

  @Test(
    "reaches the known answer on every rung but presolve, which may not tell why there is none",
    arguments: SolverChoice.available, KnownProgram.all)
  func knownAnswer(solver: SolverChoice, known: KnownProgram) throws {
    for rung in SolveRung.allCases {
      for method in [SimplexMethod.primal, .dual] {
        let outcome = try answer(of: known.program, solver, rung, method)
        switch (known.answer, outcome) {
        case (.optimum(let value), .optimal(let solution)):
          #expect(abs(solution.objective - value) <= 1e-9 * max(1, abs(value)), "\(rung) \(method)")
          #expect(
            KKTReport(program: known.program, solution: solution).holds(within: 1e-8),
            "\(rung) \(method)")
        case (.infeasible, .infeasible), (.unbounded, .unbounded): break
        case (.infeasible, .stopped(.numericalTrouble)), (.unbounded, .stopped(.numericalTrouble)):
          #expect(rung == .presolved, "\(rung) \(method)")
        default: Issue.record("\(rung) \(method): \(outcome), not \(known.answer)")
        }
      }
    }
  }

  @Test(
    "goes on from its basis when objective and bounds change", arguments: SolverChoice.available)
  func warmChanges(solver: SolverChoice) throws {
    let program = KnownProgram.all[0].program
    let values = try changes(of: program, with: solver.makeBackend())
    #expect(values == [4, 0, 2, 4])
  }

  private func changes(
    of program: LinearProgram, with backend: some LPBackend
  ) throws -> [Double] {
    try backend.withSession(for: program, limits: SolveLimits()) { session throws(LPError) in
      var values: [Double] = []
      func note(_ outcome: LPOutcome) {
        if case .optimal(let solution) = outcome { values.append(solution.objective) }
      }
      note(try session.solve(.warm, method: .primal))
      try session.setObjective([(column: 0, coefficient: 1)], sense: .minimize)
      note(try session.solve(.warm, method: .primal))
      try session.setObjective([(column: 2, coefficient: 1)], sense: .maximize)
      try session.setColumnBounds(Bounds(lower: 0, upper: 2), column: 1)
      note(try session.solve(.warm, method: .dual))
      let basis = try session.basis()
      try session.setColumnBounds(Bounds(lower: 0, upper: 4), column: 1)
      try session.restore(basis)
      note(try session.solve(.warm, method: .primal))
      return values
    }
  }

  @Test("refuses a basis that does not fit", arguments: SolverChoice.available)
  func wrongBasis(solver: SolverChoice) throws {
    let backend = try solver.makeBackend()
    #expect(throws: LPError.basisDoesNotFit(rows: 1, columns: 0)) {
      try restoreWrongBasis(with: backend)
    }
  }

  private func restoreWrongBasis(with backend: some LPBackend) throws {
    try backend.withSession(for: KnownProgram.all[0].program, limits: SolveLimits()) {
      session throws(LPError) in
      try session.restore(Basis(rows: [.basic], columns: []))
    }
  }

  @Test("stops at its limit of pivots and says so", arguments: SolverChoice.available)
  func iterationLimit(solver: SolverChoice) throws {
    var limits = SolveLimits()
    limits.iterationsPerRow = 0
    limits.extraIterations = 1
    let outcome = try limited(by: limits, with: solver.makeBackend())
    guard case .stopped(.iterationLimit) = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  private func limited(by limits: SolveLimits, with backend: some LPBackend) throws -> LPOutcome {
    try backend.withSession(for: RandomPrograms.feasible(seed: 1, columns: 40), limits: limits) {
      session throws(LPError) in
      try session.solve(.freshBasis, method: .primal)
    }
  }

  @Test("gives the same digits on four threads at once", arguments: SolverChoice.available)
  func threads(solver: SolverChoice) throws {
    let backend = try solver.makeBackend()
    let alone = try objectives(with: backend)
    if backend.concurrentSessionLimit < 4 { return }
    try onPinnedThreads(4) { _ in
      let here = try objectives(with: backend)
      #expect(here == alone)
    }
  }

  private func objectives(with backend: some LPBackend) throws -> [Double] {
    try (0..<20).map { seed in
      let program = RandomPrograms.feasible(seed: UInt64(seed), columns: 30)
      guard case .optimal(let solution) = try solve(program, with: backend, .warm, .primal) else {
        return .nan
      }
      return solution.objective
    }
  }
}
