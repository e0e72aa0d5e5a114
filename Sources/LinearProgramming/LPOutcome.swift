/// What a solve proved, as far as the solver says.
///
/// Values live in the case that has them, so nothing can be read from a program that was not
/// solved. Whether a solver speaks the truth is for ``KKTReport`` and ``ProgramJudge`` to judge.
public enum LPOutcome: Sendable {
  case optimal(LPSolution)
  /// No point satisfies the rows and the bounds. `ray`, where the solver gives one, holds a number
  /// for each row: a Farkas proof *y* with *yᵀA x* outside of what the row bounds allow for every
  /// *x* within the column bounds.
  case infeasible(ray: [Double]? = nil)
  /// The objective has no limit. `ray`, where the solver gives one, holds a number for each column:
  /// a direction along which a feasible point stays feasible and the objective improves for ever.
  case unbounded(ray: [Double]? = nil)
  case stopped(StopReason)

  public var isOptimal: Bool { if case .optimal = self { true } else { false } }

  public enum StopReason: String, Sendable, Hashable {
    case iterationLimit, timeLimit, numericalTrouble
  }
}

/// An optimal point of a linear program and its duals.
public struct LPSolution: Sendable {
  /// *c·x*.
  public var objective: Double
  /// *x*, one number for each column.
  public var columns: [Double]
  /// *y*, one number for each row: the rate at which the objective changes with the row's active
  /// bound. For either sense, *c − Aᵀy* are the reduced costs.
  public var rowDuals: [Double]
  public var iterations: Int

  public init(objective: Double, columns: [Double], rowDuals: [Double], iterations: Int) {
    self.objective = objective
    self.columns = columns
    self.rowDuals = rowDuals
    self.iterations = iterations
  }
}

/// Why a call on a backend failed; nothing is said about the program.
public enum LPError: Error, Sendable, Hashable {
  case backendFailed(backend: String, operation: String, detail: String)
  case basisDoesNotFit(rows: Int, columns: Int)
  case noSuchBackend(name: String)
  case noExactArithmetic
}

extension LPError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .backendFailed(let backend, let operation, let detail):
      "The solver '\(backend)' failed to \(operation): \(detail). Try another --solver."
    case .basisDoesNotFit(let rows, let columns):
      "A basis of \(rows) rows and \(columns) columns does not fit the program."
    case .noSuchBackend(let name):
      "This build has no solver '\(name)'. Build it with the trait of that name, or take another."
    case .noExactArithmetic:
      "This build has no exact arithmetic (built without GMP). Build it with the trait GLPK."
    }
  }
}
