import LinearProgramming
import Testing

@testable import SimplexBackend

@Suite("The phases of the primal simplex")
struct SimplexPhaseTests {
  /// *5e-10 x − y = 1* with *y* within 0 and 0.5, not scaled: the only way to a feasible point is a
  /// pivot smaller than any that is made. The violation has a limit all the same, at zero.
  @Test("no program is unbounded before it is feasible")
  func tinyPivot() {
    let matrix = SparseMatrix(
      rowCount: 1, columnStarts: [0, 1, 2], rows: [0, 0], values: [5e-10, -1])
    let simplex = Simplex(ConstraintMatrix(matrix, rowScales: [1], columnScales: [1, 1]))
    simplex.tolerance.dual = 1e-10
    simplex.setBounds(lower: 0, upper: .infinity, of: 0)
    simplex.setBounds(lower: 0, upper: 0.5, of: 1)
    simplex.setBounds(lower: -1, upper: -1, of: 2)
    var watch = SolveWatch(iterations: 1_000, seconds: 10, from: simplex.counters)
    let end = simplex.minimize(&watch, method: .primal, isCold: true)
    #expect(end == .numericalTrouble)
  }
}
