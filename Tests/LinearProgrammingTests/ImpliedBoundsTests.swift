import Testing

@testable import LinearProgramming

@Suite("Implied bounds")
struct ImpliedBoundsTests {
  /// x₀ = x₁ + 3 x₂ and x₁ = x₃, with 1 ≤ x₀ ≤ 10, the others from 0 and without upper limit.
  private let program = LinearProgram(
    matrix: SparseMatrix(
      rowCount: 2, columnStarts: [0, 1, 3, 4, 5], rows: [0, 0, 1, 0, 1],
      values: [1, -1, 1, -3, -1]),
    rows: BoundArrays(repeating: .fixed(0), count: 2),
    columns: BoundArrays(
      lower: [1, 0, 0, 0], upper: [10, .infinity, .infinity, .infinity]),
    objective: [0, 0, 0, 0])

  @Test("rows limit columns, one through another, and never too tightly")
  func chain() {
    let implied = ImpliedBounds(program)
    for (column, limit) in [(1, 10.0), (2, 10.0 / 3), (3, 10.0)] {
      #expect(implied.upper[column] >= limit && implied.upper[column] <= limit + 1e-12)
      #expect(implied.lower[column] == 0)
    }
    #expect(implied.upper[0] == 10 && implied.lower[0] == 1)
  }

  @Test("bounds that the program does not limit stay infinite")
  func unlimited() {
    var free = program
    free.columns[0] = Bounds(lower: 0, upper: .infinity)
    #expect(ImpliedBounds(free).upper.allSatisfy { $0 == .infinity })
  }

  @Test("an outer bound may rest on what is implied, until a bound is changed")
  func outerBound() {
    // The dual ½ of the first row leaves x₁ a reduced cost that its own bound cannot pay for.
    let judge = ProgramJudge(program, implied: ImpliedBounds(program))
    let terms = [(column: 1, coefficient: 1.0)]
    let bound = judge.outerBound(maximizing: terms, rowDuals: [-0.5, 0])
    #expect(bound >= 10 && bound <= 10 + 1e-9)
    judge.setColumnBounds(Bounds(lower: 1, upper: 20), column: 0)
    #expect(judge.outerBound(maximizing: terms, rowDuals: [-0.5, 0]) == .infinity)
  }

  @Test("an outer bound rests on what is implied where the columns' own bounds are finite, too")
  func finite() {
    // A slow enzyme: 1e6 x₀ + x₁ ≤ 1 under bounds of 1000.
    let slow = LinearProgram(
      matrix: SparseMatrix(
        rowCount: 1, columnStarts: [0, 1, 2], rows: [0, 0], values: [1e6, 1]),
      rows: BoundArrays(lower: [-.infinity], upper: [1]),
      columns: BoundArrays(lower: [0, 0], upper: [1000, 1000]), objective: [1, 0])
    let judge = ProgramJudge(slow, implied: ImpliedBounds(slow))
    let terms = [(column: 0, coefficient: 1.0)]
    let bound = judge.outerBound(maximizing: terms, rowDuals: [0])
    #expect(bound >= 1e-6 && bound <= 1e-6 * (1 + 1e-9), "never below the optimum")
    judge.setColumnBounds(Bounds(lower: -1, upper: 1000), column: 1)
    let own = judge.outerBound(maximizing: terms, rowDuals: [0])
    #expect(own >= 1000 && own <= 1000.001, "what was implied no longer is")
    #expect(ImpliedBounds(unlessLimited: slow).upper == [1000, 1000], "its bounds are finite")
    var open = slow
    open.columns[1] = Bounds(lower: 0, upper: .infinity)
    #expect(ImpliedBounds(unlessLimited: open).upper[0] == 1000)
    #expect(ImpliedBounds(unlessLimited: open).upper[1] <= 1 + 1e-9)
  }

  @Test("a compression by structure alone follows its columns' bounds, also of closed ones")
  func structure() {
    var closed = program
    closed.columns[3] = .fixed(0)
    var compressed = CompressedProgram(structureOf: closed)
    #expect(compressed.program.matrix.columnCount == 3, "only x₁ and x₃ are one column")
    var hasRoom = compressed.setColumnBounds(closed.columns)
    #expect(hasRoom)
    let carrier = Int(compressed.carriers[1])
    #expect(compressed.program.columns[carrier] == .fixed(0))
    hasRoom = compressed.setColumnBounds(program.columns)
    #expect(hasRoom)
    #expect(compressed.program.columns[carrier] == Bounds(lower: 0, upper: .infinity))
    closed.columns[1] = Bounds(lower: 1, upper: 2)
    hasRoom = compressed.setColumnBounds(closed.columns)
    #expect(!hasRoom, "x₁ ≥ 1 and x₃ = 0")
  }
}
