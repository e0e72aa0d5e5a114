import CZlib

/// The checksum of zip and gzip (ISO 3309), fed in parts of any size.
///
/// That of a whole follows from those of its parts, so parts may be summed up in any order of time and
/// put together later.
public struct CRC32: Sendable, Hashable {
  public private(set) var value: UInt32 = 0
  public private(set) var byteCount: UInt64 = 0

  public init() {}

  public init(_ bytes: [UInt8]) { update(bytes) }

  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount += UInt64(bytes.count)
    var rest = bytes[...]
    while !rest.isEmpty {
      // zlib counts in 32 bits.
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      let next = crc32(
        UInt(value), piece.bindMemory(to: UInt8.self).baseAddress, UInt32(piece.count))
      value = UInt32(truncatingIfNeeded: next)
      rest = rest.dropFirst(piece.count)
    }
  }

  /// Makes this the checksum of its own bytes with those of `other` behind them.
  ///
  /// - Complexity: O(log bytes).
  public mutating func append(_ other: CRC32) {
    // No file is longer than the type says: 2⁶³ bytes.
    let length = Int(clamping: other.byteCount)
    value = UInt32(truncatingIfNeeded: crc32_combine(UInt(value), UInt(other.value), length))
    byteCount += other.byteCount
  }
}
