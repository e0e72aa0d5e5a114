import Foundation

/// Writes a file part by part, for content that is larger than the memory; otherwise as
/// ``OutputFile/write(_:to:compression:)``, which is made of it.
///
///     let output = try OutputFileWriter("ranges.tsv.gz")
///     while let part = next() { try output.write(part) }
///     try output.finish()
///
/// A reader sees nothing new before ``finish()`` returns; a writer that goes before leaves the
/// destination as it was, and no temporary file. (What went to a device or a pipe has gone.) A
/// process that is killed leaves a file `.twinflux-….tmp` beside the destination.
public final class OutputFileWriter {
  private enum Destination {
    /// An open file that is not ours to close.
    case open(Int32)
    /// A device or a pipe.
    case direct(Int32)
    case replacing(String, by: String, Int32)

    var descriptor: Int32 {
      switch self {
      case .open(let descriptor), .direct(let descriptor), .replacing(_, _, let descriptor):
        descriptor
      }
    }
  }

  /// As messages name it.
  private let path: String
  private let destination: Destination
  private let compression: OutputFile.Compression?
  private let pendingLimit: Int
  private var pending: [UInt8] = []
  private var hasBegun = false
  private var isReaderGone = false
  private var isOpen = true

  /// - Throws: ``OutputError``, as ``OutputFile/check(_:)``.
  public init(
    _ path: String?, compression: OutputFile.Compression = OutputFile.Compression()
  ) throws(OutputError) {
    let name = path ?? "-"
    self.path = name == "-" ? "standard output" : name
    let isPacked: Bool
    if name == "-" {
      (destination, isPacked) = (.open(STDOUT_FILENO), false)
    } else if let descriptor = OutputFile.descriptor(namedBy: name) {
      (destination, isPacked) = (.open(descriptor), false)
    } else {
      try OutputFile.check(name)
      (destination, isPacked) = (try Self.open(name), name.lowercased().hasSuffix(".gz"))
    }
    self.compression = isPacked ? compression : nil
    // So much that every thread has a member of its own to compress.
    pendingLimit = isPacked ? max(1, compression.threads) * Gzip.memberSize : 1 << 20
  }

  deinit {
    if isOpen { abandon() }
  }

  private static func open(_ path: String) throws(OutputError) -> Destination {
    let target = OutputFile.destination(of: path)
    let status = FileStatus(target)
    if let status, !status.isRegular {
      let descriptor = Foundation.open(path, O_WRONLY | O_CLOEXEC)
      if descriptor < 0 { throw .cannotCreate(path: path, reason: SystemError.text(errno)) }
      return .direct(descriptor)
    }
    // A name of its own and not one made from the target's, which may be as long as names can be.
    let name = ".twinflux-\(String(UInt64.random(in: 0 ... .max), radix: 16)).tmp"
    let temporary = OutputFile.directory(of: target) + "/" + name
    // The mode is what the umask leaves of 0666, as for any new file.
    let descriptor = Foundation.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw .cannotCreate(path: path, reason: SystemError.text(errno)) }
    status?.copyPermissions(to: descriptor)
    return .replacing(target, by: temporary, descriptor)
  }

  /// - Throws: ``OutputError``; nothing can be written any more then, and the destination is as it was.
  public func write(_ bytes: [UInt8]) throws(OutputError) {
    precondition(isOpen, "a file that is finished, or failed")
    var rest = bytes[...]
    while pending.count + rest.count >= pendingLimit {
      if pending.isEmpty, rest.count == bytes.count, compression == nil {
        try put(bytes)
        return
      }
      let taken = rest.prefix(pendingLimit - pending.count)
      pending += taken
      rest = rest.dropFirst(taken.count)
      try flush()
    }
    pending += rest
  }

  /// Makes what was written the file.
  ///
  /// - Throws: ``OutputError``; the destination is then as it was.
  public func finish() throws(OutputError) {
    precondition(isOpen, "a file that is finished, or failed")
    if !pending.isEmpty || !hasBegun { try flush() }
    switch destination {
    case .open: break
    case .direct(let descriptor):
      isOpen = false
      if close(descriptor) != 0 { throw .cannotWrite(path: path, reason: SystemError.text(errno)) }
    case .replacing(let target, let temporary, let descriptor):
      if fsync(descriptor) != 0 { throw failure(errno) }
      isOpen = false
      if close(descriptor) != 0 {
        let code = errno
        unlink(temporary)
        throw .cannotWrite(path: path, reason: SystemError.text(code))
      }
      if rename(temporary, target) != 0 {
        let code = errno
        unlink(temporary)
        throw .cannotCreate(path: path, reason: SystemError.text(code))
      }
      Self.flushDirectory(OutputFile.directory(of: target))
    }
    isOpen = false
  }

  private func flush() throws(OutputError) {
    hasBegun = true
    let content = pending
    pending.removeAll(keepingCapacity: true)
    guard let compression else { return try put(content) }
    guard let packed = Gzip.compress(content, compression) else {
      throw failure(ENOMEM)
    }
    try put(packed)
  }

  private func put(_ bytes: [UInt8]) throws(OutputError) {
    hasBegun = true
    if isReaderGone { return }
    let descriptor = destination.descriptor
    let code = BrokenPipe.withoutSignal {
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
    if code == EPIPE { isReaderGone = true } else if code != 0 { throw failure(code) }
  }

  /// Gives up what was written.
  private func failure(_ code: Int32) -> OutputError {
    abandon()
    return .cannotWrite(path: path, reason: SystemError.text(code))
  }

  private func abandon() {
    isOpen = false
    switch destination {
    case .open: break
    case .direct(let descriptor): close(descriptor)
    case .replacing(_, let temporary, let descriptor):
      close(descriptor)
      unlink(temporary)
    }
  }

  /// Makes the rename itself last; a file system that cannot do so has still kept it whole.
  private static func flushDirectory(_ directory: String) {
    let descriptor = Foundation.open(directory, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return }
    fsync(descriptor)
    close(descriptor)
  }
}
