import DataFiles

/// The bytes of `cohort.json`: the manifest as JSON with sorted keys, and in front of these, on a line
/// of its own, `checksum`: the SHA-256 of the bytes without that line.
///
/// The file says who is in which group, and which reaction a number is of: a disk that changes a
/// letter of it would change results.
enum CohortManifestFile {
  private static let start = Array("{\n  \"checksum\" : \"".utf8)
  private static let end = Array("\",\n".utf8)

  static func encode(_ manifest: CohortManifest) -> [UInt8] {
    let bytes = CohortJSON.bytes(of: manifest, isPretty: true)
    return start + Array(SHA256.hexDigest(of: bytes).utf8) + end + bytes.dropFirst(2)
  }

  /// Whether the bytes are as they were written. A file without a checksum, such as one that was
  /// formatted anew, passes.
  static func isIntact(_ bytes: [UInt8]) -> Bool {
    let rest = start.count + 64 + end.count
    guard bytes.starts(with: start), bytes.count >= rest else { return true }
    let digest = String(decoding: bytes[start.count..<(start.count + 64)], as: UTF8.self)
    return SHA256.hexDigest(of: Array("{\n".utf8) + bytes[rest...]) == digest
  }
}
