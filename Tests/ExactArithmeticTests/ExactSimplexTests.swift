#if GLPK
import ExactArithmetic
import LinearProgramming
import SimplexBackend
import TestSupport
import Testing

@Suite("The exact simplex")
struct ExactSimplexTests {
  private func answer(
    to program: LinearProgram, from basis: Basis? = nil, limits: ExactLimits = ExactLimits(),
    mayGoOn: () -> Bool = { true }
  ) -> ExactAnswer {
    var session = GMPExactSolver().makeSession(for: program, limits: limits)
    let terms = program.objective.indices.filter { program.objective[$0] != 0 }
      .map { (column: $0, coefficient: program.objective[$0]) }
    return session.optimize(
      terms, sense: program.sense, from: basis ?? logicalBasis(of: program), mayGoOn: mayGoOn)
  }

  private func logicalBasis(of program: LinearProgram) -> Basis {
    Basis(
      rows: Array(repeating: .basic, count: program.rows.count),
      columns: Array(repeating: .atLower, count: program.columns.count))
  }

  private func fraction(_ answer: ExactAnswer) -> String? {
    if case .optimal(let number) = answer.outcome { number.fraction } else { nil }
  }

  /// What the native simplex says, and the basis that it says it of.
  private func native(_ program: LinearProgram) throws -> (LPOutcome, Basis) {
    try SimplexBackend().withSession(for: program, limits: SolveLimits()) {
      session throws(LPError) in
      (try session.solve(.freshBasis, method: .primal), try session.basis())
    }
  }

  @Test(
    "reaches every known answer from the basis of the rows",
    arguments: KnownProgram.all + KnownProgram.empty + KnownProgram.dependent
      + KnownProgram.cycling + KnownProgram.cubes + KnownProgram.degenerate)
  func knownAnswers(known: KnownProgram) {
    switch (known.answer, answer(to: known.program).outcome) {
    case (.optimum(let value), .optimal(let number)):
      #expect(abs(number.rounded - value) <= 1e-12 * max(1, abs(value)))
    case (.infeasible, .infeasible), (.unbounded, .unbounded): break
    case (let wanted, let found): Issue.record("\(found), not \(wanted)")
    }
  }

  @Test("agrees with the native simplex on random programs, from the rows and from its basis")
  func randomPrograms() throws {
    var optima = 0
    for seed in 0..<800 as Range<UInt64> {
      let program = RandomPrograms.general(seed: seed)
      let (outcome, basis) = try native(program)
      let cold = answer(to: program)
      let warm = answer(to: program, from: basis)
      #expect(cold.outcome == warm.outcome, "seed \(seed)")
      switch (outcome, cold.outcome) {
      case (.optimal(let solution), .optimal(let number)):
        optima += 1
        let limit = 1e-7 * max(1, abs(number.rounded))
        #expect(abs(solution.objective - number.rounded) <= limit, "seed \(seed)")
      case (.infeasible, .infeasible), (.unbounded, .unbounded): break
      default: Issue.record("seed \(seed): \(cold.outcome), not \(outcome)")
      }
    }
    #expect(optima > 60)
  }

  @Test("balances like those of metabolism need no pivot from the native simplex's basis")
  func randomBalances() throws {
    for seed in 0..<60 as Range<UInt64> {
      let program = RandomPrograms.feasible(seed: seed, columns: 60)
      let (_, basis) = try native(program)
      let warm = answer(to: program, from: basis)
      #expect(warm.pivots == 0 && fraction(warm) == fraction(answer(to: program)), "seed \(seed)")
    }
  }

  /// Hilbert's matrix of order 5 in doubles and a right-hand side of ones, by Gauss-Jordan
  /// elimination with Python's `fractions`. With the true fractions the last unknown would be 630.
  @Test("solves Hilbert's matrix of doubles, not that of the fractions that they stand for")
  func hilbert() {
    let order = 5
    let program = KnownProgram.program(
      objective: [0, 0, 0, 0, 1], sense: .maximize,
      rows: (0..<order).map { row in
        ((0..<order).map { 1 / Double(row + $0 + 1) }, .fixed(1))
      },
      columns: Array(repeating: .free, count: order))
    let answer = answer(to: program)
    #expect(
      fraction(answer)
        == "746857516875006619675783727260665121778539731038523455559080336305422336"
        + "/1185488122024577873976250921674524400628627330565265727087454754983741")
    guard case .optimal(let number) = answer.outcome else { return }
    #expect(number.rounded == 629.9999999995972)
  }

  /// *x (1/2.9e-6 + 1/4.2e6) ≤ 0.1*, the quotients rounded to doubles; with Python's `fractions`.
  @Test("coefficients over 12 orders of magnitude")
  func wideRange() {
    let program = KnownProgram.program(
      objective: [0, 1], sense: .maximize,
      rows: [
        ([1, -1], .fixed(0)), ([1 / 2.9e-6, 1 / 4.2e6], Bounds(lower: -.infinity, upper: 0.1)),
      ], columns: Array(repeating: Bounds(lower: 0, upper: 1000), count: 2))
    #expect(
      fraction(answer(to: program)) == "1888946593147858190336/6513608941893662735170019121")
  }

  /// The best of all vertices, by enumeration with Python's `fractions`.
  @Test("three limits of tenths, as doubles")
  func tenths() {
    let limit = { Bounds(lower: -.infinity, upper: $0) }
    let program = KnownProgram.program(
      objective: [1, 1, 1], sense: .maximize,
      rows: [
        ([0.1, 0.2, 0.3], limit(0.6)), ([0.7, 0.1, 0], limit(0.4)), ([0, 0.3, 0.9], limit(0.5)),
      ], columns: Array(repeating: Bounds(lower: 0, upper: 1), count: 3))
    #expect(
      fraction(answer(to: program))
        == "337499295804763794593474365735567/204446688804808829947052948790968")
  }

  /// *x = y ≤ 1 − 10⁻¹²*, and *x ≤ 1* without it being so.
  @Test("a basis that is feasible within a solver's tolerance only is left by one pivot")
  func hiddenViolation() throws {
    let program = KnownProgram.program(
      objective: [1, 0], sense: .maximize, rows: [([1, -1], .fixed(0))],
      columns: [Bounds(lower: 0, upper: 1), Bounds(lower: 0, upper: 1 - 1e-12)])
    let basis = Basis(rows: [.fixed], columns: [.atUpper, .basic])
    // The native simplex is content with it.
    let solution = try SimplexBackend().withSession(for: program, limits: SolveLimits()) {
      session throws(LPError) -> LPSolution? in
      try session.restore(basis)
      guard case .optimal(let solution) = try session.solve(.warm, method: .primal) else {
        return nil
      }
      return solution
    }
    #expect(solution?.iterations == 0 && solution?.columns == [1, 1])
    let exact = answer(to: program, from: basis)
    #expect(exact.pivots == 1 && fraction(exact) == "9007199254731985/9007199254740992")
  }

  /// Of *x + (1 + 10⁻¹²) y* with *x + y ≤ 1*, *y* is the better by less than a tolerance.
  @Test("a basis whose reduced costs are right within a solver's tolerance only, too")
  func hiddenGain() {
    let program = KnownProgram.program(
      objective: [1, 1 + 1e-12], sense: .maximize,
      rows: [([1, 1], Bounds(lower: -.infinity, upper: 1))],
      columns: Array(repeating: Bounds(lower: 0, upper: 10), count: 2))
    let basis = Basis(rows: [.atUpper], columns: [.basic, .atLower])
    let exact = answer(to: program, from: basis)
    #expect(exact.pivots == 1 && fraction(exact) == "562949953421875/562949953421312")
  }

  @Test("decimals that add up to nothing as decimals only are an infeasible program of doubles")
  func decimalsAreNotDoubles() {
    let program = KnownProgram.program(
      objective: [1, 0, 0], sense: .maximize, rows: [([1, 1, -1], .fixed(0))],
      columns: [.fixed(0.1), .fixed(0.2), .fixed(0.3)])
    #expect(answer(to: program).outcome == .infeasible)
  }

  @Test("columns that depend on others are put out of the basis")
  func singularBasis() {
    let program = KnownProgram.program(
      objective: [1, 1, 1], sense: .maximize,
      rows: [([1, 2, 0], .fixed(3)), ([2, 4, 1], .fixed(7))],
      columns: Array(repeating: Bounds(lower: 0, upper: 10), count: 3))
    let basis = Basis(rows: [.fixed, .fixed], columns: [.basic, .basic, .atLower])
    #expect(fraction(answer(to: program, from: basis)) == "4")
    let tooMany = Basis(rows: [.basic, .fixed], columns: [.basic, .basic, .basic])
    #expect(fraction(answer(to: program, from: tooMany)) == "4")
  }

  @Test("Beale's program cycles by Dantzig's rule, and Bland's ends it")
  func cycling() throws {
    let beale = try #require(KnownProgram.cycling.first)
    let found = answer(to: beale.program)
    // 200 pivots go round, and four of Bland's lead out.
    #expect(fraction(found) == "5/4" && found.pivots == 204)
  }

  @Test("limits and cancellation end a solve without an answer")
  func limits() {
    let program = RandomPrograms.feasible(seed: 3, columns: 60)
    let free = answer(to: program)
    #expect(free.pivots > 3)
    var limits = ExactLimits()
    limits.pivots = 2
    #expect(answer(to: program, limits: limits).outcome == .stopped(.pivotLimit))
    limits = ExactLimits()
    limits.bits = 1
    #expect(answer(to: program, limits: limits).outcome == .stopped(.sizeLimit))
    #expect(answer(to: program, mayGoOn: { false }).outcome == .stopped(.cancelled))
  }

  @Test("a value beyond the largest double is told as a fraction")
  func beyondDoubles() {
    let program = KnownProgram.program(
      objective: [0, 1], sense: .maximize, rows: [([1e300, -1e-300], .fixed(0))],
      columns: [Bounds(lower: 0, upper: 1), .free])
    guard case .optimal(let number) = answer(to: program).outcome else {
      Issue.record("no optimum")
      return
    }
    #expect(number.rounded == .infinity && number.fraction.count > 500)
  }
}
#endif
