import LinearProgramming

/// Does the jobs of a flux variability analysis on one thread.
struct FluxVariabilityWorker {
  let start: FluxVariabilityStart
  let ends: FluxEnds
  let certifies: Bool
  private let keepsEvidence: Bool
  let lane: SolverLane

  /// - Parameter lane: That of the thread; one is made if there is none.
  init(
    _ start: FluxVariabilityStart, ends: FluxEnds, options: FluxVariabilityOptions,
    lane: SolverLane? = nil
  ) {
    self.start = start
    self.ends = ends
    self.certifies = options.certificates
    self.keepsEvidence = options.keepsCertificates
    self.lane = lane ?? start.makeLane(options)
  }

  /// Does one job, from its basis.
  func run(
    _ job: FluxVariabilityJob, watch: RunWatch, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> FluxVariabilityYield {
    try session.restore(job.basis)
    let iterations = lane.counters.iterations
    var yield: FluxVariabilityYield
    switch job.work {
    case .scan(let seed): yield = try scan(seed: seed, isOpen: job.open, in: &session)
    case .solve(let chunk): yield = try solve(chunk, isOpen: job.open, watch: watch, in: &session)
    }
    yield.iterations = lane.counters.iterations - iterations
    return yield
  }

  /// Does `jobs` and all that follow from them, round by round, in one session.
  ///
  /// - Returns: Why it stopped before all ends were settled; `nil` if it did not.
  func carryOut(
    _ plan: FluxVariabilityPlan, from jobs: [FluxVariabilityJob], watch: RunWatch,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> FluxError? {
    var jobs = jobs
    watch.setSettled(plan.settledCount)
    while !jobs.isEmpty, watch.reasonToStop == nil {
      var yields: [FluxVariabilityYield] = []
      for job in jobs { yields.append(try run(job, watch: watch, in: &session)) }
      jobs = plan.nextRound(yields)
      watch.setSettled(plan.settledCount)
    }
    if let reason = watch.reasonToStop, plan.open.contains(true) { return reason }
    plan.add([lane.counters])
    return nil
  }

  /// Pushes every open end at once, a column open at both ends the way that `seed` says, and looks
  /// which ends the point settles.
  private func scan(
    seed: UInt64, isOpen: [Bool], in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> FluxVariabilityYield {
    let bounds = start.compressed.program.columns
    var terms: [(column: Int, coefficient: Double)] = []
    for index in ends.columns.indices where isOpen[2 * index] || isOpen[2 * index + 1] {
      let column = Int(ends.columns[index])
      let random = ScanNoise(seed: seed, index: index)
      let goesUp = isOpen[2 * index + 1] && (!isOpen[2 * index] || random.bits & 1 == 1)
      // An end without a limit of its own is not settled by a look.
      guard (goesUp ? bounds.upper[column] : bounds.lower[column]).isFinite else { continue }
      terms.append((column: column, coefficient: goesUp ? random.weight : -random.weight))
    }
    var yield = FluxVariabilityYield()
    guard let point = try lane.feasiblePoint(pushing: terms, in: &session) else { return yield }
    var open = isOpen
    look(at: point, open: &open, seen: &yield.seenAtBounds, witness: witness(point))
    yield.basis = try session.basis()
    return yield
  }

  /// Solves the ends of `chunk` one by one.
  private func solve(
    _ chunk: [Int32], isOpen: [Bool], watch: RunWatch, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> FluxVariabilityYield {
    var yield = FluxVariabilityYield()
    var open = isOpen
    for end in chunk.map(Int.init) where open[end] {
      if watch.reasonToStop != nil { return yield }
      try find(end, open: &open, in: &session, for: &yield)
      watch.settle(1)
    }
    return yield
  }

  /// Settles one end by a program of its own.
  func find(
    _ end: Int, open: inout [Bool], in session: inout any LPSession & ~Copyable,
    for yield: inout FluxVariabilityYield
  ) throws(LPError) {
    lane.deepestRung = .warm
    var finding = try solve(end, in: &session, open: &open, seen: &yield.seenAtBounds)
    finding.rung = lane.deepestRung
    open[end] = false
    yield.findings.append((end, finding))
  }

  /// The ends that a point settles.
  func sightings(at point: [Double]) -> [FluxEndSighting] {
    var open = [Bool](repeating: true, count: ends.count)
    var seen: [FluxEndSighting] = []
    look(at: point, open: &open, seen: &seen, witness: start.witness)
    return seen
  }

  /// Solves the program of one end and looks which others its point settles.
  func solve(
    _ end: Int, in session: inout any LPSession & ~Copyable, open: inout [Bool],
    seen: inout [FluxEndSighting]
  ) throws(LPError) -> FluxEndFinding {
    let sign = ends.isMaximum(end) ? 1.0 : -1.0
    let origin = Int(start.compressed.columnOrigins[ends.column(of: end)])
    let terms = [(column: origin, coefficient: sign)]
    let finding = try lane.maximize(
      terms, isFeasible: true, certifies: certifies, in: &session)
    switch finding {
    case .optimal(let optimum):
      let witness = witness(optimum.columns)
      look(at: optimum.columns, open: &open, seen: &seen, witness: witness)
      return FluxEndFinding(
        status: .solved, value: optimum.columns[ends.column(of: end)],
        outerBound: sign * optimum.outerBound, isDoubtful: optimum.isDoubtful, witness: witness,
        evidence: keepsEvidence ? FluxEvidence(optimum) : FluxEvidence())
    case .unbounded(let direction, _):
      return FluxEndFinding(
        status: .unbounded, value: sign * .infinity,
        evidence: FluxEvidence(direction: keepsEvidence ? direction : nil))
    case .infeasible, .stopped: return FluxEndFinding(status: .failed, value: 0)
    }
  }

  func witness(_ point: [Double]) -> FluxWitness? {
    keepsEvidence ? FluxWitness(point) : nil
  }

  /// Marks the ends that `point` shows to be at the bounds of their columns, or at bounds that the
  /// rows imply.
  ///
  /// Within 1e-9 · max(1, |bound|); no flux that a column carries is further off, since none is
  /// more than its column.
  func look(
    at point: [Double], open: inout [Bool], seen: inout [FluxEndSighting], witness: FluxWitness?
  ) {
    let bounds = start.compressed.program.columns
    for end in open.indices where open[end] {
      let column = ends.column(of: end)
      let origin = Int(start.compressed.columnOrigins[column])
      let isMaximum = ends.isMaximum(end)
      let value = point[column]
      var implied = isMaximum ? start.implied.upper[origin] : start.implied.lower[origin]
      if Self.isAt(isMaximum ? bounds.upper[column] : bounds.lower[column], value) {
        seen.append(FluxEndSighting(end: Int32(end), value: value, witness: witness))
        open[end] = false
        continue
      }
      var tolerance = Self.boundTolerance
      if let proved = start.provedEnds?[end], isMaximum ? proved < implied : proved > implied {
        (implied, tolerance) = (proved, FluxVariabilityLesson.tolerance)
      }
      if Self.isAt(implied, value, within: tolerance) {
        seen.append(
          FluxEndSighting(end: Int32(end), value: value, outerBound: implied, witness: witness))
        open[end] = false
      }
    }
  }

  /// A basic variable may miss its bound by the solver's tolerance; a nonbasic one stands on it.
  private static func isAt(
    _ bound: Double, _ value: Double, within tolerance: Double = boundTolerance
  ) -> Bool {
    bound.isFinite && abs(value - bound) <= tolerance * max(1, abs(bound))
  }

  private static let boundTolerance = 1e-9
}

/// A number that looks random, the same for the same seed and index on every machine
/// (the finalizer of SplitMix64; Steele, Lea and Flood 2014, doi 10.1145/2660193.2660195).
struct ScanNoise {
  let bits: UInt64

  /// From 1 to 1000, one over a number evenly spread from 0 to 1: where ends are in each other's
  /// way, every scan decides anew which comes first.
  var weight: Double { 1 / max(1e-3, Double(bits >> 11) * 0x1p-53) }

  init(seed: UInt64, index: Int) {
    var z = (seed << 32 | UInt64(UInt32(truncatingIfNeeded: index))) &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    bits = z ^ (z >> 31)
  }
}
