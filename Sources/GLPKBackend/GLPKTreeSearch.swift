#if GLPK
import CGLPKShims
import LinearProgramming

/// GLPK's own branch and bound (glpk.pdf 2.9, glp_intopt), with its cuts and pseudo-costs.
///
/// GLPK's word is not taken for a point: the best one is solved again at its whole numbers and judged
/// on the program as stated. Its word is taken for the bound, and for "infeasible".
public struct GLPKTreeSearch: MixedIntegerSolving {
  public init() {}

  public var name: String { "glpk's branch and bound" }

  public func solve(
    _ program: MixedIntegerProgram, options: MixedIntegerOptions
  ) throws(LPError) -> MixedIntegerOutcome {
    // Bounds without a whole number between them are ours to find: GLPK calls them an error.
    for column in program.integerColumns {
      let bounds = program.relaxation.columns[column]
      if bounds.lower.rounded(.up) > bounds.upper { return .infeasible(isProved: true) }
    }
    let found = try search(program, options)
    let reason = MixedIntegerOutcome.StopReason(found.result.outcome)
    switch found.result.outcome {
    case TFX_TREE_INFEASIBLE where found.result.has_point == 0: return .infeasible(isProved: false)
    case TFX_TREE_UNBOUNDED: return .unbounded
    default: break
    }
    guard found.result.has_point != 0 else { return .stopped(reason ?? .numericalTrouble) }
    var limits = SolveLimits()
    limits.tolerance = options.tolerance / 100
    guard
      let point = try program.settled(
        at: found.columns, tolerance: options.tolerance, limits: limits, using: GLPKBackend())
    else { return .stopped(reason ?? .numericalTrouble) }
    let isMaximized = program.relaxation.sense == .maximize
    let bound =
      isMaximized
      ? max(found.result.bound, point.objective) : min(found.result.bound, point.objective)
    let solution = MixedIntegerSolution(
      objective: point.objective, columns: point.columns, bound: bound, isBoundProved: false,
      nodes: Int(found.result.nodes))
    let gap = max(options.absoluteGap, options.relativeGap * abs(point.objective))
    if let reason { return .feasible(solution, reason) }
    // What GLPK found lived on its tolerances, and what is left of it is not so good.
    return solution.gap <= gap + 1e-6 * max(1, abs(bound))
      ? .optimal(solution) : .feasible(solution, .numericalTrouble)
  }

  private func search(
    _ program: MixedIntegerProgram, _ options: MixedIntegerOptions
  ) throws(LPError) -> (result: tfx_tree_result, columns: [Double]) {
    let relaxation = program.relaxation
    let handle = try GLPKHandle(relaxation)
    let terms = relaxation.objective.indices.filter { relaxation.objective[$0] != 0 }
    try handle.setObjective(
      columns: terms.map(Int32.init), coefficients: terms.map { relaxation.objective[$0] },
      maximize: relaxation.sense == .maximize)
    try handle.scale(TFX_SCALE_GEOMETRIC)
    try handle.makeAdvancedBasis()
    let parameters = tfx_tree_parameters(
      seconds: options.seconds, absolute_gap: options.absoluteGap,
      relative_gap: options.relativeGap, tolerance: options.tolerance / 100,
      node_limit: Int64(options.nodeLimit), is_cancelled: nil, context: nil)
    return try handle.searchTree(
      integers: program.integerColumns.map(Int32.init), parameters,
      columnCount: relaxation.columns.count, isCancelled: options.isCancelled)
  }
}

extension MixedIntegerOutcome.StopReason {
  /// `nil` for a search that came to its end.
  init?(_ outcome: tfx_tree_outcome) {
    switch outcome {
    case TFX_TREE_TIME_LIMIT: self = .timeLimit
    case TFX_TREE_NODE_LIMIT: self = .nodeLimit
    case TFX_TREE_CANCELLED: self = .cancelled
    case TFX_TREE_TROUBLE: self = .numericalTrouble
    default: return nil
    }
  }
}
#endif
