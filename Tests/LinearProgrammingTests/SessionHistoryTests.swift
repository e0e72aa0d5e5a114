import TestSupport
import Testing
import TwinFlux

/// What a thread did before must not show in what it finds next: the number of threads would.
@Suite("A restored basis")
struct SessionHistoryTests {
  @Test(
    "gives the same digits whatever the session did before", arguments: SolverChoice.available,
    0..<4)
  func history(solver: SolverChoice, seed: UInt64) throws {
    let program = RandomPrograms.feasible(seed: seed, columns: 150)
    let backend = try solver.makeBackend(for: .manyObjectives)
    let basis = try self.basis(of: program, backend)
    let fresh = try solutions(of: program, from: basis, backend, after: [])
    let histories: [[SolveRung]] = [
      [.warm, .warm, .warm], [.freshBasis, .otherSimplex], [.warm, .rescaled],
      [.presolved, .warm, .rescaled, .warm],
    ]
    for history in histories {
      let found = try solutions(of: program, from: basis, backend, after: history)
      #expect(found == fresh, "\(history)")
    }
  }

  private func basis(of program: LinearProgram, _ backend: some LPBackend) throws -> Basis {
    try backend.withSession(for: program, limits: SolveLimits()) { session throws(LPError) in
      _ = try session.solve(.freshBasis, method: .primal)
      return try session.basis()
    }
  }

  private func solutions(
    of program: LinearProgram, from basis: Basis, _ backend: some LPBackend,
    after history: [SolveRung]
  ) throws -> [[Double]] {
    try backend.withSession(for: program, limits: SolveLimits()) { session throws(LPError) in
      for (step, rung) in history.enumerated() {
        try session.setObjective([(column: 5 * step + 1, coefficient: 1)], sense: .maximize)
        _ = try session.solve(rung, method: .primal)
      }
      try session.restore(basis)
      var found: [[Double]] = []
      for column in stride(from: 0, to: 150, by: 7) {
        try session.setObjective([(column: column, coefficient: -1)], sense: .maximize)
        if case .optimal(let solution) = try session.solve(.warm, method: .primal) {
          found.append(solution.columns + solution.rowDuals)
        }
      }
      return found
    }
  }
}
