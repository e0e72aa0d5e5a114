import TestSupport
import Testing
import TwinFlux

@Suite("The judge of points and duals")
struct ProgramJudgeTests {
  private let chain = KnownProgram.all[0].program

  @Test("sees a violated row, a violated bound and a NaN")
  func residuals() {
    let judge = ProgramJudge(chain)
    #expect(judge.primalResidual(of: [4, 4, 4]) == 0)
    #expect(judge.primalResidual(of: [4, 4, 3]) == 0.25)
    #expect(judge.primalResidual(of: [5, 5, 5]) == 0.25)
    #expect(judge.primalResidual(of: [.nan, 4, 4]) == .infinity)
  }

  @Test("feasible is what has a residual within the tolerance, whatever is infinite")
  func feasibility() {
    let judge = ProgramJudge(chain)
    #expect(judge.isFeasible([4, 4, 4], within: 0))
    #expect(judge.isFeasible([4, 4, 3], within: 0.25))
    #expect(!judge.isFeasible([4, 4, 3], within: 0.24))
    #expect(!judge.isFeasible([.nan, 4, 4], within: 1))
    // A column without entries and without limits: nothing but the value itself tells.
    let free = ProgramJudge(
      LinearProgram(
        matrix: SparseMatrix(rowCount: 0, columnStarts: [0, 0], rows: [], values: []),
        rows: BoundArrays(lower: [], upper: []),
        columns: BoundArrays(lower: [-.infinity], upper: [.infinity]), objective: [1],
        sense: .maximize))
    #expect(free.isFeasible([1e300], within: 0))
    for value in [Double.infinity, -.infinity, .nan] {
      #expect(!free.isFeasible([value], within: 1), "\(value)")
      #expect(free.primalResidual(of: [value]) == .infinity, "\(value)")
    }
  }

  /// The rows of few duals are walked one by one, with many duals all columns are.
  @Test("the outer bound is weak duality's, with few duals and with many")
  func fewAndManyDuals() {
    var random = SeededGenerator(seed: 11)
    for seed in 0..<100 {
      let program = RandomPrograms.feasible(seed: UInt64(seed), columns: 40)
      let judge = ProgramJudge(program)
      for share in [0.05, 0.5, 1] {
        let duals = (0..<program.matrix.rowCount).map { _ in
          Double.random(in: 0...1, using: &random) < share
            ? Double.random(in: -5...5, using: &random) : 0
        }
        let terms = [(column: seed % 40, coefficient: 1.0)]
        let expected = Self.weakDuality(program, maximizing: terms, duals)
        let bound = judge.outerBound(maximizing: terms, rowDuals: duals)
        if expected.isInfinite {
          #expect(bound == expected, "seed \(seed), share \(share)")
        } else {
          #expect(
            abs(bound - expected) <= 1e-9 * max(1, abs(expected)), "seed \(seed), share \(share)")
        }
      }
    }
  }

  /// Σⱼ max(dⱼ lⱼ, dⱼ uⱼ) + Σᵢ max(yᵢ rowLowerᵢ, yᵢ rowUpperᵢ), the dual of a row made zero where its
  /// bound is infinite.
  private static func weakDuality(
    _ program: LinearProgram, maximizing terms: [(column: Int, coefficient: Double)],
    _ duals: [Double]
  ) -> Double {
    func most(_ factor: Double, _ bounds: Bounds) -> Double {
      factor == 0 ? 0 : max(factor * bounds.lower, factor * bounds.upper)
    }
    let usable = duals.indices.map { most(duals[$0], program.rows[$0]).isFinite ? duals[$0] : 0 }
    var costs = program.matrix.multiplyTransposed(usable).map { -$0 }
    for term in terms { costs[term.column] += term.coefficient }
    return costs.indices.reduce(0) { $0 + most(costs[$1], program.columns[$1]) }
      + usable.indices.reduce(0) { $0 + most(usable[$1], program.rows[$1]) }
  }

  @Test("the outer bound of the right duals is the optimum, and never below it")
  func rightDuals() {
    let bound = ProgramJudge(chain).outerBound(
      maximizing: [(column: 2, coefficient: 1)], rowDuals: [0, -1])
    #expect(bound >= 4)
    #expect(bound <= 4 + 1e-14)
  }

  @Test("the outer bound of any duals holds: no feasible point is beyond it")
  func anyDuals() {
    var random = SeededGenerator(seed: 7)
    for seed in 0..<200 {
      let program = RandomPrograms.feasible(seed: UInt64(seed), columns: 15)
      let judge = ProgramJudge(program)
      let duals = (0..<program.matrix.rowCount).map { _ in Double.random(in: -5...5, using: &random)
      }
      let terms = program.objective.enumerated().map {
        (column: $0.offset, coefficient: $0.element)
      }
      // The origin is feasible, and its value is 0.
      #expect(judge.outerBound(maximizing: terms, rowDuals: duals) >= 0, "seed \(seed)")
    }
  }

  @Test("duals that leave an unlimited column a cost prove nothing")
  func unlimited() {
    let program = KnownProgram.program(
      objective: [1], sense: .maximize, rows: [([1], Bounds(lower: 0, upper: 5))],
      columns: [Bounds(lower: 0, upper: .infinity)])
    let judge = ProgramJudge(program)
    #expect(judge.outerBound(maximizing: [(column: 0, coefficient: 1)], rowDuals: [0]) == .infinity)
    let proof = judge.outerBound(maximizing: [(column: 0, coefficient: 1)], rowDuals: [2])
    #expect(proof >= 10 && proof < 10 + 1e-12)
  }

  @Test("a sum's rounding is added on: a thousand tenths are at least a hundred")
  func rounding() {
    let program = KnownProgram.program(
      objective: Array(repeating: 1, count: 1000), sense: .maximize, rows: [],
      columns: Array(repeating: Bounds(lower: 0, upper: 0.1), count: 1000))
    let terms = (0..<1000).map { (column: $0, coefficient: 1.0) }
    let bound = ProgramJudge(program).outerBound(maximizing: terms, rowDuals: [])
    // The double nearest to 0.1 is a little above it; a thousand of them are above 100.
    #expect(bound >= 100.000_000_000_000_005)
    #expect(bound < 100.000_000_1)
  }

  @Test("a report tells the optimum from a point that is only feasible, and from wrong duals")
  func reports() {
    func report(_ columns: [Double], _ duals: [Double]) -> KKTReport {
      KKTReport(
        program: chain,
        solution: LPSolution(objective: 0, columns: columns, rowDuals: duals, iterations: 0))
    }
    #expect(report([4, 4, 4], [0, -1]).holds(within: 1e-9))
    #expect(!report([3, 3, 3], [0, -1]).holds(within: 1e-9))
    #expect(!report([4, 4, 4], [0, 1]).holds(within: 1e-9))
    #expect(!report([4, 4, 5], [0, -1]).holds(within: 1e-9))
  }
}
