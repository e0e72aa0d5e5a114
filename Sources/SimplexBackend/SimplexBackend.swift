import LinearProgramming

/// The native simplex: no library, no state outside of a session.
public struct SimplexBackend: LPBackend {
  public init() {}

  public var name: String { "native" }

  public var concurrentSessionLimit: Int { .max }

  public func makeSession(
    for program: LinearProgram, limits: SolveLimits
  ) throws(LPError) -> any LPSession & ~Copyable {
    SimplexSession(program, limits: limits)
  }
}
