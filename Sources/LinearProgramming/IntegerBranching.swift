/// Branches on integer columns: see ``branchAndBound(_:options:using:)``.
struct IntegerBranching: BranchingProblem {
  struct Change: Sendable {
    var column: Int
    var bounds: Bounds
    /// By how much the branch moves the column from where the parent's relaxation has it, upwards or
    /// (negative) downwards; 0 if it does not.
    var move = 0.0
    /// The parent's bound.
    var parent = Double.infinity
  }

  /// How far from a whole number a value may be and still be taken for it.
  static let integrality = 1e-6
  /// A dive is tried at the root and then at every node whose number is a multiple of this.
  private static let divingInterval = 16

  private let program: MixedIntegerProgram
  private let solver: RelaxationSolver
  private let rounding: SimpleRounding
  /// How far a node's bound may be above a solution's value and the node be settled by it.
  private let slack: @Sendable (Double) -> Double
  /// Whether a limit has been reached: trials and dives end early.
  private let isOver: @Sendable () -> Bool
  private var costs: PseudoCosts
  private var fixing = ReducedCostFixing()
  private var best = -Double.infinity
  private var bestPoint: [Double] = []
  private var dives = 0
  private var explored = 0

  init(
    _ program: MixedIntegerProgram, solver: RelaxationSolver,
    slack: @escaping @Sendable (Double) -> Double, isOver: @escaping @Sendable () -> Bool
  ) {
    self.isOver = isOver
    self.program = program
    self.solver = solver
    self.slack = slack
    rounding = SimpleRounding(program)
    costs = PseudoCosts(columnCount: program.relaxation.objective.count)
  }

  var leftOut: Double { fixing.leftOut }

  mutating func explore(
    _ path: [Change], from basis: Basis?, in session: inout any LPSession & ~Copyable
  ) throws(LPError) -> BranchFinding<Change, [Double]> {
    if let basis { try session.restore(basis) }
    let isDiveTried = explored % Self.divingInterval == 0
    explored += 1
    var bounds: [Int: Bounds] = [:]
    for change in path { bounds[change.column] = change.bounds }
    // Outside of what is fixed there is nothing better than what is known.
    if !fixing.apply(to: &bounds, program.relaxation.columns) {
      return .relaxed(RelaxedNode(bound: fixing.leftOut, isProved: true))
    }
    let optimum: RelaxationSolver.Optimum
    switch try solver.solve(bounds, in: &session) {
    case .infeasible(let isProved): return .empty(isProved: isProved)
    case .unbounded: return .unbounded
    case .stopped(let reason): return .stopped(reason)
    case .optimal(let found): optimum = found
    }
    if let last = path.last {
      costs.note(last.column, move: last.move, loss: last.parent - optimum.bound)
    }
    var node = RelaxedNode<Change, [Double]>(bound: optimum.bound, isProved: optimum.isProved)
    let basis = try session.basis()
    node.basis = basis
    if path.isEmpty, optimum.isProved {
      fixing.start(program, optimum, reducedCosts: solver.reducedCosts(optimum.rowDuals))
      if best > -.infinity { fixing.update(best: best, limit: best + slack(best)) }
    }
    if fractional(optimum.columns).isEmpty {
      try settle(optimum, bounds, into: &node, in: &session)
    } else {
      if let rounded = rounding.round(optimum.columns), solver.isSolution(rounded) {
        node.solutions.append(BranchSolution(value: solver.value(of: rounded), point: rounded))
      }
      if isDiveTried { try dive(optimum, bounds, into: &node, in: &session) }
      note(node.solutions)
      if isMet(optimum.bound) { return .relaxed(node) }
      try probe(optimum, bounds, from: basis, in: &session)
      let column = costs.best(among: fractional(optimum.columns), at: optimum.columns)
      node.children = split(column, at: optimum, bounds)
      // No whole number lies within the column's bounds.
      if node.children.isEmpty { return .empty(isProved: true) }
    }
    note(node.solutions)
    try session.restore(basis)
    return .relaxed(node)
  }

  /// Takes a solution that is known before the search.
  mutating func begin(with solution: BranchSolution<[Double]>) { note([solution]) }

  private mutating func note(_ solutions: [BranchSolution<[Double]>]) {
    for solution in solutions where solution.value > best {
      best = solution.value
      bestPoint = solution.point
      fixing.update(best: best, limit: best + slack(best))
    }
  }

  /// Whether the best solution is good enough for a node of this bound.
  private func isMet(_ bound: Double) -> Bool {
    best > -.infinity && bound - best <= slack(best)
  }

  /// The integer columns that are not whole, ascending.
  private func fractional(_ x: [Double]) -> [Int] {
    program.integerColumns.filter { abs(x[$0] - x[$0].rounded()) > Self.integrality }
  }

  private func split(
    _ column: Int, at optimum: RelaxationSolver.Optimum, _ bounds: [Int: Bounds]
  ) -> [BranchChild<Change>] {
    let value = optimum.columns[column]
    let own = bounds[column] ?? program.relaxation.columns[column]
    let (floor, ceiling) = (value.rounded(.down), value.rounded(.up))
    let below = (Bounds(lower: own.lower, upper: floor), floor - value)
    let above = (Bounds(lower: ceiling, upper: own.upper), ceiling - value)
    let order = value - floor <= 0.5 ? [below, above] : [above, below]
    return order.filter { $0.0.lower <= $0.0.upper }.map { bounds, move in
      BranchChild(
        changes: [Change(column: column, bounds: bounds, move: move, parent: optimum.bound)])
    }
  }

  /// Branches on trial on columns of which too little is known, and learns what it costs.
  private mutating func probe(
    _ optimum: RelaxationSolver.Optimum, _ bounds: [Int: Bounds], from basis: Basis,
    in session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    let candidates = costs.unknown(among: fractional(optimum.columns), at: optimum.columns)
    for column in candidates {
      for child in split(column, at: optimum, bounds) where !isOver() {
        guard let change = child.changes.first else { continue }
        var trial = bounds
        trial[column] = change.bounds
        try session.restore(basis)
        switch try solver.solve(trial, isHeuristic: true, in: &session) {
        case .optimal(let found):
          costs.note(column, move: change.move, loss: optimum.bound - found.bound)
        case .infeasible: costs.noteDeadEnd(column, move: change.move)
        case .unbounded, .stopped: break
        }
      }
    }
  }

  /// Which columns a dive fixes first, and where.
  private enum Dive: Int, CaseIterable {
    /// The nearest to a whole number, there.
    case nearest
    /// The largest fractions, upwards.
    case upward
    /// The nearest to the best solution so far, there (Danna, Rothberg and Le Pape, Math. Programming
    /// 2005, doi 10.1007/s10107-004-0518-7).
    case guided
  }

  /// Fixes a part of the fractional columns and solves again, until all are whole or nothing is left.
  /// Dives of three kinds take turns.
  private mutating func dive(
    _ optimum: RelaxationSolver.Optimum, _ bounds: [Int: Bounds],
    into node: inout RelaxedNode<Change, [Double]>, in session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    var kind = Dive.allCases[dives % Dive.allCases.count]
    dives += 1
    if kind == .guided && bestPoint.isEmpty { kind = .nearest }
    var bounds = bounds
    var point = optimum.columns
    while true {
      let left = fractional(point)
      if left.isEmpty { break }
      if isOver() { return }
      let goals = left.map { column in
        switch kind {
        case .nearest: (column: column, value: point[column].rounded())
        case .upward: (column: column, value: point[column].rounded(.up))
        case .guided: (column: column, value: bestPoint[column])
        }
      }
      .sorted {
        (abs(point[$0.column] - $0.value), $0.column)
          < (abs(point[$1.column] - $1.value), $1.column)
      }
      for goal in goals.prefix(max(1, left.count / 10)) {
        let own = bounds[goal.column] ?? program.relaxation.columns[goal.column]
        let value = min(max(goal.value, own.lower), own.upper)
        // Bounds without a whole number between them: branching will say so.
        if value != value.rounded() { return }
        bounds[goal.column] = .fixed(value)
      }
      guard case .optimal(let found) = try solver.solve(bounds, isHeuristic: true, in: &session)
      else { return }
      if isMet(found.bound) { return }
      point = found.columns
      if let rounded = rounding.round(point), solver.isSolution(rounded) {
        node.solutions.append(BranchSolution(value: solver.value(of: rounded), point: rounded))
      }
    }
    if case .optimal(let rounded) = try solver.solve(
      fixed(point, bounds), isHeuristic: true, in: &session)
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
