import Foundation

extension OutputFile {
  /// Where `path` leads once symbolic links are followed, even if nothing is there yet.
  static func destination(of path: String) -> String {
    var current = path
    // As many links as Linux itself follows.
    for _ in 0..<40 {
      guard let link = linkTarget(of: current) else { break }
      current = link.hasPrefix("/") ? link : directory(of: current) + "/" + link
    }
    return current
  }

  /// The open file that a path such as `/dev/stdout` or `/dev/fd/3` stands for. Followed as a link
  /// it would lead to the file's name, and replacing that would drop what was written before.
  static func descriptor(namedBy path: String) -> Int32? {
    switch path {
    case "/dev/stdout": return STDOUT_FILENO
    case "/dev/stderr": return STDERR_FILENO
    default:
      for prefix in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(prefix) {
        return Int32(path.dropFirst(prefix.count))
      }
      return nil
    }
  }

  static func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func linkTarget(of path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlink(path, &buffer, buffer.count)
    if count <= 0 { return nil }
    return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// What the file system says of a path, symbolic links followed.
struct FileStatus {
  private let status: stat

  init?(_ path: String) {
    var status = stat()
    if stat(path, &status) != 0 { return nil }
    self.status = status
  }

  init?(descriptor: Int32) {
    var status = stat()
    if fstat(descriptor, &status) != 0 { return nil }
    self.status = status
  }

  var identity: FileIdentity {
    .file(
      device: UInt64(truncatingIfNeeded: status.st_dev),
      inode: UInt64(truncatingIfNeeded: status.st_ino))
  }

  var isDevice: Bool { [S_IFCHR, S_IFBLK].contains(status.st_mode & S_IFMT) }
  var isPipe: Bool { status.st_mode & S_IFMT == S_IFIFO }
  var isDirectory: Bool { status.st_mode & S_IFMT == S_IFDIR }
  var isRegular: Bool { status.st_mode & S_IFMT == S_IFREG }

  /// Gives the open file the owner, where that is allowed, and the permissions of this one.
  func copyPermissions(to descriptor: Int32) {
    _ = fchown(descriptor, status.st_uid, status.st_gid)
    _ = fchmod(descriptor, status.st_mode & 0o7777)
  }
}

/// Keeps SIGPIPE from ending the process when the reader of a pipe has gone.
enum BrokenPipe {
  /// Runs `body` with SIGPIPE blocked on this thread only, and takes away the one that it caused.
  static func withoutSignal<Value>(_ body: () -> Value) -> Value {
    var pipe = sigset_t()
    var old = sigset_t()
    var pending = sigset_t()
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    sigpending(&pending)
    let wasPending = sigismember(&pending, SIGPIPE) == 1
    pthread_sigmask(SIG_BLOCK, &pipe, &old)
    let value = body()
    sigpending(&pending)
    if !wasPending && sigismember(&pending, SIGPIPE) == 1 {
      var taken: Int32 = 0
      sigwait(&pipe, &taken)
    }
    pthread_sigmask(SIG_SETMASK, &old, nil)
    return value
  }
}
