/// The primal method: from any basis to an optimal one.
extension Simplex {
  /// What the primal minimizes: first the sum of all violations of bounds, then the costs.
  enum Phase { case feasibility, optimality }

  /// Why the iterations of a phase paused.
  private enum Pause {
    case noneAttractive
    case unbounded(entering: Int, direction: Double)
    case feasible, infeasible
    case limit(SimplexEnd)
    case trouble
  }

  /// Rounds of refactorizing and of putting relaxed bounds back before the primal gives up.
  private static let maximalRounds = 24

  /// Minimizes the costs from the basis at hand.
  func runPrimal(_ watch: inout SolveWatch) -> SimplexEnd {
    for round in 0..<Self.maximalRounds {
      restoreCosts()
      rebuild()
      var phase = Phase.optimality
      if primalInfeasibility().largest > tolerance.primal {
        phase = .feasibility
        areReducedCostsCurrent = false
        computeInfeasibilityPrices()
      }
      switch iterate(phase, &watch) {
      case .limit(let end): return end
      case .feasible, .trouble: break
      case .noneAttractive where hasPassedOver:
        // What was passed over may be fit to enter from here, if need be with a smaller pivot.
        hasPassedOver = false
        tolerance.soundPivot = tolerance.pivot
        isFactorized = false
        areReducedCostsCurrent = false
      case .noneAttractive where phase == .feasibility, .infeasible:
        if confirmsWithFreshFactors() {
          if !hasRelaxedBounds {
            // The proof is in the prices, not in a row that the dual method met on the way.
            infeasibleRow = -1
            return .infeasible
          }
          restoreBounds()
        }
      case .unbounded(let entering, let direction):
        if confirmsWithFreshFactors() {
          if hasRelaxedBounds {
            restoreBounds()
          } else {
            unboundedDirection = (entering, direction)
            return .unbounded
          }
        }
      case .noneAttractive:
        if !hasRelaxedBounds { return .optimal }
        restoreBounds()
        rebuild()
        if primalInfeasibility().largest <= tolerance.primal { return .optimal }
        // Still dual feasible: the dual method mends it in a few pivots. Towards the last rounds
        // the primal itself has another go.
        if round < Self.maximalRounds / 2 { _ = runDual(&watch, perturbs: false) }
      }
    }
    return .numericalTrouble
  }

  /// Whether the factors are fresh already; if not, they are made so for another look.
  private func confirmsWithFreshFactors() -> Bool {
    if factorization.updateCount == 0 { return true }
    isFactorized = false
    return false
  }

  private func iterate(_ phase: Phase, _ watch: inout SolveWatch) -> Pause {
    var stall = StallCounter()
    while true {
      if let end = watch.limit(counters) { return .limit(end) }
      if factorization.shouldRefactorize || !isFactorized {
        if !refresh(phase) { return .trouble }
      }
      guard let entering = chooseEntering() else { return .noneAttractive }
      computeColumn(of: entering)
      guard trustsReducedCost(of: entering, phase) else { continue }
      let direction = reducedCost[entering] < 0 ? 1.0 : -1.0
      guard let step = primalStep(entering, direction: direction, phase) else {
        // The sum of all violations cannot fall for ever: what would lower it is rounding.
        if phase == .feasibility {
          passOver(entering)
          continue
        }
        return .unbounded(entering: entering, direction: direction)
      }
      if step.position >= 0, !acceptsPivot(column.values[step.position], of: entering) { continue }
      counters.iterations += 1
      let isDegenerate = make(step, entering: entering, direction: direction, phase)
      if !isFactorized { continue }
      if phase == .feasibility, infeasibleCount == 0 { return .feasible }
      if needsWeightReset { resetPrimalWeights() }
      if stall.note(isDegenerate) { relaxBounds(by: stall.magnitude) }
    }
  }

  /// Factorizes again between pivots and goes on in the same phase, unless feasibility is lost.
  private func refresh(_ phase: Phase) -> Bool {
    factorize()
    computeValues()
    switch phase {
    case .feasibility:
      computeInfeasibilityPrices()
      return infeasibleCount > 0
    case .optimality:
      computeReducedCosts()
      return primalInfeasibility().largest <= tolerance.primal || relaxBoundsToValues()
    }
  }

  /// B⁻¹ a_q into `column`, its spike kept for the update.
  func computeColumn(of variable: Int) {
    column.clear()
    addColumn(of: variable, times: 1, to: column)
    factorization.ftran(column, savesSpike: true)
  }

  /// Computes the entering variable's reduced cost again from its column, which is exact where the
  /// updated one has drifted; says whether it is still attractive.
  private func trustsReducedCost(of entering: Int, _ phase: Phase) -> Bool {
    let prices = phase == .feasibility ? infeasibility : cost
    var d = phase == .feasibility ? 0 : cost[entering]
    for place in 0..<column.count {
      let at = Int(column.indices[place])
      d -= prices[Int(basic[at])] * column.values[at]
    }
    reducedCost[entering] = d
    if isAttractive(entering) { return true }
    attractive.remove(entering)
    return false
  }

  /// Whether a pivot is large enough to be made. If not, and the factors are old, they are made
  /// anew; if they are fresh, the entering variable is passed over until the next time.
  private func acceptsPivot(_ pivot: Double, of entering: Int) -> Bool {
    if abs(pivot) >= tolerance.trustedPivot { return true }
    if factorization.updateCount > 0 {
      isFactorized = false
      return false
    }
    if abs(pivot) >= tolerance.soundPivot { return true }
    passOver(entering)
    return false
  }

  /// Keeps a variable that cannot enter with a sound pivot from being chosen again here.
  private func passOver(_ entering: Int) {
    attractive.remove(entering)
    hasPassedOver = true
  }

  /// Makes a step and brings everything up to date; returns whether nothing moved.
  func make(
    _ step: PrimalStep, entering: Int, direction: Double, _ phase: Phase
  ) -> Bool {
    guard step.position >= 0 else {
      flip(entering, direction: direction, step.length)
      if phase == .feasibility { updateInfeasibilityPrices() }
      return false
    }
    let leaving = Int(basic[step.position])
    let wasFixed = lower[leaving] == upper[leaving]
    let isPaired = computeRowDuals(step.position)
    let pivot = column.values[step.position]
    if disagree(pivot, matrix.dot(rowDual.values, variable: entering)) {
      // With fresh factors the column or the row is beyond help; the variable is passed over.
      if factorization.updateCount == 0 { passOver(entering) } else { isFactorized = false }
      return true
    }
    move(entering, by: direction * step.length)
    priceRow(rowDual, isPaired: isPaired)
    updatePrices(entering, leaving, pivot)
    if phase == .feasibility, infeasibility[leaving] != 0 {
      reducedCost[leaving] -= infeasibility[leaving]
      infeasibility[leaving] = 0
      infeasibleCount -= 1
    }
    areDualWeightsCurrent = false
    exchange(entering, leaving, at: step.position, toUpper: step.reachesUpper)
    if phase == .feasibility, isFactorized { updateInfeasibilityPrices() }
    return step.length <= 1e-12 && !wasFixed
  }

  /// Moves a variable from one of its bounds to the other; the basis stays.
  private func flip(_ entering: Int, direction: Double, _ length: Double) {
    move(entering, by: direction * length)
    status[entering] = direction > 0 ? .atUpper : .atLower
    value[entering] = direction > 0 ? upper[entering] : lower[entering]
    refreshAttraction(of: entering)
    counters.boundFlips += 1
  }

  func move(_ entering: Int, by delta: Double) {
    value[entering] += delta
    if delta == 0 { return }
    for place in 0..<column.count {
      let at = Int(column.indices[place])
      value[Int(basic[at])] -= delta * column.values[at]
    }
  }

  /// ρ = B⁻ᵀ e_p into `rowDual`.
  func computeRowDual(_ place: Int) {
    rowDual.clear()
    rowDual.append(1, at: place)
    factorization.btran(rowDual)
  }

  /// Whether the pivot as the column has it and as the row has it differ by more than rounding.
  func disagree(_ a: Double, _ b: Double) -> Bool {
    !(abs(a - b) <= 1e-7 * (1 + max(abs(a), abs(b))))
      || !(abs(a - b) <= 1e-3 * min(abs(a), abs(b)))
  }

  /// Puts `entering` into the basis in the place of `leaving`, which goes to a bound.
  func exchange(_ entering: Int, _ leaving: Int, at place: Int, toUpper: Bool) {
    let updates = factorization.update(position: place, alpha: column)
    position[leaving] = -1
    self.place(entering, at: place)
    if lower[leaving] == upper[leaving] {
      status[leaving] = .fixed
    } else {
      status[leaving] = toUpper ? .atUpper : .atLower
      if leaving < matrix.columnCount { priceable.insert(leaving) }
    }
    refreshAttraction(of: leaving)
    if !updates {
      isFactorized = false
      areValuesCurrent = false
    }
  }
}

/// Counts steps that move nothing; a long run of them calls for relaxed bounds.
struct StallCounter {
  private var idle = 0
  private var calls = 0

  /// Degenerate steps in a row before the bounds are relaxed.
  private static let patience = 60

  /// How far to relax, relative to the bound.
  var magnitude: Double { min(1e-7 * Double(1 << min(calls, 8)), 1e-5) }

  /// - Returns: Whether it is time to do something.
  mutating func note(_ isIdle: Bool) -> Bool {
    idle = isIdle ? idle + 1 : 0
    if idle < Self.patience { return false }
    idle = 0
    calls += 1
    return true
  }
}
