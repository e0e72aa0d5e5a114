/// How SBML spells numbers and Booleans (XML Schema `double` and `boolean`).
enum SBMLValue {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// A number, `INF`, `-INF` or `NaN`, with white space around it; `nil` for anything else.
  ///
  /// Rounds correctly and does not look at the locale. A decimal too large for a `Double` is none:
  /// it would become infinite without a word.
  static func double(_ bytes: Bytes) -> Double? {
    let trimmed = trim(bytes)
    if let small = smallInteger(trimmed) { return small }
    guard !trimmed.isEmpty, trimmed.count <= 400 else { return nil }
    if trimmed.allSatisfy(isNumeric) {
      guard let value = Double(String(decoding: trimmed, as: UTF8.self)), value.isFinite else {
        return nil
      }
      // Adding zero turns -0 into 0.
      return value + 0
    }
    switch String(decoding: trimmed, as: UTF8.self).lowercased() {
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    case "nan": return .nan
    default: return nil
    }
  }

  static func boolean(_ bytes: Bytes) -> Bool? {
    switch String(decoding: trim(bytes), as: UTF8.self) {
    case "true", "1": true
    case "false", "0": false
    default: nil
    }
  }

  static func integer(_ bytes: Bytes) -> Int? { Int(String(decoding: trim(bytes), as: UTF8.self)) }

  static func string(_ bytes: Bytes) -> String { String(decoding: bytes, as: UTF8.self) }

  /// Without the white space of XML at both ends.
  static func trim(_ bytes: Bytes) -> Bytes {
    var start = 0
    var end = bytes.count
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    return Bytes(rebasing: bytes[start..<end])
  }

  /// Whether a control character stands in it, as none may in an id.
  static func hasControl(_ bytes: Bytes) -> Bool {
    bytes.contains { $0 < 0x20 || $0 == 0x7F }
      || zip(bytes, bytes.dropFirst()).contains { $0 == 0xC2 && (0x80...0x9F).contains($1) }
  }

  /// At most 80 characters of a foreign text, its control characters made visible.
  static func excerpt(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(80).map { scalar in
      scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        ? "\u{FFFD}" : String(scalar)
    }.joined()
    return text.unicodeScalars.dropFirst(80).isEmpty ? shown : shown + "…"
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D
  }

  /// The common case, exact because every integer of 15 digits is a `Double`.
  private static func smallInteger(_ bytes: Bytes) -> Double? {
    let isNegative = bytes.first == UInt8(ascii: "-")
    let digits = isNegative ? Bytes(rebasing: bytes.dropFirst()) : bytes
    guard !digits.isEmpty, digits.count <= 15 else { return nil }
    var value = 0
    for byte in digits {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return Double(isNegative ? -value : value)
  }

  /// Without this test `Double(_:)` would take hexadecimal numbers.
  private static func isNumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}
