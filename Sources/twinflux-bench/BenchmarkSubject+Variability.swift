import Synchronization
import TwinFlux

/// Flux variability: the whole analysis by phase, its programs alone, and an open session.
extension BenchmarkSubject {
  func measureVariability(using backend: some LPBackend) throws -> BenchmarkRun {
    let options = variabilityOptions
    let clock = ContinuousClock()
    let began = clock.now
    var marks: [(phase: String, at: ContinuousClock.Instant)] = [("start", began)]
    let start = try FluxVariabilityStart(model, options: options, backend: backend)
    let later = Mutex<[(phase: String, at: ContinuousClock.Instant)]>([])
    let result = try FluxVariabilitySearch(start, options: options).run(using: backend) { phase in
      later.withLock { $0.append((phase.rawValue, clock.now)) }
    }
    let ended = clock.now
    marks += later.withLock { $0 }
    var run = BenchmarkRun(counters: Self.counters(of: result))
    for (index, mark) in marks.enumerated() {
      let end = index + 1 < marks.count ? marks[index + 1].at : ended
      run.seconds.append((mark.phase, (end - mark.at).seconds))
    }
    run.seconds.append(("whole", (ended - began).seconds))
    return run
  }

  private static func counters(
    of result: FluxVariabilityResult
  ) -> [(name: String, value: Int)] {
    let counters = result.counters
    let ends = result.ranges.flatMap { [$0.minimum, $0.maximum] }
    return [
      ("programs", counters.programsSolved), ("scan_programs", counters.scanPrograms),
      ("pivots", counters.iterations), ("ends", ends.count),
      ("ends_certified", ends.count { $0.status == .certified }),
      ("ends_failed", ends.count { $0.status == .failed }),
      ("ends_seen_at_bounds", counters.endsSeenAtBounds),
      ("ends_at_implied_bounds", counters.endsAtImpliedBounds),
      ("ends_settled_by_scans", counters.endsSettledByScans),
    ]
  }

  /// Ends spread evenly over the compressed program under the cut, each from the optimum before.
  func measurePivots(using backend: some LPBackend) throws -> BenchmarkRun {
    let flux = FluxProgram(model)
    let program = CompressedProgram(flux.program, keepingRows: [flux.cutRow]).program
    return try backend.withSession(for: program, limits: SolveLimits()) {
      session throws(LPError) in
      let optimum = try session.coldOptimum()
      // The compression keeps the cut as the last row.
      let cut = flux.cut(
        fraction: arguments.fraction, of: optimum.objective, slack: objectiveSlack)
      try session.setRowBounds(cut, row: program.matrix.rowCount - 1)
      var tally = ProgramTally()
      for end in Array(0..<2 * program.matrix.columnCount).spread(arguments.ends) {
        try session.setObjective(
          [(column: end / 2, coefficient: 1)], sense: end % 2 == 0 ? .minimize : .maximize)
        try tally.add { () throws(LPError) in try session.solve(.warm, method: .primal) }
      }
      return tally.run
    }
  }

  /// How many reactions a question asks for, and how many bounds it changes.
  private static let questionSize = 5

  /// Questions about five reactions each while five bounds are halfway to the optimum's fluxes,
  /// which keeps every question feasible. The first question, which also loads the model, is apart.
  func measureSession(using backend: some LPBackend) throws -> BenchmarkRun {
    let fluxes = try fluxBalance(of: model, using: backend).fluxes
    let (session, opening) = try timed {
      let session = try FluxVariabilitySession(model, options: variabilityOptions, using: backend)
      _ = try session.ranges(of: [0])
      return session
    }
    var (programs, pivots) = (0, 0)
    var times: [Double] = []
    for question in 0..<arguments.ends {
      let (result, seconds) = try timed {
        try session.ranges(
          of: picks(question, offset: 0),
          changing: picks(question, offset: 3).map { ($0, narrowed($0, around: fluxes[$0])) })
      }
      programs += result.counters.programsSolved
      pivots += result.counters.iterations
      times.append(seconds)
    }
    return BenchmarkRun(
      counters: [("questions", times.count), ("programs", programs), ("pivots", pivots)],
      seconds: [("first", opening), ("whole", times.reduce(0, +))],
      figures: [("milliseconds_per_question_median", 1e3 * times.median)])
  }

  /// Five reactions, spread over the model, others for each question.
  private func picks(_ question: Int, offset: Int) -> [Int] {
    let count = model.bounds.count
    return (0..<min(Self.questionSize, count)).map {
      (question * 7 + offset + $0 * count / Self.questionSize) % count
    }
  }

  private func narrowed(_ reaction: Int, around flux: Double) -> FluxBounds {
    let bounds = model.bounds[reaction]
    return FluxBounds(
      lower: bounds.lower.isFinite ? min(flux, (bounds.lower + flux) / 2) : bounds.lower,
      upper: bounds.upper.isFinite ? max(flux, (bounds.upper + flux) / 2) : bounds.upper)
  }
}
