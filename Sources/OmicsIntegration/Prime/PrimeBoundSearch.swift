import FluxAnalysis
import LinearProgramming
import MetabolicModels

/// The searches for bounds of ``PrimeModel``.
struct PrimeBoundSearch {
  let base: ConstrainedModel
  let options: PrimeOptions
  let solver: MethodSolver
  /// The best growth under the bounds before any sample.
  let growth: Double

  init(
    _ base: ConstrainedModel, options: PrimeOptions, solver: MethodSolver
  ) throws(OmicsError) {
    self.base = base
    self.options = options
    self.solver = solver
    guard let growth = try solver.growth(of: base) else {
      throw .flux(.infeasible(model: base.model.id))
    }
    guard growth > 0 else {
      throw .trainingDoesNotFit(reason: "the model does not grow before any sample")
    }
    self.growth = growth
  }

  /// The smallest multiple of the step that costs no more growth than allowed.
  func commonBound() throws(OmicsError) -> Double {
    let widest = base.bounds.reduce(0) { largest, bounds in
      let sides = [abs(bounds.lower), abs(bounds.upper)].filter(\.isFinite)
      return max(largest, sides.max() ?? 0)
    }
    let steps = (max(widest, FluxBounds.defaultMagnitude) / options.step).rounded(.up)
    guard steps < 1e9 else {
      throw .trainingDoesNotFit(reason: "the step \(options.step) is too small for the bounds")
    }
    let all = Array(base.bounds.indices)
    let enough = try first(in: 1...Int(steps)) { (count) throws(OmicsError) -> Bool in
      let limited = try base.limited(all, to: Double(count) * options.step)
      return try solver.growth(of: limited) ?? -.infinity >= growth - options.growthLoss
    }
    return Double(enough) * options.step
  }

  /// The largest flux that an essential one of `reactions` must carry at the best growth; 0 if none is
  /// essential.
  func leastBound(of reactions: [Int], common: Double) throws(OmicsError) -> Double {
    let limited = try base.limited(Array(base.bounds.indices), to: common)
    var options = FluxVariabilityOptions()
    options.reactions = reactions
    options.threads = solver.threads
    options.solving = solver.solving
    let ranges: [FluxRange]
    do throws(FluxError) {
      ranges = try fluxVariability(of: limited, options: options, using: solver.backend).ranges
    } catch {
      throw .flux(error)
    }
    var largest = 0.0
    for (reaction, range) in zip(reactions, ranges) {
      guard let lower = range.minimum.value, let upper = range.maximum.value else {
        throw .flux(.stopped(.numericalTrouble))
      }
      let least = max(lower, -upper)
      // What need not carry flux cannot be essential, and what needs less than another is not asked.
      if least <= max(largest, 1e-9) { continue }
      let without = try limited.limited([reaction], to: 0)
      let left = try solver.growth(of: without) ?? 0
      if left < self.options.essentialShare * growth { largest = least }
    }
    return largest
  }

  /// Where growth stops to follow the common bound of `reactions` at the rate that it has from `least`
  /// on; all of it, if it never does.
  func greatestBound(
    of reactions: [Int], common: Double, from least: Double
  ) throws(OmicsError) -> Double {
    let limited = try base.limited(Array(base.bounds.indices), to: common)
    func growth(_ count: Int) throws(OmicsError) -> Double {
      let bound = least + Double(count) * options.step
      return try solver.growth(of: limited.limited(reactions, to: bound)) ?? 0
    }
    let steps = Int((max(0, common - least) / options.step + 1e-9).rounded(.down))
    if steps < 2 { return common }
    let (start, second) = (try growth(0), try growth(1))
    let slope = second - start
    // The curve is concave: it never leaves the line above, and once below it stays below.
    let beyond = try first(in: 2...(steps + 1)) { (count) throws(OmicsError) -> Bool in
      if count > steps { return true }
      let line = start + Double(count) * slope
      return try growth(count) < line - 1e-7 * max(1, abs(line))
    }
    return beyond > steps ? common : least + Double(beyond - 1) * options.step
  }

  /// The first number that satisfies a condition which, once true, stays so; the last if none does.
  private func first(
    in range: ClosedRange<Int>, where holds: (Int) throws(OmicsError) -> Bool
  ) throws(OmicsError) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if try holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension ConstrainedModel {
  /// With the fluxes of `reactions` within ±`bound`. A forced flux is kept.
  func limited(_ reactions: [Int], to bound: Double) throws(OmicsError) -> ConstrainedModel {
    var limited = self
    for reaction in reactions {
      let old = limited.bounds[reaction]
      var new = FluxBounds(lower: max(old.lower, 0 - bound), upper: min(old.upper, bound))
      if old.lower > 0 { new = FluxBounds(lower: old.lower, upper: max(new.upper, old.lower)) }
      if old.upper < 0 { new = FluxBounds(lower: min(new.lower, old.upper), upper: old.upper) }
      try limited.bound(reaction, to: new)
    }
    return limited
  }
}
