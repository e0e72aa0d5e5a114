/// Tells text from what only looks like it.
enum TextValidation {
  /// - Throws: ``OmicsError/notText(path:line:reason:)`` at the first byte that is NUL or no UTF-8.
  /// - Complexity: O(bytes).
  static func check(_ bytes: UnsafeBufferPointer<UInt8>, path: String) throws(OmicsError) {
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
      throw .notText(path: path, line: 1, reason: .utf16)
    }
    guard let offset = firstFault(bytes) else { return }
    let line = 1 + bytes[..<offset].count { $0 == 10 }
    throw .notText(
      path: path, line: line, reason: bytes[offset] == 0 ? .nulByte : .invalidUTF8)
  }

  private static func firstFault(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte &- 1 < 0x7f {
        offset &+= 1
        continue
      }
      let length = sequenceLength(bytes, at: offset)
      if length == 0 { return offset }
      offset += length
    }
    return nil
  }

  /// The length of the well-formed multibyte sequence at `offset`, 0 if there is none (The Unicode
  /// Standard, table 3-7).
  private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
    let (length, second): (Int, ClosedRange<UInt8>) =
      switch bytes[offset] {
      case 0xc2...0xdf: (2, 0x80...0xbf)
      case 0xe0: (3, 0xa0...0xbf)
      case 0xed: (3, 0x80...0x9f)
      case 0xe1...0xef: (3, 0x80...0xbf)
      case 0xf0: (4, 0x90...0xbf)
      case 0xf1...0xf3: (4, 0x80...0xbf)
      case 0xf4: (4, 0x80...0x8f)
      default: (0, 0...0)
      }
    guard length > 0, offset + length <= bytes.count, second.contains(bytes[offset + 1]) else {
      return 0
    }
    let rest = bytes[(offset + 2)..<(offset + length)]
    return rest.allSatisfy { (0x80...0xbf).contains($0) } ? length : 0
  }
}
