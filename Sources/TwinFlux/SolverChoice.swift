import GLPKBackend

/// Which solver to use: the one place that knows which backends exist.
public enum SolverChoice: String, Sendable, Hashable {
  /// GLPK, and other solvers where GLPK fails.
  case auto
  case glpk

  /// The choices that this build can make; empty without any backend.
  public static var available: [SolverChoice] {
    #if GLPK
    [.auto, .glpk]
    #else
    []
    #endif
  }

  /// - Throws: ``LPError/noBackend`` where this build has no such solver.
  public func makeBackend() throws(LPError) -> any LPBackend {
    #if GLPK
    return GLPKBackend()
    #else
    throw .noBackend
    #endif
  }

  /// The solvers of this build with their versions, for reports: `"glpk 5.0"`.
  public static var versions: [String] {
    #if GLPK
    ["glpk \(GLPKBackend.version)"]
    #else
    []
    #endif
  }
}
