import GLPKBackend
import LinearProgramming
import SimplexBackend

/// Which solver to use: the one place that knows which backends exist.
public enum SolverChoice: String, Sendable, Hashable, CaseIterable {
  /// GLPK, and other solvers where GLPK fails.
  case auto
  case glpk
  case native

  /// The choices that this build can make.
  public static var available: [SolverChoice] {
    #if GLPK
    [.auto, .glpk, .native]
    #else
    [.auto, .native]
    #endif
  }

  /// - Throws: ``LPError/noBackend`` where this build has no such solver.
  public func makeBackend() throws(LPError) -> any LPBackend {
    #if GLPK
    switch self {
    case .auto, .glpk: return GLPKBackend()
    case .native: return SimplexBackend()
    }
    #else
    switch self {
    case .glpk: throw .noBackend
    case .auto, .native: return SimplexBackend()
    }
    #endif
  }

  /// The solvers of this build with their versions, for reports: `"glpk 5.0"`.
  public static var versions: [String] {
    #if GLPK
    ["glpk \(GLPKBackend.version)", "native"]
    #else
    ["native"]
    #endif
  }
}
