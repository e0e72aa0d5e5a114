/// Numbers from additions, multiplications and divisions alone, which every machine rounds alike. The
/// last digit of a library's `exp` and `log` differs between systems.
enum PortableNumbers {
  /// 2 to the power of `x`, within a few units in the last place.
  ///
  /// - Precondition: −1000 ≤ `x` ≤ 1000.
  static func powerOfTwo(_ x: Double) -> Double {
    let whole = x.rounded()
    let y = (x - whole) * 0.693_147_180_559_945_3
    // |y| ≤ ln 2 / 2: the terms after the 16th are below 1e-21.
    let fraction = stride(from: 16.0, through: 1, by: -1).reduce(1) { 1 + y * $0 / $1 }
    return fraction * Double(sign: .plus, exponent: Int(whole), significand: 1)
  }

  /// *e* to the power of `x`.
  static func exponential(_ x: Double) -> Double { powerOfTwo(x * 1.442_695_040_888_963_4) }

  /// `value` to six significant digits, not negative; below 1e-17, to 22 decimals.
  static func sixDigits(_ value: Double) -> Double {
    if value == 0 || !value.isFinite { return value }
    // Powers of ten up to 1e22 are exact, and so each result is the double nearest to its decimals.
    var power = 0
    while power < 22, value * powers[power] < 1e5 { power += 1 }
    if power > 0 { return (value * powers[power]).rounded() / powers[power] }
    while power < 22, value / powers[power] >= 1e6 { power += 1 }
    return (value / powers[power]).rounded() * powers[power]
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
