import ExactArithmetic
import LinearProgramming

/// The rational arithmetic that this build has, if any.
public enum ExactSolverChoice {
  /// - Throws: ``LPError/noExactArithmetic`` in a build without GMP.
  public static func makeSolver() throws(LPError) -> any ExactLPSolver {
    #if GLPK
    return GMPExactSolver()
    #else
    throw .noExactArithmetic
    #endif
  }

  public static var isAvailable: Bool {
    #if GLPK
    true
    #else
    false
    #endif
  }
}
