import LinearProgramming
import MetabolicModels
import Synchronization

/// Searches over the ends that the loop law may change, on as many threads as asked for.
struct LooplessSearch: Sendable {
  /// One end of the range of one reaction.
  struct End: Sendable, Hashable {
    var reaction: Int
    var isMaximum: Bool

    var sign: Double { isMaximum ? 1 : -1 }
  }

  let start: LooplessStart
  let options: FluxVariabilityOptions

  /// How far the bound of a part of the tree may be above the best value and the part be left out.
  private static let gap = 1e-8

  private var limits: BranchLimits {
    var limits = BranchLimits()
    limits.absoluteGap = Self.gap
    limits.relativeGap = Self.gap
    limits.nodes = options.looplessNodeLimit
    return limits
  }

  /// The loopless optimum of the objective.
  func optimum(using backend: some LPBackend) throws(FluxError) -> BranchResult<[Double]> {
    let result = try solverErrors { () throws(LPError) in
      try withWorker(backend) { worker throws(LPError) in
        try worker.search(maximizing: start.objectiveTerms, limits: limits)
      }
    }
    return result
  }

  struct Found: Sendable {
    var ends: [FluxRange.End]
    /// Those that a warm start did not settle.
    var recovered: [RecoveredEnd]
    var counters: FluxVariabilityResult.Counters
  }

  /// The loopless ends, in the order asked for. Each search starts from the same bases, so that it
  /// depends on no other.
  func run(_ ends: [End], using backend: some LPBackend) throws(FluxError) -> Found {
    let watch = RunWatch(
      all: ends.count, since: start.began, timeLimit: options.solving.timeLimit,
      progress: options.progress)
    let tallies = Mutex(FluxVariabilityResult.Counters())
    let queue = WorkQueue<Settled>(ends.count, watch)
    var limits = limits
    limits.isCancelled = { watch.reasonToStop != nil }
    let settled = try queue.run(threads: options.threads, using: backend) {
      [limits] () throws(LPError) in
      try withWorker(backend) { worker throws(LPError) in
        while let index = queue.take() {
          let end = ends[index]
          let result = try worker.search(
            maximizing: [(column: end.reaction, coefficient: end.sign)], limits: limits)
          if result.stop == .cancelled { break }
          queue.finish(
            index, Settled(end: self.settled(end, result), rung: worker.deepestRung))
          watch.settle(1)
        }
        tallies.withLock { $0.add(worker.counters) }
      }
    }
    return Found(
      ends: settled.map(\.end), recovered: Self.recovered(ends, settled, using: backend),
      counters: tallies.withLock { $0 })
  }

  private struct Settled: Sendable {
    var end: FluxRange.End
    /// The deepest that one of its programs needed.
    var rung: SolveRung
  }

  private static func recovered(
    _ ends: [End], _ settled: [Settled], using backend: some LPBackend
  ) -> [RecoveredEnd] {
    zip(ends, settled).compactMap { end, settled in
      guard settled.rung > .warm, settled.end.status != .failed else { return nil }
      return RecoveredEnd(
        reaction: end.reaction, isMaximum: end.isMaximum, rung: settled.rung,
        solver: backend.solverName(on: settled.rung))
    }
  }

  private func settled(_ end: End, _ result: BranchResult<[Double]>) -> FluxRange.End {
    if result.isUnbounded { return .init(status: .unbounded, value: end.sign * .infinity) }
    let proof =
      options.certificates && result.isBoundProved && result.bound.isFinite
      ? (end.sign * result.bound).unsigned : nil
    guard result.isSettled, let best = result.best else {
      return .init(status: .failed, value: nil, outerBound: proof)
    }
    let bounds = start.original.columns[end.reaction]
    let value = min(max(best.point[end.reaction], bounds.lower), bounds.upper).unsigned
    let limit = SolverLane.certificateTolerance * max(1, abs(value))
    let isCertified = start.isOptimumCertified && proof.map { abs($0 - value) <= limit } == true
    return .init(
      status: isCertified ? .certified : .optimal, value: value, outerBound: proof)
  }

  private func withWorker<Result>(
    _ backend: some LPBackend, _ body: (LooplessWorker) throws(LPError) -> Result
  ) throws(LPError) -> Result {
    try body(LooplessWorker(start, options: options, backend: backend))
  }
}

/// Runs one search after another on one thread.
final class LooplessWorker {
  private let start: LooplessStart
  private let options: FluxVariabilityOptions
  private let lane: SolverLane
  private let rootLane: SolverLane
  private let provers: [InfeasibilityProver]
  private let finder: CycleFinder
  private var session: any LPSession & ~Copyable

  init(
    _ start: LooplessStart, options: FluxVariabilityOptions, backend: some LPBackend
  ) throws(LPError) {
    self.start = start
    self.options = options
    lane = SolverLane(
      original: start.original, compressed: start.compressed,
      tolerance: options.solving.tolerance, method: .dual)
    rootLane = SolverLane(
      original: start.original, compressed: start.compressed,
      tolerance: options.solving.tolerance)
    provers = start.elasticRows.map { rows in
      InfeasibilityProver(
        start.compressed.program, elasticRows: rows, limits: options.solving.limits,
        backend: backend)
    }
    finder = try CycleFinder(start.network, options: options.solving, backend: backend)
    session = try backend.makeSession(
      for: start.compressed.program, limits: options.solving.limits)
  }

  /// The deepest rung that gave a relaxation of the last search its answer.
  var deepestRung: SolveRung { max(lane.deepestRung, rootLane.deepestRung) }

  var counters: FluxVariabilityResult.Counters {
    var sum = lane.counters
    sum.add(rootLane.counters)
    sum.add(finder.counters)
    return sum
  }

  func search(
    maximizing terms: [(column: Int, coefficient: Double)], limits: BranchLimits
  ) throws(LPError) -> BranchResult<[Double]> {
    (lane.deepestRung, rootLane.deepestRung) = (.warm, .warm)
    try finder.reset()
    for prover in provers { try prover.reset() }
    var branching = LooplessBranching(
      start, maximizing: terms, lane: lane, rootLane: rootLane, finder: finder,
      provers: provers
    ) { limits.gap(at: $0) }
    var search = BranchSearch<LoopStep, [Double]>(limits: limits)
    let result = try search.run(&branching, from: start.basis, in: &session)
    try branching.reopen(in: &session)
    return result
  }
}
