/// Branch and bound over the nodes of a ``BranchingProblem``.
///
/// The search dives: after a node it takes the node's first child, and goes back to the open node
/// with the best bound (the deepest, then the oldest, of those) when a dive ends. So it finds
/// solutions early, and proves them with few nodes. Its order depends on the problem alone, never on
/// the clock, unless a time limit ends it. (Land and Doig, Econometrica 1960, doi 10.2307/1910129;
/// for the order, Linderoth and Savelsbergh, INFORMS J. Comput. 1999, doi 10.1287/ijoc.11.2.173.)
package struct BranchSearch<Change: Sendable, Point: Sendable> {
  private let limits: BranchLimits
  private var open = BranchQueue<Change>()
  private var nextID = 0
  private var result = BranchResult<Point>()
  /// The largest bound of the nodes that were closed and whether all of those bounds are proved.
  private var closed = -Double.infinity

  package init(limits: BranchLimits) { self.limits = limits }

  /// Takes a solution that is known before the search.
  package mutating func begin(with solution: BranchSolution<Point>) { result.best = solution }

  /// Searches from the root, whose relaxation starts from `basis` if there is one.
  package mutating func run<Problem: BranchingProblem<Change, Point>>(
    _ problem: inout Problem, from basis: Basis? = nil,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> BranchResult<Point> {
    let start = ContinuousClock.now
    open.insert(
      BranchNode(id: 0, path: [], bound: .infinity, isBoundProved: true, basis: basis))
    var current: BranchNode<Change>?
    while let node = current ?? open.popFirst() {
      let isDiving = current != nil
      current = nil
      if isCutOff(node.bound) {
        close(node.bound, isProved: node.isBoundProved)
        continue
      }
      if let reason = reasonToStop(since: start) {
        open.insert(node)
        result.stop = reason
        break
      }
      result.nodes += 1
      // A dive goes on from where its parent left the session.
      let basis = isDiving ? nil : node.basis
      let finding = try problem.explore(node.path, from: basis, in: &session)
      current = take(finding, at: node)
      if result.isUnbounded { break }
    }
    closed = max(closed, problem.leftOut)
    return finished()
  }

  /// Notes what was found at `node`, and returns the child to dive into.
  private mutating func take(
    _ finding: BranchFinding<Change, Point>, at node: BranchNode<Change>
  ) -> BranchNode<Change>? {
    switch finding {
    case .empty(let isProved):
      if !isProved { result.isBoundProved = false }
    case .unbounded: result.isUnbounded = true
    case .stopped(let reason):
      close(node.bound, isProved: node.isBoundProved)
      result.unresolved += 1
      result.trouble = result.trouble ?? reason
    case .relaxed(let relaxed): return branch(relaxed, at: node)
    }
    return nil
  }

  private mutating func branch(
    _ relaxed: RelaxedNode<Change, Point>, at node: BranchNode<Change>
  ) -> BranchNode<Change>? {
    for solution in relaxed.solutions where solution.value > result.best?.value ?? -.infinity {
      result.best = solution
    }
    var own = node
    // The parent's bound holds here too, and is the better one where rounding made it so.
    if relaxed.bound < own.bound {
      own.bound = relaxed.bound
      own.isBoundProved = relaxed.isProved
    }
    own.basis = relaxed.basis
    if relaxed.children.isEmpty || isCutOff(own.bound) {
      close(own.bound, isProved: own.isBoundProved)
      return nil
    }
    let children = relaxed.children.map { makeNode($0, parent: own) }
    for child in children.dropFirst() { open.insert(child) }
    return children[0]
  }

  private mutating func makeNode(
    _ child: BranchChild<Change>, parent: BranchNode<Change>
  ) -> BranchNode<Change> {
    nextID += 1
    // A bound that a child brings along follows from its changes alone, and is proved.
    return BranchNode(
      id: nextID, path: parent.path + child.changes, bound: min(child.bound, parent.bound),
      isBoundProved: child.bound <= parent.bound || parent.isBoundProved, basis: parent.basis)
  }

  private mutating func close(_ bound: Double, isProved: Bool) {
    closed = max(closed, bound)
    if !isProved { result.isBoundProved = false }
  }

  private func isCutOff(_ bound: Double) -> Bool {
    guard let best = result.best else { return false }
    return bound - best.value <= limits.gap(at: best.value)
  }

  private func reasonToStop(since start: ContinuousClock.Instant) -> BranchResult<Point>.Stop? {
    if limits.isCancelled?() == true { return .cancelled }
    if result.nodes >= limits.nodes { return .nodeLimit }
    if limits.seconds < .infinity, start.duration(to: .now) / .seconds(1) >= limits.seconds {
      return .timeLimit
    }
    return nil
  }

  private func finished() -> BranchResult<Point> {
    var result = result
    result.bound = max(closed, open.bestBound ?? -.infinity)
    result.bound = max(result.bound, result.best?.value ?? -.infinity)
    if result.isUnbounded { result.bound = .infinity }
    result.isSettled =
      result.stop == nil && result.unresolved == 0 && !result.isUnbounded
    return result
  }
}

/// When a search by branch and bound ends before its tree does.
package struct BranchLimits: Sendable {
  package var nodes = Int.max
  package var seconds = Double.infinity
  package var absoluteGap = 0.0
  package var relativeGap = 0.0
  package var isCancelled: (@Sendable () -> Bool)?

  package init() {}

  /// How far a bound may be above a solution's value and still prove it good enough.
  package func gap(at value: Double) -> Double { max(absoluteGap, relativeGap * abs(value)) }
}

/// What a search found.
package struct BranchResult<Point: Sendable>: Sendable {
  package enum Stop: Sendable, Hashable {
    case nodeLimit, timeLimit, cancelled
  }

  package var best: BranchSolution<Point>?
  /// No solution is better; −infinity if there is none.
  package var bound = -Double.infinity
  /// Whether `bound`, and every part of the tree that was closed, rests on proofs alone.
  package var isBoundProved = true
  /// Whether the whole tree was searched.
  package var isSettled = false
  package var isUnbounded = false
  package var stop: Stop?
  /// Nodes whose relaxation could not be solved, and why the first of them could not.
  package var unresolved = 0
  package var trouble: LPOutcome.StopReason?
  package var nodes = 0

  package init() {}
}
