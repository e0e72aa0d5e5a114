import LinearProgramming

/// The ends of a few reactions, while they are settled in rational arithmetic one after the other.
struct ExactChunk {
  /// Columns of the program.
  let reactions: [Int]
  /// What the floating-point analysis says of them, and then what is settled.
  private(set) var ranges: [FluxRange]
  let program: LinearProgram
  let isOptimumCertified: Bool
  /// The last basis that a solver called optimal.
  private var basis: Basis
  private let watch: RunWatch
  private(set) var tally = ExactSettlement()
  /// Which ends have had their turn: *2i* is the minimum of reaction *i* and *2i + 1* its maximum.
  private var isDone: [Bool]

  init(
    reactions: [Int], ranges: [FluxRange], program: LinearProgram, isOptimumCertified: Bool,
    basis: Basis, watch: RunWatch
  ) {
    self.reactions = reactions
    self.ranges = ranges
    self.program = program
    self.isOptimumCertified = isOptimumCertified
    self.basis = basis
    self.watch = watch
    isDone = Array(repeating: false, count: 2 * reactions.count)
  }

  /// Settles the minima, and then the maxima: two programs that push the same way have near optima.
  mutating func settle(
    _ session: inout any LPSession & ~Copyable, _ exact: inout any ExactLPSession & ~Copyable
  ) throws(LPError) {
    let ends = isDone.indices.filter { $0 % 2 == 0 } + isDone.indices.filter { $0 % 2 == 1 }
    for end in ends where !isDone[end] {
      if watch.reasonToStop != nil { return }
      let terms = [(column: reactions[end / 2], coefficient: 1.0)]
      let sense: LinearProgram.Sense = end % 2 == 1 ? .maximize : .minimize
      try findBasis(terms, sense, &session)
      let answer = exact.optimize(terms, sense: sense, from: basis) { [watch] in
        // A count of nothing lets the callback say that the run is cancelled.
        watch.settle(0)
        return watch.reasonToStop == nil
      }
      note(answer, of: end)
      lookAtOthers(&exact)
    }
  }

  /// Solves the program from the basis at hand, or else from a fresh one; keeps the last basis where
  /// the solver finds no optimum, since the exact simplex can go on from any.
  private mutating func findBasis(
    _ terms: [(column: Int, coefficient: Double)], _ sense: LinearProgram.Sense,
    _ session: inout any LPSession & ~Copyable
  ) throws(LPError) {
    try session.setObjective(terms, sense: sense)
    for rung in [SolveRung.warm, .freshBasis] {
      if case .optimal = try session.solve(rung, method: .primal) {
        basis = try session.basis()
        return
      }
    }
    try session.restore(basis)
  }

  private mutating func note(_ answer: ExactAnswer, of end: Int) {
    tally.pivots += answer.pivots
    tally.largestBits = max(tally.largestBits, answer.bits)
    switch answer.outcome {
    case .optimal(let number) where number.rounded.isFinite:
      settle(end, as: number)
      if answer.pivots == 0 { tally.endsWithoutPivots += 1 }
    case .optimal: refuse(end, .beyondDoubles)
    case .unbounded:
      self[end] = .init(status: .unbounded, value: end % 2 == 1 ? .infinity : -.infinity)
      close(end)
      tally.settledEnds += 1
    case .infeasible: refuse(end, .infeasible)
    case .stopped(.pivotLimit): refuse(end, .pivotLimit)
    case .stopped(.sizeLimit): refuse(end, .sizeLimit)
    // The watch knows why, and ends the run.
    case .stopped(.cancelled): break
    }
  }

  /// Settles the ends that the point of the last solve shows to be at the bounds of their reactions:
  /// no flux goes further, whatever the reduced costs.
  private mutating func lookAtOthers(_ exact: inout any ExactLPSession & ~Copyable) {
    for end in isDone.indices where !isDone[end] {
      let column = reactions[end / 2]
      let bound = end % 2 == 1 ? program.columns.upper[column] : program.columns.lower[column]
      guard bound.isFinite, let number = exact.number(ofColumn: column, ifAt: bound) else {
        continue
      }
      settle(end, as: number)
      tally.endsSeenAtBounds += 1
    }
  }

  private mutating func settle(_ end: Int, as number: ExactNumber) {
    let value = number.rounded.unsigned
    if let before = self[end].value, before.isFinite {
      let correction = abs(value - before) / max(1, abs(value))
      tally.largestCorrection = max(tally.largestCorrection, correction)
    }
    // The nearest double may be on the near side of the number, where it bounds nothing.
    let outer = end % 2 == 1 ? number.roundedUp : number.roundedDown
    self[end] = .init(
      status: isOptimumCertified ? .certified : .optimal, value: value,
      outerBound: outer.unsigned, fraction: number.fraction)
    close(end)
    tally.settledEnds += 1
  }

  private mutating func refuse(_ end: Int, _ obstacle: ExactSettlement.Obstacle) {
    tally.unsettledEnds[obstacle, default: 0] += 1
    close(end)
  }

  private mutating func close(_ end: Int) {
    isDone[end] = true
    watch.settle(1)
  }

  private subscript(end: Int) -> FluxRange.End {
    get { end % 2 == 1 ? ranges[end / 2].maximum : ranges[end / 2].minimum }
    set {
      if end % 2 == 1 {
        ranges[end / 2].maximum = newValue
      } else {
        ranges[end / 2].minimum = newValue
      }
    }
  }
}
