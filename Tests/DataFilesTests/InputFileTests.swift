import DataFiles
import TestSupport
import Testing

@Suite("Reading files")
struct InputFileTests {
  /// `printf 'hello\n' | gzip -n`, gzip 1.12.
  static let gzipHello: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9,
    0xe7, 0x02, 0x00, 0x20, 0x30, 0x3a, 0x36, 0x06, 0x00, 0x00, 0x00,
  ]
  /// `printf 'hello\n' | bzip2`, bzip2 1.0.8.
  static let bzip2Hello: [UInt8] = [
    0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0xc1, 0xc0, 0x80, 0xe2, 0x00,
    0x00, 0x01, 0x41, 0x00, 0x00, 0x10, 0x02, 0x44, 0xa0, 0x00, 0x30, 0xcd, 0x00, 0xc3, 0x46,
    0x29, 0x97, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0xc1, 0xc0, 0x80, 0xe2,
  ]
  static let hello = Array("hello\n".utf8)

  private func read(
    _ stored: [UInt8], limit: Int = InputFile.defaultLimit
  ) throws -> InputBytes {
    try withTemporaryDirectory { directory in
      try store(stored, at: directory + "/file")
      return try InputFile.read(directory + "/file", limit: limit)
    }
  }

  private func error(_ stored: [UInt8], limit: Int = InputFile.defaultLimit) -> InputError? {
    do {
      _ = try read(stored, limit: limit)
      return nil
    } catch { return error as? InputError }
  }

  @Test("gives plain bytes as they are, with their digest")
  func plain() throws {
    let input = try read(Self.hello)
    #expect(input.bytes == Self.hello)
    #expect(input.compression == .none)
    #expect(input.sha256 == "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03")
    #expect(try read([]).bytes.isEmpty)
  }

  @Test("tells gzip by its first bytes, and hashes what is stored")
  func gzip() throws {
    let input = try read(Self.gzipHello)
    #expect(input.bytes == Self.hello)
    #expect(input.compression == .gzip)
    #expect(input.sha256 == SHA256.hexDigest(of: Self.gzipHello))
  }

  @Test("joins the members of a gzip file and ignores padding of zeros")
  func members() throws {
    let padding = [UInt8](repeating: 0, count: 512)
    let input = try read(Self.gzipHello + Self.gzipHello + padding)
    #expect(input.bytes == Self.hello + Self.hello)
  }

  @Test("reads bzip2, also of several streams")
  func bzip2() throws {
    #expect(try read(Self.bzip2Hello).bytes == Self.hello)
    #expect(try read(Self.bzip2Hello + Self.bzip2Hello).bytes == Self.hello + Self.hello)
  }

  @Test("refuses gzip data that end early, at every length")
  func truncatedGzip() {
    for count in 2..<Self.gzipHello.count {
      guard case .truncated? = error(Array(Self.gzipHello.prefix(count))) else {
        Issue.record("\(count) bytes of a gzip file were not found to be cut short")
        return
      }
    }
    guard case .truncated? = error(Self.gzipHello + Self.gzipHello.dropLast(3)) else {
      Issue.record("a second member that is cut short was not seen")
      return
    }
  }

  @Test("refuses bzip2 data that end early")
  func truncatedBzip2() {
    for count in 4..<Self.bzip2Hello.count {
      guard case .truncated? = error(Array(Self.bzip2Hello.prefix(count))) else {
        Issue.record("\(count) bytes of a bzip2 file were not found to be cut short")
        return
      }
    }
  }

  @Test("refuses gzip data with a wrong byte, and what is no gzip after a member")
  func corruptGzip() {
    var damaged = Self.gzipHello
    damaged[damaged.count - 6] ^= 1
    guard case .corrupt? = error(damaged) else {
      Issue.record("a wrong checksum was not seen")
      return
    }
    guard case .corrupt? = error(Self.gzipHello + Self.hello + Self.hello) else {
      Issue.record("text after the gzip data was not seen")
      return
    }
  }

  @Test("stops a small file that decompresses to more than the limit")
  func bomb() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/zeros.gz"
      try OutputFile.write([UInt8](repeating: 0, count: 8 << 20), to: path)
      #expect(try storedBytes(path).count < 20_000)
      #expect(throws: InputError.tooLarge(path: path, limit: 1 << 20)) {
        try InputFile.read(path, limit: 1 << 20)
      }
      #expect(try InputFile.read(path).bytes.count == 8 << 20)
    }
    guard case .tooLarge(_, 3)? = error(Self.hello, limit: 3) else {
      Issue.record("a file above the limit was read")
      return
    }
  }

  @Test("tells a missing input from bad data")
  func missing() throws {
    try withTemporaryDirectory { directory in
      #expect(throws: InputError.isDirectory(path: directory)) { try InputFile.read(directory) }
      let absent = directory + "/absent"
      #expect(throws: InputError.notFound(path: absent)) { try InputFile.read(absent) }
      let under = directory + "/file/below"
      try store(Self.hello, at: directory + "/file")
      #expect(throws: InputError.notFound(path: under)) { try InputFile.read(under) }
      #expect(throws: InputError.notFound(path: "a\u{0}b")) { try InputFile.read("a\u{0}b") }
    }
    #expect(InputError.notFound(path: "x").isMissingInput)
    #expect(InputError.isDirectory(path: "x").isMissingInput)
    #expect(!InputError.truncated(path: "x", compression: .gzip).isMissingInput)
    #expect(!InputError.tooLarge(path: "x", limit: 1).isMissingInput)
  }
}
