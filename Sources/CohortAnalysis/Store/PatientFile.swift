import DataFiles
import Foundation

/// A patient's file, open for reading the whole or parts of it.
final class PatientFile {
  /// What tells a file from one that was put in its place, or changed.
  struct Stamp: Sendable, Hashable {
    var inode: UInt64
    var size: Int64
    var seconds: Int64
    var nanoseconds: Int64
  }

  let stamp: Stamp
  private let path: String
  private let descriptor: Int32

  /// `nil` where there is none.
  init?(_ path: String) throws(CohortStoreError) {
    self.path = path
    // A pipe in its place would otherwise be waited for.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 {
      let code = errno
      if code == ENOENT || code == ENOTDIR { return nil }
      throw Self.error(path, code)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .input(.notReadable(path: path, reason: StoreFolder.irregular))
    }
    stamp = Stamp(
      inode: UInt64(truncatingIfNeeded: status.st_ino), size: Int64(status.st_size),
      seconds: Int64(status.st_mtim.tv_sec), nanoseconds: Int64(status.st_mtim.tv_nsec))
  }

  deinit { close(descriptor) }

  func whole() throws(CohortStoreError) -> [UInt8] {
    if stamp.size > Int64(InputFile.defaultLimit) {
      throw .input(.tooLarge(path: path, limit: InputFile.defaultLimit))
    }
    return try bytes(at: 0, count: Int(stamp.size))
  }

  /// - Returns: Fewer bytes where the file ends before.
  func bytes(at offset: Int, count: Int) throws(CohortStoreError) -> [UInt8] {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let rest = UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[filled..<count])
        let taken = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
        if taken == 0 { break }
        if taken > 0 { filled += taken } else if errno != EINTR { code = errno }
        if code != 0 { break }
      }
    }
    if code != 0 { throw Self.error(path, code) }
    return bytes
  }

  private static func error(_ path: String, _ code: Int32) -> CohortStoreError {
    .input(.notReadable(path: path, reason: StoreFolder.text(code)))
  }
}
