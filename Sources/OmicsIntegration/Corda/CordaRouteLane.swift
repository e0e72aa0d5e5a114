import LinearProgramming

/// Solves a ``CordaRouteProgram`` for one target after another in a session that stays warm.
///
/// The basis of one target is dual feasible for the next but for one direction: the one against the
/// last target, which was closed and would lower the price. It stays closed until the dual method is
/// through, and is opened then; if it would still lower the price, the primal method goes on.
///
/// Not `Sendable`: each thread makes its own.
final class CordaRouteLane {
  /// The direction against the last target, while it is closed: its column, how that moves when it is
  /// opened, and the bounds that it then has.
  private struct Shut {
    var column: Int
    var movement: Double
    var bounds: Bounds
  }

  let routes: CordaRouteProgram
  private(set) var counts = CordaCounts()
  private let solver: MethodSolver
  private let judge: ProgramJudge
  private let model: String
  /// What the session minimizes.
  private var prices: [Double]
  private var target: CordaRouteProgram.Place?
  private var shut: Shut?
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

  /// The cheapest point with the flux that is asked for at `place`, at the prices of the program.
  func cheapest(
    _ place: CordaRouteProgram.Place, in session: inout any LPSession & ~Copyable
  ) throws(OmicsError) -> [Double] {
    try aim(at: place, &session)
    guard let shut else { return try solve(.dual, &session) }
    let point = try tentative(shut, &session)
    try set(shut.column, shut.bounds, &session)
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
    at place: CordaRouteProgram.Place, _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) {
    if let target, target.column != place.column { try leave(target, for: place, &session) }
    target = place
    try set(place.column, .fixed(place.sign * routes.need), &session)
    if let other = routes.opposite[place.column] { try set(other, .fixed(0), &session) }
  }

  /// Opens the direction of the last target; the one against it stays closed for now.
  private func leave(
    _ target: CordaRouteProgram.Place, for place: CordaRouteProgram.Place,
    _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) {
    if routes.isBothWays(target.column) {
      let isForward = target.sign > 0
      try set(
        target.column,
        Bounds(lower: isForward ? 0 : -.infinity, upper: isForward ? .infinity : 0), &session)
      shut = Shut(column: target.column, movement: -target.sign, bounds: .free)
    } else {
      try set(target.column, CordaRouteProgram.open, &session)
      guard let other = routes.opposite[target.column], other != place.column else { return }
      shut = Shut(column: other, movement: 1, bounds: CordaRouteProgram.open)
    }
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
    _ shut: Shut, _ session: inout any LPSession & ~Copyable
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
    let reduced = matrix.range(ofColumn: shut.column).reduce(prices[shut.column]) {
      $0 - matrix.values[$1] * solution.rowDuals[Int(matrix.rows[$1])]
    }
    return shut.movement * reduced >= -solver.limits.tolerance
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
