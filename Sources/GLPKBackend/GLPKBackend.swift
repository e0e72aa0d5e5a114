#if GLPK
import CGLPKShims
import LinearProgramming

/// Linear programs through GLPK, the GNU Linear Programming Kit (GPL-3.0).
public struct GLPKBackend: LPBackend {
  public init() {}

  public var name: String { "glpk" }

  /// The version of the library that is linked, such as `"5.0"`.
  public static var version: String { String(cString: tfx_glpk_version()) }

  /// A build of GLPK without thread-local storage shares one environment between all threads.
  public var concurrentSessionLimit: Int { tfx_glpk_is_thread_local() != 0 ? .max : 1 }

  public func makeSession(
    for program: LinearProgram, limits: SolveLimits
  ) throws(LPError) -> any LPSession & ~Copyable {
    try GLPKSession(program, limits: limits)
  }
}
#endif
