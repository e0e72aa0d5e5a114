#if GLPK
import LinearProgramming
import Synchronization
import Testing
import TestSupport

@testable import GLPKBackend

@Suite("GLPK behind its shim")
struct GLPKTests {
  private let program = KnownProgram.all[0].program

  @Test("a fatal error is thrown, the session is dead, and the next one works")
  func survivesFatalErrors() throws {
    for _ in 0..<3 {
      var session = try GLPKSession(program, limits: SolveLimits())
      #expect(throws: LPError.self) { try session.failOnPurpose() }
      let failure = #expect(throws: LPError.self) { _ = try session.solve(.warm, method: .primal) }
      #expect("\(failure as Any)".contains("ended the session"))
    }
    let outcome = try GLPKBackend().withSession(for: program, limits: SolveLimits()) {
      session throws(LPError) in
      try session.solve(.warm, method: .primal)
    }
    guard case .optimal = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  @Test("a fatal error on one thread leaves the sessions of another alone")
  func threadsApart() throws {
    try onPinnedThreads(2) { worker in
      for _ in 0..<20 {
        var session = try GLPKSession(program, limits: SolveLimits())
        if worker == 0 {
          #expect(throws: LPError.self) { try session.failOnPurpose() }
        } else {
          guard case .optimal = try session.solve(.warm, method: .primal) else {
            Issue.record("worker 1 lost its session")
            return
          }
        }
      }
    }
  }

  @Test("the library keeps an environment for each thread")
  func threadLocal() {
    #expect(GLPKBackend().concurrentSessionLimit > 1)
    #expect(GLPKBackend.version.hasPrefix("5") || GLPKBackend.version.hasPrefix("4"))
  }
}
#endif
