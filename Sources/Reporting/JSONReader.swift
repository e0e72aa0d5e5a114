import DataFiles

/// Reads JSON (RFC 8259) into a ``JSONValue``; an error names its line.
struct JSONReader {
  struct Failure: Error {
    var line: Int
    var problem: String
  }

  /// The lines on which the objects begin, in the order of their opening braces.
  private(set) var objectLines: [Int] = []
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var depth = 0

  /// Deeper documents are refused, not followed until the stack ends.
  private static let deepest = 64

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The whole document.
  mutating func read() throws(Failure) -> JSONValue {
    let value = try value()
    skipBlanks()
    if position < bytes.count { throw failure("there is something after the document") }
    return value
  }

  private mutating func value() throws(Failure) -> JSONValue {
    skipBlanks()
    guard position < bytes.count else { throw failure("the document is cut short") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object() throws(Failure) -> JSONValue {
    objectLines.append(line)
    var members: [JSONValue.Member] = []
    try elements(until: UInt8(ascii: "}")) { reader throws(Failure) in
      reader.skipBlanks()
      let key = try reader.string()
      reader.skipBlanks()
      try reader.take(UInt8(ascii: ":"))
      members.append(.init(key, try reader.value()))
    }
    return .object(members)
  }

  private mutating func array() throws(Failure) -> JSONValue {
    var values: [JSONValue] = []
    try elements(until: UInt8(ascii: "]")) { reader throws(Failure) in
      values.append(try reader.value())
    }
    return .array(values)
  }

  private mutating func elements(
    until close: UInt8, _ element: (inout JSONReader) throws(Failure) -> Void
  ) throws(Failure) {
    position += 1
    depth += 1
    if depth > Self.deepest { throw failure("the document is nested too deeply") }
    skipBlanks()
    var isFirst = true
    while position < bytes.count, bytes[position] != close {
      if !isFirst { try take(UInt8(ascii: ",")) }
      isFirst = false
      try element(&self)
      skipBlanks()
    }
    try take(close)
    depth -= 1
  }

  private mutating func take(_ byte: UInt8) throws(Failure) {
    guard position < bytes.count, bytes[position] == byte else {
      throw failure("'\(Character(Unicode.Scalar(byte)))' is missing")
    }
    position += 1
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else {
      throw failure("there is no value")
    }
    position += word.utf8.count
    return value
  }

  private mutating func number() throws(Failure) -> JSONValue {
    let start = position
    let marks = Array("+-.eE".utf8)
    while position < bytes.count,
      marks.contains(bytes[position]) || bytes[position] &- UInt8(ascii: "0") <= 9
    {
      position += 1
    }
    let value = bytes.withUnsafeBytes {
      NumberText.parse(UnsafeRawBufferPointer(rebasing: $0[start..<position]))
    }
    guard let value else { throw failure("there is no value, or a number that is none") }
    return .number(value)
  }

  private mutating func string() throws(Failure) -> String {
    try take(UInt8(ascii: "\""))
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      if bytes[position] < 0x20 { throw failure("a string holds a line break or a control byte") }
      if bytes[position] == UInt8(ascii: "\\") {
        try text.append(contentsOf: String(escaped()).utf8)
      } else {
        text.append(bytes[position])
        position += 1
      }
    }
    try take(UInt8(ascii: "\""))
    guard let string = String(validating: text, as: UTF8.self) else {
      throw failure("a string is not UTF-8")
    }
    return string
  }

  private mutating func escaped() throws(Failure) -> Character {
    guard position + 1 < bytes.count else { throw failure("the document is cut short") }
    position += 2
    switch bytes[position - 1] {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "u"): return Character(try unicode())
    case let byte where "\"\\/".utf8.contains(byte): return Character(Unicode.Scalar(byte))
    default: throw failure("a string holds an unknown escape")
    }
  }

  /// The scalar after `\u`: one unit of UTF-16, or two that belong together.
  private mutating func unicode() throws(Failure) -> Unicode.Scalar {
    let first = try unit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800..<0xDC00).contains(first), bytes[position...].starts(with: "\\u".utf8) else {
      throw failure("a string holds half of a surrogate pair")
    }
    position += 2
    let second = try unit()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw failure("a string holds half of a surrogate pair") }
    return scalar
  }

  private mutating func unit() throws(Failure) -> UInt32 {
    guard position + 4 <= bytes.count,
      let unit = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw failure("a string holds an escape without four digits") }
    position += 4
    return unit
  }

  private mutating func skipBlanks() {
    while position < bytes.count {
      switch bytes[position] {
      case 10: line += 1
      case 9, 13, 32: break
      default: return
      }
      position += 1
    }
  }

  private func failure(_ problem: String) -> Failure { Failure(line: line, problem: problem) }
}
