import LinearProgramming
import TestSupport
import Testing

@Suite("Quadratic programs")
struct QuadraticSolverTests {
  private static func program(
    _ rows: [[Double]], _ rowBounds: [(Double, Double)], columns: [(Double, Double)],
    costs: [Double], curvatures: [Double]
  ) -> QuadraticProgram {
    var starts: [Int32] = [0]
    var entries: [(Int32, Double)] = []
    for column in columns.indices {
      for row in rows.indices where rows[row][column] != 0 {
        entries.append((Int32(row), rows[row][column]))
      }
      starts.append(Int32(entries.count))
    }
    let matrix = SparseMatrix(
      rowCount: rows.count, columnStarts: starts, rows: entries.map(\.0), values: entries.map(\.1))
    return QuadraticProgram(
      LinearProgram(
        matrix: matrix,
        rows: BoundArrays(lower: rowBounds.map(\.0), upper: rowBounds.map(\.1)),
        columns: BoundArrays(lower: columns.map(\.0), upper: columns.map(\.1)), objective: costs,
        sense: .minimize),
      curvatures: curvatures)
  }

  private static func optimum(_ program: QuadraticProgram) throws -> QuadraticSolution {
    guard case .optimal(let solution) = QuadraticSolver().solve(program) else {
      throw NoOptimum()
    }
    return solution
  }

  private struct NoOptimum: Error {}

  @Test("Two columns with a sum share it by their curvatures")
  func closedForm() throws {
    // min ½(x² + 3y²), x + y = 4: x = 3, y = 1, dual 3.
    let free = (-Double.infinity, Double.infinity)
    let solution = try Self.optimum(
      Self.program([[1, 1]], [(4, 4)], columns: [free, free], costs: [0, 0], curvatures: [1, 3]))
    #expect(abs(solution.columns[0] - 3) < 1e-12)
    #expect(abs(solution.columns[1] - 1) < 1e-12)
    #expect(abs(solution.value - 6) < 1e-11)
    #expect(abs(solution.rowDuals[0] - 3) < 1e-9)
    #expect(solution.report.bound <= 6)
  }

  @Test("Bounds cut the share off")
  func bounded() throws {
    let solution = try Self.optimum(
      Self.program(
        [[1, 1]], [(4, 4)], columns: [(0, 2.5), (0, .infinity)], costs: [0, 0], curvatures: [1, 3]))
    #expect(solution.columns[0] == 2.5)
    #expect(abs(solution.columns[1] - 1.5) < 1e-12)
  }

  @Test("A row between limits binds only at a limit", arguments: [(0.5, 0.5), (1, 1), (9, 2)])
  func inequality(least: Double, expected: Double) throws {
    // min ½x² − x on x ≥ least and x ≤ 2 written as rows: 1 unconstrained.
    let solution = try Self.optimum(
      Self.program(
        [[1, 1]], [(min(least, 2) == 2 ? 2 : -1, least == 9 ? 7 : least)],
        columns: [(-10, 10), (0, 0)], costs: [-1, 0], curvatures: [1, 1]))
    #expect(abs(solution.columns[0] - expected) < 1e-9)
  }

  @Test("Columns without curvature are solved as in a linear program")
  func linearColumns() throws {
    // min x + 2y + ½z², x + y + z = 3, x ≤ 1: z = 2 (price 2), then y = 0.
    let solution = try Self.optimum(
      Self.program(
        [[1, 1, 1]], [(3, 3)], columns: [(0, 1), (0, 5), (0, 9)], costs: [1, 2, 0],
        curvatures: [0, 0, 1]))
    #expect(abs(solution.value - 3) < 1e-8)
    #expect(abs(solution.columns[2] - 2) < 1e-6)
  }

  @Test("A program whose best point is zero has it, and gives up when told to")
  func zero() throws {
    let program = Self.program(
      [[1, -1]], [(0, 0)], columns: [(-3, 5), (0, 4)], costs: [0, 0], curvatures: [1, 2])
    #expect(try Self.optimum(program).columns == [0, 0])
    var solver = QuadraticSolver()
    solver.isCancelled = { true }
    guard case .stopped(.timeLimit) = solver.solve(Self.random(seed: 1)) else {
      Issue.record("not stopped")
      return
    }
  }

  @Test("A program without a point is told from one that is hard")
  func infeasible() {
    let program = Self.program(
      [[1, 1], [1, -1]], [(4, 4), (0, 0)], columns: [(0, 1), (0, 5)], costs: [0, 0],
      curvatures: [1, 1])
    guard case .infeasible = QuadraticSolver().solve(program) else {
      Issue.record("not infeasible")
      return
    }
  }

  /// The values of HiGHS 1.15.1's QP solver on programs made from seeds.
  @Test(
    "Small programs have the optima that HiGHS finds",
    arguments: [
      (1, -5.256660328364919, 0.0, 0.7863583389560197),
      (2, 9.734770977961682, -1.8702391578001971, -1.2119596416733482),
      (3, -11.458333333333332, 1.0, 0.0),
      (4, 9.969293762543131, 0.0, 1.333333333333333),
      (5, 2.9443945009449433, -2.0, 1.8915360475633682),
      (6, -16.497368460953496, 0.7423476885610718, 0.5988292348388361),
    ])
  func references(seed: UInt64, value: Double, first: Double, last: Double) throws {
    let solution = try Self.optimum(Self.random(seed: seed))
    #expect(abs(solution.value - value) < 1e-7 * max(1, abs(value)))
    #expect(abs(solution.columns[0] - first) < 1e-6)
    #expect(abs(solution.columns[13] - last) < 1e-6)
    #expect(solution.report.primalResidual < 1e-10)
  }

  private static func random(seed: UInt64, scale: Double = 1) -> QuadraticProgram {
    var generator = SeededGenerator(seed: seed)
    func next(_ count: UInt64) -> Double { Double(generator.next() % count) }
    var rows = [[Double]](repeating: Array(repeating: 0, count: 14), count: 6)
    for column in 0..<14 {
      for row in 0..<6 where next(3) == 0 { rows[row][column] = next(7) - 3 }
    }
    var columns: [(Double, Double)] = []
    var curvatures: [Double] = []
    var costs: [Double] = []
    for _ in 0..<14 {
      let lower = 0 - next(4)
      columns.append((lower * scale, next(5) * scale))
      curvatures.append(1 + next(3))
      costs.append((next(9) - 4) * scale)
    }
    let rowBounds = rows.map { row in
      let middle = zip(row, columns).reduce(0) { $0 + $1.0 * ($1.1.0 + $1.1.1) / 2 }
      return next(3) == 0 ? (middle - scale, middle + 2 * scale) : (middle, middle)
    }
    return program(rows, rowBounds, columns: columns, costs: costs, curvatures: curvatures)
  }

  @Test("A program in other units has the same optimum in those units")
  func scaling() throws {
    for seed: UInt64 in 1...20 {
      let small = try Self.optimum(Self.random(seed: seed))
      let large = try Self.optimum(Self.random(seed: seed, scale: 1e6))
      for (one, other) in zip(small.columns, large.columns) {
        #expect(abs(one - other * 1e-6) < 1e-7)
      }
    }
  }

  @Test("The bound holds for any duals, and reaches the value for the right ones")
  func bounds() throws {
    for seed: UInt64 in 1...20 {
      let program = Self.random(seed: seed)
      let solution = try Self.optimum(program)
      #expect(solution.report.bound <= solution.value + 1e-9 * max(1, abs(solution.value)))
      #expect(solution.report.gap < 1e-8)
      var generator = SeededGenerator(seed: seed)
      for _ in 0..<10 {
        let duals = solution.rowDuals.map { $0 + Double.random(in: -3...3, using: &generator) }
        #expect(
          QuadraticReport.lowerBound(of: program, rowDuals: duals) <= solution.value + 1e-9)
      }
    }
  }
}
