extension NumericalSimulation {
  private static let plainLimit = 40
  private static let newtonLimit = 25

  /// The amounts just before a dose of a regimen that has always been: the fixed point x = Φ(x) of
  /// what one interval does to them.
  ///
  /// Intervals are repeated while that settles quickly. Near saturation it does not, and Newton's
  /// method on x − Φ(x), with the Jacobian by differences, goes on from there.
  ///
  /// - Throws: ``PharmacokineticError/noSteadyState(interval:)`` where neither settles.
  func steadyState(_ input: PeriodicInput) throws(PharmacokineticError) -> [Double] {
    var amounts = [Double](repeating: 0, count: system.amountCount)
    var lastChange = Double.infinity
    for _ in 0..<Self.plainLimit {
      let next = try image(of: amounts, input)
      let change = Self.distance(next, amounts)
      amounts = next
      // A geometric approach has this much still to come.
      let ratio = change / lastChange
      let rest = ratio < 1 ? change * ratio / (1 - ratio) : .infinity
      if change == 0 || max(rest, change) <= tolerance(amounts) { return amounts }
      lastChange = change
    }
    for _ in 0..<Self.newtonLimit {
      let step = try newtonStep(at: amounts, input)
      amounts = zip(amounts, step).map { $0 + $1 }
      // A fixed point beyond the doses of 10⁶ intervals, or below nothing, is none.
      guard amounts.allSatisfy({ $0 <= 1e6 * input.amount && $0 >= -1e-6 * input.amount }) else {
        break
      }
      let size = step.reduce(0) { max($0, abs($1)) }
      if size <= tolerance(amounts) { return amounts.map { max(0, $0) } }
    }
    throw .noSteadyState(interval: input.interval)
  }

  private func tolerance(_ amounts: [Double]) -> Double {
    10 * options.relativeTolerance * amounts.reduce(0) { max($0, abs($1)) }
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  /// Φ: the amounts one interval later.
  private func image(
    of amounts: [Double], _ input: PeriodicInput
  ) throws(PharmacokineticError) -> [Double] {
    var walk = Walk(self, from: 0)
    walk.restart(amounts: amounts, rate: input.initialRate)
    for event in input.events {
      try walk.advance(to: event.time)
      try walk.apply(event)
    }
    try walk.advance(to: input.interval)
    return Array(walk.state.prefix(system.amountCount))
  }

  /// (I − Φ')⁻¹·(Φ(x) − x).
  private func newtonStep(
    at amounts: [Double], _ input: PeriodicInput
  ) throws(PharmacokineticError) -> [Double] {
    let base = try image(of: amounts, input)
    let largest = amounts.reduce(input.amount) { max($0, abs($1)) }
    // The error of Φ is the relative tolerance, so this width balances it with the curvature of Φ.
    let width = options.relativeTolerance.squareRoot() * largest
    var matrix = SquareMatrix.identity(amounts.count)
    for j in amounts.indices {
      var moved = amounts
      moved[j] += width
      let there = try image(of: moved, input)
      for i in amounts.indices { matrix[i, j] -= (there[i] - base[i]) / width }
    }
    guard let factors = LUFactors(matrix) else { throw .noSteadyState(interval: input.interval) }
    var step = zip(base, amounts).map { $0 - $1 }
    factors.solve(&step)
    return step
  }
}
