#if GLPK
import CGLPKShims
import LinearProgramming

/// One program in GLPK, with its basis and factorization, on the thread that opened it.
struct GLPKSession: LPSession, ~Copyable {
  private let handle: GLPKHandle
  private let rowCount: Int
  private let columnCount: Int
  private let limits: SolveLimits
  private var scaling = TFX_SCALE_GEOMETRIC

  init(_ program: LinearProgram, limits: SolveLimits) throws(LPError) {
    // Everything that can throw works on a local, so that a failure destroys the handle.
    let handle = try GLPKHandle(program)
    let terms = program.objective.indices.filter { program.objective[$0] != 0 }
    try handle.setObjective(
      columns: terms.map(Int32.init), coefficients: terms.map { program.objective[$0] },
      maximize: program.sense == .maximize)
    try handle.scale(TFX_SCALE_GEOMETRIC)
    try handle.makeAdvancedBasis()
    self.handle = handle
    self.rowCount = program.matrix.rowCount
    self.columnCount = program.matrix.columnCount
    self.limits = limits
  }

  mutating func setObjective(
    _ terms: [(column: Int, coefficient: Double)], sense: LinearProgram.Sense
  ) throws(LPError) {
    try handle.setObjective(
      columns: terms.map { Int32($0.column) }, coefficients: terms.map(\.coefficient),
      maximize: sense == .maximize)
  }

  mutating func setColumnBounds(_ bounds: Bounds, column: Int) throws(LPError) {
    try handle.setBounds(bounds, column: column)
  }

  mutating func setRowBounds(_ bounds: Bounds, row: Int) throws(LPError) {
    try handle.setBounds(bounds, row: row)
  }

  mutating func solve(_ rung: SolveRung, method: SimplexMethod) throws(LPError) -> LPOutcome {
    try prepare(rung)
    let usesDual = (method == .dual) != (rung == .otherSimplex)
    let parameters = tfx_parameters(
      method: usesDual ? TFX_DUAL : TFX_PRIMAL,
      presolve: rung == .presolved ? 1 : 0,
      iteration_limit: Int32(clamping: limits.iterations(on: rung, rowCount: rowCount)),
      millisecond_limit: Self.milliseconds(limits.seconds),
      tolerance: limits.tolerance)
    let (outcome, iterations) = try handle.solve(parameters)
    switch outcome {
    case TFX_OPTIMAL: return .optimal(try solution(iterations: iterations))
    case TFX_INFEASIBLE: return .infeasible()
    case TFX_UNBOUNDED: return .unbounded()
    case TFX_ITERATION_LIMIT: return .stopped(.iterationLimit)
    case TFX_TIME_LIMIT: return .stopped(.timeLimit)
    default: return .stopped(.numericalTrouble)
    }
  }

  mutating func basis() throws(LPError) -> Basis {
    var rows = [UInt8](repeating: 0, count: rowCount)
    var columns = [UInt8](repeating: 0, count: columnCount)
    try handle.readBasis(rows: &rows, columns: &columns)
    return Basis(rows: rows.map(Self.status), columns: columns.map(Self.status))
  }

  mutating func restore(_ basis: Basis) throws(LPError) {
    guard basis.rows.count == rowCount, basis.columns.count == columnCount else {
      throw .basisDoesNotFit(rows: basis.rows.count, columns: basis.columns.count)
    }
    try handle.setBasis(
      rows: basis.rows.map(\.rawValue), columns: basis.columns.map(\.rawValue))
  }

  mutating func failOnPurpose() throws(LPError) { try handle.failOnPurpose() }

  private mutating func prepare(_ rung: SolveRung) throws(LPError) {
    let wanted = rung == .rescaled ? TFX_SCALE_EQUILIBRATE : TFX_SCALE_GEOMETRIC
    if scaling != wanted {
      try handle.scale(wanted)
      scaling = wanted
    }
    switch rung {
    case .warm: break
    case .refactorized: try handle.factorize()
    case .freshBasis, .rescaled, .presolved, .otherSimplex, .otherSolver:
      try handle.makeAdvancedBasis()
    }
  }

  /// GLPK's limit is a 32-bit number of milliseconds, some 24 days; a NaN is no time at all.
  private static func milliseconds(_ seconds: Double) -> Int32 {
    if !(seconds > 0) { return 0 }
    return Int32(min((seconds * 1000).rounded(.up), Double(Int32.max)))
  }

  private func solution(iterations: Int) throws(LPError) -> LPSolution {
    var columns = [Double](repeating: 0, count: columnCount)
    var duals = [Double](repeating: 0, count: rowCount)
    let objective = try handle.readSolution(columns: &columns, duals: &duals)
    return LPSolution(
      objective: objective, columns: columns, rowDuals: duals, iterations: iterations)
  }

  private static func status(_ code: UInt8) -> Basis.Status {
    Basis.Status(rawValue: code) ?? .free
  }
}
#endif
