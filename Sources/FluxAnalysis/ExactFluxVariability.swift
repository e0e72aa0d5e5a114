import Dispatch
import LinearProgramming

/// Settles the ends of a flux variability analysis in rational arithmetic: see ``ExactSettlement``.
///
/// The bases come from a session on the original program: a basis of the compressed one would have to
/// be extended to the rows and columns that the compression took out, and the warm solves are cheap
/// beside the exact work. Fixed chunks of reactions start from one basis, so that no counter depends
/// on the number of threads.
struct ExactFluxVariability {
  private let start: FluxVariabilityStart
  private let options: FluxVariabilityOptions
  private let solver: any ExactLPSolver

  private static let chunkSize = 8
  /// What the solver is asked for at most. A basis that is optimal within 1e-9 alone is far from an
  /// exact one where the cut leaves a room of 1e-10: on iJO1366, at the whole optimum, this takes 16
  /// of 17 exact pivots away.
  private static let solverTolerance = 1e-11

  init(
    _ start: FluxVariabilityStart, options: FluxVariabilityOptions, solver: any ExactLPSolver
  ) {
    self.start = start
    self.options = options
    self.solver = solver
  }

  private var limits: SolveLimits {
    var limits = options.solving.limits
    limits.tolerance = min(limits.tolerance, Self.solverTolerance)
    return limits
  }

  /// What a chunk found: its ranges, and their tally.
  private struct Yield {
    var ranges: [FluxRange]
    var tally = ExactSettlement()
  }

  /// Replaces the ends of `result` that can be settled.
  ///
  /// - Throws: ``FluxError/cancelled``, ``FluxError/stopped(_:)``, ``FluxError/solver(_:)``.
  func settle(
    _ result: inout FluxVariabilityResult, using backend: some LPBackend
  ) throws(FluxError) {
    let began = DispatchTime.now()
    let watch = RunWatch(
      all: 2 * result.reactions.count, since: start.began,
      timeLimit: options.solving.timeLimit, progress: options.progress)
    let yields = try work(on: result, watch: watch, using: backend)
    if let reason = watch.reasonToStop { throw reason }
    var settlement = ExactSettlement()
    settlement.arithmetic = solver.name
    result.ranges = yields.flatMap(\.ranges)
    for yield in yields { settlement.add(yield.tally) }
    settlement.seconds =
      Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1e9
    result.exact = settlement
  }

  private func work(
    on result: FluxVariabilityResult, watch: RunWatch, using backend: some LPBackend
  ) throws(FluxError) -> [Yield] {
    let count = result.reactions.count
    let chunks = stride(from: 0, to: count, by: Self.chunkSize)
      .map { $0..<min($0 + Self.chunkSize, count) }
    guard !chunks.isEmpty else { return [] }
    let basis = try solverErrors { () throws(LPError) in try firstBasis(using: backend) }
    let queue = WorkQueue<Yield>(chunks.count, watch)
    return try queue.run(threads: options.threads, using: backend) { () throws(LPError) in
      try backend.withSession(for: start.original, limits: limits) {
        session throws(LPError) in
        var exact = solver.makeSession(for: start.original, limits: options.exactLimits)
        while let index = queue.take() {
          try session.restore(basis)
          var chunk = ExactChunk(
            reactions: Array(result.reactions[chunks[index]]),
            ranges: Array(result.ranges[chunks[index]]), program: start.original,
            isOptimumCertified: start.isOptimumCertified, basis: basis, watch: watch)
          try chunk.settle(&session, &exact)
          queue.finish(index, Yield(ranges: chunk.ranges, tally: chunk.tally))
        }
      }
    }
  }

  /// A basis from which every chunk starts; feasible, if the solver finds one.
  private func firstBasis(using backend: some LPBackend) throws(LPError) -> Basis {
    try backend.withSession(for: start.original, limits: limits) {
      session throws(LPError) in
      try session.setObjective([], sense: .maximize)
      _ = try RecoveryLadder().solve(&session) { outcome, _ throws(LPError) in
        if case .optimal = outcome { .accepted } else { .refused }
      }
      return try session.basis()
    }
  }
}
