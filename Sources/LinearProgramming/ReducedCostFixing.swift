/// Fixes integer columns for good that a known solution leaves no choice.
///
/// The row duals of the root prove a bound *B* on all solutions; a solution in which a column is a
/// unit away from the end that its reduced cost *d* prefers is at most *B − |d|*. Where that is no
/// better than what is known, the column stays at its end (Dantzig, Fulkerson and Johnson, Oper. Res.
/// 1954, doi 10.1287/opre.2.4.393).
struct ReducedCostFixing {
  /// The largest bound of what was left out.
  private(set) var leftOut = -Double.infinity
  private var root = Double.infinity
  /// By decreasing cost.
  private var candidates: [(column: Int, end: Double, cost: Double)] = []
  private var fixed: [(column: Int, end: Double)] = []

  mutating func start(
    _ program: MixedIntegerProgram, _ optimum: RelaxationSolver.Optimum, reducedCosts: [Double]
  ) {
    root = optimum.bound
    candidates = program.integerColumns.compactMap { column in
      let cost = reducedCosts[column]
      let bounds = program.relaxation.columns[column]
      let end = cost > 0 ? bounds.upper : bounds.lower
      // What is rounded in the cost is a 1e-12th of it; a little is left for that.
      return cost == 0 || !end.isFinite ? nil : (column, end, abs(cost) * (1 - 1e-9))
    }.sorted { ($1.cost, $0.column) < ($0.cost, $1.column) }
  }

  /// - Parameter limit: A bound up to this is good enough.
  mutating func update(best: Double, limit: Double) {
    var count = 0
    while count < candidates.count, root - candidates[count].cost <= limit {
      leftOut = max(leftOut, root - candidates[count].cost)
      fixed.append((candidates[count].column, candidates[count].end))
      count += 1
    }
    candidates.removeFirst(count)
  }

  /// Fixes the columns in the bounds of a node.
  ///
  /// - Returns: Whether the node holds any of it.
  func apply(to bounds: inout [Int: Bounds], _ columns: BoundArrays) -> Bool {
    for (column, end) in fixed {
      let own = bounds[column] ?? columns[column]
      if end < own.lower || end > own.upper { return false }
      bounds[column] = .fixed(end)
    }
    return true
  }
}
