import TestSupport
import Testing
import TwinFlux

/// One session of the native simplex through long sequences of changed objectives, bounds and
/// bases. After each change its answer from the basis at hand is judged on the program itself and
/// compared with that of a session that knows nothing of what came before.
@Suite("A native session through many changes")
struct SessionSequenceTests {
  static let sequences = 400
  static let stepsInSequence = 25

  /// The program as a sequence has left it, and what it did to it, for the report of a failure.
  private struct Walk {
    var program: LinearProgram
    var random: SeededGenerator
    var story: [String] = []

    mutating func bounds(around old: Bounds) -> Bounds {
      let a = Double(Int.random(in: -6...6, using: &random))
      let b = a + Double(Int.random(in: 0...8, using: &random))
      switch Int.random(in: 0..<8, using: &random) {
      case 0: return .fixed(0)
      case 1: return .fixed(a)
      case 2: return Bounds(lower: 0, upper: .infinity)
      case 3: return Bounds(lower: -.infinity, upper: a)
      case 4: return .free
      default: return Bounds(lower: min(a, 0), upper: max(b, 0))
      }
    }
  }

  @Test("agrees with a fresh solve after each of them", arguments: 0..<4)
  func changes(batch: Int) throws {
    for seed in stride(from: batch, to: Self.sequences, by: 4) {
      let program = RandomPrograms.general(seed: UInt64(seed) &+ 70_000)
      try SolverChoice.native.makeBackend().withSession(for: program, limits: SolveLimits()) {
        session throws(LPError) in
        var walk = Walk(program: program, random: SeededGenerator(seed: UInt64(seed)))
        var bases: [Basis] = []
        for _ in 0..<Self.stepsInSequence {
          let method = try change(&walk, &session, &bases)
          let found = try session.solve(.warm, method: method)
          try compare(found, walk, seed: seed)
        }
      }
    }
  }

  private func change(
    _ walk: inout Walk, _ session: inout any LPSession & ~Copyable, _ bases: inout [Basis]
  ) throws(LPError) -> SimplexMethod {
    for _ in 0..<Int.random(in: 1...3, using: &walk.random) {
      switch Int.random(in: 0..<10, using: &walk.random) {
      case 0..<5:
        let column = Int.random(in: walk.program.objective.indices, using: &walk.random)
        let bounds = walk.bounds(around: walk.program.columns[column])
        walk.program.columns[column] = bounds
        try session.setColumnBounds(bounds, column: column)
        walk.story.append("x\(column) in \(bounds.lower)...\(bounds.upper)")
      case 5, 6:
        guard walk.program.rows.count > 0 else { continue }
        let row = Int.random(in: 0..<walk.program.rows.count, using: &walk.random)
        let bounds = walk.bounds(around: walk.program.rows[row])
        walk.program.rows[row] = bounds
        try session.setRowBounds(bounds, row: row)
        walk.story.append("row \(row) in \(bounds.lower)...\(bounds.upper)")
      case 7:
        bases.append(try session.basis())
        walk.story.append("save")
      case 8:
        guard let basis = bases.randomElement(using: &walk.random) else { continue }
        try session.restore(basis)
        walk.story.append("restore")
      default:
        let costs = walk.program.objective.map { _ in
          Double(Int.random(in: -2...2, using: &walk.random))
        }
        walk.program.objective = costs
        walk.program.sense = Bool.random(using: &walk.random) ? .maximize : .minimize
        try session.setObjective(
          costs.indices.filter { costs[$0] != 0 }.map { ($0, costs[$0]) },
          sense: walk.program.sense)
        walk.story.append("objective")
      }
    }
    let method: SimplexMethod = Bool.random(using: &walk.random) ? .primal : .dual
    walk.story.append("solve \(method)")
    return method
  }

  private func compare(_ found: LPOutcome, _ walk: Walk, seed: Int) throws(LPError) {
    let choice: SolverChoice = SolverChoice.available.contains(.glpk) ? .glpk : .native
    let expected = try choice.makeBackend().withSession(for: walk.program, limits: SolveLimits()) {
      session throws(LPError) in try session.solve(.freshBasis, method: .primal)
    }
    let tale = "seed \(seed): \(walk.story.suffix(12))"
    switch (found, expected) {
    case (.optimal(let a), .optimal(let b)):
      #expect(abs(a.objective - b.objective) <= 1e-6 * max(1, abs(b.objective)), "\(tale)")
      #expect(KKTReport(program: walk.program, solution: a).holds(within: 1e-7), "\(tale)")
    case (.infeasible, .infeasible), (.unbounded, .unbounded): break
    case (.optimal(let far), .unbounded), (.unbounded, .optimal(let far)):
      #expect(abs(far.objective) > 1e11, "\(tale): \(found), expected \(expected)")
    default: Issue.record("\(tale): \(found), expected \(expected)")
    }
  }

  /// A saved basis with its weights is all that the next solve may depend on: flux variability on
  /// several threads rests on it, for which thread did what before is chance.
  @Test("depends on the restored basis alone, to the last digit")
  func restoring() throws {
    for seed in 0..<60 {
      let program = RandomPrograms.feasible(seed: UInt64(seed), columns: 120)
      var random = SeededGenerator(seed: UInt64(seed) &+ 5)
      let backend = try SolverChoice.native.makeBackend()
      let basis = try backend.withSession(for: program, limits: SolveLimits()) {
        session throws(LPError) in
        _ = try session.solve(.warm, method: .primal)
        return try session.basis()
      }
      let targets = (0..<6).map { _ in Int.random(in: 0..<120, using: &random) }
      let fresh = try answers(for: targets, program, basis, history: [], backend)
      let history = (0..<30).map { _ in Int.random(in: 0..<120, using: &random) }
      let later = try answers(for: targets, program, basis, history: history, backend)
      #expect(fresh == later, "seed \(seed)")
    }
  }

  private func answers(
    for targets: [Int], _ program: LinearProgram, _ basis: Basis, history: [Int],
    _ backend: any LPBackend
  ) throws -> [[Double]] {
    try backend.withSession(for: program, limits: SolveLimits()) { session throws(LPError) in
      for column in history {
        try session.setObjective([(column, 1)], sense: .minimize)
        _ = try session.solve(column % 7 == 0 ? .rescaled : .warm, method: .primal)
      }
      try session.restore(basis)
      var found: [[Double]] = []
      for column in targets {
        try session.setObjective([(column, 1)], sense: .maximize)
        guard case .optimal(let solution) = try session.solve(.warm, method: .primal) else {
          found.append([])
          continue
        }
        found.append(solution.columns + solution.rowDuals + [Double(solution.iterations)])
      }
      return found
    }
  }

  /// With a slack of 1e-9, the step to a bound this far away is the same number with the slack and
  /// without it, and its product with the rate may fall short of the distance.
  @Test("sees bounds that are far away")
  func farBounds() throws {
    for bound in [1e7, 1e8, 1e9, 1e12] {
      for coefficient in 1...60 {
        let program = LinearProgram(
          matrix: SparseMatrix(
            rowCount: 1, columnStarts: [0, 1], rows: [0], values: [Double(coefficient)]),
          rows: BoundArrays(lower: [-.infinity], upper: [bound]),
          columns: BoundArrays(lower: [0], upper: [.infinity]), objective: [1])
        let outcome = try SolverChoice.native.makeBackend().withSession(
          for: program, limits: SolveLimits()
        ) { session throws(LPError) in try session.solve(.freshBasis, method: .primal) }
        guard case .optimal(let solution) = outcome else {
          Issue.record("\(coefficient) x <= \(bound): \(outcome)")
          continue
        }
        let expected = bound / Double(coefficient)
        #expect(abs(solution.objective - expected) <= 1e-12 * expected)
      }
    }
  }
}
