/// How far the entering variable goes, and what stops it.
struct PrimalStep {
  /// Never negative.
  var length: Double
  /// The position of the leaving variable; −1 if the entering one reaches its other bound.
  var position: Int
  /// Whether the leaving variable stops at its upper bound.
  var reachesUpper = false
}

extension Simplex {
  /// The step of an entering variable; `nil` if nothing stops it.
  func primalStep(_ entering: Int, direction: Double, _ phase: Phase) -> PrimalStep? {
    let room = direction > 0 ? upper[entering] - value[entering] : value[entering] - lower[entering]
    let step =
      phase == .optimality
      ? harrisStep(direction: direction)
      : longStep(direction: direction, slope: abs(reducedCost[entering]))
    if let step, step.length < room { return step }
    return room.isFinite ? PrimalStep(length: max(0, room), position: -1) : step
  }

  /// Harris's two passes: the longest step that violates no bound by more than the tolerance, then
  /// among the variables that would stop a shorter one the largest pivot.
  ///
  /// A leaving variable may so be outside of its bound by up to the tolerance; the step is then
  /// zero and it stays where it is, which keeps all values consistent.
  private func harrisStep(direction: Double) -> PrimalStep? {
    let (indices, alpha) = (column.indices, column.values)
    let (head, x, low, high) = (basic, value, lower, upper)
    let smallest = tolerance.pivot
    let slack = tolerance.primal
    var longest = Double.infinity
    var nearest = -1
    for place in 0..<column.count {
      let at = Int(indices[place])
      let rate = direction * alpha[at]
      let variable = Int(head[at])
      if rate > smallest {
        let reach = x[variable] - low[variable] + slack
        if reach < longest * rate { (longest, nearest) = (reach / rate, at) }
      } else if rate < -smallest {
        let reach = high[variable] - x[variable] + slack
        if reach < -longest * rate { (longest, nearest) = (-reach / rate, at) }
      }
    }
    if nearest < 0 { return nil }
    longest = max(longest, 0)
    var best = PrimalStep(length: 0, position: -1)
    var bestPivot = 0.0
    for place in 0..<column.count {
      let at = Int(indices[place])
      let rate = direction * alpha[at]
      if abs(rate) <= max(smallest, bestPivot) { continue }
      let variable = Int(head[at])
      let reach = rate > 0 ? x[variable] - low[variable] : high[variable] - x[variable]
      // Far out the slack is less than the rounding of the quotient, which may put the nearest
      // bound itself beyond the longest step.
      if reach > longest * abs(rate), at != nearest { continue }
      bestPivot = abs(rate)
      best = PrimalStep(length: reach / abs(rate), position: at, reachesUpper: rate < 0)
    }
    if best.position < 0 { return nil }
    best.length = max(best.length, 0)
    return best
  }

  /// The long step of the first phase: it passes a bound as long as the sum of all violations
  /// still falls. `slope` is the rate of that fall; each bound passed takes its pivot off.
  private func longStep(direction: Double, slope: Double) -> PrimalStep? {
    breakpoints.removeAll(keepingCapacity: true)
    for place in 0..<column.count {
      let at = Int(column.indices[place])
      let rate = -direction * column.values[at]
      if abs(rate) > tolerance.pivot { addBreakpoints(at: at, rate: rate) }
    }
    breakpoints.sort { ($0.ratio, $0.index) < ($1.ratio, $1.index) }
    var remaining = slope
    var last = -1
    var largest = 0.0
    while last + 1 < breakpoints.count, last < 0 || remaining > 0 {
      last += 1
      remaining -= breakpoints[last].pivot
      largest = max(largest, breakpoints[last].pivot)
    }
    // Back from the farthest to one with a pivot that is not small.
    while last >= 0, breakpoints[last].pivot < 0.1 * largest { last -= 1 }
    guard last >= 0 else { return nil }
    let chosen = breakpoints[last]
    let place = Int(chosen.index >> 1)
    return PrimalStep(
      length: max(0, chosen.ratio), position: place, reachesUpper: chosen.index & 1 == 1)
  }

  /// The bounds that a basic variable meets on its way, at `rate` per step. The last bit of a
  /// breakpoint's index says which bound.
  private func addBreakpoints(at place: Int, rate: Double) {
    let variable = Int(basic[place])
    let gradient = infeasibility[variable]
    // Moving away from a violated bound meets nothing.
    if gradient * rate > 0 { return }
    let x = value[variable]
    let (near, far) =
      rate > 0 ? (lower[variable], upper[variable]) : (upper[variable], lower[variable])
    let nearBit: Int32 = rate > 0 ? 0 : 1
    let pivot = abs(rate)
    if gradient != 0 {
      breakpoints.append(
        Breakpoint(
          ratio: abs(near - x) / pivot, pivot: pivot, index: Int32(place) << 1 | nearBit))
    }
    if far.isFinite {
      breakpoints.append(
        Breakpoint(
          ratio: max(0, (far - x) / rate), pivot: pivot, index: Int32(place) << 1 | (1 - nearBit)))
    }
  }
}
