import Foundation
import Synchronization

/// Where a store keeps what.
enum StorePath {
  static func manifest(_ directory: String) -> String { directory + "/cohort.json" }
  static func reference(_ directory: String) -> String { directory + "/reference.json" }
  static func patients(_ directory: String) -> String { directory + "/patients" }
  static func lock(_ directory: String) -> String { directory + "/.lock" }
}

/// What a store does with its directories.
enum StoreFolder {
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether there is something that is no file, such as a directory or a pipe.
  static func isIrregular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
  }

  /// What a message says of it.
  static let irregular = "it is no regular file"

  /// Whether two paths lead to one directory.
  static func isSame(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard stat(one, &first) == 0, stat(other, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// Makes a directory where there is none; not the ones above it.
  static func make(_ path: String) throws(CohortStoreError) {
    if path.isEmpty || path.utf8.contains(0) {
      throw .failedOperation(path: path, reason: text(ENOENT))
    }
    if mkdir(path, 0o777) == 0 { return }
    let code = errno
    guard code == EEXIST else { throw .failedOperation(path: path, reason: text(code)) }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw .notADirectory(path: path)
    }
  }

  /// The names in a directory that no store has, sorted.
  static func strangers(in directory: String) throws(CohortStoreError) -> [String] {
    try names(in: directory).filter {
      ![".lock", "patients", "reference.json"].contains($0) && !isTemporary($0)
    }
  }

  /// Removes what writes that were cut off have left.
  static func removeTemporaries(in directory: String) throws(CohortStoreError) {
    for name in try names(in: directory) where isTemporary(name) {
      try remove(directory + "/" + name)
    }
  }

  /// Removes the manifest and then the reference and the records; whatever else is there stays.
  static func removeRecords(in directory: String) throws(CohortStoreError) {
    try remove(StorePath.manifest(directory))
    try remove(StorePath.reference(directory))
    let patients = StorePath.patients(directory)
    for name in try names(in: patients) where name.hasSuffix(".flux") {
      try remove(patients + "/" + name)
    }
  }

  static func names(in directory: String) throws(CohortStoreError) -> [String] {
    guard let stream = opendir(directory) else {
      throw .failedOperation(path: directory, reason: text(errno))
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
          String(cString: $0)
        }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// As `OutputFile` names them.
  private static func isTemporary(_ name: String) -> Bool {
    name.hasPrefix(".twinflux-") && name.hasSuffix(".tmp")
  }

  static func remove(_ path: String) throws(CohortStoreError) {
    if unlink(path) != 0, errno != ENOENT {
      throw .failedOperation(path: path, reason: text(errno))
    }
  }

  static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}

/// A lock on a directory, held until it is released, the value goes or the process ends.
final class DirectoryLock: Sendable {
  private let descriptor: Mutex<Int32?>

  /// - Throws: ``CohortStoreError/locked(directory:)`` where another has it.
  init(_ directory: String) throws(CohortStoreError) {
    let path = StorePath.lock(directory)
    let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    if opened < 0 { throw .failedOperation(path: path, reason: StoreFolder.text(errno)) }
    while flock(opened, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(opened)
      if code == EWOULDBLOCK { throw .locked(directory: directory) }
      throw .failedOperation(path: path, reason: StoreFolder.text(code))
    }
    descriptor = Mutex(opened)
  }

  func release() {
    descriptor.withLock { descriptor in
      if let open = descriptor { close(open) }
      descriptor = nil
    }
  }

  deinit { release() }
}
