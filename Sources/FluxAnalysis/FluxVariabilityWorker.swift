import LinearProgramming

/// Solves the ends of one chunk after another on one thread.
struct FluxVariabilityWorker {
  let start: FluxVariabilityStart
  let ends: FluxEnds
  let certifies: Bool
  let lane: SolverLane

  init(_ start: FluxVariabilityStart, ends: FluxEnds, options: FluxVariabilityOptions) {
    self.start = start
    self.ends = ends
    self.certifies = options.certificates
    self.lane = SolverLane(
      original: start.original, compressed: start.compressed,
      tolerance: options.solving.tolerance)
  }

  /// What a chunk found out: its own ends, and ends of others that its points showed to be at
  /// their bounds.
  struct Yield: Sendable {
    var findings: [(end: Int, finding: FluxEndFinding)] = []
    var seenAtBounds: [FluxEndSighting] = []
  }

  /// Solves the ends of `chunk` that `isOpen` leaves, minima first: two programs that push the same
  /// way have near optima (the order of COBRApy's pull request 286).
  func solve(
    _ chunk: Range<Int>, isOpen: [Bool], watch: RunWatch,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Yield {
    try session.restore(start.basis)
    var yield = Yield()
    var open = isOpen
    for direction in 0...1 {
      for column in chunk {
        let end = 2 * column + direction
        if !open[end] { continue }
        if watch.reasonToStop != nil { return yield }
        let finding = try solve(end, in: &session, open: &open, seen: &yield.seenAtBounds)
        open[end] = false
        yield.findings.append((end, finding))
        watch.settle(1)
      }
    }
    return yield
  }

  private func solve(
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
      look(at: optimum.columns, open: &open, seen: &seen)
      return FluxEndFinding(
        status: .solved, value: optimum.columns[ends.column(of: end)],
        outerBounds: certifies ? outerBounds(of: end, optimum) : [])
    case .unbounded: return FluxEndFinding(status: .unbounded, value: sign * .infinity)
    case .infeasible, .stopped: return FluxEndFinding(status: .failed, value: 0)
    }
  }

  /// The outer bound of every reaction that the end's column carries, each proved on its own.
  private func outerBounds(of end: Int, _ optimum: SolverLane.Optimum) -> [Double] {
    let sign = ends.isMaximum(end) ? 1.0 : -1.0
    let origin = start.compressed.columnOrigins[ends.column(of: end)]
    return ends.reactions[end / 2].map { reaction in
      if reaction == origin { return sign * optimum.outerBound }
      let factor = start.compressed.factors[Int(reaction)]
      // The reaction's flux is factor times the column's, so it goes up where that does not, if
      // the factor is negative.
      let direction = factor > 0 ? sign : -sign
      let bound = lane.outerBound(
        maximizing: [(column: Int(reaction), coefficient: direction)],
        compressedDuals: optimum.duals.map { $0 * abs(factor) })
      return direction * bound
    }
  }

  /// Marks the ends that `point` shows to be at the bounds of their columns, to within
  /// 1e-9 · max(1, |bound|); no flux that a column carries is further off, since none is more than
  /// its column.
  func look(at point: [Double], open: inout [Bool], seen: inout [FluxEndSighting]) {
    let bounds = start.compressed.program.columns
    for index in ends.columns.indices where open[2 * index] || open[2 * index + 1] {
      let column = Int(ends.columns[index])
      let value = point[column]
      if open[2 * index], Self.isAt(bounds.lower[column], value) {
        open[2 * index] = false
        seen.append(FluxEndSighting(end: Int32(2 * index), value: value))
      }
      if open[2 * index + 1], Self.isAt(bounds.upper[column], value) {
        open[2 * index + 1] = false
        seen.append(FluxEndSighting(end: Int32(2 * index + 1), value: value))
      }
    }
  }

  /// A basic variable may miss its bound by the solver's tolerance; a nonbasic one stands on it.
  private static func isAt(_ bound: Double, _ value: Double) -> Bool {
    bound.isFinite && abs(value - bound) <= 1e-9 * max(1, abs(bound))
  }
}
