/// How a number stands in a table or in JSON.
public enum NumberText {
  /// The shortest decimal that reads back as the same double: `10`, `0.1`, `1e-07`, `inf`, `-inf`.
  ///
  /// Minus zero is `0`: a sign there would be taken for a direction. Not-a-number has no text.
  public static func text(_ value: Double) -> String? {
    if value.isNaN { return nil }
    if value == 0 { return "0" }
    if value.isInfinite { return value > 0 ? "inf" : "-inf" }
    let digits = value.description
    return digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits
  }
}
