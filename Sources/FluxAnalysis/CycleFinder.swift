import LinearProgramming

/// Finds cycles that follow given directions, on one thread.
final class CycleFinder {
  private let network: LoopNetwork
  private let lane: SolverLane
  private let start: Basis
  private var session: any LPSession & ~Copyable
  private var bounds: [Bounds]
  /// Cycles found since the last ``reset()``.
  private var known: [[LoopStep]] = []

  /// A cycle of unit size that carries no more than this where it is asked for is none.
  private static let smallestPart = 1e-6

  init(
    _ network: LoopNetwork, options: SolvingOptions, backend: some LPBackend
  ) throws(LPError) {
    self.network = network
    var session = try backend.makeSession(for: network.program, limits: options.limits)
    // A solve makes the basis that every search begins from.
    _ = try session.solve(.freshBasis, method: .primal)
    start = try session.basis()
    self.session = session
    bounds = Array(repeating: .fixed(0), count: 2 * network.columns.count)
    lane = SolverLane(
      original: network.program, compressed: CompressedProgram(uncompressed: network.program),
      tolerance: options.tolerance)
  }

  var counters: FluxVariabilityResult.Counters { lane.counters }

  enum Finding {
    case cycle([LoopStep])
    /// There is none, which potentials prove.
    case none
    case failed
  }

  /// Forgets what earlier searches found, so that the next one depends on none of them.
  func reset() throws(LPError) {
    known = []
    try session.restore(start)
    for part in bounds.indices { try set(.fixed(0), part: part) }
  }

  /// A cycle that follows `isOpen` and meets one of `steps`, preferably a short one.
  func cycle(
    through steps: [LoopStep], isOpen: (LoopStep) -> Bool
  ) throws(LPError) -> Finding {
    let asked = Set(steps)
    let seen = known.first { cycle in
      cycle.allSatisfy(isOpen) && cycle.contains(where: asked.contains)
    }
    if let seen { return .cycle(seen) }
    for step in steps where isOpen(step) {
      let position = network.positions[step.column]
      if position < 0 { continue }
      switch try search(2 * position + (step.isForward ? 0 : 1), isOpen: isOpen) {
      case .none: continue
      case .failed: return .failed
      case .cycle(let cycle):
        known.append(cycle)
        return .cycle(cycle)
      }
    }
    return .none
  }

  /// The largest part that `asked` can have; then the smallest cycle in which it has that.
  private func search(_ asked: Int, isOpen: (LoopStep) -> Bool) throws(LPError) -> Finding {
    for part in bounds.indices {
      // With both directions of the part that is asked for, it would be a cycle by itself.
      let isShut = part == asked ^ 1 || !isOpen(step(of: part))
      try set(
        isShut ? .fixed(0) : LoopNetwork.openBounds(isAskedFor: part == asked), part: part)
    }
    let terms = [(column: asked, coefficient: 1.0)]
    guard
      case .optimal(let most) = try lane.maximize(
        terms, isFeasible: true, certifies: true, in: &session)
    else { return .failed }
    if most.value <= Self.smallestPart { return most.isProved ? .none : .failed }
    try set(.fixed(most.value), part: asked)
    let all = bounds.indices.map { (column: $0, coefficient: -1.0) }
    guard
      case .optimal(let least) = try lane.maximize(
        all, isFeasible: true, certifies: false, in: &session)
    else { return .failed }
    return .cycle(cycle(in: least.point))
  }

  private func cycle(in point: [Double]) -> [LoopStep] {
    let largest = point.max() ?? 0
    return point.indices.filter { point[$0] > 1e-9 * largest }.map(step)
  }

  private func step(of part: Int) -> LoopStep {
    LoopStep(column: network.columns[part / 2], isForward: part % 2 == 0)
  }

  private func set(_ new: Bounds, part: Int) throws(LPError) {
    if bounds[part] == new { return }
    bounds[part] = new
    try session.setColumnBounds(new, column: part)
    lane.judge.setColumnBounds(new, column: part)
  }
}
