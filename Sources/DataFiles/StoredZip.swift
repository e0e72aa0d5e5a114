import CZlib

/// A zip archive of files as they are, without compression: what `numpy.load` reads as `.npz`.
///
/// No times of day and no permissions: the same files are the same bytes. Sizes beyond 4 GiB take the
/// fields of ZIP64 (PKWARE APPNOTE 6.3.10, section 4.5.3).
public struct StoredZip: Sendable {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count: UInt64 = 0

  private static let limit: UInt64 = 0xffff_ffff
  /// 1 January 1980, the first day that the format knows.
  private static let date: UInt16 = 0x21

  public init() {}

  /// Appends a file, in `parts` so that none has to be copied together.
  ///
  /// - Precondition: The name is short and is not in the archive yet.
  public mutating func add(_ name: String, _ parts: [[UInt8]]) {
    let size = parts.reduce(UInt64(0)) { $0 + UInt64($1.count) }
    let checksum = Self.checksum(parts)
    let offset = UInt64(bytes.count)
    bytes += Self.little(UInt32(0x0403_4b50))
    let local = Self.extra(size > Self.limit ? [size, size] : [])
    bytes += Self.fields(name, size: size, checksum, extra: local)
    bytes += Array(name.utf8) + local
    for part in parts { bytes += part }
    let isLarge = size > Self.limit
    let central = Self.extra((isLarge ? [size, size] : []) + (offset > Self.limit ? [offset] : []))
    directory += Self.little(UInt32(0x0201_4b50)) + Self.little(UInt16(45))
    directory += Self.fields(name, size: size, checksum, extra: central)
    directory += [UInt8](repeating: 0, count: 10) + Self.little(Self.clamped(offset))
    directory += Array(name.utf8) + central
    count += 1
  }

  /// The whole archive.
  public func finished() -> [UInt8] {
    let start = UInt64(bytes.count)
    let size = UInt64(directory.count)
    var end: [UInt8] = []
    if start > Self.limit || count > 0xfffe {
      end += Self.little(UInt32(0x0606_4b50)) + Self.little(UInt64(44))
      end += Self.little(UInt16(45)) + Self.little(UInt16(45))
      end += Self.little(UInt32(0)) + Self.little(UInt32(0))
      end += [count, count, size, start].flatMap(Self.little)
      end += Self.little(UInt32(0x0706_4b50)) + Self.little(UInt32(0))
      end += Self.little(start + size) + Self.little(UInt32(1))
    }
    let entries = UInt16(clamping: count)
    end += Self.little(UInt32(0x0605_4b50)) + Self.little(UInt32(0))
    end += Self.little(entries) + Self.little(entries)
    end += Self.little(Self.clamped(size)) + Self.little(Self.clamped(start))
    return bytes + directory + end + Self.little(UInt16(0))
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

  private static func checksum(_ parts: [[UInt8]]) -> UInt32 {
    var value = crc32(0, nil, 0)
    for part in parts {
      var rest = part[...]
      while !rest.isEmpty {
        let piece = rest.prefix(1 << 30)
        value = piece.withUnsafeBufferPointer { crc32(value, $0.baseAddress, UInt32($0.count)) }
        rest = rest.dropFirst(piece.count)
      }
    }
    return UInt32(truncatingIfNeeded: value)
  }
}
