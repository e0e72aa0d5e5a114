import GLPKBackend
import LinearProgramming
import SimplexBackend

/// Which solver to use: the one place that knows which backends exist.
public enum SolverChoice: String, Sendable, Hashable, CaseIterable {
  /// Two solvers, the second for what the first gives no answer to that holds (``FallbackBackend``).
  /// GLPK comes first where a few programs are solved; the native simplex comes first where
  /// thousands of neighbouring programs are (``Work/manyObjectives``), since it is several times
  /// faster there. A build without GLPK has the native simplex alone.
  case auto
  case glpk
  case native

  /// What a backend is wanted for.
  public enum Work: Sendable, Hashable {
    /// A few programs, or many that differ in their bounds.
    case fewPrograms
    /// Thousands of programs that differ in their objectives, as in flux variability, or in a few
    /// bounds, as in deletions: those of Human-GEM's genes on Ham's medium took the native simplex
    /// 42 s, and GLPK more than 200 s.
    case manyObjectives
  }

  /// The choices that this build can make.
  public static var available: [SolverChoice] {
    #if GLPK
    [.auto, .glpk, .native]
    #else
    [.auto, .native]
    #endif
  }

  /// - Throws: ``LPError/noSuchBackend(name:)`` where this build has no such solver.
  public func makeBackend(for work: Work = .fewPrograms) throws(LPError) -> any LPBackend {
    #if GLPK
    switch (self, work) {
    case (.auto, .fewPrograms): return FallbackBackend(GLPKBackend(), then: SimplexBackend())
    case (.auto, .manyObjectives): return FallbackBackend(SimplexBackend(), then: GLPKBackend())
    case (.glpk, _): return GLPKBackend()
    case (.native, _): return SimplexBackend()
    }
    #else
    switch self {
    case .glpk: throw .noSuchBackend(name: rawValue)
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
