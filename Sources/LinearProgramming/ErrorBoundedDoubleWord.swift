/// A running sum as the unevaluated sum of two numbers, some 106 bits, with a bound on its error.
///
/// A product of two doubles is split into itself, rounded, and what the rounding left, which is a
/// double too; so every term is exact, and only the additions round: each by at most *2u²* of its
/// result, *u* = 2⁻⁵³ (algorithm 4 of Joldes, Muller and Popescu, Tight and rigorous error bounds for
/// basic building blocks of double-word arithmetic, ACM Trans. Math. Softw. 44, 2017,
/// doi 10.1145/3121432). No partial sum is larger than the sum of all magnitudes, so *k* terms are
/// off by at most *2ku²·Σ|term|*.
struct ErrorBoundedDoubleWord {
  private(set) var high = 0.0
  private(set) var low = 0.0
  /// Σ|term|.
  private var size = 0.0
  private var count = 0.0

  @inline(__always)
  mutating func add(_ term: Double) {
    let sum = high + term
    let part = sum - high
    let rest = (high - (sum - part)) + (term - part)
    let small = low + rest
    high = sum + small
    low = small - (high - sum)
    size += abs(term)
    count += 1
  }

  @inline(__always)
  mutating func addProduct(_ a: Double, _ b: Double) {
    let product = a * b
    add(product)
    add((-product).addingProduct(a, b))
  }

  /// The sum, rounded once.
  var value: Double { high + low }

  /// More than the distance of `high + low` from the exact sum. 1.001 is for the rounding of the
  /// size and of this itself, the smallest number for the rest of a product that underflows.
  var error: Double {
    let rounding = 2 * ErrorBoundedSum.unit * ErrorBoundedSum.unit * 1.001 * size
    return count == 0 ? 0 : count * (rounding + .leastNonzeroMagnitude)
  }
}
