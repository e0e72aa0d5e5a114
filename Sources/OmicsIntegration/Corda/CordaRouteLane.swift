import LinearProgramming

/// Solves a ``CordaRouteProgram`` for one target after another in a session that stays warm.
///
/// The basis of one target is dual feasible for the next but for one column: the direction against
/// the last target, which was closed and has a reduced cost below zero. It stays closed until the
/// dual method is through, and is opened if it then would lower the price.
///
/// Not `Sendable`: each thread makes its own.
final class CordaRouteLane {
  private static let open = Bounds(lower: 0, upper: .infinity)

  let routes: CordaRouteProgram
  private(set) var counts = CordaCounts()
  private let solver: MethodSolver
  private let judge: ProgramJudge
  private let model: String
  /// What the session minimizes.
  private var prices: [Double]
  private var target: Int?
  /// The direction against the last target, while it is closed.
  private var shut: Int?
  /// Whether other prices have led to another basis.
  private var hasMoved = false

  init(_ routes: CordaRouteProgram, solver: MethodSolver, model: String) {
    self.routes = routes
    self.solver = solver
    self.model = model
    judge = ProgramJudge(routes.program)
    prices = routes.program.objective
  }

  /// Runs `body` with a session for the lane's program.
  func withSession<Value>(
    _ body: (inout any LPSession & ~Copyable) throws(OmicsError) -> Value
  ) throws(OmicsError) -> Value {
    let result: Result<Value, OmicsError>
    do throws(LPError) {
      result = try solver.backend.withSession(for: routes.program, limits: solver.limits) {
        session throws(LPError) -> Result<Value, OmicsError> in
        do throws(OmicsError) { return .success(try body(&session)) } catch {
          return .failure(error)
        }
      }
    } catch {
      throw .flux(.solver(error))
    }
    return try result.get()
  }

  /// The cheapest point with the flux that is asked for in `column`, at the prices of the program.
  func cheapest(
    _ column: Int, in session: inout any LPSession & ~Copyable
  ) throws(OmicsError) -> [Double] {
    try aim(at: column, &session)
    guard let shut else { return try solve(.dual, &session) }
    let point = try tentative(shut, &session)
    try set(shut, Self.open, &session)
    self.shut = nil
    if let point { return point }
    return try solve(.primal, &session)
  }

  /// The cheapest point for the same target at other prices.
  func cheapest(
    at prices: [Double], in session: inout any LPSession & ~Copyable
  ) throws(OmicsError) -> [Double] {
    try send(prices, &session)
    let before = counts.pivots
    let point = try solve(.primal, &session)
    if counts.pivots > before { hasMoved = true }
    return point
  }

  func basis(_ session: inout any LPSession & ~Copyable) throws(OmicsError) -> Basis {
    do throws(LPError) { return try session.basis() } catch { throw .flux(.solver(error)) }
  }

  /// Goes back to the prices of the program, and to the basis of its cheapest route.
  func goBack(
    to basis: Basis, in session: inout any LPSession & ~Copyable
  ) throws(OmicsError) {
    try send(routes.program.objective, &session)
    if !hasMoved { return }
    hasMoved = false
    do throws(LPError) { try session.restore(basis) } catch { throw .flux(.solver(error)) }
  }

  private func send(
    _ prices: [Double], _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) {
    self.prices = prices
    let terms = prices.indices.filter { prices[$0] != 0 }
      .map { (column: $0, coefficient: prices[$0]) }
    do throws(LPError) { try session.setObjective(terms, sense: .minimize) } catch {
      throw .flux(.solver(error))
    }
  }

  private func aim(
    at column: Int, _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) {
    if let target, target != column {
      try set(target, Self.open, &session)
      shut = routes.opposite[target] == column ? nil : routes.opposite[target]
    }
    target = column
    try set(column, .fixed(routes.need), &session)
    if let other = routes.opposite[column] { try set(other, .fixed(0), &session) }
  }

  private func set(
    _ column: Int, _ new: Bounds, _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) {
    judge.setColumnBounds(new, column: column)
    do throws(LPError) { try session.setColumnBounds(new, column: column) } catch {
      throw .flux(.solver(error))
    }
  }

  /// The answer with `shut` closed, if it is as good with it open.
  private func tentative(
    _ shut: Int, _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) -> [Double]? {
    try solver.checkCancelled()
    let outcome: LPOutcome
    do throws(LPError) { outcome = try session.solve(.warm, method: .dual) } catch {
      throw .flux(.solver(error))
    }
    counts.programs += 1
    guard case .optimal(let solution) = outcome else { return nil }
    counts.pivots += solution.iterations
    let matrix = routes.program.matrix
    let reduced = matrix.range(ofColumn: shut).reduce(prices[shut]) {
      $0 - matrix.values[$1] * solution.rowDuals[Int(matrix.rows[$1])]
    }
    return reduced >= -solver.limits.tolerance
      && judge.isFeasible(solution.columns, within: solver.solving.tolerance)
      ? solution.columns : nil
  }

  private func solve(
    _ method: SimplexMethod, _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) -> [Double] {
    try solver.checkCancelled()
    let answer: RecoveryLadder.Answer
    do throws(LPError) {
      answer = try RecoveryLadder(method: method).solve(&session) { outcome, _ throws(LPError) in
        switch outcome {
        case .optimal(let solution):
          judge.isFeasible(solution.columns, within: solver.solving.tolerance)
            ? .accepted : .refused
        case .infeasible, .unbounded: .needsConfirmation
        case .stopped: .refused
        }
      }
    } catch {
      throw .flux(.solver(error))
    }
    counts.programs += 1
    counts.pivots += answer.iterations
    switch answer.outcome {
    case .optimal(let solution): return solution.columns
    case .infeasible: throw .flux(.infeasible(model: model))
    case .unbounded: throw .flux(.unbounded(model: model))
    case .stopped(let reason): throw .flux(.stopped(reason))
    }
  }
}
