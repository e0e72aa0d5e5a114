import LinearProgramming

/// How the point of a basis moves with the bounds that its nonbasic columns stand at.
///
/// With the columns *N* out of the basis *B* at their bounds, *x_B = B⁻¹(b − N x_N)*: as the bound
/// of column *q* moves by 1, *x_q* does and *x_B* by *−B⁻¹a_q*. No solver has to show its factors
/// for that. The program without costs in which every basic variable is free, *q* fixed at 1 and
/// everything else fixed at 0 has that direction for its only point, and *B* is its optimal basis:
/// to solve it from there is one solve with the factors, and no pivot.
///
/// It belongs to one thread.
final class BasisDirections {
  private let program: LinearProgram
  private let limits: SolveLimits
  private let backend: any LPBackend
  private var session: (any LPSession & ~Copyable)?
  private var rows: [Bool]
  private var columns: [Bool]

  /// - Parameter program: Its matrix alone counts.
  init(_ program: LinearProgram, limits: SolveLimits, backend: any LPBackend) {
    var still = program
    still.rows = BoundArrays(repeating: .fixed(0), count: program.rows.count)
    still.columns = BoundArrays(repeating: .fixed(0), count: program.columns.count)
    still.objective = Array(repeating: 0, count: program.objective.count)
    self.program = still
    self.limits = limits
    self.backend = backend
    rows = Array(repeating: false, count: program.rows.count)
    columns = Array(repeating: false, count: program.columns.count)
  }

  /// For each of `moving`, columns out of the basis, what all columns move by as it moves by 1.
  ///
  /// - Returns: `nil` if the solver does not stay with the basis, or leaves a residual.
  /// - Complexity: One factorization, and a solve with it for each column.
  func directions(
    of basis: Basis, moving: [Int]
  ) throws(LPError) -> [[Double]]? {
    if moving.isEmpty { return [] }
    var session: any LPSession & ~Copyable
    if let open = self.session.take() {
      session = open
    } else {
      session = try backend.makeSession(for: program, limits: limits)
    }
    let found = try directions(of: basis, moving: moving, in: &session)
    self.session = consume session
    return found
  }

  private func directions(
    of basis: Basis, moving: [Int], in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> [[Double]]? {
    try free(basis, in: &session)
    try session.restore(basis.withoutWeights)
    var found: [[Double]] = []
    for column in moving {
      try session.setColumnBounds(.fixed(1), column: column)
      let outcome = try session.solve(.warm, method: .primal)
      try session.setColumnBounds(.fixed(0), column: column)
      guard case .optimal(let solution) = outcome, isDirection(solution.columns, of: column) else {
        return nil
      }
      found.append(solution.columns)
    }
    return found
  }

  /// Frees the basic variables and fixes the others, as far as they are not so from the last time.
  private func free(
    _ basis: Basis, in session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    for (row, status) in basis.rows.enumerated() where rows[row] != (status == .basic) {
      rows[row].toggle()
      try session.setRowBounds(rows[row] ? .free : .fixed(0), row: row)
    }
    for (column, status) in basis.columns.enumerated() where columns[column] != (status == .basic) {
      columns[column].toggle()
      try session.setColumnBounds(columns[column] ? .free : .fixed(0), column: column)
    }
  }

  /// Whether the nonbasic columns stay where they should and the rows balance, up to rounding.
  private func isDirection(_ direction: [Double], of moving: Int) -> Bool {
    let size = direction.reduce(1) { max($0, abs($1)) }
    let room = 1e-9 * size
    for (column, move) in direction.enumerated() where !columns[column] {
      if !(abs(move - (column == moving ? 1 : 0)) <= room) { return false }
    }
    let balance = program.matrix.multiply(direction)
    return zip(balance, rows).allSatisfy { $0.1 || abs($0.0) <= room }
  }
}

extension Basis {
  /// Without what the solver learned of other programs.
  fileprivate var withoutWeights: Basis { Basis(rows: rows, columns: columns) }
}
