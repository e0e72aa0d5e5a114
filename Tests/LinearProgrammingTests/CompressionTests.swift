import TestSupport
import Testing
import TwinFlux

@Suite("Lossless compression")
struct CompressionTests {
  @Test("a chain becomes one column, with the tightest bound and the right factors")
  func chain() {
    // => A; A => 2 B; B =>
    let program = KnownProgram.program(
      objective: [0, 0, 1], sense: .maximize,
      rows: [([1, -1, 0], .fixed(0)), ([0, 2, -1], .fixed(0))],
      columns: [
        Bounds(lower: 0, upper: 10), Bounds(lower: 0, upper: 4), Bounds(lower: 0, upper: 6),
      ])
    let compressed = CompressedProgram(program)
    #expect(compressed.program.matrix.columnCount == 1)
    #expect(compressed.program.matrix.rowCount == 0)
    let point = compressed.expand(columns: [compressed.program.columns.upper[0]])
    #expect(point == [3, 3, 6])
    // The largest flux carries the others.
    #expect(compressed.columnOrigins == [2])
    #expect(compressed.factors == [0.5, 0.5, 1])
  }

  @Test("a dead end, a source without a way out and a closed column leave")
  func deadEnds() {
    let program = KnownProgram.program(
      objective: [1, 1, 1, 1], sense: .maximize,
      rows: [([1, 0, 0, 0], .fixed(0)), ([0, 1, 1, 0], .fixed(0))],
      columns: [
        Bounds(lower: -5, upper: 5), Bounds(lower: 0, upper: 5), Bounds(lower: 0, upper: 5),
        .fixed(0),
      ])
    let compressed = CompressedProgram(program)
    #expect(compressed.carriers == [-1, -1, -1, -1])
    #expect(compressed.expand(columns: []) == [0, 0, 0, 0])
  }

  @Test("a forced flux into a dead end stays, so that the solver finds it infeasible")
  func forcedDeadEnd() {
    let program = KnownProgram.all.first { $0.note.contains("dead end") }?.program
    #expect(program.map { CompressedProgram($0).program.matrix.columnCount } == 1)
  }

  @Test("keeps the rows it is told to keep")
  func keptRows() {
    let program = KnownProgram.all[0].program
    let compressed = CompressedProgram(program, keepingRows: [1])
    #expect(compressed.rowOrigins == [1])
    #expect(compressed.program.matrix.columnCount == 2)
  }

  @Test(
    "changes no optimum, and maps points and duals back so that they prove each other")
  func randomPrograms() throws {
    let backend = try SolverChoice.auto.makeBackend()
    var compressedColumns = 0
    for seed in 0..<300 {
      let program = RandomPrograms.feasible(seed: UInt64(seed), columns: 12 + seed % 30)
      let compressed = CompressedProgram(program)
      compressedColumns += compressed.program.matrix.columnCount
      let whole = try optimum(of: program, with: backend)
      let small = try optimum(of: compressed.program, with: backend)
      #expect(abs(whole.objective - small.objective) <= 1e-7, "seed \(seed)")
      let judge = ProgramJudge(program)
      let point = compressed.expand(columns: small.columns)
      #expect(judge.primalResidual(of: point) <= 1e-9, "seed \(seed)")
      let terms = program.objective.enumerated().filter { $0.element != 0 }
        .map { (column: $0.offset, coefficient: $0.element) }
      let outer = judge.outerBound(
        maximizing: terms, rowDuals: compressed.expandDuals(small.rowDuals, maximizing: terms))
      #expect(outer >= whole.objective - 1e-9, "seed \(seed)")
      #expect(outer <= whole.objective + 1e-7, "seed \(seed)")
    }
    #expect(
      compressedColumns < 300 * 20, "the random programs hardly compress: \(compressedColumns)")
  }

  private func optimum(
    of program: LinearProgram, with backend: some LPBackend
  ) throws -> LPSolution {
    let outcome = try backend.withSession(for: program, limits: SolveLimits()) {
      session throws(LPError) in
      try session.solve(.warm, method: .primal)
    }
    guard case .optimal(let solution) = outcome else {
      throw LPError.backendFailed(
        backend: backend.name, operation: "solve a feasible program", detail: "\(outcome)")
    }
    return solution
  }
}
