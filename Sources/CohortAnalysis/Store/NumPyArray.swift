/// Arrays as NumPy stores them (`.npy`, version 1.0 of the format; NumPy enhancement proposal 1).
enum NumPyArray {
  /// A matrix whose columns are `columns`, each of `rows` numbers.
  static func matrix(columns: [[Double]], rows: Int) -> [[UInt8]] {
    let header = header("<f8", shape: "(\(rows), \(columns.count))", isFortran: true)
    return [header]
      + columns.map { column in
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 * column.count)
        for value in column { bytes.append(littleEndian: value) }
        return bytes
      }
  }

  /// The same of bytes.
  static func matrix(columns: [[UInt8]], rows: Int) -> [[UInt8]] {
    [header("|u1", shape: "(\(rows), \(columns.count))", isFortran: true)] + columns
  }

  static func vector(_ values: [Double]) -> [[UInt8]] {
    var bytes: [UInt8] = []
    for value in values { bytes.append(littleEndian: value) }
    return [header("<f8", shape: "(\(values.count),)"), bytes]
  }

  static func vector(_ values: [UInt8]) -> [[UInt8]] {
    [header("|u1", shape: "(\(values.count),)"), values]
  }

  /// Texts, all as long as the longest, in UTF-32.
  static func vector(_ texts: [String]) -> [[UInt8]] {
    let width = max(1, texts.map(\.unicodeScalars.count).max() ?? 1)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * width * texts.count)
    for text in texts {
      for scalar in text.unicodeScalars { bytes.append(littleEndian: scalar.value) }
      for _ in text.unicodeScalars.count..<width { bytes.append(littleEndian: UInt32(0)) }
    }
    return [header("<U\(width)", shape: "(\(texts.count),)"), bytes]
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
