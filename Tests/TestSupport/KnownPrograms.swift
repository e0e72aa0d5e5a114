import LinearProgramming

/// A program whose answer is known from a closed form, told in its note.
public struct KnownProgram: Sendable, CustomStringConvertible {
  public enum Answer: Sendable, Hashable {
    case optimum(Double)
    case infeasible
    case unbounded
  }

  public var note: String
  public var program: LinearProgram
  public var answer: Answer

  public var description: String { note }

  /// - Parameter rows: For each row its coefficients by column, and its bounds.
  public init(
    _ note: String, maximize: [Double], rows: [([Double], Bounds)], columns: [Bounds],
    answer: Answer
  ) {
    self.note = note
    self.answer = answer
    program = Self.program(
      objective: maximize, sense: .maximize, rows: rows, columns: columns)
  }

  public static func program(
    objective: [Double], sense: LinearProgram.Sense, rows: [([Double], Bounds)],
    columns: [Bounds]
  ) -> LinearProgram {
    var starts: [Int32] = [0]
    var indices: [Int32] = []
    var values: [Double] = []
    for column in columns.indices {
      for (row, entry) in rows.enumerated() where entry.0[column] != 0 {
        indices.append(Int32(row))
        values.append(entry.0[column])
      }
      starts.append(Int32(values.count))
    }
    return LinearProgram(
      matrix: SparseMatrix(
        rowCount: rows.count, columnStarts: starts, rows: indices, values: values),
      rows: BoundArrays(lower: rows.map(\.1.lower), upper: rows.map(\.1.upper)),
      columns: BoundArrays(lower: columns.map(\.lower), upper: columns.map(\.upper)),
      objective: objective, sense: sense)
  }

  private static let zero = Bounds.fixed(0)
  private static func from(_ lower: Double, to upper: Double) -> Bounds {
    Bounds(lower: lower, upper: upper)
  }

  public static let all: [KnownProgram] = [
    KnownProgram(
      "a chain: the tightest bound is the flux", maximize: [0, 0, 1],
      rows: [([1, -1, 0], zero), ([0, 1, -1], zero)],
      columns: [from(0, to: 10), from(0, to: 4), from(0, to: 7)], answer: .optimum(4)),
    KnownProgram(
      "a branch with a dearer and a cheaper way", maximize: [0, 1, 3],
      rows: [([1, -1, -2], zero)],
      columns: [from(0, to: 10), from(0, to: 8), from(0, to: 4)], answer: .optimum(14)),
    KnownProgram(
      "a free column and an inequality", maximize: [1, 1],
      rows: [([1, 2], from(-.infinity, to: 4)), ([1, -1], from(-.infinity, to: 1))],
      columns: [.free, from(-5, to: 5)], answer: .optimum(3)),
    KnownProgram(
      "a range row", maximize: [-1], rows: [([2], from(3, to: 8))],
      columns: [from(0, to: 10)], answer: .optimum(-1.5)),
    KnownProgram(
      "a forced flux without a way out is infeasible", maximize: [0, 1],
      rows: [([1, -1], zero)], columns: [from(2, to: 5), from(0, to: 1)], answer: .infeasible),
    KnownProgram(
      "a forced flux into a dead end is infeasible", maximize: [0],
      rows: [([1], zero)], columns: [from(1, to: 5)], answer: .infeasible),
    KnownProgram(
      "a loop without limits is unbounded", maximize: [1, 0],
      rows: [([1, -1], zero)],
      columns: [from(0, to: .infinity), from(0, to: .infinity)], answer: .unbounded),
    KnownProgram(
      "no row at all", maximize: [2, -1], rows: [],
      columns: [from(0, to: 3), from(1, to: 2)], answer: .optimum(5)),
    KnownProgram(
      "an objective of nothing", maximize: [0, 0], rows: [([1, 1], from(1, to: 2))],
      columns: [from(0, to: 1), from(0, to: 1)], answer: .optimum(0)),
    KnownProgram(
      "degenerate: three rows through one corner", maximize: [1, 1],
      rows: [
        ([1, 0], from(-.infinity, to: 1)), ([1, 1], from(-.infinity, to: 1)),
        ([2, 1], from(-.infinity, to: 2)),
      ],
      columns: [from(0, to: .infinity), from(0, to: .infinity)], answer: .optimum(1)),
    // Beale 1955, as in Chvátal, Linear Programming (1983), chapter 3: the textbook pivot rule
    // cycles on it for ever.
    KnownProgram(
      "Beale's cycling example", maximize: [0.75, -150, 0.02, -6],
      rows: [
        ([0.25, -60, -0.04, 9], from(-.infinity, to: 0)),
        ([0.5, -90, -0.02, 3], from(-.infinity, to: 0)),
        ([0, 0, 1, 0], from(-.infinity, to: 1)),
      ],
      columns: Array(repeating: from(0, to: .infinity), count: 4), answer: .optimum(0.05)),
    KnownProgram(
      "coefficients eight orders apart", maximize: [0, 1],
      rows: [([1e4, -1e-4], zero)], columns: [from(0, to: 1e-5), from(0, to: 1e6)],
      answer: .optimum(1e3)),
  ]
}
