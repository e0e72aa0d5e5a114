import LinearProgramming

/// Programs from the literature on which a simplex method with a textbook rule cycles, or visits
/// every corner.
extension KnownProgram {
  private static func nonnegative(_ count: Int) -> [Bounds] {
    Array(repeating: Bounds(lower: 0, upper: .infinity), count: count)
  }

  private static func atMost(_ upper: Double) -> Bounds {
    Bounds(lower: -.infinity, upper: upper)
  }

  public static let cycling: [KnownProgram] = [
    KnownProgram(
      "Beale 1955 as first published", maximize: [0.75, -20, 0.5, -6],
      rows: [
        ([0.25, -8, -1, 9], atMost(0)), ([0.5, -12, -0.5, 3], atMost(0)),
        ([0, 0, 1, 0], atMost(1)),
      ],
      columns: nonnegative(4), answer: .optimum(1.25)),
    KnownProgram(
      "Kuhn's example, in Balinski and Tucker 1969", maximize: [2, 3, -1, -12],
      rows: [
        ([-2, -9, 1, 9], atMost(0)), ([1.0 / 3, 1, -1.0 / 3, -2], atMost(0)),
        ([2, 3, -1, -12], atMost(2)),
      ],
      columns: nonnegative(4), answer: .optimum(2)),
    KnownProgram(
      "Marshall and Suurballe 1969", maximize: [0.4, 0.4, -1.8],
      rows: [
        ([0.6, -6.4, 4.8], atMost(0)), ([0.2, -1.8, 0.6], atMost(0)),
        ([0.4, -1.6, 0.2], atMost(0)), ([0, 1, 0], atMost(1)),
      ],
      columns: nonnegative(3), answer: .optimum(2)),
    KnownProgram(
      "Chvátal 1983, page 31", maximize: [10, -57, -9, -24],
      rows: [
        ([0.5, -5.5, -2.5, 9], atMost(0)), ([0.5, -1.5, -0.5, 1], atMost(0)),
        ([1, 0, 0, 0], atMost(1)),
      ],
      columns: nonnegative(4), answer: .optimum(1)),
    hallMcKinnon("without a limit", columns: nonnegative(4), answer: .unbounded),
    // With x1 = x2 = 1 the rows ask 0.6 ≤ 1.4·x3 + 0.2·x4 and 7.8·x3 + 0.4·x4 ≤ 9.2, and x4 at 3 is
    // the cheapest way: the optimum is 2.3 + 2.15 − 0.4·3 = 3.25.
    hallMcKinnon(
      "within a box",
      columns: [
        Bounds(lower: 0, upper: 1), Bounds(lower: 0, upper: 1),
        Bounds(lower: 0, upper: .infinity), Bounds(lower: 0, upper: .infinity),
      ], answer: .optimum(3.25)),
  ]

  /// The smallest example that cycles by Dantzig's rule with a period of six: Hall and McKinnon,
  /// Mathematical Programming 100 (2004), doi 10.1007/s10107-003-0488-1.
  private static func hallMcKinnon(
    _ note: String, columns: [Bounds], answer: Answer
  ) -> KnownProgram {
    KnownProgram(
      "Hall and McKinnon 2004, \(note)", maximize: [2.3, 2.15, -13.55, -0.4],
      rows: [([0.4, 0.2, -1.4, -0.2], atMost(0)), ([-7.8, -1.4, 7.8, 0.4], atMost(0))],
      columns: columns, answer: answer)
  }

  /// The cube of Klee and Minty (1972), squeezed so that Dantzig's rule visits all its 2ⁿ corners:
  ///
  ///     maximize Σ bⁿ⁻ʲ·xⱼ  subject to  2·Σ_{j<i} bⁱ⁻ʲ·xⱼ + xᵢ ≤ gⁱ,  x ≥ 0
  ///
  /// Its optimum is xₙ = gⁿ alone, if g > 2·b − 1 as in the two forms that are used (b 2 and g 5,
  /// and b 10 and g 100).
  public static func kleeMinty(_ n: Int, base b: Double, growth g: Double) -> KnownProgram {
    func power(_ x: Double, _ exponent: Int) -> Double {
      (0..<exponent).reduce(1) { p, _ in p * x }
    }
    let rows = (1...n).map { i in
      let row = (1...n).map { j in j < i ? 2 * power(b, i - j) : j == i ? 1 : 0 }
      return (row, atMost(power(g, i)))
    }
    return KnownProgram(
      "Klee and Minty's cube of \(n) dimensions, \(b)ⁿ and \(g)ⁿ",
      maximize: (1...n).map { power(b, n - $0) }, rows: rows, columns: nonnegative(n),
      answer: .optimum(power(g, n)))
  }

  public static let cubes: [KnownProgram] =
    (3...12).map { kleeMinty($0, base: 2, growth: 5) }
    + (3...7).map { kleeMinty($0, base: 10, growth: 100) }

  /// Assigns *n* to *n*: rank 2n − 1, every vertex n − 1 times degenerate.
  ///
  /// - Parameter gain: What it brings to give *j* to *i*, both from 1.
  public static func assignment(
    _ note: String, _ n: Int, optimum: Double, gain: (_ i: Int, _ j: Int) -> Double
  ) -> KnownProgram {
    let pairs = (1...n).flatMap { i in (1...n).map { j in (i: i, j: j) } }
    let rows =
      (1...n).map { i in (pairs.map { $0.i == i ? 1.0 : 0 }, Bounds.fixed(1)) }
      + (1...n).map { j in (pairs.map { $0.j == j ? 1.0 : 0 }, Bounds.fixed(1)) }
    return KnownProgram(
      "assignment of \(n): \(note)", maximize: pairs.map { gain($0.i, $0.j) }, rows: rows,
      columns: nonnegative(pairs.count), answer: .optimum(optimum))
  }

  /// The sums of squares follow from the rearrangement inequality.
  public static let degenerate: [KnownProgram] = [
    assignment("the largest to the largest", 12, optimum: 650) { Double($0 * $1) },
    assignment("the largest to the smallest", 12, optimum: -364) { Double(-$0 * $1) },
    assignment("all the same", 12, optimum: 12) { _, _ in 1 },
    assignment("the nearest", 12, optimum: 0) { Double(-abs($0 - $1)) },
  ]
}
