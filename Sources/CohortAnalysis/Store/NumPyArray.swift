/// Arrays as NumPy stores them (`.npy`, version 1.0 of the format; NumPy enhancement proposal 1).
enum NumPyArray {
  enum Element: String {
    case double = "<f8"
    case byte = "|u1"

    var size: Int { self == .double ? 8 : 1 }
  }

  /// What stands before a matrix whose columns follow, one after the other.
  static func matrixHeader(_ element: Element, rows: Int, columns: Int) -> [UInt8] {
    header(element.rawValue, shape: "(\(rows), \(columns))", isFortran: true)
  }

  static func vector(_ values: [Double]) -> [UInt8] {
    var bytes = header(Element.double.rawValue, shape: "(\(values.count),)")
    for value in values { bytes.append(littleEndian: value) }
    return bytes
  }

  static func vector(_ values: [UInt8]) -> [UInt8] {
    header(Element.byte.rawValue, shape: "(\(values.count),)") + values
  }

  /// Texts, all as long as the longest, in UTF-32.
  static func vector(_ texts: [String]) -> [UInt8] {
    let width = max(1, texts.map(\.unicodeScalars.count).max() ?? 1)
    var bytes = header("<U\(width)", shape: "(\(texts.count),)")
    bytes.reserveCapacity(bytes.count + 4 * width * texts.count)
    for text in texts {
      for scalar in text.unicodeScalars { bytes.append(littleEndian: scalar.value) }
      for _ in text.unicodeScalars.count..<width { bytes.append(littleEndian: UInt32(0)) }
    }
    return bytes
  }

  /// Ends with a line feed, at a multiple of 64 bytes.
  private static func header(
    _ type: String, shape: String, isFortran: Bool = false
  ) -> [UInt8] {
    let order = isFortran ? "True" : "False"
    var text = Array(
      "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }".utf8)
    while (10 + text.count + 1) % 64 != 0 { text.append(0x20) }
    text.append(0x0a)
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    bytes.append(littleEndian: UInt16(text.count))
    return bytes + text
  }
}
