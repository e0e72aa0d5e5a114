/// The dual's ratio test.
extension Simplex {
  /// The entering variable of the dual, by a ratio test that passes breakpoints as long as the
  /// dual objective still rises: a boxed variable whose reduced cost changes sign goes to its other
  /// bound instead of stopping the step (Maros, section 7.6.2; Fourer's long step). Within each
  /// group of near ties (Harris's tolerance) the largest pivot is taken.
  ///
  /// The variables passed are left in the first `passedCount` of `breakpoints`.
  /// - Parameters:
  ///   - sign: −1 if the leaving variable is below its lower bound, 1 if above its upper.
  ///   - slope: The violation: the rate at which the dual objective rises at first.
  func chooseDualEntering(sign: Double, slope: Double) -> Int? {
    collectDualCandidates(sign: sign)
    passedCount = 0
    var remaining = slope
    var fallback: (group: Range<Int>, passed: Int)?
    while passedCount < breakpoints.count {
      let group = nextGroup()
      let drop = breakpoints[group].reduce(0.0) { sum, candidate in
        let variable = Int(candidate.index)
        // A variable at zero between its bounds has no other bound to go to.
        if status[variable] == .atZero { return .infinity }
        return sum + candidate.pivot * (upper[variable] - lower[variable])
      }
      let largest = breakpoints[group].reduce(0.0) { max($0, $1.pivot) }
      if largest >= tolerance.trustedPivot || fallback == nil {
        fallback = (group, passedCount)
      }
      if remaining - drop < 0 { break }
      remaining -= drop
      passedCount = group.upperBound
    }
    guard let fallback else { return nil }
    passedCount = fallback.passed
    var best = fallback.group.lowerBound
    for index in fallback.group where breakpoints[index].pivot > breakpoints[best].pivot {
      best = index
    }
    return Int(breakpoints[best].index)
  }

  private func collectDualCandidates(sign: Double) {
    breakpoints.removeAll(keepingCapacity: true)
    for place in 0..<pivotRow.count {
      let variable = Int(pivotRow.indices[place])
      let pivot = sign * pivotRow.values[variable]
      if abs(pivot) <= tolerance.pivot { continue }
      let ratio: Double
      switch status[variable] {
      case .atLower where pivot > 0, .atUpper where pivot < 0:
        ratio = max(0, reducedCost[variable] / pivot)
      case .atZero: ratio = 0
      default: continue
      }
      breakpoints.append(Breakpoint(ratio: ratio, pivot: abs(pivot), index: Int32(variable)))
    }
  }

  /// Brings the candidates that stop the step next, near ties included, to the front of those not
  /// passed yet.
  private func nextGroup() -> Range<Int> {
    var limit = Double.infinity
    for index in passedCount..<breakpoints.count {
      limit = min(limit, breakpoints[index].ratio + tolerance.dual / breakpoints[index].pivot)
    }
    var end = passedCount
    for index in passedCount..<breakpoints.count where breakpoints[index].ratio <= limit {
      breakpoints.swapAt(index, end)
      end += 1
    }
    return passedCount..<end
  }

  /// Moves the variables that the ratio test passed to their other bounds.
  func makeFlips() {
    if passedCount == 0 { return }
    flips.clear()
    for index in 0..<passedCount {
      let variable = Int(breakpoints[index].index)
      let goesUp = status[variable] != .atUpper
      let target = goesUp ? upper[variable] : lower[variable]
      addColumn(of: variable, times: target - value[variable], to: flips)
      status[variable] = goesUp ? .atUpper : .atLower
      value[variable] = target
      counters.boundFlips += 1
    }
    factorization.ftran(flips, savesSpike: false)
    for index in 0..<flips.count {
      let at = Int(flips.indices[index])
      value[Int(basic[at])] -= flips.values[at]
    }
    passedCount = 0
  }
}
