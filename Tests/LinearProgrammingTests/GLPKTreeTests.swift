#if GLPK
import GLPKBackend
import Synchronization
import TestSupport
import Testing
import TwinFlux

/// GLPK's own branch and bound behind the protocol that ours satisfies too.
@Suite("GLPK's branch and bound")
struct GLPKTreeTests {
  private struct Unexpected: Error {}

  private static func program(
    _ objective: [Double], _ rows: [([Double], Bounds)], _ columns: [Bounds], integers: [Int]
  ) -> MixedIntegerProgram {
    var starts: [Int32] = [0]
    var indices: [Int32] = []
    var values: [Double] = []
    for column in objective.indices {
      for (row, entry) in rows.enumerated() where entry.0[column] != 0 {
        indices.append(Int32(row))
        values.append(entry.0[column])
      }
      starts.append(Int32(values.count))
    }
    var bounds = BoundArrays(repeating: .free, count: rows.count)
    for (row, entry) in rows.enumerated() { bounds[row] = entry.1 }
    var limits = BoundArrays(repeating: .free, count: columns.count)
    for (column, own) in columns.enumerated() { limits[column] = own }
    return MixedIntegerProgram(
      LinearProgram(
        matrix: SparseMatrix(
          rowCount: rows.count, columnStarts: starts, rows: indices, values: values),
        rows: bounds, columns: limits, objective: objective, sense: .maximize),
      integerColumns: integers)
  }

  private static func knapsack(_ count: Int, _ random: inout SeededGenerator) -> MixedIntegerProgram
  {
    let rows = (0..<4).map { _ -> ([Double], Bounds) in
      let weights = (0..<count).map { _ in Double(Int.random(in: 5...40, using: &random)) }
      return (weights, Bounds(lower: -.infinity, upper: weights.reduce(0, +) / 2))
    }
    let costs = (0..<count).map { _ in Double(Int.random(in: 5...40, using: &random)) }
    return program(
      costs, rows, Array(repeating: Bounds(lower: 0, upper: 1), count: count),
      integers: Array(0..<count))
  }

  @Test("the optimum that our own search finds, with both backends")
  func agreement() throws {
    var random = SeededGenerator(seed: 9)
    let ours: [any MixedIntegerSolving] = try [
      BranchAndBound(SolverChoice.native.makeBackend()), BranchAndBound(GLPKBackend()),
    ]
    for round in 0..<12 {
      let program = Self.knapsack(12, &random)
      guard case .optimal(let theirs) = try GLPKTreeSearch().solve(program, options: .init()) else {
        throw Unexpected()
      }
      #expect(ProgramJudge(program.relaxation).primalResidual(of: theirs.columns) <= 1e-7)
      #expect(
        program.integerColumns.allSatisfy { theirs.columns[$0] == theirs.columns[$0].rounded() })
      for solver in ours {
        guard case .optimal(let found) = try solver.solve(program, options: .init()) else {
          throw Unexpected()
        }
        #expect(abs(found.objective - theirs.objective) <= 1e-6, "round \(round), \(solver.name)")
      }
    }
  }

  @Test("infeasible, and whole numbers that bounds leave none of")
  func statuses() throws {
    let binary = Bounds(lower: 0, upper: 1)
    let odd = Self.program([1, 1], [([2, 2], .fixed(1))], [binary, binary], integers: [0, 1])
    guard case .infeasible = try GLPKTreeSearch().solve(odd, options: .init()) else {
      throw Unexpected()
    }
    let none = Self.program([1], [], [Bounds(lower: 0.2, upper: 0.8)], integers: [0])
    guard case .infeasible = try GLPKTreeSearch().solve(none, options: .init()) else {
      throw Unexpected()
    }
  }

  @Test("what cannot be finished stops at its limit, with the best bound")
  func limits() throws {
    // Even weights and an odd capacity: the bound cannot meet the value before all is searched.
    let hard = Self.program(
      Array(repeating: 2, count: 40),
      [(Array(repeating: 2, count: 40), Bounds(lower: -.infinity, upper: 41))],
      Array(repeating: Bounds(lower: 0, upper: 1), count: 40), integers: Array(0..<40))
    for change: (inout MixedIntegerOptions) -> Void in [
      { $0.nodeLimit = 50 }, { $0.seconds = 0.2 }, { $0.isCancelled = { true } },
    ] {
      var options = MixedIntegerOptions()
      change(&options)
      let start = ContinuousClock.now
      switch try GLPKTreeSearch().solve(hard, options: options) {
      case .feasible(let found, _):
        #expect(found.objective <= 40 && found.bound >= 40 && found.bound <= 41 + 1e-6)
      case .stopped: break
      // Its cuts may see through the parity.
      case .optimal(let found): #expect(found.objective == 40)
      case .infeasible, .unbounded: throw Unexpected()
      }
      #expect(start.duration(to: .now) < .seconds(5))
    }
  }

  @Test("a known solution is taken if it is one, and dropped if it is none")
  func knownSolution() throws {
    var random = SeededGenerator(seed: 4)
    let program = Self.knapsack(12, &random)
    let solver = try BranchAndBound(SolverChoice.native.makeBackend())
    guard case .optimal(let best) = try solver.solve(program, options: .init()) else {
      throw Unexpected()
    }
    for point in [best.columns, Array(repeating: 1, count: 12), Array(repeating: 0.5, count: 12)] {
      var options = MixedIntegerOptions()
      options.knownSolution = point
      guard case .optimal(let found) = try solver.solve(program, options: options) else {
        throw Unexpected()
      }
      #expect(abs(found.objective - best.objective) <= 1e-6)
      #expect(found.nodes <= best.nodes + 5)
    }
  }
}
#endif
