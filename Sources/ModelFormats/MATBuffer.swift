/// Bytes of a MAT-file with their order, and what to call them in errors.
///
/// The layout is that of MathWorks' "MAT-File Format" (R2020a), chapter 1: data elements with a tag
/// of type and size, small ones packed into eight bytes.
struct MATBuffer {
  let bytes: [UInt8]
  let isBigEndian: Bool
  let path: String
  /// Where in the file the data were compressed; `nil` for the file itself.
  var compressedAt: Int?

  /// One data element: `data` are its bytes without tag and padding.
  struct Element {
    var type: UInt32
    var offset: Int
    var data: Range<Int>
    var next: Int
  }

  /// Types of data elements, table 1-1.
  enum DataType {
    static let int8: UInt32 = 1, uint8: UInt32 = 2, int16: UInt32 = 3, uint16: UInt32 = 4
    static let int32: UInt32 = 5, uint32: UInt32 = 6, single: UInt32 = 7, double: UInt32 = 9
    static let int64: UInt32 = 12, uint64: UInt32 = 13, matrix: UInt32 = 14
    static let compressed: UInt32 = 15, utf8: UInt32 = 16, utf16: UInt32 = 17, utf32: UInt32 = 18
  }

  func place(_ offset: Int) -> MATError.Place {
    compressedAt.map { .init(offset: $0, inside: offset) } ?? .init(offset: offset)
  }

  func damaged(_ offset: Int, _ detail: String) -> MATError {
    .damaged(path: path, place: place(offset), detail: detail)
  }

  /// The element whose tag begins at `offset`, all of it before `end`.
  func element(at offset: Int, before end: Int) throws(MATError) -> Element {
    guard end - offset >= 8 else { throw .truncated(path: path, place: place(offset)) }
    let word = word(offset)
    if word >> 16 != 0 {
      let size = Int(word >> 16)
      guard size <= 4 else { throw damaged(offset, "a small element claims \(size) bytes") }
      return Element(
        type: word & 0xFFFF, offset: offset, data: offset + 4..<offset + 4 + size, next: offset + 8)
    }
    let start = offset + 8
    let size = Int(self.word(offset + 4))
    guard size <= end - start else { throw .truncated(path: path, place: place(offset)) }
    // Only compressed data are not padded to eight bytes; some writers do not pad at the end.
    let padded = word == DataType.compressed ? size : (size + 7) & ~7
    return Element(
      type: word, offset: offset, data: start..<start + size, next: min(start + padded, end))
  }

  /// The next element, which must be of `type`.
  func element(
    at offset: Int, before end: Int, type: UInt32, _ what: String
  ) throws(MATError) -> Element {
    let element = try element(at: offset, before: end)
    guard element.type == type else {
      throw damaged(offset, "the \(what) are of type \(element.type), not \(type)")
    }
    return element
  }

  private func word(_ offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { value, byte in
      isBigEndian ? value << 8 | UInt32(byte) : value >> 8 | UInt32(byte) << 24
    }
  }

  // MARK: Numbers

  /// How many numbers `element` holds.
  func count(_ element: Element) throws(MATError) -> Int {
    guard let size = Self.size(of: element.type) else {
      throw damaged(element.offset, "numbers of the unknown type \(element.type)")
    }
    guard element.data.count % size == 0 else {
      throw damaged(element.offset, "\(element.data.count) bytes are no numbers of \(size) each")
    }
    return element.data.count / size
  }

  private static func size(of type: UInt32) -> Int? {
    switch type {
    case DataType.int8, DataType.uint8, DataType.utf8: 1
    case DataType.int16, DataType.uint16, DataType.utf16: 2
    case DataType.int32, DataType.uint32, DataType.single, DataType.utf32: 4
    case DataType.double, DataType.int64, DataType.uint64: 8
    default: nil
    }
  }

  /// The numbers of `element`, whatever they are stored as: MATLAB keeps whole ones as small as
  /// they fit.
  func numbers(_ element: Element) throws(MATError) -> [Double] {
    _ = try count(element)
    // `map(Double.init)` would take the bit pattern of a `UInt64`.
    switch element.type {
    case DataType.int8: return integers(element, Int8.self).map { Double($0) }
    case DataType.uint8: return integers(element, UInt8.self).map { Double($0) }
    case DataType.int16: return integers(element, Int16.self).map { Double($0) }
    case DataType.uint16: return integers(element, UInt16.self).map { Double($0) }
    case DataType.int32: return integers(element, Int32.self).map { Double($0) }
    case DataType.uint32: return integers(element, UInt32.self).map { Double($0) }
    case DataType.int64: return integers(element, Int64.self).map { Double($0) }
    case DataType.uint64: return integers(element, UInt64.self).map { Double($0) }
    case DataType.single:
      return integers(element, UInt32.self).map { Double(Float(bitPattern: $0)) }
    case DataType.double: return integers(element, UInt64.self).map(Double.init(bitPattern:))
    default: throw damaged(element.offset, "numbers of the type \(element.type)")
    }
  }

  /// Whole numbers such as dimensions and indices, none negative.
  func indices(_ element: Element) throws(MATError) -> [Int] {
    var result: [Int] = []
    for value in try numbers(element) {
      guard value >= 0, let index = Int(exactly: value) else {
        throw damaged(element.offset, "\(value) is no size or index")
      }
      result.append(index)
    }
    return result
  }

  func integers<T: FixedWidthInteger>(_ element: Element, _: T.Type) -> [T] {
    let size = MemoryLayout<T>.size
    return bytes.withUnsafeBytes { raw in
      (0..<element.data.count / size).map { index in
        let value = raw.loadUnaligned(
          fromByteOffset: element.data.lowerBound + index * size, as: T.self)
        return isBigEndian ? T(bigEndian: value) : T(littleEndian: value)
      }
    }
  }

  // MARK: Text

  /// The characters of `element`; what is no character becomes U+FFFD.
  func text(_ element: Element) throws(MATError) -> String {
    _ = try count(element)
    switch element.type {
    // MATLAB writes code units of UTF-16 as unsigned numbers, or in bytes if all are below 256.
    case DataType.uint16, DataType.utf16:
      return String(decoding: integers(element, UInt16.self), as: UTF16.self)
    case DataType.utf8: return String(decoding: bytes[element.data], as: UTF8.self)
    case DataType.int8, DataType.uint8:
      return String(decoding: bytes[element.data].map(UInt16.init), as: UTF16.self)
    case DataType.utf32, DataType.uint32:
      return String(decoding: integers(element, UInt32.self), as: UTF32.self)
    default: throw damaged(element.offset, "characters of the type \(element.type)")
    }
  }
}
