/// Writes indented XML, two blanks a level.
package struct XMLWriter {
  package typealias Attributes = KeyValuePairs<String, String?>

  package private(set) var bytes: [UInt8] = []
  private var open: [String] = []

  package init() { append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") }

  /// Opens an element; attributes without value are left out.
  package mutating func start(_ name: String, _ attributes: Attributes = [:]) {
    tag(name, attributes)
    append(">\n")
    open.append(name)
  }

  package mutating func end() {
    guard let name = open.popLast() else { return }
    indent()
    append("</\(name)>\n")
  }

  package mutating func empty(_ name: String, _ attributes: Attributes = [:]) {
    tag(name, attributes)
    append("/>\n")
  }

  package mutating func element(
    _ name: String, _ attributes: Attributes = [:], text: String
  ) {
    tag(name, attributes)
    append(">")
    append(escaping: text)
    append("</\(name)>\n")
  }

  /// An element with children, which is left out if `body` writes nothing.
  package mutating func list(
    _ name: String, _ attributes: Attributes = [:], _ body: (inout XMLWriter) -> Void
  ) {
    let before = bytes.count
    start(name, attributes)
    let empty = bytes.count
    body(&self)
    if bytes.count == empty {
      bytes.removeLast(empty - before)
      open.removeLast()
    } else {
      end()
    }
  }

  private mutating func tag(_ name: String, _ attributes: Attributes) {
    indent()
    append("<\(name)")
    for (key, value) in attributes {
      guard let value else { continue }
      append(" \(key)=\"")
      append(escaping: value)
      append("\"")
    }
  }

  private mutating func indent() {
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * open.count))
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func append(escaping text: String) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): append("&amp;")
      case UInt8(ascii: "<"): append("&lt;")
      case UInt8(ascii: ">"): append("&gt;")
      case UInt8(ascii: "\""): append("&quot;")
      // Unescaped, a reader would make blanks of them in an attribute.
      case 0x09, 0x0A, 0x0D: append("&#\(byte);")
      // XML 1.0 has no other control characters.
      case ..<0x20: append("\u{FFFD}")
      default: bytes.append(byte)
      }
    }
  }
}
