/// What stands around the files in a zip archive without compression: what `numpy.load` reads as
/// `.npz`.
///
/// The files themselves do not pass through here, so an archive may be larger than the memory:
///
///     var zip = StoredZip()
///     try output.write(zip.header(of: "a.npy", size: size, checksum: sum.value))
///     // … `size` bytes …
///     try output.write(zip.end())
///
/// No times of day and no permissions: the same files are the same bytes. Sizes of 4 GiB and more take
/// the fields of ZIP64 (PKWARE APPNOTE 6.3.10, section 4.5.3).
public struct StoredZip: Sendable {
  private var directory: [UInt8] = []
  private var count: UInt64 = 0
  /// The bytes of the archive so far.
  private var offset: UInt64 = 0

  /// The number that says that the value stands in a field of ZIP64.
  private static let limit: UInt64 = 0xffff_ffff
  /// 1 January 1980, the first day that the format knows.
  private static let date: UInt16 = 0x21

  public init() {}

  /// The bytes before the content of the next file, which must then follow.
  ///
  /// - Parameters:
  ///   - size: How many bytes the content has.
  ///   - checksum: Its CRC-32.
  /// - Precondition: The name is short and is not in the archive yet.
  public mutating func header(of name: String, size: UInt64, checksum: UInt32) -> [UInt8] {
    let isLarge = size >= Self.limit
    let local = Self.extra(isLarge ? [size, size] : [])
    let header =
      Self.little(UInt32(0x0403_4b50)) + Self.fields(name, size: size, checksum, extra: local)
      + Array(name.utf8) + local
    let isFar = offset >= Self.limit
    let central = Self.extra((isLarge ? [size, size] : []) + (isFar ? [offset] : []))
    directory += Self.little(UInt32(0x0201_4b50)) + Self.little(UInt16(45))
    directory += Self.fields(name, size: size, checksum, extra: central)
    directory += [UInt8](repeating: 0, count: 10) + Self.little(Self.clamped(offset))
    directory += Array(name.utf8) + central
    count += 1
    offset += UInt64(header.count) + size
    return header
  }

  /// The bytes behind the last file.
  public func end() -> [UInt8] {
    let size = UInt64(directory.count)
    var end: [UInt8] = []
    if offset >= Self.limit || size >= Self.limit || count >= 0xffff {
      end += Self.little(UInt32(0x0606_4b50)) + Self.little(UInt64(44))
      end += Self.little(UInt16(45)) + Self.little(UInt16(45))
      end += Self.little(UInt32(0)) + Self.little(UInt32(0))
      end += [count, count, size, offset].flatMap(Self.little)
      end += Self.little(UInt32(0x0706_4b50)) + Self.little(UInt32(0))
      end += Self.little(offset + size) + Self.little(UInt32(1))
    }
    let entries = UInt16(clamping: count)
    end += Self.little(UInt32(0x0605_4b50)) + Self.little(UInt32(0))
    end += Self.little(entries) + Self.little(entries)
    end += Self.little(Self.clamped(size)) + Self.little(Self.clamped(offset))
    return directory + end + Self.little(UInt16(0))
  }

  /// What local and central headers have in common: from the version needed to the lengths.
  private static func fields(
    _ name: String, size: UInt64, _ checksum: UInt32, extra: [UInt8]
  ) -> [UInt8] {
    // Bit 11: the name is UTF-8. Method 0: stored.
    little(UInt16(45)) + little(UInt16(0x800)) + little(UInt16(0))
      + little(UInt16(0)) + little(date) + little(checksum)
      + little(clamped(size)) + little(clamped(size))
      + little(UInt16(clamping: name.utf8.count)) + little(UInt16(clamping: extra.count))
  }

  private static func extra(_ values: [UInt64]) -> [UInt8] {
    if values.isEmpty { return [] }
    return little(UInt16(1)) + little(UInt16(8 * values.count)) + values.flatMap(little)
  }

  private static func clamped(_ value: UInt64) -> UInt32 { UInt32(clamping: value) }

  private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
