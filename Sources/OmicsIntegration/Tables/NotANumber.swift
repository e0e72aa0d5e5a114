extension OmicsError {
  /// What a cell that holds no number looks like. The cell itself is a patient's and never quoted.
  public enum NotANumber: String, Sendable, Hashable, CaseIterable {
    case decimalComma, thousandsSeparator, percentSign, tooLarge, text
  }
}

extension OmicsError.NotANumber {
  init(_ field: UnsafeRawBufferPointer) {
    let text = field.count > 400 ? "" : String(decoding: field, as: UTF8.self)
    if text.hasSuffix("%") {
      let rest = String(text.dropLast().filter { $0 != " " })
      self = Self.isNumber(rest) || Self.hasDecimalComma(rest) ? .percentSign : .text
    } else if Self.isGrouped(Array(text.utf8)) {
      self = .thousandsSeparator
    } else if Self.hasDecimalComma(text) {
      self = .decimalComma
    } else {
      self = Double(text)?.isInfinite == true ? .tooLarge : .text
    }
  }

  /// What to do about it.
  var cure: String {
    switch self {
    case .decimalComma: "Write decimals with a point."
    case .thousandsSeparator: "Write numbers without a separator between the thousands."
    case .percentSign: "Write the number without the sign."
    case .tooLarge: "Give a number that a 64-bit floating-point number can hold."
    case .text: "Give a number, or leave the cell empty where nothing was measured."
    }
  }

  var looks: String {
    switch self {
    case .decimalComma: "a number with a decimal comma"
    case .thousandsSeparator: "a number with a thousands separator"
    case .percentSign: "a number with a percent sign"
    case .tooLarge: "a number too large to hold"
    case .text: "text"
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

  private static func isNumber(_ text: String) -> Bool { Double(text) != nil }

  /// `10,5` or `1.000,5`: a number once the points are gone and the one comma is a point.
  private static func hasDecimalComma(_ text: String) -> Bool {
    text.count { $0 == "," } == 1
      && isNumber(String(text.compactMap { $0 == "." ? nil : $0 == "," ? "." : $0 }))
  }

  /// One to three digits, then groups of three after commas, blanks or apostrophes.
  private static func isGrouped(_ bytes: [UInt8]) -> Bool {
    let unsigned = bytes.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    let whole = unsigned.prefix { $0 != UInt8(ascii: ".") }
    guard unsigned.dropFirst(whole.count + 1).allSatisfy(isDigit) else { return false }
    let groups = whole.split(omittingEmptySubsequences: false) { ", '".utf8.contains($0) }
    guard groups.count > 1, let first = groups.first, (1...3).contains(first.count) else {
      return false
    }
    return first.allSatisfy(isDigit)
      && groups.dropFirst().allSatisfy { $0.count == 3 && $0.allSatisfy(isDigit) }
  }
}
