/// Numbers as text, the same under every locale.
public enum NumberText {
  /// The shortest decimal that reads back as `value`: `1`, `0.1`, `1e-07`, `inf`, `-inf`; never `-0`.
  public static func text(_ value: Double) -> String {
    if value == 0 { return "0" }
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The number that `field` spells, or `nil` if the whole of it is not one decimal number.
  ///
  /// Accepted: an optional sign, digits with at most one point and at least one digit, an optional
  /// exponent; and `inf` or `infinity` in any case, with an optional sign. Not accepted: blanks,
  /// hexadecimal, NaN in any spelling, a comma, and a number too large for a `Double`, which would
  /// become infinite. One too small becomes zero.
  public static func parse(_ field: UnsafeRawBufferPointer) -> Double? {
    var scanner = DecimalScanner(field)
    guard let scanned = scanner.scan() else { return infinity(field) }
    if let exact = scanned.exactValue { return exact }
    // Swift reads decimals in the C locale, correctly rounded.
    guard let value = Double(String(decoding: field, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return value
  }

  public static func parse(_ text: some StringProtocol) -> Double? {
    Array(text.utf8).withUnsafeBytes { parse($0) }
  }

  private static func infinity(_ field: UnsafeRawBufferPointer) -> Double? {
    guard field.count <= 9, let first = field.first else { return nil }
    let isSigned = first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
    let word = String(decoding: field.dropFirst(isSigned ? 1 : 0), as: UTF8.self).lowercased()
    guard word == "inf" || word == "infinity" else { return nil }
    return first == UInt8(ascii: "-") ? -.infinity : .infinity
  }
}

/// Recognizes a decimal number and gathers its digits.
private struct DecimalScanner {
  /// ± `mantissa` · 10^`exponent`, if all digits fitted into the mantissa.
  struct Scanned {
    var isNegative: Bool
    var mantissa: UInt64
    var exponent: Int
    var isComplete: Bool

    /// The value where one rounding gives it: mantissa and power of ten are then both exact
    /// (W. D. Clinger, PLDI 1990, doi 10.1145/93542.93557).
    var exactValue: Double? {
      guard isComplete, mantissa <= 1 << 53, abs(exponent) <= 22 else { return nil }
      let scale = DecimalScanner.powers[abs(exponent)]
      let size = exponent < 0 ? Double(mantissa) / scale : Double(mantissa) * scale
      return isNegative ? -size : size
    }
  }

  static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  private let field: UnsafeRawBufferPointer
  private var position = 0
  private var mantissa: UInt64 = 0
  private var isComplete = true

  init(_ field: UnsafeRawBufferPointer) { self.field = field }

  mutating func scan() -> Scanned? {
    let isNegative = sign()
    let whole = digits()
    var fraction = 0
    if position < field.count, field[position] == UInt8(ascii: ".") {
      position += 1
      fraction = digits()
    }
    if whole + fraction == 0 { return nil }
    guard let power = exponent(), position == field.count else { return nil }
    return Scanned(
      isNegative: isNegative, mantissa: mantissa, exponent: power - fraction,
      isComplete: isComplete)
  }

  private mutating func sign() -> Bool {
    guard position < field.count else { return false }
    let byte = field[position]
    if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") { position += 1 }
    return byte == UInt8(ascii: "-")
  }

  private mutating func digits() -> Int {
    let start = position
    while position < field.count {
      let digit = field[position] &- UInt8(ascii: "0")
      if digit > 9 { break }
      // Below this, ten times the mantissa and one digit fit into 64 bits.
      if mantissa < 1_000_000_000_000_000_000 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
      } else {
        isComplete = false
      }
      position += 1
    }
    return position - start
  }

  /// 0 if there is no exponent, `nil` if there is one without digits.
  private mutating func exponent() -> Int? {
    guard position < field.count, field[position] | 0x20 == UInt8(ascii: "e") else { return 0 }
    position += 1
    let isNegative = sign()
    let start = position
    var power = 0
    while position < field.count {
      let digit = field[position] &- UInt8(ascii: "0")
      if digit > 9 { break }
      power = min(power * 10 + Int(digit), 1_000_000)
      position += 1
    }
    if position == start { return nil }
    return isNegative ? -power : power
  }
}
