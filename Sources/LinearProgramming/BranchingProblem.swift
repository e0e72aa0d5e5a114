/// What a search by branch and bound needs to know of the problem that it searches.
///
/// The objective is *maximized*. A node is the path of changes that lead to it from the root; the
/// children of a node together hold every solution that the node holds.
package protocol BranchingProblem<Change, Point> {
  /// One restriction, such as a tighter bound.
  associatedtype Change: Sendable
  /// What a solution is.
  associatedtype Point: Sendable

  /// Solves the relaxation of the node at the end of `path`, from `basis` if there is one, else from
  /// the basis at hand, and leaves the session with the node's own basis.
  mutating func explore(
    _ path: [Change], from basis: Basis?, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> BranchFinding<Change, Point>

  /// The largest bound of what was left out of the tree so far, such as by fixing columns for a
  /// solution that is known.
  var leftOut: Double { get }
}

extension BranchingProblem {
  package var leftOut: Double { -.infinity }
}

/// What was found at one node.
package enum BranchFinding<Change: Sendable, Point: Sendable>: Sendable {
  /// The node holds no solution; `isProved` if that is more than the solver's word.
  case empty(isProved: Bool)
  case relaxed(RelaxedNode<Change, Point>)
  /// The relaxation has no limit, and nothing is left to branch on.
  case unbounded
  /// The relaxation could not be solved.
  case stopped(LPOutcome.StopReason)
}

/// A node whose relaxation was solved.
package struct RelaxedNode<Change: Sendable, Point: Sendable>: Sendable {
  /// No solution of the node is better.
  package var bound: Double
  /// Whether `bound` holds whatever the solver did.
  package var isProved: Bool
  /// Solutions found on the way, here or elsewhere.
  package var solutions: [BranchSolution<Point>] = []
  /// The node's parts, the most promising first. Without children the node is settled.
  package var children: [BranchChild<Change>] = []
  /// From where the children start.
  package var basis: Basis?

  package init(bound: Double, isProved: Bool) {
    self.bound = bound
    self.isProved = isProved
  }
}

/// A solution and its value, to be maximized.
package struct BranchSolution<Point: Sendable>: Sendable {
  package var value: Double
  package var point: Point

  package init(value: Double, point: Point) {
    self.value = value
    self.point = point
  }
}

/// A part of a node.
package struct BranchChild<Change: Sendable>: Sendable {
  package var changes: [Change]
  /// What is known of the part before it is explored; infinite if nothing is.
  package var bound: Double

  package init(changes: [Change], bound: Double = .infinity) {
    self.changes = changes
    self.bound = bound
  }
}
