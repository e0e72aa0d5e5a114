import Foundation

/// What a path leads to, so that two spellings of one file are seen to be one.
public enum FileIdentity: Sendable, Hashable {
  /// A file that is there.
  case file(device: UInt64, inode: UInt64)
  /// A file that is not there yet, in a directory that is.
  case absent(device: UInt64, inode: UInt64, name: String)
  /// An open file that is not on a disk, such as a pipe or a terminal.
  case stream(Int32)

  /// What reading `path` reads; `"-"` is standard input.
  ///
  /// - Returns: `nil` where there is nothing, and for devices such as `/dev/null`.
  public init?(input path: String) {
    if Self.isStandardInput(path) {
      self.init(descriptor: STDIN_FILENO)
    } else if let descriptor = OutputFile.descriptor(namedBy: path) {
      self.init(descriptor: descriptor)
    } else if let status = FileStatus(path), !status.isDevice {
      self = status.identity
    } else {
      return nil
    }
  }

  /// Where writing to `path` writes; `nil` and `"-"` are standard output.
  ///
  /// - Returns: `nil` where nothing can be written, and for devices such as `/dev/null`, which take
  ///   any number of results.
  public init?(output path: String?) {
    guard let path, path != "-" else {
      self.init(descriptor: STDOUT_FILENO)
      return
    }
    if let descriptor = OutputFile.descriptor(namedBy: path) {
      self.init(descriptor: descriptor)
      return
    }
    let target = OutputFile.destination(of: path)
    if let status = FileStatus(target) {
      if status.isDevice { return nil }
      self = status.identity
    } else {
      let name = target.split(separator: "/").last.map(String.init) ?? ""
      guard let directory = FileStatus(OutputFile.directory(of: target)),
        case .file(let device, let inode) = directory.identity
      else { return nil }
      self = .absent(device: device, inode: inode, name: name)
    }
  }

  /// The directory that gets the file when `path` is written; `nil` where there is none.
  public static func directory(ofOutput path: String) -> FileIdentity? {
    FileIdentity(input: OutputFile.directory(of: OutputFile.destination(of: path)))
  }

  private init(descriptor: Int32) {
    if let status = FileStatus(descriptor: descriptor), status.isRegular {
      self = status.identity
    } else {
      self = .stream(descriptor)
    }
  }

  /// Whether `path` is standard input under one of its names.
  public static func isStandardInput(_ path: String) -> Bool {
    ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"].contains(path)
  }
}
