/// A way to solve mixed-integer programs: branch and bound of one's own over some ``LPBackend``, or
/// that of a library.
public protocol MixedIntegerSolving: Sendable {
  /// A stable lowercase name for the report.
  var name: String { get }

  /// - Returns: See ``MixedIntegerOutcome``. Every solution satisfies the program within
  ///   `options.tolerance` at whole numbers, whoever found it.
  /// - Throws: ``LPError`` if a call on the solver fails.
  func solve(
    _ program: MixedIntegerProgram, options: MixedIntegerOptions
  ) throws(LPError) -> MixedIntegerOutcome
}

/// ``branchAndBound(_:options:using:)`` over the relaxations of a backend.
public struct BranchAndBound: MixedIntegerSolving {
  public let backend: any LPBackend

  public init(_ backend: any LPBackend) {
    self.backend = backend
  }

  public var name: String { "branch and bound over \(backend.name)" }

  public func solve(
    _ program: MixedIntegerProgram, options: MixedIntegerOptions
  ) throws(LPError) -> MixedIntegerOutcome {
    try branchAndBound(program, options: options, using: backend)
  }
}

extension MixedIntegerProgram {
  /// The best point of the program whose integer columns are the whole numbers nearest to those of
  /// `point`, judged on the program as stated; `nil` if there is none, so that `point` was none
  /// either, or lived on a tolerance.
  ///
  /// - Complexity: One cold solve.
  package func settled(
    at point: [Double], tolerance: Double, limits: SolveLimits, using backend: any LPBackend
  ) throws(LPError) -> (objective: Double, columns: [Double])? {
    var fixed = relaxation
    for column in integerColumns {
      let value = point[column].rounded()
      if !value.isFinite || abs(value - point[column]) > 1e-5 { return nil }
      let bounds = relaxation.columns[column]
      if value < bounds.lower || value > bounds.upper { return nil }
      fixed.columns[column] = .fixed(value)
    }
    let judge = ProgramJudge(fixed)
    let answer = try backend.withSession(for: fixed, limits: limits) { session throws(LPError) in
      try RecoveryLadder().solve(&session) { outcome, _ throws(LPError) in
        switch outcome {
        case .optimal(let solution):
          judge.primalResidual(of: solution.columns) <= tolerance ? .accepted : .refused
        case .infeasible: .needsConfirmation
        case .unbounded, .stopped: .refused
        }
      }
    }
    guard case .optimal(let solution) = answer.outcome else { return nil }
    var columns = solution.columns
    for column in integerColumns { columns[column] = fixed.columns.lower[column] }
    let objective = zip(relaxation.objective, columns).reduce(0) { $0 + $1.0 * $1.1 }
    return (objective, columns)
  }
}
