import LinearProgramming
import MetabolicModels

/// Settles tasks of one program in one session of a solver, one after the other.
///
/// Not `Sendable`: each thread makes its own.
final class TaskLane {
  /// A demand that is met but for this part counts as met; and a shortfall that is proved to be
  /// larger proves that it cannot be met.
  static let leastShortfall = 1e-6

  /// What the program says of a task.
  enum Finding {
    case feasible(point: [Double], columns: [Double], residual: TaskResidual)
    case infeasible(missing: [(demand: TaskDemand, fraction: Double)], isProved: Bool)
    case undecided(LPOutcome.StopReason)
  }

  let source: TaskProgram
  let lane: SolverLane

  init(_ source: TaskProgram, options: SolvingOptions) {
    self.source = source
    lane = SolverLane(
      original: source.program, compressed: source.compressed, tolerance: options.tolerance,
      method: .dual)
  }

  /// Settles a task from the session's basis and takes its bounds back.
  func settle(
    _ task: TaskProgram.Case, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Finding {
    try open(task, in: &session)
    let finding = try solve(task, in: &session)
    try close(task, in: &session)
    return finding
  }

  /// Gives the program the bounds of `task`.
  func open(
    _ task: TaskProgram.Case, in session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    for (row, bounds) in task.rows { try setRow(row, bounds, in: &session) }
    for (column, bounds) in task.columns { try setColumn(column, bounds, in: &session) }
  }

  func close(
    _ task: TaskProgram.Case, in session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    for (row, _) in task.rows { try setRow(row, source.program.rows[row], in: &session) }
    for (column, _) in task.columns {
      try setColumn(column, source.program.columns[column], in: &session)
    }
  }

  /// Solves the program under the bounds that ``open(_:in:)`` gave it.
  ///
  /// Optimality is not asked for: a point without a shortfall settles a task, and so do duals that
  /// prove one, however far they are from the least.
  func solve(
    _ task: TaskProgram.Case, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Finding {
    let terms = task.terms
    try session.setObjective(source.compressed.compress(terms: terms), sense: .maximize)
    var best: Finding?
    let answer = try RecoveryLadder(method: .dual).solve(&session) {
      outcome, _ throws(LPError) in
      guard case .optimal(let solution) = outcome else { return .refused }
      switch judge(solution, of: task, terms) {
      case .settled(let finding):
        best = finding
        return .accepted
      case .unproved(let finding):
        best = best ?? finding
        return .acceptable
      case .wrong: return .refused
      }
    }
    lane.counters.programsSolved += answer.attempts
    lane.counters.iterations += answer.iterations
    if case .stopped(let reason) = answer.outcome { return .undecided(reason) }
    return best ?? .undecided(.numericalTrouble)
  }

  /// The same with columns of the compressed program closed. What they carry is closed in the program
  /// as stated too, as its own balances demand.
  func solve(
    _ task: TaskProgram.Case, closing columns: [Int32],
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Finding {
    let reactions = columns.flatMap { source.carried[Int($0)] }.map(Int.init)
    let before = reactions.map { lane.judge.program.columns[$0] }
    let bounds = columns.map { column in
      // A column that a task opens carries itself alone.
      source.carried[Int(column)].count == 1
        ? lane.judge.program.columns[Int(source.carried[Int(column)][0])]
        : source.compressed.program.columns[Int(column)]
    }
    for column in columns { try session.setColumnBounds(.closed, column: Int(column)) }
    for reaction in reactions { lane.judge.setColumnBounds(.closed, column: reaction) }
    let finding = try solve(task, in: &session)
    for (column, bounds) in zip(columns, bounds) {
      try session.setColumnBounds(bounds, column: Int(column))
    }
    for (reaction, bounds) in zip(reactions, before) {
      lane.judge.setColumnBounds(bounds, column: reaction)
    }
    return finding
  }

  private enum Verdict {
    case settled(Finding)
    /// The point and the duals say so, but not beyond doubt.
    case unproved(Finding)
    case wrong
  }

  private func judge(
    _ solution: LPSolution, of task: TaskProgram.Case,
    _ terms: [(column: Int, coefficient: Double)]
  ) -> Verdict {
    let holds = lane.isFeasible(solution.columns)
    let point = lane.point
    let missing = task.demands.map { (demand: $0.demand, fraction: point[$0.column]) }
    var feasible: Finding?
    if holds, missing.reduce(0, { $0 + $1.fraction }) <= Self.leastShortfall {
      let residual = source.residual(of: point, in: task)
      let finding = Finding.feasible(point: point, columns: solution.columns, residual: residual)
      if source.isCertified(residual, in: task) { return .settled(finding) }
      feasible = finding
    }
    let outer = lane.outerBound(maximizing: terms, compressedDuals: solution.rowDuals)
    let isProved = -outer > Self.leastShortfall
    if let feasible, !isProved { return .unproved(feasible) }
    guard isProved || holds else { return .wrong }
    let finding = Finding.infeasible(
      missing: missing.filter { $0.fraction > Self.leastShortfall }, isProved: isProved)
    return isProved ? .settled(finding) : .unproved(finding)
  }

  private func setRow(
    _ row: Int, _ bounds: Bounds, in session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    lane.judge.setRowBounds(bounds, row: row)
    if let place = source.rowPlaces[row] { try session.setRowBounds(bounds, row: place) }
  }

  private func setColumn(
    _ column: Int, _ bounds: Bounds, in session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    lane.judge.setColumnBounds(bounds, column: column)
    let carrier = Int(source.compressed.carriers[column])
    if carrier >= 0 { try session.setColumnBounds(bounds, column: carrier) }
  }
}

extension TaskProgram {
  /// The fluxes of a point of the program as stated.
  func witness(_ point: [Double], of task: Case) -> TaskWitness {
    TaskWitness(
      fluxes: point[..<constrained.bounds.count].map(\.unsigned),
      equationFluxes: task.equations.map { point[$0].unsigned })
  }

  /// How far a point is off, by the model's own coefficients and bounds and those of the task.
  ///
  /// - Parameter closed: Reactions that carry nothing here.
  func residual(of point: [Double], in task: Case, closed: Set<Int> = []) -> TaskResidual {
    let model = constrained.model
    let witness = witness(point, of: task)
    var activity = [Double](repeating: 0, count: model.metabolites.count)
    var violation = 0.0
    for (reaction, flux) in witness.fluxes.enumerated() {
      let bounds = closed.contains(reaction) ? .closed : self.bounds(of: reaction, in: task)
      violation = max(violation, bounds.violation(at: flux))
      if flux == 0 { continue }
      for position in model.stoichiometry.range(ofColumn: reaction) {
        activity[Int(model.stoichiometry.rows[position])] +=
          model.stoichiometry.values[position] * flux
      }
    }
    for (equation, flux) in zip(task.constraints.equations, witness.equationFluxes) {
      violation = max(violation, equation.bounds.violation(at: flux))
      for term in equation.terms { activity[term.row] += term.value * flux }
    }
    for constraint in model.constraints {
      let sum = constraint.terms.reduce(0) { $0 + $1.coefficient * witness.fluxes[$1.reaction] }
      let bounds = Bounds(lower: constraint.lower, upper: constraint.upper)
      violation = max(violation, bounds.violation(at: sum))
    }
    var imbalance = 0.0
    for (row, sum) in activity.enumerated() {
      let bounds = task.constraints.rows[row] ?? .closed
      imbalance = max(imbalance, bounds.violation(at: sum))
    }
    return TaskResidual(massImbalance: imbalance, boundViolation: violation)
  }

  /// Whether a residual is nothing beside the least amount that the task demands.
  func isCertified(_ residual: TaskResidual, in task: Case) -> Bool {
    let least = task.demands.reduce(1) { min($0, $1.demand.amount) }
    return residual.largest <= 1e-6 * least
  }

  private func bounds(of reaction: Int, in task: Case) -> Bounds {
    if let changed = task.constraints.changes[reaction] { return changed }
    let isClosed = TaskProgramBuilder.isBoundary(reaction, of: constrained.model)
    return isClosed ? .closed : Bounds(constrained.bounds[reaction])
  }
}

extension Bounds {
  /// How far outside a number lies; infinite if it is not finite.
  fileprivate func violation(at value: Double) -> Double {
    guard value.isFinite else { return .infinity }
    return max(0, lower - value, value - upper)
  }
}
