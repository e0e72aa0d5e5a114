import CZlib
import Dispatch
import Synchronization

/// gzip (RFC 1952) through zlib.
enum Gzip {
  static let partSize = 1 << 18

  /// The content of a gzip file of one or more members.
  ///
  /// Zero bytes after the last member are padding and ignored, as gzip(1) does; anything else there
  /// is an error, for it may be content that would be lost.
  static func decompress(
    _ stored: [UInt8], path: String, limit: Int
  ) throws(InputError) -> [UInt8] {
    let result = stored.withUnsafeBufferPointer { input -> Result<[UInt8], InputError> in
      do throws(InputError) {
        return .success(try inflateMembers(input, path: path, limit: limit))
      } catch { return .failure(error) }
    }
    return try result.get()
  }

  private static func inflateMembers(
    _ input: UnsafeBufferPointer<UInt8>, path: String, limit: Int
  ) throws(InputError) -> [UInt8] {
    var stream = z_stream()
    // 15 window bits, and 16 to ask for gzip's header and checksum.
    let started = inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard started == Z_OK else {
      throw .corrupt(path: path, compression: .gzip, detail: "zlib does not start")
    }
    defer { inflateEnd(&stream) }
    var content: [UInt8] = []
    content.reserveCapacity(min(sizeHint(input), limit))
    var part = [UInt8](repeating: 0, count: partSize)
    var position = 0
    while true {
      let step = inflateStep(&stream, input, &position, &part)
      if content.count + step.produced > limit { throw .tooLarge(path: path, limit: limit) }
      content.append(contentsOf: part[..<step.produced])
      switch step.code {
      case Z_OK where position < input.count || step.produced == partSize: continue
      case Z_OK, Z_BUF_ERROR: throw .truncated(path: path, compression: .gzip)
      case Z_STREAM_END:
        if !input[position...].contains(where: { $0 != 0 }) { return content }
        guard inflateReset(&stream) == Z_OK else {
          throw .corrupt(path: path, compression: .gzip, detail: "zlib does not restart")
        }
      default:
        let detail = stream.msg.map { String(cString: $0) } ?? "zlib error \(step.code)"
        throw .corrupt(path: path, compression: .gzip, detail: detail)
      }
    }
  }

  /// Inflates from `position` on until `part` is full or the input used up.
  static func inflateStep(
    _ stream: inout z_stream, _ input: UnsafeBufferPointer<UInt8>, _ position: inout Int,
    _ part: inout [UInt8]
  ) -> (code: Int32, produced: Int) {
    let available = UInt32(clamping: input.count - position)
    stream.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + position) }
    stream.avail_in = available
    return part.withUnsafeMutableBufferPointer { output in
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      let code = inflate(&stream, Z_NO_FLUSH)
      position += Int(available - stream.avail_in)
      return (code, output.count - Int(stream.avail_out))
    }
  }

  /// The size that the last member claims, but never more than deflate can reach (1032 : 1), so
  /// that a false claim reserves nothing.
  private static func sizeHint(_ input: UnsafeBufferPointer<UInt8>) -> Int {
    guard input.count >= 18 else { return 0 }
    let claim = input.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    return min(claim, input.count * 1032)
  }

  /// Content of more than this is stored as members of as much each, which threads can share.
  static let memberSize = 4 << 20

  /// Gzip members without a time stamp, so that equal content gives equal files. `nil` if zlib
  /// cannot get the memory it needs.
  static func compress(
    _ content: [UInt8], _ compression: OutputFile.Compression
  ) -> [UInt8]? {
    let count = max(1, (content.count + memberSize - 1) / memberSize)
    let level = compression.effort.rawValue
    let threads = max(1, min(compression.threads, count))
    let members = Mutex([[UInt8]?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for index in stride(from: thread, to: count, by: threads) {
        let start = index * memberSize
        let member = compress(content[start..<min(start + memberSize, content.count)], level: level)
        members.withLock { $0[index] = member }
      }
    }
    return members.withLock { members in
      members.contains { $0 == nil } ? nil : members.flatMap { $0 ?? [] }
    }
  }

  private static func compress(_ content: ArraySlice<UInt8>, level: Int32) -> [UInt8]? {
    var stream = z_stream()
    let started = deflateInit2_(
      &stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard started == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    var stored: [UInt8] = []
    var part = [UInt8](repeating: 0, count: partSize)
    var position = 0
    while true {
      let taken = min(content.count - position, 1 << 30)
      let flush = position + taken == content.count ? Z_FINISH : Z_NO_FLUSH
      let step = deflateStep(&stream, content, &position, taken, flush, &part)
      stored.append(contentsOf: part[..<step.produced])
      if step.code == Z_STREAM_END { return stored }
      guard step.code == Z_OK || step.code == Z_BUF_ERROR else { return nil }
    }
  }

  private static func deflateStep(
    _ stream: inout z_stream, _ content: ArraySlice<UInt8>, _ position: inout Int, _ taken: Int,
    _ flush: Int32, _ part: inout [UInt8]
  ) -> (code: Int32, produced: Int) {
    content.withUnsafeBufferPointer { input in
      part.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + position) }
        stream.avail_in = UInt32(taken)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        let code = deflate(&stream, flush)
        position += taken - Int(stream.avail_in)
        return (code, output.count - Int(stream.avail_out))
      }
    }
  }
}
