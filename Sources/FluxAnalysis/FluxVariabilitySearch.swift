import LinearProgramming
import MetabolicModels
import Synchronization

/// The state of one flux variability analysis over all its threads.
final class FluxVariabilitySearch: @unchecked Sendable {
  // `open`, `findings` and `counters` change only between rounds, under the lock of the queue.
  private let start: FluxVariabilityStart
  private let options: FluxVariabilityOptions
  private let reactions: [Int]
  private let ends: FluxEnds
  private var open: [Bool]
  private var findings: [FluxEndFinding?]
  private var counters: FluxVariabilityResult.Counters
  private let watch: RunWatch

  /// Columns in a chunk, and chunks in a round. Part of the result's last digits: never a function
  /// of the number of threads.
  private static let chunkSize = 32
  private static let roundSize = 16

  init(_ start: FluxVariabilityStart, options: FluxVariabilityOptions) {
    self.start = start
    self.options = options
    reactions = options.reactions ?? Array(start.compressed.carriers.indices)
    ends = FluxEnds(reactions, compressed: start.compressed)
    open = Array(repeating: true, count: ends.count)
    findings = Array(repeating: nil, count: ends.count)
    counters = start.counters
    watch = RunWatch(
      all: ends.count, since: start.began, timeLimit: options.solving.timeLimit,
      progress: options.progress)
  }

  func run(using backend: some LPBackend) throws(FluxError) {
    let worker = FluxVariabilityWorker(start, ends: ends, options: options)
    var seen: [FluxEndSighting] = []
    worker.look(at: start.point, open: &open, seen: &seen)
    note(seenAtBounds: seen)
    watch.settle(seen.count)
    try settleByPrograms(using: backend)
    if let reason = watch.reasonToStop, open.contains(true) { throw reason }
  }

  private func settleByPrograms(using backend: some LPBackend) throws(FluxError) {
    let chunks = stride(from: 0, to: ends.columns.count, by: Self.chunkSize).map {
      $0..<min($0 + Self.chunkSize, ends.columns.count)
    }.filter { chunk in chunk.contains { open[2 * $0] || open[2 * $0 + 1] } }
    let queue = RoundQueue<FluxVariabilityWorker.Yield>(
      chunkCount: chunks.count, roundSize: Self.roundSize
    ) { [self] _, yield in self.merge(yield) }
    let tallies = Mutex<[FluxVariabilityResult.Counters]>([])
    let threads = min(options.threads, max(1, chunks.count), backend.concurrentSessionLimit)
    try solverErrors { () throws(LPError) in
      try onPinnedThreads(threads) { [self] _ throws(LPError) in
        let tally = try work(chunks, queue, using: backend)
        tallies.withLock { $0.append(tally) }
      }
    }
    for tally in tallies.withLock({ $0 }) { counters.add(tally) }
  }

  private func work(
    _ chunks: [Range<Int>], _ queue: RoundQueue<FluxVariabilityWorker.Yield>,
    using backend: some LPBackend
  ) throws(LPError) -> FluxVariabilityResult.Counters {
    do throws(LPError) {
      let worker = FluxVariabilityWorker(start, ends: ends, options: options)
      try backend.withSession(for: start.compressed.program, limits: options.solving.limits) {
        session throws(LPError) in
        while let chunk = queue.take() {
          let yield = try worker.solve(chunks[chunk], isOpen: open, watch: watch, in: &session)
          if watch.reasonToStop != nil { queue.abandon() }
          queue.finish(chunk, yield)
        }
      }
      return worker.lane.counters
    } catch {
      queue.abandon()
      throw error
    }
  }

  private func merge(_ yield: FluxVariabilityWorker.Yield) {
    for (end, finding) in yield.findings {
      findings[end] = finding
      open[end] = false
    }
    note(seenAtBounds: yield.seenAtBounds)
    watch.setSettled(open.count { !$0 })
  }

  private func note(seenAtBounds seen: [FluxEndSighting]) {
    for sighting in seen where findings[Int(sighting.end)] == nil {
      findings[Int(sighting.end)] = FluxEndFinding(status: .atBound, value: sighting.value)
      open[Int(sighting.end)] = false
      counters.endsSeenAtBounds += 1
    }
  }

  func result() throws(FluxError) -> FluxVariabilityResult {
    let assembly = FluxRangeAssembly(
      start: start, ends: ends, findings: findings, options: options)
    let ranges = try solverErrors { () throws(LPError) in try assembly.ranges(of: reactions) }
    return FluxVariabilityResult(
      reactions: reactions, ranges: ranges, objectiveValue: start.objectiveValue,
      counters: counters)
  }
}

extension FluxVariabilityResult.Counters {
  mutating func add(_ other: Self) {
    programsSolved += other.programsSolved
    iterations += other.iterations
    endsSeenAtBounds += other.endsSeenAtBounds
    rungs.merge(other.rungs, uniquingKeysWith: +)
  }
}
