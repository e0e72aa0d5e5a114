import Foundation

/// Writes whole files so that a reader sees the old content or the new, never a part.
public enum OutputFile {
  /// Writes `bytes` to `path`, or to standard output if `path` is `nil` or `"-"`.
  ///
  /// A file is written beside its destination, flushed to the disk and renamed; where it replaces
  /// one, the permissions stay, and a symbolic link stays and its target is replaced. A name that
  /// ends in `.gz` is compressed. A device or a pipe is written directly. When the reader of a pipe
  /// has gone, the rest is dropped without an error, as `head` expects. `/dev/stdout` and `/dev/fd/3`
  /// are the open files themselves: `--output /dev/stdout >> log` appends.
  ///
  /// - Parameter compression: How to compress, where that is to be done.
  /// - Throws: ``OutputError``; the destination is then as it was, and no temporary file is left.
  public static func write(
    _ bytes: [UInt8], to path: String?, compression: Compression = Compression()
  ) throws(OutputError) {
    guard let path, path != "-" else {
      return try writeAll(bytes, to: STDOUT_FILENO, path: "standard output")
    }
    if let descriptor = descriptor(namedBy: path) {
      return try writeAll(bytes, to: descriptor, path: path)
    }
    try check(path)
    var content = bytes
    if path.lowercased().hasSuffix(".gz") {
      guard let packed = Gzip.compress(bytes, compression) else {
        throw .cannotWrite(path: path, reason: SystemError.text(ENOMEM))
      }
      content = packed
    }
    let target = destination(of: path)
    if let status = FileStatus(target), !status.isRegular {
      try writeDirectly(content, to: path)
    } else {
      try replace(target, with: content, path: path)
    }
  }

  /// How to compress a file.
  public struct Compression: Sendable, Hashable {
    public enum Effort: Int32, Sendable, Hashable {
      /// For files that are large and seldom read: three times as fast, a tenth larger.
      case fast = 3
      case normal = 6
    }

    public var effort: Effort
    /// How many threads to use; changes no byte of the file.
    public var threads: Int

    public init(_ effort: Effort = .normal, threads: Int = 1) {
      self.effort = effort
      self.threads = threads
    }
  }

  /// Checks that `path` could be written now, so that a long run does not fail at its end: that its
  /// directory exists and may be written, and that it is no directory itself.
  public static func check(_ path: String?) throws(OutputError) {
    guard let path, path != "-", descriptor(namedBy: path) == nil else { return }
    if path.isEmpty || path.utf8.contains(0) {
      throw .cannotCreate(path: path, reason: SystemError.text(ENOENT))
    }
    let target = destination(of: path)
    let status = FileStatus(target)
    // Links that lead in a circle, a name that is too long, a directory that may not be searched.
    if status == nil, errno != ENOENT, errno != ENOTDIR {
      throw .cannotCreate(path: path, reason: SystemError.text(errno))
    }
    if status?.isDirectory == true || target.hasSuffix("/") { throw .isDirectory(path: path) }
    if status != nil, access(target, W_OK) != 0 {
      throw .cannotCreate(path: path, reason: SystemError.text(errno))
    }
    if let status, !status.isRegular { return }
    let directory = directory(of: target)
    guard let parent = FileStatus(directory), parent.isDirectory else {
      throw .noDirectory(path: path, directory: directory)
    }
    if access(directory, W_OK | X_OK) != 0 {
      throw .cannotCreate(path: path, reason: SystemError.text(errno))
    }
  }

  private static func replace(
    _ target: String, with content: [UInt8], path: String
  ) throws(OutputError) {
    // A name of its own and not one made from the target's, which may be as long as names can be.
    let name = ".twinflux-\(String(UInt64.random(in: 0 ... .max), radix: 16)).tmp"
    let temporary = directory(of: target) + "/" + name
    // The mode is what the umask leaves of 0666, as for any new file.
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw .cannotCreate(path: path, reason: SystemError.text(errno)) }
    do throws(OutputError) {
      do throws(OutputError) {
        if let old = FileStatus(target) { old.copyPermissions(to: descriptor) }
        try writeAll(content, to: descriptor, path: path)
        if fsync(descriptor) != 0 {
          throw .cannotWrite(path: path, reason: SystemError.text(errno))
        }
      } catch {
        close(descriptor)
        throw error
      }
      if close(descriptor) != 0 {
        throw .cannotWrite(path: path, reason: SystemError.text(errno))
      }
      if rename(temporary, target) != 0 {
        throw .cannotCreate(path: path, reason: SystemError.text(errno))
      }
    } catch {
      unlink(temporary)
      throw error
    }
    flushDirectory(directory(of: target))
  }

  private static func writeDirectly(_ content: [UInt8], to path: String) throws(OutputError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    if descriptor < 0 { throw .cannotCreate(path: path, reason: SystemError.text(errno)) }
    do throws(OutputError) {
      try writeAll(content, to: descriptor, path: path)
    } catch {
      close(descriptor)
      throw error
    }
    if close(descriptor) != 0 { throw .cannotWrite(path: path, reason: SystemError.text(errno)) }
  }

  private static func writeAll(
    _ bytes: [UInt8], to descriptor: Int32, path: String
  ) throws(OutputError) {
    let failure = BrokenPipe.withoutSignal {
      bytes.withUnsafeBytes { buffer -> Int32 in
        var position = 0
        while position < buffer.count {
          let rest = UnsafeRawBufferPointer(rebasing: buffer[position...])
          let count = Foundation.write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
          if count > 0 { position += count } else if count < 0 && errno != EINTR { return errno }
        }
        return 0
      }
    }
    if failure != 0 && failure != EPIPE {
      throw .cannotWrite(path: path, reason: SystemError.text(failure))
    }
  }

  /// Makes the rename itself last; a file system that cannot do so has still kept it whole.
  private static func flushDirectory(_ directory: String) {
    let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return }
    fsync(descriptor)
    close(descriptor)
  }
}
