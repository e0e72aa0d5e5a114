import LinearProgramming
import MetabolicModels
import Synchronization

/// One flux variability analysis over all its threads.
package struct FluxVariabilitySearch {
  /// What a search does one after the other, once it has a start.
  package enum Phase: String, Sendable, CaseIterable {
    case scans, programs, assembly
  }

  private let start: FluxVariabilityStart
  private let options: FluxVariabilityOptions
  private let reactions: [Int]
  private let ends: FluxEnds

  package init(_ start: FluxVariabilityStart, options: FluxVariabilityOptions) {
    self.start = start
    self.options = options
    reactions = options.reactions ?? Array(start.compressed.carriers.indices)
    ends = FluxEnds(reactions, compressed: start.compressed)
  }

  /// - Parameter enters: Called when a phase begins, from any thread, one call at a time: for
  ///   measurements.
  package func run(
    using backend: some LPBackend, enters: @escaping (Phase) -> Void = { _ in }
  ) throws(FluxError) -> FluxVariabilityResult {
    enters(.scans)
    let plan = FluxVariabilityPlan(start, ends: ends)
    let watch = RunWatch(
      all: ends.count, since: start.began, timeLimit: options.solving.timeLimit,
      progress: options.progress)
    let worker = FluxVariabilityWorker(start, ends: ends, options: options)
    let first = plan.firstRound(seen: worker.sightings(at: start.point))
    watch.setSettled(plan.settledCount)
    if !plan.isScanning { enters(.programs) }
    let queue = RoundQueue<FluxVariabilityJob, FluxVariabilityYield>(first: first) { yields in
      let wasScanning = plan.isScanning
      let jobs = plan.nextRound(yields)
      if wasScanning, !plan.isScanning { enters(.programs) }
      watch.setSettled(plan.settledCount)
      return jobs
    }
    plan.add(try work(on: queue, watch: watch, using: backend))
    if let reason = watch.reasonToStop, plan.open.contains(true) { throw reason }
    enters(.assembly)
    return result(of: plan, using: backend)
  }

  private func work(
    on queue: RoundQueue<FluxVariabilityJob, FluxVariabilityYield>, watch: RunWatch,
    using backend: some LPBackend
  ) throws(FluxError) -> [FluxVariabilityResult.Counters] {
    let tallies = Mutex<[FluxVariabilityResult.Counters]>([])
    let threads = min(options.threads, backend.concurrentSessionLimit)
    try solverErrors { () throws(LPError) in
      try onPinnedThreads(threads) { _ throws(LPError) in
        let tally = try workOnOneThread(on: queue, watch: watch, using: backend)
        tallies.withLock { $0.append(tally) }
      }
    }
    return tallies.withLock { $0 }
  }

  private func workOnOneThread(
    on queue: RoundQueue<FluxVariabilityJob, FluxVariabilityYield>, watch: RunWatch,
    using backend: some LPBackend
  ) throws(LPError) -> FluxVariabilityResult.Counters {
    do throws(LPError) {
      guard var (place, job) = queue.take() else { return .init() }
      let worker = FluxVariabilityWorker(start, ends: ends, options: options)
      worker.lane.prover = RayProver(
        start.compressed.program, limits: options.solving.limits, backend: backend)
      worker.lane.refiner = SolutionRefiner(limits: options.solving.limits, backend: backend)
      try backend.withSession(for: start.compressed.program, limits: options.solving.limits) {
        session throws(LPError) in
        while true {
          let yield = try worker.run(job, watch: watch, in: &session)
          if watch.reasonToStop != nil { queue.abandon() }
          queue.finish(place, yield)
          guard let next = queue.take() else { return }
          (place, job) = next
        }
      }
      return worker.lane.counters
    } catch {
      queue.abandon()
      throw error
    }
  }

  private func result(
    of plan: FluxVariabilityPlan, using backend: some LPBackend
  ) -> FluxVariabilityResult {
    let assembly = FluxRangeAssembly(
      start: start, ends: ends, findings: plan.findings, options: options)
    let ranges = assembly.ranges(of: reactions)
    var result = FluxVariabilityResult(
      reactions: reactions, ranges: ranges, objectiveValue: start.objectiveValue,
      counters: plan.counters)
    result.objectiveSolve = start.objectiveSolve
    result.recoveredEnds = assembly.recoveredEnds(of: reactions, using: backend)
    if options.keepsCertificates {
      var assembly = FluxCertificateAssembly(
        start, ends: ends, findings: plan.findings, options: options)
      result.certificates = assembly.certificates(of: reactions)
    }
    return result
  }
}

extension FluxVariabilityResult.Counters {
  mutating func add(_ other: Self) {
    programsSolved += other.programsSolved
    corrections += other.corrections
    iterations += other.iterations
    endsSeenAtBounds += other.endsSeenAtBounds
    endsAtImpliedBounds += other.endsAtImpliedBounds
    endsSettledByScans += other.endsSettledByScans
    scanPrograms += other.scanPrograms
    rungs.merge(other.rungs, uniquingKeysWith: +)
  }
}
