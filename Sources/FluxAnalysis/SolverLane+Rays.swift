import LinearProgramming

/// Statuses without a point: each is judged by the ray that proves it, on the original program.
extension SolverLane {
  /// Whether "infeasible" is proved by `ray`, a number for each row of the compressed program, or
  /// by one that the prover finds.
  ///
  /// - Parameter proof: Set to what proves it, a number for each row of the original program.
  func verdict(
    onInfeasible ray: [Double]?, proof: inout [Double]?
  ) throws(LPError) -> RecoveryLadder.Verdict {
    proof = ray.flatMap(infeasibilityProof)
    if proof != nil { return .accepted }
    guard let prover else { return .needsConfirmation }
    proof = try prover.infeasibilityRay().flatMap(infeasibilityProof)
    return proof == nil ? .refused : .accepted
  }

  /// Whether "unbounded" is proved by `ray`, a direction of the compressed program, or by one that
  /// the prover finds. That there is a point to start from is left to the caller.
  func verdict(
    onUnbounded ray: [Double]?, maximizing terms: [(column: Int, coefficient: Double)],
    direction: inout UnboundedDirection?
  ) throws(LPError) -> RecoveryLadder.Verdict {
    direction = ray.flatMap { checked($0, maximizing: terms) }
    if direction != nil { return .accepted }
    guard let prover else { return .needsConfirmation }
    if let found = try prover.direction(maximizing: compressed.compress(terms: terms)) {
      direction = checked(found, maximizing: terms)
    }
    return direction == nil ? .refused : .accepted
  }

  /// The rows that the compression took out get the duals that keep the bound on 0 what it is in
  /// the compressed program; they depend on the sign, so each sign is tried.
  private func infeasibilityProof(from ray: [Double]) -> [Double]? {
    guard ray.count == compressed.rowOrigins.count, ray.allSatisfy(\.isFinite) else { return nil }
    return [ray, ray.map { -$0 }].lazy
      .map { self.rowDuals(maximizing: [], compressedDuals: $0) }
      .first { self.judge.showsInfeasible($0) }
  }

  private func checked(
    _ ray: [Double], maximizing terms: [(column: Int, coefficient: Double)]
  ) -> UnboundedDirection? {
    guard ray.count == compressed.columnOrigins.count else { return nil }
    // A direction has no constant part, and neither has the map of the columns.
    return judge.unboundedDirection(compressed.expand(columns: ray), maximizing: terms)
  }
}
