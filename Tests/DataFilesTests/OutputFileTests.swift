import DataFiles
import Foundation
import TestSupport
import Testing

@Suite("Writing files")
struct OutputFileTests {
  private let text = Array("reaction\tminimum\n".utf8)

  private func names(in directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test("writes a new file and leaves nothing beside it")
  func new() throws {
    try withTemporaryDirectory { directory in
      try OutputFile.write(text, to: directory + "/a.tsv")
      #expect(try storedBytes(directory + "/a.tsv") == text)
      #expect(try names(in: directory) == ["a.tsv"])
    }
  }

  @Test("keeps the permissions of the file it replaces")
  func permissions() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/a.tsv"
      try store([1], at: path)
      #expect(chmod(path, 0o640) == 0)
      try OutputFile.write(text, to: path)
      #expect(try mode(path) == 0o640)
      #expect(try storedBytes(path) == text)
    }
  }

  @Test("writes through symbolic links, also to a file that is not there yet")
  func links() throws {
    try withTemporaryDirectory { directory in
      try FileManager.default.createDirectory(
        atPath: directory + "/deep", withIntermediateDirectories: false)
      #expect(symlink("deep/target", directory + "/inner") == 0)
      #expect(symlink("inner", directory + "/outer") == 0)
      for bytes in [[UInt8](repeating: 7, count: 3), text] {
        try OutputFile.write(bytes, to: directory + "/outer")
        #expect(try storedBytes(directory + "/deep/target") == bytes)
      }
      let link = try FileManager.default.destinationOfSymbolicLink(atPath: directory + "/outer")
      #expect(link == "inner")
    }
  }

  @Test("compresses a name that ends in .gz, the same for the same content")
  func gzip() throws {
    try withTemporaryDirectory { directory in
      let long = Array(String(repeating: "PGI\t4.860861146\n", count: 100_000).utf8)
      try OutputFile.write(long, to: directory + "/a.tsv.gz")
      try OutputFile.write(long, to: directory + "/b.tsv.GZ")
      let input = try InputFile.read(directory + "/a.tsv.gz")
      #expect(input.compression == .gzip)
      #expect(input.bytes == long)
      #expect(try storedBytes(directory + "/a.tsv.gz") == storedBytes(directory + "/b.tsv.GZ"))
      let longer = Array(repeating: long, count: 6).flatMap(\.self)
      try OutputFile.write(longer, to: directory + "/c.gz", compression: .init(.fast, threads: 1))
      try OutputFile.write(longer, to: directory + "/d.gz", compression: .init(.fast, threads: 3))
      #expect(try InputFile.read(directory + "/c.gz").bytes == longer)
      #expect(try storedBytes(directory + "/c.gz") == storedBytes(directory + "/d.gz"))
      try OutputFile.write([], to: directory + "/empty.gz")
      #expect(try InputFile.read(directory + "/empty.gz").bytes.isEmpty)
    }
  }

  @Test("writes to an open file by its number, after what is there")
  func descriptors() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/log"
      try store([1, 2], at: path)
      let log = open(path, O_WRONLY | O_APPEND)
      defer { close(log) }
      try OutputFile.check("/dev/fd/\(log)")
      try OutputFile.write([3], to: "/dev/fd/\(log)")
      try OutputFile.write([4], to: "/proc/self/fd/\(log)")
      #expect(try storedBytes(path) == [1, 2, 3, 4])
    }
  }

  @Test("refuses a directory and a directory that is not there, before and at the write")
  func badPlaces() throws {
    try withTemporaryDirectory { directory in
      let absent = directory + "/no/a.tsv"
      let missing = OutputError.noDirectory(path: absent, directory: directory + "/no")
      #expect(throws: OutputError.isDirectory(path: directory)) { try OutputFile.check(directory) }
      #expect(throws: OutputError.isDirectory(path: directory)) {
        try OutputFile.write(text, to: directory)
      }
      #expect(throws: missing) { try OutputFile.check(absent) }
      #expect(throws: missing) { try OutputFile.write(text, to: absent) }
      #expect(throws: OutputError.self) { try OutputFile.check("") }
      #expect(throws: Never.self) { try OutputFile.check(directory + "/a.tsv") }
      #expect(throws: Never.self) { try OutputFile.check(nil) }
      #expect(throws: Never.self) { try OutputFile.check("-") }
      let left = try names(in: directory)
      #expect(left.isEmpty)
    }
  }

  /// root may write anywhere, so that permissions cannot be tested as root.
  @Test("refuses a place that may not be written", .enabled(if: geteuid() != 0, "run as root"))
  func noPermission() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/a.tsv"
      try store([1], at: path)
      #expect(chmod(path, 0o444) == 0)
      #expect(throws: OutputError.self) { try OutputFile.check(path) }
      #expect(throws: OutputError.self) { try OutputFile.write(text, to: path) }
      #expect(chmod(directory, 0o555) == 0)
      defer { chmod(directory, 0o755) }
      #expect(throws: OutputError.self) { try OutputFile.check(directory + "/b.tsv") }
      #expect(try storedBytes(path) == [1])
    }
  }

  @Test("says that the disk is full", .enabled(if: access("/dev/full", W_OK) == 0, "no /dev/full"))
  func fullDisk() {
    let full = OutputError.cannotWrite(
      path: "/dev/full", reason: String(cString: strerror(ENOSPC)))
    #expect(throws: full) { try OutputFile.write(text, to: "/dev/full") }
  }

  /// A limit on the size of files makes the write itself fail, as a full disk does.
  @Test("keeps the old file and no other when the write fails half way")
  func halfWay() async {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
      try withTemporaryDirectory { directory in
        let path = directory + "/a.tsv"
        try store([1, 2, 3], at: path)
        #expect(setrlimit(__rlimit_resource_t(UInt32(RLIMIT_FSIZE.rawValue)), &limit) == 0)
        let long = [UInt8](repeating: 65, count: 100_000)
        let tooLarge = OutputError.cannotWrite(path: path, reason: String(cString: strerror(EFBIG)))
        #expect(throws: tooLarge) { try OutputFile.write(long, to: path) }
        #expect(try storedBytes(path) == [1, 2, 3])
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["a.tsv"])
      }
    }
  }

  @Test("ends quietly when the reader of a pipe has gone")
  func brokenPipe() async {
    await #expect(processExitsWith: .success) {
      var ends: [Int32] = [0, 0]
      #expect(pipe(&ends) == 0)
      close(ends[0])
      let original = dup(STDOUT_FILENO)
      dup2(ends[1], STDOUT_FILENO)
      try OutputFile.write([UInt8](repeating: 65, count: 1 << 20), to: nil)
      // What the test library itself prints at its end must not meet the broken pipe.
      dup2(original, STDOUT_FILENO)
    }
  }
}
