import LinearProgramming
import MetabolicModels

/// A compressed program that stays in an open session of a solver while its bounds change: what
/// ``FluxVariabilitySession`` and ``FluxBalanceSession`` keep between questions.
///
/// It was compressed by steps that hold whatever the bounds are. It belongs to the session's thread.
final class KeptProgram {
  let source: FluxProgram
  let lane: SolverLane
  private(set) var compressed: CompressedProgram
  /// What every question starts from: the best for the terms of ``init``, under the model's own
  /// bounds, if these are feasible.
  private(set) var basis: Basis
  private let terms: [(column: Int, coefficient: Double)]
  /// The bounds that the solver's session has now.
  private var columns: BoundArrays

  /// - Parameters:
  ///   - compressed: Made of `source` by ``CompressedProgram/init(structureOf:keepingRows:)``, its
  ///     cut row kept; that of `session`.
  ///   - terms: The objective whose optimum every question starts from, to be maximized.
  init(
    _ source: FluxProgram, compressed: CompressedProgram,
    maximizing terms: [(column: Int, coefficient: Double)], options: SolvingOptions,
    backend: some LPBackend, in session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    self.source = source
    self.compressed = compressed
    self.terms = terms
    columns = compressed.program.columns
    lane = SolverLane(
      original: source.program, compressed: compressed, tolerance: options.tolerance)
    basis = try session.basis()
    if try bind(source.program, in: &session) {
      _ = try lane.maximize(terms, isFeasible: false, certifies: false, in: &session)
      basis = try session.basis()
    }
    lane.refiner = SolutionRefiner(limits: options.limits, backend: backend)
  }

  /// The program under other bounds of its columns, without a cut, in the solver and before the
  /// judge; `nil` if the bounds contradict each other.
  func program(
    under bounds: [FluxBounds], in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> LinearProgram? {
    var original = source.program
    original.columns = BoundArrays(lower: bounds.map(\.lower), upper: bounds.map(\.upper))
    guard try bind(original, in: &session) else { return nil }
    try setCut(.free, &original, in: &session)
    return original
  }

  /// Finds the optimum that the basis kept is near to, by the dual method.
  func start(
    certifies: Bool, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> SolverLane.Finding {
    try session.restore(basis)
    lane.method = .dual
    defer { lane.method = .primal }
    return try lane.maximize(terms, isFeasible: false, certifies: certifies, in: &session)
  }

  /// Sets the row that cuts the objective, which the compression keeps as its last.
  func setCut(
    _ bounds: Bounds, _ original: inout LinearProgram,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    original.rows[source.cutRow] = bounds
    lane.judge.setRowBounds(bounds, row: source.cutRow, keepsImplied: true)
    try session.setRowBounds(bounds, row: compressed.rowOrigins.count - 1)
  }

  /// Sets a row of the model's own constraints. One that fixes a sum at 0 may have left the
  /// compressed program, and can have no other bounds.
  func setConstraint(
    _ bounds: Bounds, row: Int, in session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    guard lane.judge.program.rows[row] != bounds,
      let place = compressed.rowOrigins.firstIndex(of: Int32(row))
    else { return }
    lane.judge.setRowBounds(bounds, row: row)
    try session.setRowBounds(bounds, row: place)
  }

  /// Gives the solver and the judge the column bounds of `original`; `false` if they contradict
  /// each other.
  private func bind(
    _ original: LinearProgram, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Bool {
    guard compressed.setColumnBounds(original.columns) else { return false }
    let new = compressed.program.columns
    for column in 0..<new.count where new[column] != columns[column] {
      try session.setColumnBounds(new[column], column: column)
      columns[column] = new[column]
    }
    lane.follow(original, compressed, implied: ImpliedBounds(unlessLimited: original))
    return true
  }
}

extension RequestQueue {
  /// Keeps `source` in a session of the solver and answers requests from it, beginning with `first`,
  /// until there are no more or the solver fails; then that request gets the failure, and the
  /// session ends.
  func answer<Value>(
    from first: Request, keeping source: FluxProgram, compressed: CompressedProgram,
    maximizing terms: [(column: Int, coefficient: Double)], options: SolvingOptions,
    using backend: some LPBackend,
    by answer: (Question, KeptProgram, inout any LPSession & ~Copyable) throws(LPError) -> Answer
  ) where Answer == Result<Value, FluxError> {
    var request = first
    do throws(LPError) {
      try backend.withSession(for: compressed.program, limits: options.limits) {
        session throws(LPError) in
        let kept = try KeptProgram(
          source, compressed: compressed, maximizing: terms, options: options, backend: backend,
          in: &session)
        while true {
          request.reply(try answer(request.question, kept, &session))
          guard let next = next() else { return }
          request = next
        }
      }
    } catch {
      request.reply(.failure(.solver(error)))
    }
  }
}
