/// Why a saved result or its certificates cannot be read.
public enum SavedFileError: Error, Sendable, Hashable {
  /// `problem` says what is wrong in the line, counted from 1.
  case malformed(path: String, line: Int, problem: String)
}

extension SavedFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let path, let line, let problem):
      "In line \(line), \(problem) (\(path):\(line)). Give the file as 'twinflux fva' wrote it."
    }
  }
}
