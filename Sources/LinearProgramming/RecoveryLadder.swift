/// Solves a program again, each time in another way, until an answer holds.
///
/// A simplex code can be wrong and sound sure of it: on a reconstruction derived from Recon 2, one
/// program of a flux variability analysis came back "infeasible" from a warm basis, and thousands
/// after it inherited that. So every answer is judged by something that knows no solver, and a
/// refused answer sends the program one rung down (``SolveRung``).
public struct RecoveryLadder: Sendable {
  /// What the judge thinks of an answer.
  public enum Verdict: Sendable {
    case accepted
    /// Good enough if none of the next rungs does better.
    case acceptable
    /// Believed if a rung with a fresh basis says the same as the one before it, and the other
    /// solver too where there is one: a status for which the solver gives no proof.
    case needsConfirmation
    case refused
  }

  /// The answer that was believed, and the rung that gave it.
  public struct Answer: Sendable {
    public var outcome: LPOutcome
    public var rung: SolveRung
    /// How many programs were solved on the way, and in how many pivots.
    public var attempts: Int
    public var iterations: Int
    /// Whether the judge believed it; if not, the outcome is `stopped`.
    public var isBelieved: Bool
  }

  /// An answer that holds but is not proved is tried again up to this rung.
  private static let lastRungForProof = SolveRung.freshBasis

  /// The method of all rungs but ``SolveRung/otherSimplex``.
  public var method: SimplexMethod = .primal

  public init(method: SimplexMethod = .primal) {
    self.method = method
  }

  /// Walks down the ladder until `judge`, which is told each answer and its rung, accepts one.
  public func solve(
    _ session: inout any LPSession & ~Copyable,
    judge: (LPOutcome, SolveRung) throws(LPError) -> Verdict
  ) throws(LPError) -> Answer {
    try solve(&session) { outcome, rung, _ throws(LPError) in try judge(outcome, rung) }
  }

  /// The same for a judge that looks at the session as the answer's rung left it.
  public func solve(
    _ session: inout any LPSession & ~Copyable,
    judge: (LPOutcome, SolveRung, inout any LPSession & ~Copyable) throws(LPError) -> Verdict
  ) throws(LPError) -> Answer {
    var progress = Progress()
    var unconfirmed: LPOutcome?
    var fallback: Answer?
    var least = SolveRung.warm
    for rung in SolveRung.allCases where rung >= least && rung <= session.lastRung {
      let answer = progress.note(try session.solve(rung, method: method), rung)
      // Time that is up is up; the next rung would only begin from further back.
      if case .stopped(.timeLimit) = answer.outcome { break }
      let verdict = try judge(answer.outcome, rung, &session)
      if case .accepted = verdict { return answer.believed(progress) }
      if let fallback, rung >= Self.lastRungForProof { return fallback.believed(progress) }
      switch verdict {
      case .acceptable: fallback = fallback ?? answer
      case .needsConfirmation:
        // The refactorized basis is the one that gave the first answer; only a fresh one confirms.
        if rung >= .freshBasis, unconfirmed?.saysTheSame(as: answer.outcome) == true {
          if rung == session.lastRung || session.lastRung < .otherSolver {
            return answer.believed(progress)
          }
          // Where there is another solver, it must agree, or give the proof.
          least = .otherSolver
        }
        unconfirmed = answer.outcome
      case .accepted, .refused: break
      }
    }
    if let fallback { return fallback.believed(progress) }
    return Answer(
      outcome: .stopped(progress.limit ?? .numericalTrouble), rung: session.lastRung,
      attempts: progress.attempts,
      iterations: progress.iterations, isBelieved: false)
  }

  fileprivate struct Progress {
    var attempts = 0
    var iterations = 0
    /// The limit that a rung ran into, if one did.
    var limit: LPOutcome.StopReason?

    mutating func note(_ outcome: LPOutcome, _ rung: SolveRung) -> Answer {
      if case .stopped(let reason) = outcome, reason != .numericalTrouble { limit = reason }
      attempts += 1
      iterations += outcome.iterations
      return Answer(
        outcome: outcome, rung: rung, attempts: attempts, iterations: iterations,
        isBelieved: false)
    }
  }
}

extension RecoveryLadder.Answer {
  fileprivate func believed(_ progress: RecoveryLadder.Progress) -> Self {
    Self(
      outcome: outcome, rung: rung, attempts: progress.attempts, iterations: progress.iterations,
      isBelieved: true)
  }
}

extension LPOutcome {
  var iterations: Int {
    if case .optimal(let solution) = self { solution.iterations } else { 0 }
  }

  func saysTheSame(as other: LPOutcome) -> Bool {
    switch (self, other) {
    case (.infeasible, .infeasible), (.unbounded, .unbounded): true
    default: false
    }
  }
}
