import TestSupport
import Testing
import TwinFlux

@Suite("Rays prove what they say, or nothing")
struct RayTests {
  private func solve(_ program: LinearProgram) throws -> LPOutcome {
    try SolverChoice.native.makeBackend().withSession(for: program, limits: SolveLimits()) {
      session throws(LPError) in
      try session.solve(.freshBasis, method: .primal)
    }
  }

  private func terms(_ program: LinearProgram) -> [(column: Int, coefficient: Double)] {
    let sign = program.sense == .maximize ? 1.0 : -1.0
    return program.objective.indices.filter { program.objective[$0] != 0 }
      .map { ($0, sign * program.objective[$0]) }
  }

  @Test("of known programs", arguments: KnownProgram.all)
  func known(example: KnownProgram) throws {
    let judge = ProgramJudge(example.program)
    switch (example.answer, try solve(example.program)) {
    case (.infeasible, .infeasible(let ray?)): #expect(judge.provesInfeasible(ray))
    case (.unbounded, .unbounded(let ray?)):
      #expect(judge.unboundedDirection(ray, maximizing: terms(example.program)) != nil)
    case (.optimum, .optimal): break
    case (_, let outcome): Issue.record("\(example): \(outcome)")
    }
  }

  @Test("of 2000 random programs, and of what is left of them when compressed")
  func random() throws {
    var (infeasible, unbounded, reduced) = (0, 0, 0)
    for seed: UInt64 in 0..<2000 {
      let program = RandomPrograms.general(seed: seed)
      let compressed = CompressedProgram(program)
      if compressed.rowOrigins.count < program.rows.count { reduced += 1 }
      let judge = ProgramJudge(program)
      switch try solve(compressed.program) {
      case .infeasible(let ray):
        infeasible += 1
        let ray = try #require(ray)
        let proves = [1.0, -1].contains { sign in
          judge.showsInfeasible(
            compressed.expandDuals(ray.map { sign * $0 }, maximizing: []))
        }
        #expect(proves, "seed \(seed)")
        #expect(ProgramJudge(compressed.program).showsInfeasible(ray), "seed \(seed)")
      case .unbounded(let ray):
        unbounded += 1
        let direction = compressed.expand(columns: try #require(ray))
        #expect(
          judge.unboundedDirection(direction, maximizing: terms(program)) != nil, "seed \(seed)")
      case .optimal, .stopped: break
      }
    }
    #expect(infeasible > 100 && unbounded > 100 && reduced > 0)
  }

  @Test("of programs that compress well, with a flux that is forced and cannot flow")
  func forced() throws {
    var (infeasible, reduced) = (0, 0)
    for seed: UInt64 in 0..<300 {
      var program = RandomPrograms.feasible(seed: seed, columns: 20)
      let upper = program.columns.upper[3] + 4
      program.columns[3] = Bounds(lower: upper - 1, upper: upper)
      let compressed = CompressedProgram(program)
      guard case .infeasible(let ray?) = try solve(compressed.program) else { continue }
      infeasible += 1
      if compressed.rowOrigins.count < program.rows.count { reduced += 1 }
      let judge = ProgramJudge(program)
      let proves = [1.0, -1].contains { sign in
        judge.provesInfeasible(compressed.expandDuals(ray.map { sign * $0 }, maximizing: []))
      }
      #expect(proves, "seed \(seed)")
    }
    #expect(infeasible > 100 && reduced > 100)
  }

  @Test("no numbers prove a program infeasible that has a point")
  func feasible() throws {
    for seed: UInt64 in 0..<200 {
      let program = RandomPrograms.feasible(seed: seed, columns: 20)
      var random = SeededGenerator(seed: seed)
      let judge = ProgramJudge(program)
      for _ in 0..<20 {
        let ray = (0..<program.rows.count).map { _ in Double.random(in: -1...1, using: &random) }
        #expect(!judge.showsInfeasible(ray), "seed \(seed)")
        let direction = (0..<20).map { _ in Double.random(in: -1...1, using: &random) }
        #expect(judge.unboundedDirection(direction, maximizing: terms(program)) == nil)
      }
    }
  }

  @Test("a ray that is wrong, too short or no number proves nothing")
  func wrongRays() throws {
    let infeasible = try #require(KnownProgram.all.first { $0.answer == .infeasible })
    let judge = ProgramJudge(infeasible.program)
    for ray in [[0], [.nan], [.infinity], [], [1, 1]] { #expect(!judge.showsInfeasible(ray)) }
    #expect(judge.provesInfeasible([1]) && judge.provesInfeasible([-1]))
    let loop = try #require(KnownProgram.all.first { $0.answer == .unbounded })
    let other = ProgramJudge(loop.program)
    let terms = terms(loop.program)
    let right = try #require(other.unboundedDirection([3, 3], maximizing: terms))
    #expect(right.values == [1.5, 1.5] && right.drift < 1e-14)
    #expect(right.gain > 1.499 && right.gain <= 1.5)
    for ray in [[0, 0], [1, 0], [-1, -1], [1, 1.001], [.nan, 1], [1], [1, .infinity]] {
      #expect(other.unboundedDirection(ray, maximizing: terms) == nil, "\(ray)")
    }
    other.setColumnBounds(Bounds(lower: 0, upper: 1e9), column: 1)
    #expect(other.unboundedDirection([1, 1], maximizing: terms) == nil, "a bound is in the way")
  }
}
