import CZlib
import Foundation

/// bzip2 through the library of the system, looked up at run time: building needs no header of it,
/// and a machine without it reads everything else.
enum Bzip2 {
  private struct Library: @unchecked Sendable {
    let start: twinflux_bz_init
    let step: twinflux_bz_step
    let end: twinflux_bz_step
  }

  // The return codes of libbzip2 1.0.8, section 3.2 of its manual.
  private static let ok: Int32 = 0
  private static let streamEnd: Int32 = 4
  private static let partSize = 1 << 18

  private static let library: Library? = {
    for name in ["libbz2.so.1.0", "libbz2.so.1", "libbz2.dylib"] {
      guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else { continue }
      guard let start = dlsym(handle, "BZ2_bzDecompressInit"),
        let step = dlsym(handle, "BZ2_bzDecompress"),
        let end = dlsym(handle, "BZ2_bzDecompressEnd")
      else { continue }
      return Library(
        start: unsafeBitCast(start, to: twinflux_bz_init.self),
        step: unsafeBitCast(step, to: twinflux_bz_step.self),
        end: unsafeBitCast(end, to: twinflux_bz_step.self))
    }
    return nil
  }()

  /// Whether this machine has the library.
  static var isAvailable: Bool { library != nil }

  /// The content of a bzip2 file of one or more streams.
  static func decompress(
    _ stored: [UInt8], path: String, limit: Int
  ) throws(InputError) -> [UInt8] {
    guard let library else { throw .unsupported(path: path, compression: .bzip2) }
    var content: [UInt8] = []
    var position = 0
    repeat {
      try decompressStream(
        stored, from: &position, into: &content, with: library, path: path, limit: limit)
    } while stored[position...].contains { $0 != 0 }
    return content
  }

  private static func decompressStream(
    _ stored: [UInt8], from position: inout Int, into content: inout [UInt8],
    with library: Library, path: String, limit: Int
  ) throws(InputError) {
    var stream = twinflux_bz_stream()
    guard library.start(&stream, 0, 0) == ok else {
      throw .corrupt(path: path, compression: .bzip2, detail: "the library does not start")
    }
    defer { _ = library.end(&stream) }
    var part = [UInt8](repeating: 0, count: partSize)
    while true {
      let before = position
      let step = advance(&stream, stored, &position, &part, library)
      if content.count + step.produced > limit { throw .tooLarge(path: path, limit: limit) }
      content.append(contentsOf: part[..<step.produced])
      switch step.code {
      case streamEnd: return
      case ok:
        if step.produced == 0 && position == before {
          throw .truncated(path: path, compression: .bzip2)
        }
      default:
        throw .corrupt(path: path, compression: .bzip2, detail: "code \(step.code)")
      }
    }
  }

  private static func advance(
    _ stream: inout twinflux_bz_stream, _ stored: [UInt8], _ position: inout Int,
    _ part: inout [UInt8], _ library: Library
  ) -> (code: Int32, produced: Int) {
    stored.withUnsafeBytes { input in
      part.withUnsafeMutableBytes { output in
        let available = UInt32(clamping: input.count - position)
        let start = input.baseAddress.map { UnsafeMutableRawPointer(mutating: $0 + position) }
        stream.next_in = start?.assumingMemoryBound(to: CChar.self)
        stream.avail_in = available
        stream.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
        stream.avail_out = UInt32(output.count)
        let code = library.step(&stream)
        position += Int(available - stream.avail_in)
        return (code, output.count - Int(stream.avail_out))
      }
    }
  }
}
