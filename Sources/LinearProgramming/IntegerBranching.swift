/// Branches on integer columns: see ``branchAndBound(_:options:using:)``.
struct IntegerBranching: BranchingProblem {
  struct Change: Sendable {
    var column: Int
    var bounds: Bounds
  }

  /// How far from a whole number a value may be and still be taken for it.
  static let integrality = 1e-6
  /// Rounding is tried at the root and then at every node whose number is a multiple of this.
  private static let roundingInterval = 16

  private let program: MixedIntegerProgram
  private let solver: RelaxationSolver
  /// How far a node's bound may be above a solution's value and the node be settled by it.
  private let slack: @Sendable (Double) -> Double
  private var explored = 0

  init(
    _ program: MixedIntegerProgram, solver: RelaxationSolver,
    slack: @escaping @Sendable (Double) -> Double
  ) {
    self.program = program
    self.solver = solver
    self.slack = slack
  }

  mutating func explore(
    _ path: [Change], from basis: Basis?, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> BranchFinding<Change, [Double]> {
    if let basis { try session.restore(basis) }
    let isRoundingTried = explored % Self.roundingInterval == 0
    explored += 1
    var bounds: [Int: Bounds] = [:]
    for change in path { bounds[change.column] = change.bounds }
    let optimum: RelaxationSolver.Optimum
    switch try solver.solve(bounds, in: &session) {
    case .infeasible(let isProved): return .empty(isProved: isProved)
    case .unbounded: return .unbounded
    case .stopped(let reason): return .stopped(reason)
    case .optimal(let found): optimum = found
    }
    var node = RelaxedNode<Change, [Double]>(bound: optimum.bound, isProved: optimum.isProved)
    let basis = try session.basis()
    node.basis = basis
    if let column = mostFractional(optimum.columns) {
      node.children = split(column, at: optimum.columns[column], bounds)
      // No whole number lies within the column's bounds.
      if node.children.isEmpty { return .empty(isProved: true) }
      if !isRoundingTried { return .relaxed(node) }
      try round(optimum, bounds, into: &node, in: &session)
    } else {
      try settle(optimum, bounds, into: &node, in: &session)
    }
    try session.restore(basis)
    return .relaxed(node)
  }

  /// The integer column that is furthest from a whole number, the first of equals; `nil` if all are
  /// whole.
  private func mostFractional(_ x: [Double]) -> Int? {
    var found: (column: Int, distance: Double)?
    for column in program.integerColumns {
      let distance = abs(x[column] - x[column].rounded())
      if distance > max(Self.integrality, found?.distance ?? 0) { found = (column, distance) }
    }
    return found?.column
  }

  private func split(
    _ column: Int, at value: Double, _ bounds: [Int: Bounds]
  ) -> [BranchChild<Change>] {
    let own = bounds[column] ?? program.relaxation.columns[column]
    let below = Bounds(lower: own.lower, upper: value.rounded(.down))
    let above = Bounds(lower: value.rounded(.up), upper: own.upper)
    let order = value - value.rounded(.down) <= 0.5 ? [below, above] : [above, below]
    return order.filter { $0.lower <= $0.upper }
      .map { BranchChild(changes: [Change(column: column, bounds: $0)]) }
  }

  /// Tries the nearest whole numbers.
  private func round(
    _ optimum: RelaxationSolver.Optimum, _ bounds: [Int: Bounds],
    into node: inout RelaxedNode<Change, [Double]>, in session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    if case .optimal(let rounded) = try solver.solve(
      fixed(optimum.columns, bounds), isHeuristic: true, in: &session)
    {
      node.solutions.append(solution(rounded))
    }
  }

  /// The program's bounds at a node, with the integer columns fixed at the whole numbers next to `x`.
  private func fixed(_ x: [Double], _ bounds: [Int: Bounds]) -> [Int: Bounds] {
    var fixed = bounds
    for column in program.integerColumns {
      let own = bounds[column] ?? program.relaxation.columns[column]
      fixed[column] = .fixed(min(max(x[column].rounded(), own.lower), own.upper))
    }
    return fixed
  }

  private func solution(_ optimum: RelaxationSolver.Optimum) -> BranchSolution<[Double]> {
    var x = optimum.columns
    for column in program.integerColumns { x[column] = x[column].rounded() + 0 }
    return BranchSolution(value: optimum.value, point: x)
  }

  /// Solves a whole relaxation again at its whole numbers. What that does not reach is searched on.
  private func settle(
    _ optimum: RelaxationSolver.Optimum, _ bounds: [Int: Bounds],
    into node: inout RelaxedNode<Change, [Double]>, in session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    let isOpen = { (column: Int) in
      let own = bounds[column] ?? program.relaxation.columns[column]
      return own.lower < own.upper
    }
    guard let column = program.integerColumns.first(where: isOpen) else {
      node.solutions.append(solution(optimum))
      return
    }
    let fixed = fixed(optimum.columns, bounds)
    if case .optimal(let rounded) = try solver.solve(fixed, in: &session) {
      node.solutions.append(solution(rounded))
      if optimum.bound - rounded.value <= slack(rounded.value) { return }
    }
    let own = bounds[column] ?? program.relaxation.columns[column]
    let value = optimum.columns[column].rounded()
    node.children = [
      Bounds.fixed(value), Bounds(lower: own.lower, upper: min(value - 1, own.upper)),
      Bounds(lower: max(value + 1, own.lower), upper: own.upper),
    ]
    .filter { own.lower <= $0.lower && $0.lower <= $0.upper && $0.upper <= own.upper }
    .map { BranchChild(changes: [Change(column: column, bounds: $0)]) }
  }
}
