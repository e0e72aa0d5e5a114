import DataFiles

/// Reads the variables of MAT-files of version 5 (MATLAB's `-v6` and `-v7`).
enum MATReader {
  /// More bytes than this, decompressed or as values in memory, are refused.
  static let defaultLimit = 1 << 30
  static let headerSize = 128

  /// A variable of the file; `fields` is `nil` unless it is one struct.
  struct Variable {
    var name: String
    var fields: [String: MATArray]?
  }

  /// The variables in the order of the file, of structs the fields named.
  ///
  /// - Complexity: One pass over the bytes, compressed or not. One variable is decompressed at a
  ///   time, never to more than `limit` bytes in all.
  static func variables(
    _ bytes: [UInt8], path: String, fields: Set<String>, limit: Int = defaultLimit
  ) throws(MATError) -> [Variable] {
    let file = MATBuffer(bytes: bytes, isBigEndian: try isBigEndian(bytes, path: path), path: path)
    var result: [Variable] = []
    var (unpacked, budget) = (limit, limit)
    var offset = headerSize
    while offset < bytes.count {
      let element = try file.element(at: offset, before: bytes.count)
      var (buffer, matrix) = (file, element)
      if element.type == MATBuffer.DataType.compressed {
        buffer = try decompress(element, of: file, limit: unpacked)
        unpacked -= buffer.bytes.count
        matrix = try buffer.element(at: 0, before: buffer.bytes.count)
      }
      if matrix.type == MATBuffer.DataType.matrix, !matrix.data.isEmpty {
        var parser = MATArrayParser(buffer: buffer, fields: fields, budget: budget, limit: limit)
        result.append(try variable(matrix, &parser))
        budget = parser.budget
      }
      offset = element.next
    }
    return result
  }

  private static func variable(
    _ element: MATBuffer.Element, _ parser: inout MATArrayParser
  ) throws(MATError) -> Variable {
    let header = try parser.header(element.data)
    var variable = Variable(name: header.name)
    if header.kind == .structure,
      case .structure(let fields) = try parser.contents(
        header, end: element.data.upperBound, depth: 0)
    {
      variable.fields = fields
    }
    return variable
  }

  private static func decompress(
    _ element: MATBuffer.Element, of file: MATBuffer, limit: Int
  ) throws(MATError) -> MATBuffer {
    let place = file.place(element.offset)
    do throws(Zlib.Failure) {
      let content = try Zlib.decompress(file.bytes[element.data], limit: limit)
      return MATBuffer(
        bytes: content, isBigEndian: file.isBigEndian, path: file.path,
        compressedAt: element.offset)
    } catch {
      switch error {
      case .tooLarge: throw .tooLarge(path: file.path, place: place, limit: defaultLimit)
      case .truncated: throw .truncated(path: file.path, place: place)
      case .corrupt(let detail):
        throw .damaged(
          path: file.path, place: place, detail: "compressed data cannot be read (\(detail))")
      }
    }
  }

  // MARK: Header

  /// Whether `bytes` look like a MAT-file of MATLAB 5 or later.
  static func isRecognized(_ bytes: [UInt8]) -> Bool { bytes.starts(with: "MATLAB ".utf8) }

  private static func isBigEndian(_ bytes: [UInt8], path: String) throws(MATError) -> Bool {
    let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    // HDF5 lets 512 bytes of the user's own go first; MATLAB puts its header there.
    if bytes.starts(with: "MATLAB 7.3".utf8) || bytes.starts(with: signature)
      || bytes.dropFirst(512).starts(with: signature)
    {
      throw .version73(path: path)
    }
    if bytes.count >= headerSize {
      let mark = bytes[126..<headerSize]
      if mark.elementsEqual("IM".utf8) { return false }
      if mark.elementsEqual("MI".utf8) { return true }
    }
    if isRecognized(bytes) {
      if bytes.count < headerSize {
        throw .truncated(path: path, place: MATError.Place(offset: bytes.count))
      }
      throw .damaged(
        path: path, place: MATError.Place(offset: 126), detail: "the header tells no byte order")
    }
    // Text never has a zero in its first four bytes, and a number below 5000 always has (chapter 2).
    if bytes.count >= 20, bytes.prefix(4).contains(0) { throw .version4(path: path) }
    throw .notMAT(path: path)
  }
}
