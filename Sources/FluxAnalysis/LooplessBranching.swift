import LinearProgramming

/// Searches for the loopless flux distribution that is best for one objective, by branching on the
/// cycles that a relaxation runs through.
///
/// A relaxation knows nothing of the loop law. Where its fluxes follow a cycle *r₁ … rₖ* that must
/// be broken, one of the *k* directions must stay empty, so the node has *k* parts: in the *i*-th,
/// *rᵢ* does not run in the cycle's direction, and *r₁ … rᵢ₋₁* do not run against it. Only bounds
/// change, there is no indicator and no large constant, and every bound is proved by weak duality on
/// the model as stated. (The same disjunction as in the cuts of Saa and Nielsen, Bioinformatics
/// 2016, doi 10.1093/bioinformatics/btw555, and the localized loopless constraints of Chan, Wang,
/// Dash and Maranas, Bioinformatics 2018, doi 10.1093/bioinformatics/bty446, without their
/// indicators.)
struct LooplessBranching: BranchingProblem {
  /// Below this a flux has no direction.
  static let zeroFlux = 1e-9

  private let start: LooplessStart
  private let lane: SolverLane
  /// For the root: there the objective is new, later only bounds are.
  private let rootLane: SolverLane
  private let finder: CycleFinder
  private let provers: [InfeasibilityProver]
  private let terms: [(column: Int, coefficient: Double)]
  /// Cycles through these must be broken.
  private let steps: [LoopStep]
  /// The one column whose flux is maximized, as a direction; `nil` for a sum.
  private let target: LoopStep?
  private let gap: @Sendable (Double) -> Double
  private var closed: Set<LoopStep> = []
  private var best = -Double.infinity
  private var isProvedEmpty = false

  /// - Parameters:
  ///   - terms: What is maximized, in terms of reactions.
  ///   - gap: How far above the best value a node is still not worth searching.
  init(
    _ start: LooplessStart, maximizing terms: [(column: Int, coefficient: Double)],
    lane: SolverLane, rootLane: SolverLane, finder: CycleFinder, provers: [InfeasibilityProver],
    gap: @escaping @Sendable (Double) -> Double
  ) {
    self.start = start
    self.lane = lane
    self.rootLane = rootLane
    self.finder = finder
    self.provers = provers
    self.terms = terms
    self.gap = gap
    let carried = start.compressed.compress(terms: terms)
    let own = carried.filter { start.network.positions[$0.column] >= 0 }
      .map { LoopStep(column: $0.column, isForward: $0.coefficient > 0) }
    target = carried.count == 1 ? own.first : nil
    // A cycle that takes away from the objective can be taken out without loss.
    steps = own + start.boundSteps.filter { !own.contains($0) }
  }

  mutating func explore(
    _ path: [LoopStep], from basis: Basis?, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> BranchFinding<LoopStep, [Double]> {
    guard try close(Set(path), in: &session) else { return .empty(isProved: true) }
    if let basis { try session.restore(basis) }
    switch try solve(isRoot: path.isEmpty, in: &session) {
    case .infeasible: return .empty(isProved: isProvedEmpty)
    case .stopped(let reason): return .stopped(reason)
    case .unbounded: return try branchUnbounded()
    case .optimal(let optimum):
      var node = RelaxedNode<LoopStep, [Double]>(
        bound: optimum.isProved ? max(optimum.outerBound, optimum.value) : optimum.value,
        isProved: optimum.isProved)
      if best.isFinite, node.bound - best <= gap(best) { return .relaxed(node) }
      switch try finder.cycle(through: steps, isOpen: { Self.follows(optimum.columns, $0) }) {
      case .failed: return .stopped(.numericalTrouble)
      case .none:
        best = max(best, optimum.value)
        node.solutions = [BranchSolution(value: optimum.value, point: optimum.point)]
      case .cycle(let cycle):
        node.children = children(breaking: cycle, at: optimum.columns)
        if node.children.isEmpty { return .empty(isProved: true) }
        node.basis = try session.basis()
      }
      return .relaxed(node)
    }
  }

  private mutating func solve(
    isRoot: Bool, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> SolverLane.Finding {
    if isRoot {
      return try rootLane.maximize(terms, isFeasible: false, certifies: true, in: &session)
    }
    isProvedEmpty = false
    let proof = EmptinessProof(start, closed: bounds(of: closed), lane: lane, provers: provers)
    lane.provesInfeasible = { ray throws(LPError) in try proof.holds(ray) }
    let finding = try lane.maximize(terms, isFeasible: false, certifies: true, in: &session)
    lane.provesInfeasible = nil
    isProvedEmpty = proof.isFound
    return finding
  }

  private static func follows(_ point: [Double], _ step: LoopStep) -> Bool {
    step.isForward ? point[step.column] > zeroFlux : point[step.column] < -zeroFlux
  }

  /// Without a limit there is no point to look at, so any open cycle will do.
  private func branchUnbounded() throws(LPError) -> BranchFinding<LoopStep, [Double]> {
    let columns = start.compressed.program.columns
    let isOpen = { (step: LoopStep) in
      !closed.contains(step)
        && (step.isForward ? columns.upper[step.column] > 0 : columns.lower[step.column] < 0)
    }
    switch try finder.cycle(through: steps, isOpen: isOpen) {
    case .failed: return .stopped(.numericalTrouble)
    case .none: return .unbounded
    case .cycle(let cycle):
      var node = RelaxedNode<LoopStep, [Double]>(bound: .infinity, isProved: true)
      node.children = children(breaking: cycle, at: nil)
      return node.children.isEmpty ? .empty(isProved: true) : .relaxed(node)
    }
  }

  /// The parts of a node in each of which one step of `cycle` is closed: first the steps with the
  /// least flux, which the objective will miss least; last the target itself, of which nothing is
  /// left.
  private func children(breaking cycle: [LoopStep], at point: [Double]?) -> [BranchChild<LoopStep>]
  {
    let order = cycle.sorted { a, b in
      if (a == target) != (b == target) { return b == target }
      let (x, y) = point.map { (abs($0[a.column]), abs($0[b.column])) } ?? (0, 0)
      return (x, a.column) < (y, b.column)
    }
    return order.indices.compactMap { index in
      let step = order[index]
      if isForced(step) { return nil }
      let changes = [step] + order[..<index].map(\.reversed)
      return BranchChild(changes: changes, bound: step == target ? 0 : .infinity)
    }
  }

  /// Whether the column must carry flux in this direction.
  private func isForced(_ step: LoopStep) -> Bool {
    let bounds = start.compressed.program.columns[step.column]
    return start.forcedSteps.contains(step)
      || (step.isForward ? bounds.lower > 0 : bounds.upper < 0)
  }

  // MARK: The bounds of a node

  /// Closes the steps of `new` and opens all others.
  ///
  /// - Returns: Whether bounds are left for every column.
  private mutating func close(
    _ new: Set<LoopStep>, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> Bool {
    if new.contains(where: isForced) { return false }
    let changed = Set(new.symmetricDifference(closed).map(\.column))
    closed = new
    for column in changed.sorted() {
      let bounds = Self.bounds(
        start.compressed.program.columns[column], isUpperClosed: isClosed(column, true),
        isLowerClosed: isClosed(column, false))
      try session.setColumnBounds(bounds, column: column)
      // The judge sees all reactions of the column closed: on steady states that says the same.
      for (reaction, factor) in start.network.carried[column] {
        lane.judge.setColumnBounds(
          Self.bounds(
            start.original.columns[reaction], isUpperClosed: isClosed(column, factor > 0),
            isLowerClosed: isClosed(column, factor < 0)), column: reaction)
      }
    }
    return true
  }

  /// Opens every direction again.
  mutating func reopen(in session: inout any LPSession & ~Copyable) throws(LPError) {
    _ = try close([], in: &session)
  }

  private func isClosed(_ column: Int, _ isForward: Bool) -> Bool {
    closed.contains(LoopStep(column: column, isForward: isForward))
  }

  private static func bounds(
    _ own: Bounds, isUpperClosed: Bool, isLowerClosed: Bool
  ) -> Bounds {
    Bounds(
      lower: isLowerClosed ? max(own.lower, 0) : own.lower,
      upper: isUpperClosed ? min(own.upper, 0) : own.upper)
  }

  /// The compressed columns whose bounds `steps` change, with the bounds that are left.
  private func bounds(of steps: Set<LoopStep>) -> [Int: Bounds] {
    var bounds: [Int: Bounds] = [:]
    for column in Set(steps.map(\.column)) {
      bounds[column] = Self.bounds(
        start.compressed.program.columns[column], isUpperClosed: isClosed(column, true),
        isLowerClosed: isClosed(column, false))
    }
    return bounds
  }
}

/// Looks for a proof that a node has no point, once.
private final class EmptinessProof {
  private let start: LooplessStart
  private let closed: [Int: Bounds]
  private let lane: SolverLane
  private let provers: [InfeasibilityProver]
  private var isSought = false
  private(set) var isFound = false

  init(
    _ start: LooplessStart, closed: [Int: Bounds], lane: SolverLane, provers: [InfeasibilityProver]
  ) {
    self.start = start
    self.closed = closed
    self.lane = lane
    self.provers = provers
  }

  /// Whether `ray`, or one that is looked for, proves that the program as stated has no point.
  func holds(_ ray: [Double]?) throws(LPError) -> Bool {
    if isFound { return true }
    if let ray, proves(ray) { return true }
    if isSought { return false }
    isSought = true
    for prover in provers {
      if let ray = try prover.ray(closed), proves(ray) { return true }
    }
    return false
  }

  private func proves(_ ray: [Double]) -> Bool {
    isFound = [1.0, -1].contains { sign in
      let duals = start.compressed.expandDuals(ray.map { sign * $0 }, maximizing: [])
      return lane.judge.outerBound(maximizing: [], rowDuals: duals) < 0
    }
    return isFound
  }
}
