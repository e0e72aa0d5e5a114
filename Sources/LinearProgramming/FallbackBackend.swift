/// A backend with another one behind it: where the first gives no answer that holds, the last rung
/// of the recovery ladder asks the second, from nothing.
///
/// The two share no code, so they share no fault.
public struct FallbackBackend: LPBackend {
  private let first: any LPBackend
  private let second: any LPBackend

  public init(_ first: any LPBackend, then second: any LPBackend) {
    self.first = first
    self.second = second
  }

  public var name: String { first.name }

  public func solverName(on rung: SolveRung) -> String {
    (rung < .otherSolver ? first : second).solverName(on: rung)
  }

  public var concurrentSessionLimit: Int {
    min(first.concurrentSessionLimit, second.concurrentSessionLimit)
  }

  public func makeSession(
    for program: LinearProgram, limits: SolveLimits
  ) throws(LPError) -> any LPSession & ~Copyable {
    FallbackSession(
      program: program, limits: limits, second: second,
      first: try first.makeSession(for: program, limits: limits))
  }
}

/// A session of the first backend, and what it takes to open one of the second when needed.
struct FallbackSession: LPSession, ~Copyable {
  /// The program as it stands after all changes; the second backend begins from it.
  private var program: LinearProgram
  private let limits: SolveLimits
  private let second: any LPBackend
  private var first: any LPSession & ~Copyable

  init(
    program: LinearProgram, limits: SolveLimits, second: any LPBackend,
    first: consuming any LPSession & ~Copyable
  ) {
    self.program = program
    self.limits = limits
    self.second = second
    self.first = first
    objective = program.objective.indices.filter { program.objective[$0] != 0 }
      .map { ($0, program.objective[$0]) }
  }

  private var objective: [(column: Int, coefficient: Double)]

  var lastRung: SolveRung { .otherSolver }

  mutating func setObjective(
    _ terms: [(column: Int, coefficient: Double)], sense: LinearProgram.Sense
  ) throws(LPError) {
    for term in objective { program.objective[term.column] = 0 }
    for term in terms { program.objective[term.column] = term.coefficient }
    objective = terms
    program.sense = sense
    try first.setObjective(terms, sense: sense)
  }

  mutating func setColumnBounds(_ bounds: Bounds, column: Int) throws(LPError) {
    program.columns[column] = bounds
    try first.setColumnBounds(bounds, column: column)
  }

  mutating func setRowBounds(_ bounds: Bounds, row: Int) throws(LPError) {
    program.rows[row] = bounds
    try first.setRowBounds(bounds, row: row)
  }

  mutating func solve(_ rung: SolveRung, method: SimplexMethod) throws(LPError) -> LPOutcome {
    if rung < .otherSolver { return try first.solve(rung, method: method) }
    var other = try second.makeSession(for: program, limits: limits)
    let outcome = try other.solve(.freshBasis, method: method)
    // The next program starts from where this one ended, in the first solver again.
    if case .optimal = outcome { try first.restore(try other.basis()) }
    return outcome
  }

  mutating func basis() throws(LPError) -> Basis { try first.basis() }

  mutating func restore(_ basis: Basis) throws(LPError) { try first.restore(basis) }
}
