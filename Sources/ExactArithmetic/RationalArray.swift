#if GLPK
import CGMPShims

/// Rational numbers in one array of GMP's, each in lowest terms; a new element is 0.
///
/// The operations are those of a factorization, on elements in place: an array instead of a value
/// for each number spares an allocation and a reference count for every operation.
final class RationalArray {
  private let numbers: OpaquePointer
  private(set) var count: Int

  init(count: Int) {
    guard let numbers = tfx_rationals_create(Int64(count)) else {
      fatalError("no memory for \(count) rational numbers")
    }
    self.numbers = numbers
    self.count = count
  }

  deinit { tfx_rationals_destroy(numbers) }

  /// The version of GMP that is linked.
  static var version: String { String(cString: tfx_gmp_version()) }

  /// Makes the array longer if need be.
  func grow(to newCount: Int) {
    guard newCount > count else { return }
    guard tfx_rationals_grow(numbers, Int64(newCount)) != 0 else {
      fatalError("no memory for \(newCount) rational numbers")
    }
    count = newCount
  }

  /// - Precondition: `value` is finite.
  func set(_ index: Int, to value: Double) {
    precondition(value.isFinite, "\(value) is no rational number")
    tfx_rationals_set_double(numbers, at(index), value)
  }

  /// Sets an element to `"p/q"` or `"p"`.
  ///
  /// - Returns: Whether it is such a number; if not, the element is 0.
  @discardableResult
  func set(_ index: Int, toText text: String) -> Bool {
    tfx_rationals_set_text(numbers, at(index), text) != 0
  }

  func set(_ index: Int, to other: RationalArray, _ otherIndex: Int) {
    tfx_rationals_set(numbers, at(index), other.numbers, other.at(otherIndex))
  }

  /// *aᵢ ← 0*
  func clear(_ index: Int) { tfx_rationals_set_double(numbers, at(index), 0) }

  func negate(_ index: Int) { tfx_rationals_negate(numbers, at(index)) }

  /// *aᵢ ← aᵢ − bⱼ*
  func subtract(_ index: Int, _ b: RationalArray, _ j: Int) {
    tfx_rationals_subtract(numbers, at(index), b.numbers, b.at(j))
  }

  /// *aᵢ ← aᵢ − bⱼ cₖ*
  func subtractProduct(_ index: Int, _ b: RationalArray, _ j: Int, _ c: RationalArray, _ k: Int) {
    tfx_rationals_subtract_product(
      numbers, at(index), b.numbers, b.at(j), c.numbers, c.at(k))
  }

  /// *aᵢ ← aᵢ / bⱼ*
  ///
  /// - Precondition: *bⱼ* is not 0.
  func divide(_ index: Int, by b: RationalArray, _ j: Int) {
    precondition(b.sign(j) != 0, "division by zero")
    tfx_rationals_divide(numbers, at(index), b.numbers, b.at(j))
  }

  /// −1, 0 or 1.
  func sign(_ index: Int) -> Int { Int(tfx_rationals_sign(numbers, at(index))) }

  /// The sign of *aᵢ − bⱼ*.
  func compare(_ index: Int, _ b: RationalArray, _ j: Int) -> Int {
    Int(tfx_rationals_compare(numbers, at(index), b.numbers, b.at(j)))
  }

  /// The sign of *|aᵢ| − |bⱼ|*.
  func compareSize(_ index: Int, _ b: RationalArray, _ j: Int) -> Int {
    Int(tfx_rationals_compare_size(numbers, at(index), b.numbers, b.at(j)))
  }

  /// The sign of *aᵢ − value*, where the value may be infinite.
  func compare(_ index: Int, to value: Double) -> Int {
    precondition(!value.isNaN, "a bound is NaN")
    return Int(tfx_rationals_compare_double(numbers, at(index), value))
  }

  /// The nearest double, of two equally near ones the even one; infinite beyond the largest.
  func rounded(_ index: Int) -> Double { tfx_rationals_to_double(numbers, at(index)) }

  /// The bits of the numerator or of the denominator, whichever has more.
  func bits(_ index: Int) -> Int { Int(tfx_rationals_bits(numbers, at(index))) }

  /// `"p/q"`, or `"p"` where *q* is 1.
  func text(_ index: Int) -> String {
    let size = Int(tfx_rationals_text_size(numbers, at(index)))
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
      guard let start = buffer.baseAddress else { return "" }
      tfx_rationals_text(numbers, at(index), start)
      return String(cString: start)
    }
  }

  @inline(__always)
  private func at(_ index: Int) -> Int64 {
    precondition(index >= 0 && index < count, "element \(index) of \(count)")
    return Int64(index)
  }
}
#endif
