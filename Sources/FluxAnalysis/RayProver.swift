import LinearProgramming

/// Finds the rays that prove a program infeasible or unbounded, for solvers that say so and give
/// none. Whether they do prove it is for ``ProgramJudge`` to say. It belongs to one thread.
final class RayProver {
  private let program: LinearProgram
  private let limits: SolveLimits
  private let backend: any LPBackend

  init(_ program: LinearProgram, limits: SolveLimits, backend: any LPBackend) {
    self.program = program
    self.limits = limits
    self.backend = backend
  }

  /// A number for each row; `nil` if the solver found none.
  func infeasibilityRay() throws(LPError) -> [Double]? {
    try InfeasibilityProver(program, limits: limits, backend: backend).ray([:])
  }

  /// A number for each column: the steepest of the directions that no bound stops, each entry
  /// between −1 and 1; `nil` if the solver found none.
  ///
  /// Solves *maximize c·r* over the program with every finite bound at 0 and every infinite one of
  /// a column at 1 or −1, which always has the point 0.
  /// - Complexity: One cold solve.
  func direction(
    maximizing terms: [(column: Int, coefficient: Double)]
  ) throws(LPError) -> [Double]? {
    var cone = program
    for row in 0..<cone.rows.count {
      cone.rows[row] = Self.cone(cone.rows[row], limit: .infinity)
    }
    for column in 0..<cone.columns.count {
      cone.columns[column] = Self.cone(cone.columns[column], limit: 1)
    }
    cone.objective = Array(repeating: 0, count: cone.objective.count)
    for term in terms { cone.objective[term.column] += term.coefficient }
    cone.sense = .maximize
    var session = try backend.makeSession(for: cone, limits: limits)
    let answer = try RecoveryLadder().solve(&session) { outcome, _ throws(LPError) in
      if case .optimal = outcome { .accepted } else { .refused }
    }
    guard case .optimal(let solution) = answer.outcome else { return nil }
    return solution.columns
  }

  private static func cone(_ bounds: Bounds, limit: Double) -> Bounds {
    Bounds(lower: bounds.lower.isFinite ? 0 : -limit, upper: bounds.upper.isFinite ? 0 : limit)
  }
}
