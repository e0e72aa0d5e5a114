/// Why a file could not be read.
public enum InputError: Error, Sendable, Hashable {
  case notFound(path: String)
  case isDirectory(path: String)
  case notReadable(path: String, reason: String)
  /// The file or what it decompresses to is longer than `limit` bytes.
  case tooLarge(path: String, limit: Int)
  case truncated(path: String, compression: Compression)
  case corrupt(path: String, compression: Compression, detail: String)
  /// No library on this machine reads the compression.
  case unsupported(path: String, compression: Compression)
  /// The caller did not want to wait any longer.
  case cancelled(path: String)

  /// Whether there is no such input at all (exit status 66), as against bad data (65).
  public var isMissingInput: Bool {
    switch self {
    case .notFound, .isDirectory, .notReadable: true
    case .tooLarge, .truncated, .corrupt, .unsupported, .cancelled: false
    }
  }
}

extension InputError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFound(let path):
      "There is no file '\(path)'. Check the name and the directory."
    case .isDirectory(let path):
      "'\(path)' is a directory. Give the file inside it."
    case .notReadable(let path, let reason):
      "Cannot read '\(path)': \(reason). Check its permissions."
    case .tooLarge(let path, let limit):
      "'\(path)' holds more than \(limit / (1 << 20)) MiB of data, the limit. "
        + "Check that it is the file you meant."
    case .truncated(let path, let compression):
      "'\(path)' is cut short: its \(compression.rawValue) data ends too early. "
        + "Copy or download it again."
    case .corrupt(let path, let compression, let detail):
      "'\(path)' is damaged: its \(compression.rawValue) data cannot be read (\(detail)). "
        + "Copy or download it again."
    case .unsupported(let path, let compression):
      "'\(path)' is compressed with \(compression.rawValue), and this machine has no library that "
        + "reads it. Decompress it first."
    case .cancelled(let path):
      "Reading '\(path)' was given up. Start again to read it."
    }
  }
}
