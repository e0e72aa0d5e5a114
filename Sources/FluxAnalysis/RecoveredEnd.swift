import LinearProgramming

/// An end of a range that took the recovery ladder to settle: the answers of the warm start did not
/// hold on the program as stated.
///
/// The value has passed the same checks as any other. An end that a point of another end's program
/// showed to be at its bound had no program of its own and is none of these.
public struct RecoveredEnd: Sendable, Hashable {
  /// Index into the model's reactions.
  public var reaction: Int
  public var isMaximum: Bool
  /// Where on the ladder the answer that holds was found; of an end that takes many programs the
  /// deepest.
  public var rung: SolveRung
  /// The name of the solver that gave it, such as `"glpk"`.
  public var solver: String

  public init(reaction: Int, isMaximum: Bool, rung: SolveRung, solver: String) {
    self.reaction = reaction
    self.isMaximum = isMaximum
    self.rung = rung
    self.solver = solver
  }
}

extension FluxRangeAssembly {
  /// The ends of `reactions` that a warm start did not settle, in their order, the minimum first.
  func recoveredEnds(of reactions: [Int], using backend: some LPBackend) -> [RecoveredEnd] {
    var rungs: [Int: SolveRung] = [:]
    for (end, finding) in findings.enumerated() {
      if let finding, finding.rung > .warm, finding.status != .failed { rungs[end] = finding.rung }
    }
    if rungs.isEmpty { return [] }
    let indices = ends.indices
    return reactions.flatMap { reaction in
      [false, true].compactMap { isMaximum in
        guard let index = indices[start.compressed.carriers[reaction]] else { return nil }
        let goesUp = (start.compressed.factors[reaction] > 0) == isMaximum
        return rungs[2 * index + (goesUp ? 1 : 0)].map { rung in
          RecoveredEnd(
            reaction: reaction, isMaximum: isMaximum, rung: rung,
            solver: backend.solverName(on: rung))
        }
      }
    }
  }
}
