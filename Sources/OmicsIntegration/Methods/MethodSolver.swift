import FluxAnalysis
import LinearProgramming

/// What a method may use to solve its programs.
public struct MethodSolver: Sendable {
  public var backend: any LPBackend
  public var solving: SolvingOptions
  /// What solves mixed-integer programs; `nil` for branch and bound over ``backend``.
  public var integer: (any MixedIntegerSolving)?
  /// How many threads a method may use; the number changes no digit of a result.
  public var threads: Int
  /// Asked between programs, from any thread. `true` ends the method with
  /// ``FluxError/cancelled``.
  public var isCancelled: (@Sendable () -> Bool)?

  public init(
    _ backend: any LPBackend, solving: SolvingOptions = SolvingOptions(), threads: Int = 1,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) {
    self.backend = backend
    self.solving = solving
    self.threads = threads
    self.isCancelled = isCancelled
  }

  /// - Throws: ``FluxError/cancelled`` in ``OmicsError/flux(_:)``.
  public func checkCancelled() throws(OmicsError) {
    if isCancelled?() == true { throw .flux(.cancelled) }
  }

  /// A point of `program` that is best for its objective, found in a session of its own.
  ///
  /// The program is compressed first; the answer is judged on the program as stated: the residual
  /// against the tolerance, the value against the dual bound.
  ///
  /// - Parameter name: What an error calls the program.
  /// - Returns: `nil` if no point satisfies the program.
  /// - Throws: ``OmicsError/flux(_:)``: unbounded, stopped, or a failure of the solver.
  /// - Complexity: One compression and one cold solve.
  public func optimum(
    of program: LinearProgram, named name: String = "auxiliary program"
  ) throws(OmicsError) -> Optimum? {
    try checkCancelled()
    let compressed = CompressedProgram(program)
    let judge = ProgramJudge(program)
    let sign = program.sense == .maximize ? 1.0 : -1.0
    let terms = program.objective.indices.filter { program.objective[$0] != 0 }
      .map { (column: $0, coefficient: sign * program.objective[$0]) }
    let answer: RecoveryLadder.Answer
    do throws(LPError) {
      answer = try backend.withSession(for: compressed.program, limits: limits) {
        session throws(LPError) in
        try RecoveryLadder().solve(&session) { outcome, _ throws(LPError) in
          switch outcome {
          case .optimal(let solution):
            let point = compressed.expand(columns: solution.columns)
            if judge.primalResidual(of: point) > solving.tolerance { return .refused }
            let duals = compressed.expandDuals(
              solution.rowDuals.map { sign * $0 }, maximizing: terms)
            let bound = judge.outerBound(maximizing: terms, rowDuals: duals)
            let value = terms.reduce(0) { $0 + $1.coefficient * point[$1.column] }
            if abs(bound - value) <= 1e-6 * max(1, abs(value)) { return .accepted }
            let report = KKTReport(program: compressed.program, solution: solution)
            return report.holds(within: 1e-5) ? .acceptable : .refused
          case .infeasible, .unbounded: return .needsConfirmation
          case .stopped: return .refused
          }
        }
      }
    } catch {
      throw .flux(.solver(error))
    }
    switch answer.outcome {
    case .optimal(let solution):
      let point = compressed.expand(columns: solution.columns)
      let value = zip(program.objective, point).reduce(0) { $0 + $1.0 * $1.1 }
      let duals = compressed.expandDuals(solution.rowDuals.map { sign * $0 }, maximizing: terms)
      return Optimum(
        value: value, columns: point, maximumDuals: duals, pivots: answer.iterations)
    case .infeasible: return nil
    case .unbounded: throw .flux(.unbounded(model: name))
    case .stopped(let reason): throw .flux(.stopped(reason))
    }
  }

  /// An optimum whose point was checked on the program as stated.
  public struct Optimum: Sendable {
    public var value: Double
    public var columns: [Double]
    /// Of every row, for the objective written as a maximum.
    public var maximumDuals: [Double]
    public var pivots: Int
  }

  /// The solver is asked for a hundredth of the tolerance that results are held to.
  public var limits: SolveLimits {
    var limits = SolveLimits()
    limits.seconds = min(solving.secondsPerProgram, solving.timeLimit ?? .infinity)
    limits.tolerance = solving.tolerance / 100
    return limits
  }
}
