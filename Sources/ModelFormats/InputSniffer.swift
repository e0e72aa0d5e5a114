/// Tells XML from what people give by mistake, before a parser says something less helpful.
enum InputSniffer {
  static func check(_ bytes: UnsafeRawBufferPointer, path: String) throws(SBMLError) {
    let head = head(of: bytes)
    if head.isEmpty { throw .emptyInput(path: path) }
    if let found = disguise(bytes) { throw .notXML(path: path, found: found) }
    // The first byte of UTF-16 is a zero or a byte order mark; the parser deals with it.
    if head.first == 0 || bytes.first == 0xFE || bytes.first == 0xFF { return }
    if bytes.count > 1, bytes[0] == UInt8(ascii: "<"), bytes[1] == 0 { return }
    let start = String(decoding: head.prefix(16), as: UTF8.self).lowercased()
    if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
      throw .htmlPage(path: path)
    }
    if head.first != UInt8(ascii: "<") {
      throw .notXML(path: path, found: guess(head.first ?? 0))
    }
  }

  /// From the first byte that is neither white space nor a byte order mark, at most 64 bytes.
  private static func head(of bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    return Array(rest.drop { SBMLValue.isBlank($0) }.prefix(64))
  }

  private static func disguise(_ bytes: UnsafeRawBufferPointer) -> String? {
    if bytes.starts(with: [0x1F, 0x8B]) { return "compressed (gzip)" }
    if bytes.starts(with: "BZh".utf8) { return "compressed (bzip2)" }
    if bytes.starts(with: "PK\u{3}\u{4}".utf8) { return "a zip archive" }
    if bytes.starts(with: "MATLAB 5.0".utf8) { return "a MATLAB file" }
    return nil
  }

  private static func guess(_ first: UInt8) -> String {
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["): "JSON"
    case UInt8(ascii: "-"), UInt8(ascii: "!"): "YAML"
    case 0x20...0x7E: "plain text"
    default: "binary data"
    }
  }
}
