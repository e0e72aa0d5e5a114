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
    let output = try OutputFileWriter(path, compression: compression)
    try output.write(bytes)
    try output.finish()
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
}
