/// Why a result could not be written (exit status 73). What stood at the path before is untouched.
public enum OutputError: Error, Sendable, Hashable {
  case isDirectory(path: String)
  case noDirectory(path: String, directory: String)
  /// `reason` is the operating system's text.
  case cannotCreate(path: String, reason: String)
  case cannotWrite(path: String, reason: String)
}

extension OutputError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .isDirectory(let path):
      "Cannot write '\(path)': it is a directory. Give the name of a file."
    case .noDirectory(let path, let directory):
      "Cannot create '\(path)': there is no directory '\(directory)'. Make the directory first."
    case .cannotCreate(let path, let reason):
      "Cannot create '\(path)': \(reason). Choose a file that you may write."
    case .cannotWrite(let path, let reason):
      "Cannot write '\(path)': \(reason). Make room, or choose another place."
    }
  }
}
