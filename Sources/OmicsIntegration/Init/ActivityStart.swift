import LinearProgramming

/// A good solution of an ``ActivityProgram`` by a few linear programs: for networks on which a search
/// comes to nothing.
///
/// A column with a negative score costs it as soon as it carries flux: a step, which the relaxation
/// replaces by a slope of |s|/M, next to nothing. Here the slope is |s|/(|x| + δ) with the flux *x* of
/// the program before and a δ that shrinks, so that a column that stays on pays about its score and
/// one that is nearly off is pushed out (reweighted l1, Candès, Wakin and Boyd, J. Fourier Anal. Appl.
/// 2008, doi 10.1007/s00041-008-9045-x). Columns that are split in two take the direction that they
/// have; those without are tried forward, then backward.
struct ActivityStart {
  private static let widths = [1.0, 0.1, 0.01, 0.001, 0.001, 0.001]

  let activity: ActivityProgram
  let limits: SolveLimits
  /// Asked between programs.
  let isOver: () -> Bool

  /// A point near a solution, and the optimum of the relaxation; `nil` without either.
  func find(
    using backend: any LPBackend
  ) throws(LPError) -> (bound: Double, point: [Double], programs: Int)? {
    let relaxation = activity.program.relaxation
    return try backend.withSession(for: relaxation, limits: limits) { session throws(LPError) in
      guard let first = try solve(&session) else { return nil }
      var point = first.columns
      var programs = 1
      var open = try direct(point, [:], &session)
      for width in Self.widths where !isOver() {
        try session.setObjective(terms(at: point, width: width), sense: .maximize)
        guard let found = try solve(&session) else { break }
        point = found.columns
        programs += 1
        open = try direct(point, open, &session)
      }
      return (first.objective, rounded(point), programs)
    }
  }

  private func solve(
    _ session: inout any LPSession & ~Copyable
  ) throws(LPError) -> LPSolution? {
    let answer = try RecoveryLadder(method: .primal).solve(&session) { outcome, _ throws(LPError) in
      switch outcome {
      case .optimal: .accepted
      case .infeasible, .unbounded: .needsConfirmation
      case .stopped: .refused
      }
    }
    guard case .optimal(let solution) = answer.outcome else { return nil }
    return solution
  }

  private func terms(at point: [Double], width: Double) -> [(column: Int, coefficient: Double)] {
    let carriers = activity.carriers(of: point)
    let rewards = activity.rewards.map { ($0.column, ActivityProgram.Reward.size) }
    return activity.switches.map { one in
      if one.score > 0 { return (one.column, one.score) }
      return (one.column, one.score * one.most / (abs(carriers[one.carrier]) + width))
    } + rewards
  }

  /// Fixes the directions of columns that have one; of the others, those that were tried forward
  /// in vain are tried backward.
  private func direct(
    _ point: [Double], _ tried: [Int: Bool], _ session: inout any LPSession & ~Copyable
  ) throws(LPError) -> [Int: Bool] {
    var tried = tried
    for split in activity.splits {
      let direction = split.direction
      let net = point[split.carrier] - point[split.backward]
      let isForward: Bool
      if abs(net) >= 0.5 * activity.limits.on {
        isForward = net > 0
      } else if let before = tried[direction] {
        isForward = !before
      } else {
        isForward = true
      }
      tried[direction] = isForward
      try session.setColumnBounds(.fixed(isForward ? 1 : 0), column: direction)
    }
    return tried
  }

  /// The integer columns at the whole numbers that the fluxes ask for.
  private func rounded(_ point: [Double]) -> [Double] {
    var result = point
    let carriers = activity.carriers(of: point)
    for one in activity.switches where one.score < 0 {
      result[one.column] = abs(carriers[one.carrier]) > ActivityProgram.zeroFlux ? 1 : 0
    }
    for split in activity.splits {
      result[split.direction] = point[split.direction] >= 0.5 ? 1 : 0
    }
    return result
  }
}
