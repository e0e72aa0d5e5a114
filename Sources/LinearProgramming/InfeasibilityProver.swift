/// Finds Farkas rays for a program under changing column bounds: for solvers that say "infeasible"
/// and give no proof.
///
/// It solves the elastic program, in which every row may be violated at a price of 1 a unit,
///
///     minimize    Σ (s⁺ᵢ + s⁻ᵢ)
///     subject to  rowLower ≤ A x + s⁺ − s⁻ ≤ rowUpper,  columnLower ≤ x ≤ columnUpper,  s ≥ 0
///
/// which always has a point. Where its optimum is above 0, its row duals are a Farkas ray of the
/// program without *s*: the columns of *s* only add to the dual bound (Chinneck, Feasibility and
/// Infeasibility in Optimization, 2008, section 6.1). Whether they are is for
/// ``ProgramJudge/provesInfeasible(_:)`` to say. It belongs to one thread.
package final class InfeasibilityProver {
  private let base: LinearProgram
  private let backend: any LPBackend
  private let limits: SolveLimits
  private let elasticRows: [Int]
  private var start: Basis?
  private var session: (any LPSession & ~Copyable)?
  private var changed: [Int: Bounds] = [:]

  /// - Parameter elasticRows: The rows that may be violated; `nil` means all. Where the other rows
  ///   have no point among themselves, no ray is found.
  package init(
    _ program: LinearProgram, elasticRows: [Int]? = nil, limits: SolveLimits,
    backend: any LPBackend
  ) {
    self.elasticRows = elasticRows ?? Array(0..<program.matrix.rowCount)
    base = program
    self.limits = limits
    self.backend = backend
  }

  /// A ray that may prove that the program has no point within `bounds`; `nil` if the elastic
  /// program could not be solved.
  ///
  /// - Complexity: One cold solve at the first call, then one from the last basis.
  package func ray(_ bounds: [Int: Bounds]) throws(LPError) -> [Double]? {
    var session: any LPSession & ~Copyable
    if let open = self.session.take() {
      session = open
    } else {
      session = try backend.makeSession(
        for: Self.elastic(base, rows: elasticRows), limits: limits)
      _ = try session.solve(.freshBasis, method: .primal)
      start = try session.basis()
    }
    let found = try ray(bounds, in: &session)
    self.session = consume session
    return found
  }

  /// Forgets what earlier calls found, so that the next one depends on none of them.
  package func reset() throws(LPError) {
    guard let start, var session = session.take() else { return }
    for column in changed.keys.sorted() {
      try session.setColumnBounds(base.columns[column], column: column)
    }
    changed = [:]
    try session.restore(start)
    self.session = consume session
  }

  private func ray(
    _ bounds: [Int: Bounds], in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> [Double]? {
    for column in Set(changed.keys).union(bounds.keys).sorted() {
      let new = bounds[column] ?? base.columns[column]
      if new != (changed[column] ?? base.columns[column]) {
        try session.setColumnBounds(new, column: column)
      }
    }
    changed = bounds
    let answer = try RecoveryLadder(method: .dual).solve(&session) { outcome, _ throws(LPError) in
      if case .optimal = outcome { .accepted } else { .refused }
    }
    guard case .optimal(let solution) = answer.outcome else { return nil }
    return solution.rowDuals
  }

  private static func elastic(_ program: LinearProgram, rows elasticRows: [Int]) -> LinearProgram {
    let rowCount = program.matrix.rowCount
    var starts = program.matrix.columnStarts
    var rows = program.matrix.rows
    var values = program.matrix.values
    var columns = program.columns
    for row in elasticRows {
      // Upwards where a lower bound asks for it, downwards where an upper bound does.
      for (sign, bound) in [(1.0, program.rows.lower[row]), (-1.0, program.rows.upper[row])]
      where bound.isFinite {
        rows.append(Int32(row))
        values.append(sign)
        starts.append(Int32(values.count))
        columns.append(Bounds(lower: 0, upper: .infinity))
      }
    }
    let count = program.columns.count
    return LinearProgram(
      matrix: SparseMatrix(rowCount: rowCount, columnStarts: starts, rows: rows, values: values),
      rows: program.rows, columns: columns,
      objective: (0..<columns.count).map { $0 < count ? 0 : 1 }, sense: .minimize)
  }
}
