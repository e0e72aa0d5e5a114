import LinearProgramming

/// Programs with nothing in them, too much in them, or numbers of very different sizes.
extension KnownProgram {
  private static let one = Bounds.fixed(1)
  private static func from(_ lower: Double, to upper: Double) -> Bounds {
    Bounds(lower: lower, upper: upper)
  }

  public static let empty: [KnownProgram] = [
    KnownProgram("nothing at all", maximize: [], rows: [], columns: [], answer: .optimum(0)),
    KnownProgram(
      "no column, rows that zero satisfies", maximize: [],
      rows: [([], .fixed(0)), ([], .free), ([], from(-1, to: 2))], columns: [],
      answer: .optimum(0)),
    KnownProgram(
      "no column, a row that zero violates", maximize: [], rows: [([], from(1, to: 2))],
      columns: [], answer: .infeasible),
    KnownProgram(
      "an empty row that zero satisfies", maximize: [1, 1],
      rows: [([0, 0], .fixed(0)), ([1, 2], from(-.infinity, to: 4))],
      columns: [from(0, to: 10), from(0, to: 10)], answer: .optimum(4)),
    KnownProgram(
      "an empty row that zero violates", maximize: [1, 1],
      rows: [([0, 0], one), ([1, 2], from(-.infinity, to: 4))],
      columns: [from(0, to: 10), from(0, to: 10)], answer: .infeasible),
    KnownProgram(
      "empty columns stand at their better bounds", maximize: [1, 3, -2, 0],
      rows: [([1, 0, 0, 0], from(-.infinity, to: 4))],
      columns: [from(0, to: 10), from(-5, to: 7), from(-6, to: 8), .free],
      answer: .optimum(4 + 21 + 12)),
    KnownProgram(
      "a free column without entries and with a cost", maximize: [1, 1],
      rows: [([1, 0], from(-.infinity, to: 4))], columns: [from(0, to: 10), .free],
      answer: .unbounded),
    KnownProgram(
      "a free column without a row or a cost", maximize: [0], rows: [], columns: [.free],
      answer: .optimum(0)),
    KnownProgram(
      "a free column with a cost and no row", maximize: [-1], rows: [], columns: [.free],
      answer: .unbounded),
    KnownProgram(
      "everything fixed, and it fits", maximize: [2, 3], rows: [([1, 1], .fixed(5))],
      columns: [.fixed(2), .fixed(3)], answer: .optimum(13)),
    KnownProgram(
      "everything fixed, and it does not fit", maximize: [2, 3], rows: [([1, 1], .fixed(6))],
      columns: [.fixed(2), .fixed(3)], answer: .infeasible),
  ]

  public static let dependent: [KnownProgram] = [
    KnownProgram(
      "the same row three times", maximize: [1, 2],
      rows: Array(repeating: ([1, 1], one), count: 3),
      columns: [from(0, to: 5), from(0, to: 5)], answer: .optimum(2)),
    KnownProgram(
      "rows that are multiples and sums of each other", maximize: [1, 2, 4],
      rows: [
        ([1, 1, 0], one), ([2, 2, 0], .fixed(2)), ([0, 1, 1], one), ([1, 2, 1], .fixed(2)),
      ],
      columns: Array(repeating: from(0, to: 5), count: 3), answer: .optimum(5)),
    KnownProgram(
      "two equations that contradict each other", maximize: [1, 2],
      rows: [([1, 1], one), ([1, 1], .fixed(2))], columns: [from(0, to: 5), from(0, to: 5)],
      answer: .infeasible),
    KnownProgram(
      "two inequalities that contradict each other", maximize: [1, 2],
      rows: [([1, 1], from(-.infinity, to: 1)), ([1, 1], from(2, to: .infinity))],
      columns: [.free, .free], answer: .infeasible),
    KnownProgram(
      "three equations that contradict each other only together", maximize: [0, 0, 1],
      rows: [([1, 1, 0], one), ([0, 1, 1], one), ([1, 2, 1], .fixed(3))],
      columns: [.free, .free, .free], answer: .infeasible),
    KnownProgram(
      "inequalities 1e-12 apart", maximize: [1, 1],
      rows: [([1, 1], from(-.infinity, to: 1)), ([1, 1 + 1e-12], from(-.infinity, to: 1))],
      columns: [from(0, to: 5), from(0, to: 5)], answer: .optimum(1)),
    KnownProgram(
      "equations 1e-12 apart", maximize: [1, 1], rows: [([1, 1], one), ([1, 1 + 1e-12], one)],
      columns: [from(0, to: 5), from(0, to: 5)], answer: .optimum(1)),
    KnownProgram(
      "a row that is nearly the sum of two", maximize: [1, 1, 1],
      rows: [([1, 1, 0], one), ([0, 1, 1], one), ([1, 2 + 1e-12, 1], .fixed(2))],
      columns: Array(repeating: from(0, to: 5), count: 3), answer: .optimum(2)),
  ]

  public static let hugeBounds: [KnownProgram] = [1e9, 1e15, 1e30].map { huge in
    KnownProgram(
      "a chain with bounds of \(huge)", maximize: [0, 1], rows: [([1, -2], .fixed(0))],
      columns: [from(-huge, to: huge), from(0, to: huge)], answer: .optimum(huge / 2))
  }
}
