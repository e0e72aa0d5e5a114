import TestSupport
import Testing
import TwinFlux

@Suite("Refined duals")
struct RefinedDualsTests {
  private static func column(_ bounds: Bounds) -> LinearProgram {
    KnownProgram.program(
      objective: [1], sense: .maximize, rows: [([1], .fixed(0))], columns: [bounds])
  }

  @Test("see a reduced cost that is far below the rounding of its dual")
  func tinyCost() {
    let judge = ProgramJudge(Self.column(Bounds(lower: 0, upper: 0x1p60)))
    let terms = [(column: 0, coefficient: 1.0)]
    // 1 − (1 − 2⁻⁶⁰) = 2⁻⁶⁰, at a flux of 2⁶⁰.
    let bound = judge.outerBound(
      maximizing: terms, rowDuals: RefinedDuals(high: [1], low: [-0x1p-60]))
    #expect(bound >= 1 && bound <= 1 + 1e-12)
    let none = judge.outerBound(maximizing: terms, rowDuals: RefinedDuals([1]))
    #expect(none >= 0 && none <= 1e-12)
  }

  @Test("add a thousand tenths to what they are, rounded upwards")
  func rounding() {
    let program = KnownProgram.program(
      objective: Array(repeating: 1, count: 1000), sense: .maximize, rows: [],
      columns: Array(repeating: Bounds(lower: 0, upper: 0.1), count: 1000))
    let terms = (0..<1000).map { (column: $0, coefficient: 1.0) }
    let bound = ProgramJudge(program).outerBound(maximizing: terms, rowDuals: RefinedDuals([]))
    // A thousand of the double nearest to 0.1, 3602879701896397 · 2⁻⁵⁵, is 100 + 5.55e-15, which
    // lies between two doubles.
    #expect(bound >= (100.0).nextUp && bound <= (100.0).nextUp.nextUp.nextUp)
  }

  @Test("hold whatever they are, and are never looser than plain ones", arguments: 0..<200)
  func anyDuals(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let program = RandomPrograms.feasible(seed: seed, columns: 15)
    let judge = ProgramJudge(program)
    let duals = (0..<program.matrix.rowCount).map { _ in Double.random(in: -5...5, using: &random) }
    let low = duals.map { _ in Double.random(in: -1e-9...1e-9, using: &random) }
    let terms = program.objective.enumerated().map { (column: $0.offset, coefficient: $0.element) }
    // The origin is feasible, and its value is 0.
    let refined = judge.outerBound(
      maximizing: terms, rowDuals: RefinedDuals(high: duals, low: low))
    #expect(refined >= 0)
    let plain = judge.outerBound(maximizing: terms, rowDuals: duals)
    let same = judge.outerBound(maximizing: terms, rowDuals: RefinedDuals(duals))
    #expect(same <= plain && (plain.isInfinite || plain - same <= 1e-12 * max(1, abs(plain))))
  }

  @Test("prove nothing where an unlimited column or row has to pay, or numbers overflow")
  func unlimited() {
    let terms = [(column: 0, coefficient: 1.0)]
    let open = ProgramJudge(Self.column(Bounds(lower: 0, upper: .infinity)))
    #expect(open.outerBound(maximizing: terms, rowDuals: RefinedDuals([0.5])) == .infinity)
    let proof = open.outerBound(maximizing: terms, rowDuals: RefinedDuals([2]))
    #expect(proof >= 0 && proof <= 1e-300)
    let wide = ProgramJudge(Self.column(Bounds(lower: -1e200, upper: 1e200)))
    #expect(wide.outerBound(maximizing: terms, rowDuals: RefinedDuals([1e200])) == .infinity)
    let free = ProgramJudge(
      KnownProgram.program(
        objective: [1], sense: .maximize, rows: [([1], Bounds(lower: 0, upper: .infinity))],
        columns: [Bounds(lower: 0, upper: 3)]))
    // The dual asks the missing upper bound of the row to pay: it counts as 0.
    let bound = free.outerBound(maximizing: terms, rowDuals: RefinedDuals([0.5]))
    #expect(bound >= 3 && bound <= 3 + 1e-12)
  }
}

@Suite("Iterative refinement")
struct SolutionRefinerTests {
  /// *maximize x + y, x + y + z = 1/3, x − y = 0, z ≥ 0.1*: at *x = y = (1/3 − 0.1)/2*.
  private let program = KnownProgram.program(
    objective: [1, 1, 0], sense: .maximize,
    rows: [([1, 1, 1], .fixed(1.0 / 3)), ([1, -1, 0], .fixed(0))],
    columns: [.init(lower: 0, upper: 9), .init(lower: 0, upper: 9), .init(lower: 0.1, upper: 9)])
  private let terms = [(column: 0, coefficient: 1.0), (column: 1, coefficient: 1.0)]

  private func basis(_ backend: some LPBackend) throws -> (LPSolution, Basis) {
    try backend.withSession(for: program, limits: SolveLimits()) { session throws(LPError) in
      guard case .optimal(let solution) = try session.solve(.freshBasis, method: .primal) else {
        throw .backendFailed(backend: backend.name, operation: "solve", detail: "no optimum")
      }
      return (solution, try session.basis())
    }
  }

  @Test("mends a point and duals that are off by 1e-8", arguments: SolverChoice.available)
  func mends(solver: SolverChoice) throws {
    let backend = try solver.makeBackend()
    let (solution, basis) = try basis(backend)
    let compressed = CompressedProgram(uncompressed: program)
    let judge = ProgramJudge(program)
    var approximate = SolutionRefiner.Approximation(
      columns: zip(solution.columns, [1e-8, -3e-9, -1e-8]).map { $0 + $1 },
      duals: RefinedDuals(zip(solution.rowDuals, [1e-8, 2e-8]).map { $0 + $1 }), basis: basis)
    let refiner = SolutionRefiner(limits: SolveLimits(), backend: backend)
    let pivots = try refiner.refine(
      &approximate, maximizing: terms, compressed: compressed, judge: judge,
      expansion: DualExpansion(compressed))
    #expect(pivots == 0)
    let value = approximate.columns[0] + approximate.columns[1]
    #expect(abs(value - (1.0 / 3 - 0.1)) <= 1e-15)
    #expect(judge.primalResidual(of: approximate.columns) <= 1e-15)
    let bound = judge.outerBound(maximizing: terms, rowDuals: approximate.duals)
    #expect(bound >= value - 1e-16 && bound <= value + 1e-15)
  }

  @Test("leaves a solution alone where the solver finds no optimum of the correction")
  func noOptimum() throws {
    let backend = try SolverChoice.native.makeBackend()
    let (solution, basis) = try basis(backend)
    let liar = CorruptBackend(backend, .saysInfeasible)
    var approximate = SolutionRefiner.Approximation(
      columns: solution.columns, duals: RefinedDuals(solution.rowDuals), basis: basis)
    let compressed = CompressedProgram(uncompressed: program)
    let found = try SolutionRefiner(limits: SolveLimits(), backend: liar).refine(
      &approximate, maximizing: terms, compressed: compressed, judge: ProgramJudge(program),
      expansion: DualExpansion(compressed))
    #expect(found == nil)
    #expect(approximate.columns == solution.columns)
    #expect(approximate.duals == RefinedDuals(solution.rowDuals))
  }
}
