import DataFiles

extension JSONValue {
  /// The document as text, indented by two spaces, with a line feed at the end.
  ///
  /// JSON has no infinity, so infinite numbers are the strings `"inf"` and `"-inf"`; not-a-number is
  /// `null`. An object in an array stands on one line if it holds no other array or object, which
  /// keeps a table of 10,000 ranges readable.
  public var text: String {
    var text = ""
    write(to: &text, indent: 0, inArray: false)
    text += "\n"
    return text
  }

  private func write(to text: inout String, indent: Int, inArray: Bool) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += Self.text(of: value)
    case .string(let value): Self.quote(value, to: &text)
    case .array(let elements):
      let oneLine = elements.allSatisfy(\.isScalar) && elements.count <= 12
      Self.enclose("[", "]", elements, oneLine: oneLine, indent: indent, to: &text) {
        $0.write(to: &$1, indent: indent + 1, inArray: true)
      }
    case .object(let members):
      let oneLine = inArray && members.allSatisfy(\.value.isScalar)
      Self.enclose("{", "}", members, oneLine: oneLine, indent: indent, to: &text) {
        Self.quote($0.key, to: &$1)
        $1 += ": "
        $0.value.write(to: &$1, indent: indent + 1, inArray: false)
      }
    }
  }

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  private static func enclose<Element>(
    _ open: String, _ close: String, _ elements: [Element], oneLine: Bool, indent: Int,
    to text: inout String, _ write: (Element, inout String) -> Void
  ) {
    text += open
    for (index, element) in elements.enumerated() {
      if index > 0 { text += oneLine ? ", " : "," }
      if !oneLine { breakLine(indent + 1, &text) }
      write(element, &text)
    }
    if !oneLine && !elements.isEmpty { breakLine(indent, &text) }
    text += close
  }

  private static func breakLine(_ indent: Int, _ text: inout String) {
    text += "\n"
    for _ in 0..<indent { text += "  " }
  }

  private static func text(of value: Double) -> String {
    if value.isNaN { return "null" }
    return value.isInfinite ? "\"\(NumberText.text(value))\"" : NumberText.text(value)
  }

  /// Escapes what RFC 8259 demands, and DEL and the line separators, which break other readers.
  private static func quote(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
