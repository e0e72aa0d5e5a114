import TestSupport
import Testing
import TwinFlux

@Suite("Ill-posed programs end in their status")
struct IllPosedProgramTests {
  private func solve(
    _ program: LinearProgram, with backend: some LPBackend, _ rung: SolveRung,
    _ method: SimplexMethod, limits: SolveLimits = SolveLimits()
  ) throws -> LPOutcome {
    try backend.withSession(for: program, limits: limits) { session throws(LPError) in
      try session.solve(rung, method: method)
    }
  }

  /// Solves on every rung by both methods.
  ///
  /// The native simplex has to tell why there is no optimum, and its duals have to prove one. GLPK
  /// gives up on some programs without a limit or a point whose columns are free, and some of its
  /// optima come with duals that are too rough for a proof; it may never give a wrong answer.
  private func check(
    _ known: KnownProgram, _ solver: SolverChoice, within tolerance: Double = 1e-9
  ) throws {
    for rung in SolveRung.allCases {
      for method in [SimplexMethod.primal, .dual] {
        let outcome = try solve(known.program, with: solver.makeBackend(), rung, method)
        switch (known.answer, outcome) {
        case (.optimum(let value), .optimal(let solution)):
          let error = abs(solution.objective - value)
          #expect(error <= tolerance * (value == 0 ? 1 : abs(value)), "\(rung) \(method)")
          #expect(
            solver != .native
              || KKTReport(program: known.program, solution: solution).holds(within: 1e-7),
            "\(rung) \(method)")
        case (.infeasible, .infeasible), (.unbounded, .unbounded): break
        case (.infeasible, .stopped(.numericalTrouble)), (.unbounded, .stopped(.numericalTrouble)):
          #expect(solver != .native, "\(rung) \(method)")
        default: Issue.record("\(rung) \(method): \(outcome), not \(known.answer)")
        }
      }
    }
  }

  @Test("where the textbook rule cycles", arguments: SolverChoice.available, KnownProgram.cycling)
  func cycling(solver: SolverChoice, known: KnownProgram) throws { try check(known, solver) }

  @Test("where it visits every corner", arguments: SolverChoice.available, KnownProgram.cubes)
  func cubes(solver: SolverChoice, known: KnownProgram) throws { try check(known, solver) }

  @Test("at degenerate corners", arguments: SolverChoice.available, KnownProgram.degenerate)
  func degenerate(solver: SolverChoice, known: KnownProgram) throws { try check(known, solver) }

  @Test("with empty rows and columns", arguments: SolverChoice.available, KnownProgram.empty)
  func empty(solver: SolverChoice, known: KnownProgram) throws { try check(known, solver) }

  @Test("with dependent rows", arguments: SolverChoice.available, KnownProgram.dependent)
  func dependent(solver: SolverChoice, known: KnownProgram) throws { try check(known, solver) }

  @Test(
    "with coefficients over twelve orders of magnitude", arguments: SolverChoice.available,
    KnownProgram.enzymes)
  func enzymes(solver: SolverChoice, known: KnownProgram) throws {
    try check(known, solver, within: 1e-7)
  }

  @Test("with huge bounds", arguments: SolverChoice.available, KnownProgram.hugeBounds)
  func hugeBounds(solver: SolverChoice, known: KnownProgram) throws { try check(known, solver) }

  @Test("when there is no time", arguments: SolverChoice.available)
  func timeLimit(solver: SolverChoice) throws {
    var limits = SolveLimits()
    limits.seconds = 0
    let program = RandomPrograms.feasible(seed: 3, columns: 60)
    for method in [SimplexMethod.primal, .dual] {
      let backend = try solver.makeBackend()
      let outcome = try solve(program, with: backend, .freshBasis, method, limits: limits)
      guard case .stopped(.timeLimit) = outcome else {
        Issue.record("\(method): \(outcome)")
        continue
      }
    }
  }

  @Test(
    "when there are no pivots", arguments: SolverChoice.available,
    KnownProgram.cycling + KnownProgram.degenerate + KnownProgram.enzymes)
  func pivotLimit(solver: SolverChoice, known: KnownProgram) throws {
    var limits = SolveLimits()
    limits.iterationsPerRow = 0
    limits.warmIterationsPerRow = 0
    limits.extraIterations = 1
    for rung in SolveRung.allCases where rung != .presolved && rung != .otherSolver {
      for method in [SimplexMethod.primal, .dual] {
        let backend = try solver.makeBackend()
        switch try solve(known.program, with: backend, rung, method, limits: limits) {
        case .optimal(let solution):
          #expect(
            KKTReport(program: known.program, solution: solution).holds(within: 1e-7),
            "\(rung) \(method)")
        case .unbounded: #expect(known.answer == .unbounded, "\(rung) \(method)")
        case .stopped(.iterationLimit): break
        case let outcome: Issue.record("\(rung) \(method): \(outcome)")
        }
      }
    }
  }
}
