import Synchronization
import TestSupport
import Testing
import TwinFlux

@Suite("What the recovery ladder settled is said")
struct RecoveredEndTests {
  private let native: any LPBackend

  init() throws { native = try SolverChoice.native.makeBackend() }

  private func ranges(
    seed: UInt64 = 0, threads: Int = 1, using backend: some LPBackend
  ) throws -> FluxVariabilityResult {
    var options = FluxVariabilityOptions()
    options.cut = .fraction(0.9)
    options.threads = threads
    let model = try RandomModels.model(seed: seed, reactions: 40)
    return try fluxVariability(of: ConstrainedModel(model), options: options, using: backend)
  }

  /// The place of an end in the order in which they are to stand.
  private func places(_ result: FluxVariabilityResult) throws -> [Int] {
    try result.recoveredEnds.map { end in
      try #require(result.reactions.firstIndex(of: end.reaction)) * 2 + (end.isMaximum ? 1 : 0)
    }
  }

  @Test("an honest solver needs no ladder", arguments: 0..<5 as Range<UInt64>)
  func honest(seed: UInt64) throws {
    let result = try ranges(seed: seed, using: native)
    #expect(result.recoveredEnds.isEmpty)
    #expect(result.objectiveSolve?.solver == "native" && result.objectiveSolve?.rung == .warm)
    #expect(RunReport.recoverySummary(result) == nil)
  }

  @Test("a solver that recovers on a fresh basis is named with that rung, at every end it settled")
  func freshBasis() throws {
    let liar = CorruptBackend(native, .saysInfeasible, recovers: true)
    let result = try ranges(using: liar)
    let ends = result.recoveredEnds
    #expect(!ends.isEmpty)
    #expect(ends.allSatisfy { $0.rung == .freshBasis && $0.solver == "corrupt" })
    #expect(result.objectiveSolve?.rung == .freshBasis)
    let places = try places(result)
    #expect(places == Set(places).sorted(), "in order, none twice")
    #expect(
      RunReport.recoverySummary(result)
        == "\(ends.count) ends took the recovery ladder (\(ends.count) freshBasis of corrupt)")
  }

  @Test(
    "a solver that lies to the end is not named: the one that answered is",
    arguments: [CorruptBackend.Corruption.addsToColumn, .saysInfeasible, .saysUnbounded])
  func otherSolver(corruption: CorruptBackend.Corruption) throws {
    let backend = FallbackBackend(CorruptBackend(native, corruption), then: native)
    let result = try ranges(using: backend)
    let others = result.recoveredEnds.filter { $0.rung == .otherSolver }
    #expect(!others.isEmpty && others.allSatisfy { $0.solver == "native" })
    let first = result.recoveredEnds.filter { $0.rung < .otherSolver }
    #expect(first.allSatisfy { $0.solver == "corrupt" })
    #expect(try ranges(threads: 2, using: backend).recoveredEnds == result.recoveredEnds)
  }

  @Test("an end that failed was not recovered")
  func failed() throws {
    let result = try ranges(using: LaterLiar(base: native))
    let failed = zip(result.reactions, result.ranges).flatMap { reaction, range in
      (range.minimum.status == .failed ? [(reaction, false)] : [])
        + (range.maximum.status == .failed ? [(reaction, true)] : [])
    }
    #expect(!failed.isEmpty)
    for (reaction, isMaximum) in failed {
      #expect(
        !result.recoveredEnds.contains { $0.reaction == reaction && $0.isMaximum == isMaximum })
    }
  }

  @Test("a session says the same")
  func session() throws {
    let liar = CorruptBackend(native, .saysInfeasible, recovers: true)
    let model = ConstrainedModel(try RandomModels.model(seed: 0, reactions: 40))
    let session = try FluxVariabilitySession(model, using: liar)
    let result = try session.ranges()
    #expect(result.objectiveSolve?.rung == .freshBasis)
    #expect(!result.recoveredEnds.isEmpty)
    #expect(
      result.recoveredEnds.allSatisfy { $0.rung == .freshBasis && $0.solver == "corrupt" })
  }

  @Test("flux balance and deletions name the solver that answered")
  func otherAnalyses() throws {
    let model = ConstrainedModel(try RandomModels.model(seed: 0, reactions: 40))
    let backend = FallbackBackend(CorruptBackend(native, .addsToColumn), then: native)
    let solve = try fluxBalance(of: model, using: backend).solve
    #expect(solve.solver == "native" && solve.rung == .otherSolver)
    let total = try parsimoniousFluxBalance(of: model, using: backend).solution.solve
    #expect(total.solver == "native" && total.rung == .otherSolver)
    let found = try reactionDeletions(of: model, using: backend)
    #expect(found.objectiveSolve.solver == "native")
    let optimal = Set(found.results.filter { $0.status == .optimal }.map(\.index))
    let recovered = found.recovered.filter { optimal.contains($0.index) }
    #expect(!recovered.isEmpty)
    #expect(recovered.allSatisfy { $0.rung == .otherSolver && $0.solver == "native" })
    #expect(try reactionDeletions(of: model, using: native).recovered.isEmpty)
    let pairs = try reactionDeletionPairs(of: model, using: backend)
    #expect(pairs.rungs[.otherSolver, default: 0] >= found.recovered.count)
  }

  @Test("the report lists each end by its reaction")
  func report() throws {
    let model = try RandomModels.model(seed: 0, reactions: 40)
    let backend = FallbackBackend(CorruptBackend(native, .addsToColumn), then: native)
    let result = try ranges(using: backend)
    let json = JSONValue.object(RunReport.recoverySection(result, of: model))
    guard case .array(let listed)? = json["recovered_ends"] else {
      Issue.record("\(json)")
      return
    }
    #expect(listed.count == result.recoveredEnds.count)
    let first = try #require(result.recoveredEnds.first)
    #expect(listed[0]["reaction"] == .string(model.reactions[first.reaction].id))
    #expect(listed[0]["end"] == .string(first.isMaximum ? "maximum" : "minimum"))
    #expect(listed[0]["rung"] == "otherSolver" && listed[0]["solver"] == "native")
    #expect(json["optimum"]?["rung"] == "otherSolver")
  }
}

/// Honest in its first session, in which the optimum is found, and in no other.
private final class LaterLiar: LPBackend {
  private let base: any LPBackend
  private let isFirst = Atomic(true)

  init(base: any LPBackend) { self.base = base }

  var name: String { base.name }
  var concurrentSessionLimit: Int { 1 }

  func makeSession(
    for program: LinearProgram, limits: SolveLimits
  ) throws(LPError) -> any LPSession & ~Copyable {
    let wasFirst = isFirst.exchange(false, ordering: .relaxed)
    return try (wasFirst ? base : CorruptBackend(base, .addsToColumn))
      .makeSession(for: program, limits: limits)
  }
}
