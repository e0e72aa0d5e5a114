import LinearProgramming

/// One piece of work of a flux variability analysis, for any thread.
struct FluxVariabilityJob: Sendable {
  enum Work: Sendable {
    /// One program that pushes every open end at once.
    case scan(seed: UInt64)
    /// One program for each of these ends, in this order.
    case solve([Int32])
  }

  var work: Work
  /// Where the session starts from.
  var basis: Basis
  /// The ends that were open when the round began.
  var open: [Bool]
}

/// What a job found out: its own ends, and ends of others that its points showed to be at their
/// bounds.
struct FluxVariabilityYield: Sendable {
  var findings: [(end: Int, finding: FluxEndFinding)] = []
  var seenAtBounds: [FluxEndSighting] = []
  /// Where the session stood at the end of a scan.
  var basis: Basis?
  var iterations = 0
}

/// Decides what a flux variability analysis does next, round by round.
///
/// First scans: they settle most of the ends that lie at the bounds of their columns. When a scan
/// costs more than the programs it saves, each open end gets a program of its own.
///
/// Nothing in here may depend on the number of threads: it is part of the result's last digits.
final class FluxVariabilityPlan {
  private(set) var open: [Bool]
  private(set) var findings: [FluxEndFinding?]
  private(set) var counters: FluxVariabilityResult.Counters

  private let ends: FluxEnds
  private let startBasis: Basis
  /// Where the next scan of each chain starts: where the last one ended.
  private var chains: [Basis]
  private var scanRounds = 0
  private(set) var isScanning = true
  /// The first column whose ends have had no program of their own yet.
  private var nextColumn = 0
  /// How many pivots of a scan are worth an end. Measured with the native simplex on iJO1366,
  /// Recon3D and Human-GEM; twice as many or half as many change the whole by some 2 %.
  private let pivotsPerEnd: Double

  private static let chainCount = 2
  private static let mostScanRounds = 24
  private static let chunkSize = 32
  private static let chunksPerRound = 16

  init(_ start: FluxVariabilityStart, ends: FluxEnds) {
    self.ends = ends
    startBasis = start.basis
    open = Array(repeating: true, count: ends.count)
    findings = Array(repeating: nil, count: ends.count)
    counters = start.counters
    chains = Array(repeating: start.basis, count: Self.chainCount)
    pivotsPerEnd = 3 + 0.15 * Double(start.compressed.program.matrix.rowCount).squareRoot()
  }

  var settledCount: Int { open.count { !$0 } }

  func firstRound(seen: [FluxEndSighting]) -> [FluxVariabilityJob] {
    note(seen)
    return nextJobs()
  }

  /// Takes in what the jobs of a round found, in their order, and returns those of the next one.
  func nextRound(_ yields: [FluxVariabilityYield]) -> [FluxVariabilityJob] {
    let before = settledCount
    for (chain, yield) in yields.enumerated() {
      if let basis = yield.basis { chains[chain] = basis }
      for (end, finding) in yield.findings where findings[end] == nil {
        findings[end] = finding
        open[end] = false
      }
      note(yield.seenAtBounds)
    }
    if isScanning {
      let settled = settledCount - before
      counters.endsSettledByScans += settled
      scanRounds += 1
      let pivots = yields.reduce(0) { $0 + $1.iterations }
      isScanning =
        scanRounds < Self.mostScanRounds && Double(pivots) <= pivotsPerEnd * Double(settled)
    }
    return nextJobs()
  }

  func add(_ tallies: [FluxVariabilityResult.Counters]) {
    for tally in tallies { counters.add(tally) }
  }

  private func nextJobs() -> [FluxVariabilityJob] {
    if isScanning, settledCount + 2 * Self.chunkSize < open.count { return scans() }
    isScanning = false
    var jobs: [FluxVariabilityJob] = []
    while jobs.count < Self.chunksPerRound, let chunk = nextChunk() {
      jobs.append(.init(work: .solve(chunk), basis: startBasis, open: open))
    }
    return jobs
  }

  private func scans() -> [FluxVariabilityJob] {
    chains.enumerated().map { chain, basis in
      let seed = UInt64(scanRounds * Self.chainCount + chain)
      return FluxVariabilityJob(work: .scan(seed: seed), basis: basis, open: open)
    }
  }

  /// The open ends of the next columns, minima first: two programs that push the same way have near
  /// optima (the order of COBRApy's pull request 286). `nil` if there are no more.
  private func nextChunk() -> [Int32]? {
    var chunk: [Int32] = []
    while chunk.count < Self.chunkSize, nextColumn < ends.columns.count {
      for end in [2 * nextColumn, 2 * nextColumn + 1] where open[end] {
        chunk.append(Int32(end))
      }
      nextColumn += 1
    }
    if chunk.isEmpty { return nil }
    return chunk.filter { !ends.isMaximum(Int($0)) } + chunk.filter { ends.isMaximum(Int($0)) }
  }

  private func note(_ seen: [FluxEndSighting]) {
    for sighting in seen where findings[Int(sighting.end)] == nil {
      open[Int(sighting.end)] = false
      if let outer = sighting.outerBound {
        findings[Int(sighting.end)] = FluxEndFinding(
          status: .solved, value: sighting.value, outerBound: outer, witness: sighting.witness)
        counters.endsAtImpliedBounds += 1
      } else {
        findings[Int(sighting.end)] = FluxEndFinding(
          status: .atBound, value: sighting.value, witness: sighting.witness)
        counters.endsSeenAtBounds += 1
      }
    }
  }
}
