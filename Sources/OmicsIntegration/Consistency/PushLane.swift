import FluxAnalysis
import LinearProgramming

/// Solves the programs of FASTCC and FASTCORE in one session that stays warm: what a round changed
/// is put back before the next one.
///
/// Not `Sendable`: each thread makes its own.
final class PushLane {
  /// A compressed column to be given flux in one direction.
  struct Target {
    var column: Int
    var isForward: Bool
    /// From here on a larger flux earns nothing more.
    var reach: Double
    /// How many reactions it is wanted for.
    var count: Int
  }

  /// What a unit of flux through each compressed column costs, by its direction.
  struct Prices {
    var forward: [Double]
    var backward: [Double]
  }

  /// A share of what counts as carried that does: as in the original, 0.99.
  static let slack = 0.99
  /// The share of ε below which a flux is rounding, not support. The original has 0.99·10⁻⁵.
  static let supportShare = 1e-5
  /// The shares of ε by which a flux that is held may fall short of what was found, the next where
  /// one is too little: fluxes that were found together leave a residual, which is small beside the
  /// largest of them, and not always beside ε.
  private static let gives = [1e-6, 1e-3, 0.1]
  /// The share of ε from which on a weighted sum counts as moved.
  private static let leastSway = 1e-6

  let program: PushProgram
  private(set) var programs = 0
  private(set) var pivots = 0
  /// What the last push was proved to be worth at most, where it was worth too little.
  private(set) var bound = Double.infinity
  private let solver: MethodSolver
  private let judge: ProgramJudge
  private let model: String
  private var bounds: BoundArrays
  /// The bounds between rounds: those of the program, but for directions that were closed.
  private var baseline: BoundArrays

  init(_ program: PushProgram, solver: MethodSolver, model: String) {
    self.program = program
    self.solver = solver
    self.model = model
    judge = ProgramJudge(program.program)
    bounds = program.program.columns
    baseline = bounds
  }

  /// Runs `body` with a session for the lane's program.
  func withSession<Value>(
    _ body: (inout any LPSession & ~Copyable) throws(OmicsError) -> Value
  ) throws(OmicsError) -> Value {
    let result: Result<Value, OmicsError>
    do throws(LPError) {
      result = try solver.backend.withSession(for: program.program, limits: limits) {
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

  /// A tolerance for bounds that are some 10⁴ times the model's: of a thousand they make more than
  /// 10⁷, where neighbouring numbers are 2·10⁻⁹ apart. Asked for 10⁻⁹, both solvers have called a
  /// program infeasible that all zeros satisfy.
  private var limits: SolveLimits {
    var limits = solver.limits
    limits.tolerance = solver.solving.tolerance
    return limits
  }

  /// A compressed point that gives as many targets as possible a flux in their directions: LP7.
  ///
  /// - Parameters:
  ///   - worth: The least that a target which can carry ε adds; an answer of less must be proved to
  ///     be the best there is,
  ///   - proof: by a bound below this; `worth` itself if `nil`.
  func push(
    _ targets: [Target], worth: Double, proof: Double? = nil,
    in session: inout any LPSession & ~Copyable
  ) throws(OmicsError) -> (columns: [Double], value: Double) {
    for target in targets {
      guard let direction = program.direction(target.column, isForward: target.isForward) else {
        continue
      }
      let parts = direction.bounds(reach: target.reach)
      try set(direction.near, parts.near, &session)
      try set(direction.far, parts.far, &session)
      if let other = program.direction(target.column, isForward: !target.isForward) {
        try set(other.near, .fixed(0), &session)
        try set(other.far, .fixed(0), &session)
      }
    }
    let terms = targets.compactMap { target in
      program.direction(target.column, isForward: target.isForward).map {
        (column: $0.near, coefficient: Double(target.count) * program.need / target.reach)
      }
    }
    let point = try solve(
      terms, maximizing: true, worth: worth, proof: proof ?? worth, &session)
    let value = terms.reduce(0) { $0 + $1.coefficient * point[$1.column] }
    for target in targets {
      guard let other = program.direction(target.column, isForward: !target.isForward) else {
        continue
      }
      try set(other.near, baseline[other.near], &session)
      try set(other.far, baseline[other.far], &session)
    }
    return (program.columns(of: point), value)
  }

  /// How far a weighted sum of fluxes of columns can go up and down while none of them goes beyond
  /// its reach in either direction.
  ///
  /// - Parameters:
  ///   - targets: Columns that can move both ways, and can stay within their reach; their direction
  ///     does not count.
  ///   - weights: One for each of `targets`.
  /// - Returns: The compressed points at both ends.
  func sway(
    _ targets: [Target], weights: [Double], in session: inout any LPSession & ~Copyable
  ) throws(OmicsError) -> (low: [Double], high: [Double]) {
    var terms: [(column: Int, coefficient: Double)] = []
    for (target, weight) in zip(targets, weights) {
      for (direction, sign) in [
        (program.forward[target.column], 1.0), (program.backward[target.column], -1),
      ] {
        guard let direction else { continue }
        try set(direction.near, direction.bounds(reach: target.reach).near, &session)
        try set(direction.far, .fixed(direction.least), &session)
        terms.append((column: direction.near, coefficient: sign * weight))
      }
    }
    let least = Self.leastSway * program.need
    let high = try solve(
      terms, maximizing: true, worth: least, proof: Self.slack * program.need, &session)
    let falling = terms.map { (column: $0.column, coefficient: -$0.coefficient) }
    let low = try solve(
      falling, maximizing: true, worth: least, proof: Self.slack * program.need, &session)
    for target in targets { try reset(target.column, &session) }
    return (program.columns(of: low), program.columns(of: high))
  }

  /// The compressed point of the least price that keeps the fluxes which a push found, up to each
  /// target's reach: LP9.
  ///
  /// - Parameters:
  ///   - found: The compressed point of the push.
  ///   - prices: What a unit of each compressed column costs: forward, and backward.
  func spare(
    _ targets: [Target], found: [Double], prices: Prices, method: SimplexMethod = .primal,
    in session: inout any LPSession & ~Copyable
  ) throws(OmicsError) -> [Double] {
    var terms: [(column: Int, coefficient: Double)] = []
    for column in program.members.indices {
      for isForward in [true, false] {
        let price = isForward ? prices.forward[column] : prices.backward[column]
        guard price > 0, let direction = program.direction(column, isForward: isForward) else {
          continue
        }
        terms.append((column: direction.near, coefficient: price))
        terms.append((column: direction.far, coefficient: price))
      }
    }
    let point = try solveHolding(targets, found, &session) { session throws(OmicsError) in
      try self.solve(
        terms, maximizing: false, worth: 0, proof: 0, method: method, &session)
    }
    for target in targets { try reset(target.column, &session) }
    return program.columns(of: point)
  }

  /// The answer of `body` with the targets held at what was found, or a little below.
  private func solveHolding(
    _ targets: [Target], _ found: [Double], _ session: inout any LPSession & ~Copyable,
    _ body: (inout any LPSession & ~Copyable) throws(OmicsError) -> [Double]
  ) throws(OmicsError) -> [Double] {
    for give in Self.gives.dropLast() {
      try hold(targets, at: found, give: give * program.need, &session)
      do throws(OmicsError) { return try body(&session) } catch {
        guard case .flux(.infeasible) = error else { throw error }
      }
    }
    try hold(targets, at: found, give: Self.gives[Self.gives.count - 1] * program.need, &session)
    return try body(&session)
  }

  private func hold(
    _ targets: [Target], at found: [Double], give: Double,
    _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) {
    for target in targets {
      guard let direction = program.direction(target.column, isForward: target.isForward) else {
        continue
      }
      let flux = (target.isForward ? 1 : -1) * found[target.column] - direction.least
      let parts = direction.bounds(reach: target.reach)
      let held = min(max(flux, 0), parts.near.upper)
      try set(
        direction.near, Bounds(lower: max(0, held - give), upper: parts.near.upper), &session)
      try set(direction.far, parts.far, &session)
      if let other = program.direction(target.column, isForward: !target.isForward) {
        try set(other.near, .fixed(0), &session)
        try set(other.far, .fixed(0), &session)
      }
    }
  }

  /// Closes directions for all rounds to come.
  func close(
    _ directions: [(column: Int, isForward: Bool)], in session: inout any LPSession & ~Copyable
  ) throws(OmicsError) {
    for closed in directions {
      guard let direction = program.direction(closed.column, isForward: closed.isForward) else {
        continue
      }
      for part in [direction.near, direction.far] {
        baseline[part] = .fixed(0)
        try set(part, .fixed(0), &session)
      }
    }
  }

  /// Gives both directions of a compressed column the bounds that they have between rounds.
  private func reset(
    _ column: Int, _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) {
    for direction in [program.forward[column], program.backward[column]] {
      guard let direction else { continue }
      try set(direction.near, baseline[direction.near], &session)
      try set(direction.far, baseline[direction.far], &session)
    }
  }

  private func set(
    _ column: Int, _ new: Bounds, _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) {
    if bounds[column] == new { return }
    bounds[column] = new
    judge.setColumnBounds(new, column: column)
    do throws(LPError) { try session.setColumnBounds(new, column: column) } catch {
      throw .flux(.solver(error))
    }
  }

  /// A point whose residual holds. That it is the best matters only where it is worth nothing: then
  /// the duals must prove it.
  private func solve(
    _ terms: [(column: Int, coefficient: Double)], maximizing: Bool, worth: Double,
    proof: Double, method: SimplexMethod = .primal, _ session: inout any LPSession & ~Copyable
  ) throws(OmicsError) -> [Double] {
    try solver.checkCancelled()
    bound = .infinity
    let answer: RecoveryLadder.Answer
    do throws(LPError) {
      try session.setObjective(terms, sense: maximizing ? .maximize : .minimize)
      answer = try RecoveryLadder(method: method).solve(&session) { outcome, _ throws(LPError) in
        switch outcome {
        case .optimal(let solution):
          if !judge.isFeasible(solution.columns, within: solver.solving.tolerance) {
            return .refused
          }
          let value = terms.reduce(0) { $0 + $1.coefficient * solution.columns[$1.column] }
          if !maximizing || value >= worth { return .accepted }
          bound = judge.outerBound(maximizing: terms, rowDuals: solution.rowDuals)
          return bound < proof ? .accepted : .acceptable
        case .infeasible, .unbounded: return .needsConfirmation
        case .stopped: return .refused
        }
      }
    } catch {
      throw .flux(.solver(error))
    }
    programs += 1
    pivots += answer.iterations
    switch answer.outcome {
    case .optimal(let solution): return solution.columns
    case .infeasible: throw .flux(.infeasible(model: model))
    case .unbounded: throw .flux(.unbounded(model: model))
    case .stopped(let reason): throw .flux(.stopped(reason))
    }
  }
}
