import TestSupport
import Testing
import TwinFlux

/// A solver that gives the answers it is told to give, one for each rung.
private struct ScriptedBackend: LPBackend {
  let script: [SolveRung: LPOutcome]
  var lastRung = SolveRung.otherSimplex
  var name: String { "scripted" }
  var concurrentSessionLimit: Int { 1 }

  func makeSession(
    for program: LinearProgram, limits: SolveLimits
  ) throws(LPError) -> any LPSession & ~Copyable {
    ScriptedSession(script: script, lastRung: lastRung)
  }
}

private struct ScriptedSession: LPSession, ~Copyable {
  let script: [SolveRung: LPOutcome]
  let lastRung: SolveRung

  mutating func setObjective(
    _ terms: [(column: Int, coefficient: Double)], sense: LinearProgram.Sense
  ) throws(LPError) {}
  mutating func setColumnBounds(_ bounds: Bounds, column: Int) throws(LPError) {}
  mutating func setRowBounds(_ bounds: Bounds, row: Int) throws(LPError) {}
  mutating func solve(_ rung: SolveRung, method: SimplexMethod) throws(LPError) -> LPOutcome {
    script[rung] ?? .stopped(.numericalTrouble)
  }
  mutating func basis() throws(LPError) -> Basis { Basis(rows: [], columns: []) }
  mutating func restore(_ basis: Basis) throws(LPError) {}
}

@Suite("The recovery ladder")
struct RecoveryLadderTests {
  private func walk(
    _ script: [SolveRung: LPOutcome], lastRung: SolveRung = .otherSimplex,
    judge: (LPOutcome) -> RecoveryLadder.Verdict
  ) throws -> RecoveryLadder.Answer {
    try withoutActuallyEscaping(judge) { judge in
      try ScriptedBackend(script: script, lastRung: lastRung).withSession(
        for: KnownProgram.all[0].program, limits: SolveLimits()
      ) { session throws(LPError) in
        try RecoveryLadder().solve(&session) { outcome, _ throws(LPError) in judge(outcome) }
      }
    }
  }

  private func optimal(_ value: Double) -> LPOutcome {
    .optimal(LPSolution(objective: value, columns: [], rowDuals: [], iterations: 5))
  }

  @Test("a warm basis that wrongly says infeasible is not believed where there is a point")
  func wrongInfeasible() throws {
    let answer = try walk([
      .warm: .infeasible(), .refactorized: .infeasible(), .freshBasis: optimal(3),
    ]) { if case .optimal = $0 { .accepted } else { .refused } }
    #expect(answer.rung == .freshBasis)
    #expect(answer.attempts == 3)
    #expect(answer.isBelieved)
  }

  @Test("a status without a proof needs a fresh basis that agrees")
  func confirmation() throws {
    let judge: (LPOutcome) -> RecoveryLadder.Verdict = {
      if case .optimal = $0 { .accepted } else { .needsConfirmation }
    }
    let twice = try walk([.warm: .infeasible(), .refactorized: .infeasible()], judge: judge)
    #expect(!twice.isBelieved, "the same basis twice is one witness")
    let fresh = try walk(
      [.warm: .infeasible(), .refactorized: .infeasible(), .freshBasis: .infeasible()], judge: judge
    )
    #expect(fresh.isBelieved && fresh.rung == .freshBasis)
    let split = try walk(
      [.warm: .infeasible(), .refactorized: .unbounded(), .freshBasis: optimal(1)], judge: judge)
    #expect(split.rung == .freshBasis)
  }

  @Test("a status without a proof needs the other solver to agree, where there is one")
  func secondOpinion() throws {
    let judge: (LPOutcome) -> RecoveryLadder.Verdict = {
      switch $0 {
      case .optimal, .infeasible(ray: .some): .accepted
      case .stopped: .refused
      default: .needsConfirmation
      }
    }
    let liar: [SolveRung: LPOutcome] = [
      .warm: .infeasible(), .refactorized: .infeasible(), .freshBasis: .infeasible(),
    ]
    let others: [(LPOutcome, Bool)] = [
      (optimal(1), true), (.infeasible(ray: [1]), true), (.infeasible(), true),
      (.unbounded(), false), (.stopped(.numericalTrouble), false),
    ]
    for (other, isBelieved) in others {
      let script = liar.merging([.otherSolver: other]) { $1 }
      let answer = try walk(script, lastRung: .otherSolver, judge: judge)
      #expect(answer.isBelieved == isBelieved && answer.rung == .otherSolver)
      #expect(answer.attempts == 4)
    }
  }

  @Test("an answer that holds but is not proved is kept, if no further rung proves one")
  func fallback() throws {
    let answer = try walk([
      .warm: optimal(1), .refactorized: .infeasible(), .freshBasis: .infeasible(),
    ]) {
      if case .optimal = $0 { .acceptable } else { .refused }
    }
    #expect(answer.isBelieved && answer.rung == .warm && answer.attempts == 3)
  }

  @Test("a time limit ends the walk")
  func timeLimit() throws {
    let answer = try walk([.warm: .stopped(.timeLimit), .freshBasis: optimal(1)]) { _ in .accepted }
    #expect(answer.attempts == 1)
    guard case .stopped(.timeLimit) = answer.outcome else {
      Issue.record("\(answer.outcome)")
      return
    }
  }

  @Test("when every rung fails, nothing is believed")
  func nothing() throws {
    let answer = try walk([:]) { _ in .refused }
    #expect(!answer.isBelieved)
    #expect(answer.attempts == SolveRung.allCases.count - 1)
    guard case .stopped(.numericalTrouble) = answer.outcome else {
      Issue.record("\(answer.outcome)")
      return
    }
  }
}
