#if GLPK
import LinearProgramming

extension ExactSimplex {
  /// The way in which a nonbasic variable can move to raise the objective: 1 up, −1 down, 0 none.
  func direction(of variable: Int) -> Int {
    let sign = prices.sign(variable)
    switch status[variable] {
    case .atLower: return max(sign, 0)
    case .atUpper: return min(sign, 0)
    case .free: return sign
    case .basic, .fixed: return 0
    }
  }

  /// The primal simplex method: pivots until no nonbasic variable can raise the objective.
  ///
  /// - Precondition: The point satisfies every bound, and then does throughout.
  /// - Returns: `false` if the objective has no limit: the direction at which it ends meets no bound.
  func climb(_ mayGoOn: () -> Bool) throws(Stop) -> Bool {
    setPrices()
    while let entering = entering(byIndex: pivots >= Self.patience) {
      let isUp = direction(of: entering) > 0
      setDirection(entering, isUp: isUp)
      guard let (leaving, bound) = ratioTest(entering) else { return false }
      if leaving == entering {
        move(entering, to: bound)
      } else {
        exchange(entering: entering, leaving: leaving, to: bound)
      }
      try countPivot()
      try refresh(mayGoOn)
      setPrices()
    }
    return true
  }

  private func entering(byIndex: Bool) -> Int? {
    var best: Int?
    for variable in status.indices where direction(of: variable) != 0 {
      if byIndex { return variable }
      if let known = best, prices.compareSize(variable, prices, known) <= 0 { continue }
      best = variable
    }
    return best
  }

  /// Into `step`, how the variables change with a unit step of the entering one.
  private func setDirection(_ entering: Int, isUp: Bool) {
    for variable in status.indices { step.clear(variable) }
    step.set(entering, to: isUp ? 1 : -1)
    complete(step)
  }

  /// Which variable meets a bound first along `step`, and which bound; the one with the lowest index
  /// among equals.
  private func ratioTest(_ entering: Int) -> (variable: Int, bound: Status)? {
    var best: (variable: Int, bound: Status)?
    // `scratch[2]` is the length of the shortest step.
    for variable in status.indices where isBasic[variable] || variable == entering {
      let sign = step.sign(variable)
      if sign == 0 { continue }
      let bounds = exact.bounds(of: variable)
      let bound = sign > 0 ? bounds.upper : bounds.lower
      guard bound.isFinite else { continue }
      scratch.set(1, to: bound)
      scratch.subtract(1, point, variable)
      scratch.divide(1, by: step, variable)
      if best == nil || scratch.compare(1, scratch, 2) < 0 {
        scratch.set(2, to: scratch, 1)
        best = (variable, sign > 0 ? .atUpper : .atLower)
      }
    }
    return best
  }
}
#endif
