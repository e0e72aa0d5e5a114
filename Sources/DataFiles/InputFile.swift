import Foundation

/// How the bytes of a file are packed, told by its first bytes, never by its name.
public enum Compression: String, Sendable, Hashable {
  case none, gzip, bzip2

  init(of bytes: [UInt8]) {
    if bytes.starts(with: [0x1f, 0x8b]) {
      self = .gzip
    } else if bytes.count >= 4, bytes.starts(with: Array("BZh".utf8)),
      (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(bytes[3])
    {
      self = .bzip2
    } else {
      self = .none
    }
  }
}

/// What a file holds, decompressed, and what identifies the file itself.
public struct InputBytes: Sendable {
  /// The content, decompressed.
  public var bytes: [UInt8]
  /// The path as it was given; `"-"` for standard input.
  public var path: String
  /// SHA-256 of the bytes as they are stored, before decompression, in lowercase hexadecimal.
  public var sha256: String
  public var compression: Compression

  public init(bytes: [UInt8], path: String, sha256: String, compression: Compression) {
    self.bytes = bytes
    self.path = path
    self.sha256 = sha256
    self.compression = compression
  }
}

/// Reads whole files, decompressing gzip and bzip2.
public enum InputFile {
  /// More bytes than this, stored or decompressed, are refused unless the caller says otherwise.
  public static let defaultLimit = 2 << 30

  /// Reads the file at `path`, or standard input if `path` is `"-"`.
  ///
  /// - Parameters:
  ///   - limit: The most bytes the content may have, before and after decompression. Memory grows
  ///     with the content actually found, so a small file that claims to be huge costs little.
  ///   - isCancelled: Asked several times a second, also while a pipe or a terminal gives nothing;
  ///     `true` ends the reading with ``InputError/cancelled(path:)``.
  /// - Throws: ``InputError``; its ``InputError/isMissingInput`` tells a missing file from bad data.
  public static func read(
    _ path: String, limit: Int = defaultLimit, isCancelled: () -> Bool = { false }
  ) throws(InputError) -> InputBytes {
    let stored = try storedBytes(path, limit: limit, isCancelled: isCancelled)
    let compression = Compression(of: stored)
    let content =
      switch compression {
      case .none: stored
      case .gzip: try Gzip.decompress(stored, path: path, limit: limit)
      case .bzip2: try Bzip2.decompress(stored, path: path, limit: limit)
      }
    return InputBytes(
      bytes: content, path: path, sha256: SHA256.hexDigest(of: stored), compression: compression)
  }

  private static func storedBytes(
    _ path: String, limit: Int, isCancelled: () -> Bool
  ) throws(InputError) -> [UInt8] {
    if path == "-" {
      return try drain(STDIN_FILENO, path: path, limit: limit, isCancelled: isCancelled)
    }
    // A C string ends at NUL: such a path would silently name another file.
    if path.utf8.contains(0) { throw .notFound(path: path) }
    // Opening a pipe would wait for its writer, deaf to `isCancelled`.
    let waiting = FileStatus(path)?.isPipe == true ? O_NONBLOCK : 0
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | waiting)
    if descriptor < 0 {
      switch errno {
      case ENOENT, ENOTDIR: throw .notFound(path: path)
      case let code: throw .notReadable(path: path, reason: SystemError.text(code))
      }
    }
    defer { close(descriptor) }
    return try drain(descriptor, path: path, limit: limit, isCancelled: isCancelled)
  }

  private static func drain(
    _ descriptor: Int32, path: String, limit: Int, isCancelled: () -> Bool
  ) throws(InputError) -> [UInt8] {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .notReadable(path: path, reason: SystemError.text(errno))
    }
    if status.st_mode & S_IFMT == S_IFDIR { throw .isDirectory(path: path) }
    if Int(status.st_size) > limit { throw .tooLarge(path: path, limit: limit) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    var part = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      if isCancelled() { throw .cancelled(path: path) }
      guard hasNews(descriptor) else { continue }
      let count = part.withUnsafeMutableBytes {
        Foundation.read(descriptor, $0.baseAddress, $0.count)
      }
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        throw .notReadable(path: path, reason: SystemError.text(errno))
      }
      if bytes.count + count > limit { throw .tooLarge(path: path, limit: limit) }
      bytes.append(contentsOf: part[..<count])
    }
  }

  /// Waits a tenth of a second for bytes, the end or an error. A signal alone would not end a
  /// `read`: it may come just before, or to another thread.
  private static func hasNews(_ descriptor: Int32) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let count = poll(&entry, 1, 100)
    return count > 0 || (count < 0 && errno != EINTR)
  }
}

/// The operating system's words for an error number.
enum SystemError {
  static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
