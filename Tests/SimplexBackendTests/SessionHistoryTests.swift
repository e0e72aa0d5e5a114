import LinearProgramming
import SimplexBackend
import TestSupport
import Testing

@Suite("A session of the native simplex")
struct SessionHistoryTests {
  /// What a run of objectives from one saved basis gives, to the last bit.
  private func answers(
    from start: Basis, in session: inout any LPSession & ~Copyable, columns: Int
  ) throws(LPError) -> [UInt64] {
    try session.restore(start)
    var bits: [UInt64] = []
    for column in 0..<columns {
      try session.setObjective([(column: column, coefficient: 1)], sense: .maximize)
      guard case .optimal(let solution) = try session.solve(.warm, method: .primal) else {
        continue
      }
      bits.append(UInt64(solution.iterations))
      bits += solution.columns.map(\.bitPattern) + solution.rowDuals.map(\.bitPattern)
    }
    return bits
  }

  @Test("owes nothing to what it solved before a restored basis", arguments: 0..<8)
  func history(seed: Int) throws {
    let program = RandomPrograms.feasible(seed: UInt64(seed), columns: 240)
    let backend = SimplexBackend()
    let limits = SolveLimits()
    let start = try backend.withSession(for: program, limits: limits) { session throws(LPError) in
      _ = try session.solve(.freshBasis, method: .primal)
      return try session.basis()
    }
    let young = try backend.withSession(for: program, limits: limits) { session throws(LPError) in
      try answers(from: start, in: &session, columns: 240)
    }
    let old = try backend.withSession(for: program, limits: limits) { session throws(LPError) in
      for column in (0..<240).reversed() {
        try session.setObjective([(column: column, coefficient: -1)], sense: .maximize)
        _ = try session.solve(column % 7 == 0 ? .otherSimplex : .warm, method: .primal)
      }
      return try answers(from: start, in: &session, columns: 240)
    }
    #expect(young == old)
    #expect(!young.isEmpty)
  }
}
