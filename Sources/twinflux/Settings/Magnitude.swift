/// Numbers of a size that somebody can have meant. A bound or coefficient of 1e-320 or 1e200 is a
/// slip that no solver can treat as what it says.
enum Magnitude {
  static let expected = "0 or a number from 1e-100 to 1e100 in size"

  /// Whether `value`, spelled as `text`, is 0, infinite or of such a size. A number too small for a
  /// `Double`, which became 0, is not.
  static func isPlausible(_ value: Double, spelled text: some StringProtocol) -> Bool {
    if value == 0 {
      return !text.prefix { $0 != "e" && $0 != "E" }.contains { ("1"..."9").contains($0) }
    }
    return value.isInfinite || (1e-100...1e100).contains(abs(value))
  }
}
