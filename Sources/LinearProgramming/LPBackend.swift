/// A way to solve linear programs.
public protocol LPBackend: Sendable {
  /// A stable lowercase name, as a person would type it: `"glpk"`, `"native"`.
  var name: String { get }

  /// How many sessions may be open at once, each on a thread of its own; 1 where the library keeps
  /// state for the whole process.
  var concurrentSessionLimit: Int { get }

  /// The name of the solver that answers on `rung`: the backend's own, unless it is made of others.
  func solverName(on rung: SolveRung) -> String

  /// A session on the calling thread, which must also be the thread that ends it. For backends made
  /// of others; everything else calls ``withSession(for:limits:_:)``, which cannot get it wrong.
  func makeSession(
    for program: LinearProgram, limits: SolveLimits
  ) throws(LPError) -> any LPSession & ~Copyable
}

extension LPBackend {
  public func solverName(on rung: SolveRung) -> String { name }

  /// Opens a session on the calling thread, runs `body`, and closes the session on the same thread.
  ///
  /// `body` is synchronous, so no suspension point can move a session to another thread, and the
  /// session is noncopyable and `inout`, so it cannot outlive `body`.
  public func withSession<Result>(
    for program: LinearProgram, limits: SolveLimits,
    _ body: (inout any LPSession & ~Copyable) throws(LPError) -> Result
  ) throws(LPError) -> Result {
    var session = try makeSession(for: program, limits: limits)
    return try body(&session)
  }
}

/// The state of one program being solved: the program, its basis and its factorization.
///
/// Changing an objective or a bound keeps the basis, so the next solve starts warm.
public protocol LPSession: ~Copyable {
  /// Replaces the whole objective; columns that are not in `terms` cost nothing, and none stands
  /// there twice.
  mutating func setObjective(
    _ terms: [(column: Int, coefficient: Double)], sense: LinearProgram.Sense) throws(LPError)
  mutating func setColumnBounds(_ bounds: Bounds, column: Int) throws(LPError)
  mutating func setRowBounds(_ bounds: Bounds, row: Int) throws(LPError)
  mutating func solve(_ rung: SolveRung, method: SimplexMethod) throws(LPError) -> LPOutcome
  /// The basis of the last solve, to start another session or another solve from.
  mutating func basis() throws(LPError) -> Basis
  mutating func restore(_ basis: Basis) throws(LPError)
  /// The last rung of the recovery ladder that this session can stand on.
  var lastRung: SolveRung { get }
}

extension LPSession where Self: ~Copyable {
  public var lastRung: SolveRung { .otherSimplex }
}

/// The steps of the recovery ladder, from the fastest to the one tried last.
public enum SolveRung: String, Sendable, Hashable, CaseIterable, Comparable {
  /// From the basis at hand.
  case warm
  /// From the basis at hand, factorized anew.
  case refactorized
  /// A fresh advanced basis.
  case freshBasis
  /// A fresh advanced basis of the program in another scaling.
  case rescaled
  /// Solved again from scratch behind the solver's presolver.
  case presolved
  /// The dual simplex where the primal was asked for and the other way round, from a fresh basis.
  case otherSimplex
  /// Another solver altogether, from nothing (``FallbackBackend``).
  case otherSolver

  public static func < (a: SolveRung, b: SolveRung) -> Bool { a.depth < b.depth }

  private var depth: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// When a single solve gives up. Without limits GLPK has been seen to loop for ever.
public struct SolveLimits: Sendable, Hashable {
  /// Pivots for each row of a program, on every rung but the warm ones. A cold solve of a
  /// reconstruction takes some three.
  public var iterationsPerRow = 50
  /// Pivots for each row from a warm basis: a warm solve that takes as many as a cold one is better
  /// given up. One of iJO1366 has been seen to take a million without end.
  public var warmIterationsPerRow = 3
  /// Added to either, for the smallest programs.
  public var extraIterations = 1_000
  public var seconds = 600.0
  /// The feasibility and optimality tolerance that the solver is asked for, on the scaled program.
  public var tolerance = 1e-9

  public init() {}

  /// How many pivots a solve on `rung` may take.
  public func iterations(on rung: SolveRung, rowCount: Int) -> Int {
    switch rung {
    case .warm, .refactorized: extraIterations + warmIterationsPerRow * rowCount
    default: extraIterations + iterationsPerRow * rowCount
    }
  }
}

/// Which simplex method to begin with: the primal where only the objective changed since the last
/// solve, the dual where only bounds did.
public enum SimplexMethod: Sendable, Hashable {
  case primal, dual
}
