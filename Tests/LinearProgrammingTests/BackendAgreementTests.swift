import TestSupport
import Testing
import TwinFlux

/// Ten thousand random programs, each solved by the native simplex in two ways and compared with
/// GLPK where this build has it; every answer is judged on the program itself.
@Suite("The backends agree")
struct BackendAgreementTests {
  static let batches = 20
  static let programsInBatch = 500

  @Test("on random programs of every kind", arguments: 0..<batches)
  func random(batch: Int) throws {
    for index in 0..<Self.programsInBatch {
      let seed = batch * Self.programsInBatch + index
      let program = RandomPrograms.general(seed: UInt64(seed))
      let primal = try answer(of: program, .native, .primal)
      let dual = try answer(of: program, .native, .dual)
      try check(primal, program, seed)
      try check(dual, program, seed)
      #expect(agrees(primal, dual), "seed \(seed): primal \(primal), dual \(dual)")
      if SolverChoice.available.contains(.glpk) {
        let glpk = try answer(of: program, .glpk, .primal)
        #expect(agrees(primal, glpk), "seed \(seed): native \(primal), glpk \(glpk)")
      }
    }
  }

  private func answer(
    of program: LinearProgram, _ solver: SolverChoice, _ method: SimplexMethod
  ) throws -> LPOutcome {
    try solve(program, with: solver.makeBackend(), method)
  }

  private func solve(
    _ program: LinearProgram, with backend: some LPBackend, _ method: SimplexMethod
  ) throws -> LPOutcome {
    try backend.withSession(for: program, limits: SolveLimits()) { session throws(LPError) in
      try session.solve(.freshBasis, method: method)
    }
  }

  private func agrees(_ a: LPOutcome, _ b: LPOutcome) -> Bool {
    switch (a, b) {
    case (.optimal(let a), .optimal(let b)):
      abs(a.objective - b.objective) <= 1e-6 * max(1, abs(a.objective))
    // A program can be both infeasible and dual infeasible; then either may be said of its
    // objective, but never that it has an optimum.
    case (.infeasible, .infeasible), (.unbounded, .unbounded): true
    // So far out, an optimum and none differ by less than the tolerance of a reduced cost.
    case (.optimal(let far), .unbounded), (.unbounded, .optimal(let far)):
      abs(far.objective) > 1e11
    default: false
    }
  }

  /// The native simplex proves what it says: KKT conditions, a Farkas ray or an unbounded ray.
  private func check(_ outcome: LPOutcome, _ program: LinearProgram, _ seed: Int) throws {
    switch outcome {
    case .optimal(let solution):
      #expect(KKTReport(program: program, solution: solution).holds(within: 1e-7), "seed \(seed)")
    case .infeasible(let ray):
      let ray = try #require(ray)
      #expect(provesInfeasible(ray, program), "seed \(seed)")
    case .unbounded(let ray):
      let ray = try #require(ray)
      #expect(improvesForEver(ray, program), "seed \(seed)")
    case .stopped(let reason): Issue.record("seed \(seed): stopped, \(reason)")
    }
  }

  /// Whether *yᵀA x* cannot meet what the row bounds ask of it.
  private func provesInfeasible(_ y: [Double], _ program: LinearProgram) -> Bool {
    let largest = y.reduce(0) { max($0, abs($1)) }
    let y = y.map { $0 / largest }
    let d = program.matrix.multiplyTransposed(y)
    var (least, most) = (0.0, 0.0)
    for (column, d) in d.enumerated() where abs(d) > 1e-11 {
      let bounds = program.columns[column]
      least += min(d * bounds.lower, d * bounds.upper)
      most += max(d * bounds.lower, d * bounds.upper)
    }
    var (low, high) = (0.0, 0.0)
    for (row, y) in y.enumerated() where abs(y) > 1e-11 {
      let bounds = program.rows[row]
      low += min(y * bounds.lower, y * bounds.upper)
      high += max(y * bounds.lower, y * bounds.upper)
    }
    return most < low - 1e-9 || least > high + 1e-9
  }

  private func improvesForEver(_ ray: [Double], _ program: LinearProgram) -> Bool {
    let largest = ray.reduce(0) { max($0, abs($1)) }
    let ray = ray.map { $0 / largest }
    let activity = program.matrix.multiply(ray)
    let entries = program.matrix
    let size = SparseMatrix(
      rowCount: entries.rowCount, columnStarts: entries.columnStarts, rows: entries.rows,
      values: entries.values.map(abs)
    ).multiply(ray.map(abs))
    func stays(_ direction: Double, within bounds: Bounds) -> Bool {
      (direction >= -1e-9 || bounds.lower == -.infinity)
        && (direction <= 1e-9 || bounds.upper == .infinity)
    }
    let gain = zip(program.objective, ray).reduce(0) { $0 + $1.0 * $1.1 }
    return (program.sense == .maximize ? gain > 1e-12 : gain < -1e-12)
      && ray.indices.allSatisfy { stays(ray[$0], within: program.columns[$0]) }
      && activity.indices.allSatisfy {
        stays(activity[$0] / max(1, size[$0]), within: program.rows[$0])
      }
  }
}
