#if GLPK
import TestSupport
import Testing

@testable import ExactArithmetic

@Suite("Rational numbers")
struct RationalArrayTests {
  private let leastDouble = Double.leastNonzeroMagnitude

  private func rounded(_ text: String) -> Double {
    let numbers = RationalArray(count: 1)
    #expect(numbers.set(0, toText: text), "\(text)")
    return numbers.rounded(0)
  }

  /// 2ᵏ as decimal digits.
  private func power(_ exponent: Int) -> String {
    var digits: [Int] = [1]
    for _ in 0..<exponent {
      var carry = 0
      for index in digits.indices {
        let doubled = 2 * digits[index] + carry
        digits[index] = doubled % 10
        carry = doubled / 10
      }
      if carry > 0 { digits.append(carry) }
    }
    return digits.reversed().map(String.init).joined()
  }

  @Test("the harmonic sum of 1 to 20 is what it is known to be, and its inverse inverts it")
  func harmonicSum() {
    let numbers = RationalArray(count: 4)
    for n in 1...20 {
      numbers.set(1, to: 1)
      numbers.set(2, to: Double(-n))
      numbers.divide(1, by: numbers, 2)
      numbers.subtract(0, numbers, 1)
    }
    // OEIS A001008(20) / A002805(20).
    #expect(numbers.text(0) == "55835135/15519504")
    numbers.set(3, to: 1)
    numbers.divide(3, by: numbers, 0)
    #expect(numbers.text(3) == "15519504/55835135")
    numbers.set(1, to: 1)
    numbers.subtractProduct(1, numbers, 0, numbers, 3)
    #expect(numbers.sign(1) == 0 && numbers.text(1) == "0")
  }

  @Test("a − b c is in lowest terms for integers and for fractions")
  func subtractProduct() {
    let numbers = RationalArray(count: 3)
    for (a, b, c, expected) in [
      ("1/6", "2", "3", "-35/6"), ("7/2", "-5", "11", "117/2"), ("1/6", "1/2", "1/3", "0"),
      ("0", "2/3", "3/2", "-1"), ("5", "1/10", "10", "4"), ("-1/3", "0", "9/7", "-1/3"),
    ] {
      for (index, text) in [a, b, c].enumerated() { numbers.set(index, toText: text) }
      numbers.subtractProduct(0, numbers, 1, numbers, 2)
      #expect(numbers.text(0) == expected, "\(a) − \(b) · \(c)")
    }
  }

  @Test("a double is taken as the dyadic fraction that it is")
  func fromDouble() {
    let numbers = RationalArray(count: 1)
    for (value, expected) in [
      (0.1, "3602879701896397/36028797018963968"), (-0.75, "-3/4"), (3e3, "3000"), (-0.0, "0"),
    ] {
      numbers.set(0, to: value)
      #expect(numbers.text(0) == expected)
    }
    numbers.set(0, to: leastDouble)
    #expect(numbers.text(0) == "1/" + power(1074))
    #expect(numbers.bits(0) == 1075)
  }

  @Test("every double comes back as it was")
  func roundTrip() {
    let numbers = RationalArray(count: 1)
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: generator.next())
      guard value.isFinite else { continue }
      numbers.set(0, to: value)
      #expect(numbers.rounded(0) == value)
    }
    for value in [
      0, leastDouble, -leastDouble, Double.leastNormalMagnitude,
      Double.leastNormalMagnitude.nextDown,
      Double.greatestFiniteMagnitude, -Double.greatestFiniteMagnitude, 1, 1.0.nextUp, 1.0.nextDown,
    ] {
      numbers.set(0, to: value)
      #expect(numbers.rounded(0) == value)
    }
  }

  @Test("halfway between two doubles goes to the even one, and past it by anything to the nearer")
  func halfway() {
    // 2⁵³ + 1 lies between 2⁵³ and 2⁵³ + 2; 2⁵³ + 3 between 2⁵³ + 2 and 2⁵³ + 4.
    #expect(rounded("9007199254740993") == 9_007_199_254_740_992)
    #expect(rounded("9007199254740995") == 9_007_199_254_740_996)
    #expect(rounded("-9007199254740993") == -9_007_199_254_740_992)
    let tiny = String(repeating: "0", count: 60)
    #expect(
      rounded("9007199254740993\(tiny)1/1\(tiny)0") == 9_007_199_254_740_994, "a hair above half")
    #expect(
      rounded("90071992547409929\(String(repeating: "9", count: 60))/1\(tiny)0")
        == 9_007_199_254_740_992, "a hair below half")
    // A carry through all bits: 2⁵⁴ − 1 is halfway between 2⁵⁴ − 2 and 2⁵⁴.
    #expect(rounded("18014398509481983") == 18_014_398_509_481_984)
  }

  @Test("thirds and tenths are what the processor divides")
  func quotients() {
    for p in [1, 2, 7, 10, 1_000_003, -11] {
      for q in [3, 7, 10, 998_244_353] {
        #expect(rounded("\(p)/\(q)") == Double(p) / Double(q))
      }
    }
  }

  @Test("below the least normal number there are fewer bits, down to none")
  func subnormal() {
    #expect(rounded("1/" + power(1074)) == leastDouble)
    // Half of the least number is halfway to 0, which is even; three halves halfway to 2 of them.
    #expect(rounded("1/" + power(1075)) == 0)
    #expect(rounded("3/" + power(1075)) == 2 * leastDouble)
    #expect(rounded("5/" + power(1075)) == 2 * leastDouble)
    #expect(rounded("-3/" + power(1076)) == -leastDouble)
    #expect(rounded("1/" + power(1076)) == 0)
    #expect(rounded("1/" + power(5000)) == 0)
    // 1000001/2 units: halfway, and 500000 is even.
    #expect(rounded("1000001/" + power(1075)) == 500_000 * leastDouble)
  }

  @Test("beyond the largest double it is infinite, and up to half a unit beyond it is not")
  func huge() {
    #expect(rounded(power(1023)) == 0x1p1023)
    #expect(rounded(power(1024)) == .infinity)
    #expect(rounded("-" + power(1024)) == -.infinity)
    #expect(rounded(power(9000)) == .infinity)
    // (2⁵⁴ − 1) · 2⁹⁷⁰ is halfway between the largest double and 2¹⁰²⁴.
    let numbers = RationalArray(count: 3)
    numbers.set(0, toText: "18014398509481983")
    numbers.set(1, to: -0x1p970)
    numbers.subtractProduct(2, numbers, 0, numbers, 1)
    #expect(numbers.rounded(2) == .infinity)
    numbers.set(0, to: 1)
    numbers.subtract(2, numbers, 0)
    #expect(numbers.rounded(2) == .greatestFiniteMagnitude)
  }

  @Test("comparisons with doubles know the infinities and the last bit")
  func comparisons() {
    let numbers = RationalArray(count: 2)
    numbers.set(0, toText: "1/10")
    // The double 0.1 is a little more than a tenth.
    #expect(numbers.compare(0, to: 0.1) == -1)
    #expect(numbers.compare(0, to: 0.1.nextDown) == 1)
    #expect(numbers.compare(0, to: .infinity) == -1 && numbers.compare(0, to: -.infinity) == 1)
    #expect(numbers.compare(0, to: 0) == 1)
    numbers.set(1, toText: "-1/9")
    #expect(numbers.compareSize(0, numbers, 1) == -1 && numbers.compare(0, numbers, 1) == 1)
    numbers.negate(1)
    #expect(numbers.text(1) == "1/9")
  }

  @Test("text that is no rational number is refused")
  func badText() {
    let numbers = RationalArray(count: 1)
    for text in ["", "x", "1/0", "1.5", "1/2/3"] {
      #expect(!numbers.set(0, toText: text), "\(text)")
      #expect(numbers.sign(0) == 0)
    }
  }
}
#endif
