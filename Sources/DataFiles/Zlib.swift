import CZlib

/// Streams in zlib's own wrapping (RFC 1950), as other formats hold inside them.
public enum Zlib {
  public enum Failure: Error, Sendable, Hashable {
    /// The stream gives more bytes than allowed.
    case tooLarge(limit: Int)
    case truncated
    case corrupt(detail: String)
  }

  /// What the one stream in `stored` holds; bytes behind its end are ignored.
  ///
  /// - Parameter limit: The most bytes that the content may have. Memory grows with what is found,
  ///   never with what a header claims.
  public static func decompress(
    _ stored: ArraySlice<UInt8>, limit: Int
  ) throws(Failure) -> [UInt8] {
    let result = stored.withUnsafeBufferPointer { input -> Result<[UInt8], Failure> in
      do throws(Failure) {
        return .success(try inflateStream(input, limit: limit))
      } catch { return .failure(error) }
    }
    return try result.get()
  }

  private static func inflateStream(
    _ input: UnsafeBufferPointer<UInt8>, limit: Int
  ) throws(Failure) -> [UInt8] {
    var stream = z_stream()
    guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw .corrupt(detail: "zlib does not start")
    }
    defer { inflateEnd(&stream) }
    var content: [UInt8] = []
    // A file can hold streams by the million, each of a few bytes.
    let size = min(Gzip.partSize, max(1024, input.count))
    var part = [UInt8](repeating: 0, count: size)
    var position = 0
    while true {
      let step = Gzip.inflateStep(&stream, input, &position, &part)
      if step.produced > limit - content.count { throw .tooLarge(limit: limit) }
      content.append(contentsOf: part[..<step.produced])
      switch step.code {
      case Z_STREAM_END: return content
      case Z_OK where position < input.count || step.produced == part.count: continue
      case Z_OK, Z_BUF_ERROR: throw .truncated
      default:
        throw .corrupt(
          detail: stream.msg.map { String(cString: $0) } ?? "zlib error \(step.code)")
      }
    }
  }
}
