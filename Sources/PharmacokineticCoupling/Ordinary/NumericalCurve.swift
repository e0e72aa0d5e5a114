/// A curve that an integration gave, continued between its steps by their polynomials.
public struct NumericalCurve: ConcentrationCurve {
  public let species: [String]
  public let start: Double
  public let end: Double
  public let events: [Double]
  /// The times at which a supply cap began, or ceased, to limit a pathway.
  public let capSwitches: [Double]
  /// How many steps were tried and refused.
  public let rejectedSteps: Int
  private let system: LinearSystem
  private let final: [Double]
  private let steps: [DenseStep]

  init(
    system: LinearSystem, start: Double, end: Double, final: [Double], steps: [DenseStep],
    events: [Double], switches: [Double], rejectedSteps: Int
  ) {
    self.system = system
    species = system.outputs.map(\.name)
    self.start = start
    self.final = final
    self.steps = steps
    self.end = end
    self.events = events
    capSwitches = switches
    self.rejectedSteps = rejectedSteps
  }

  /// How many steps were accepted.
  public var stepCount: Int { steps.count }

  public func concentrations(at time: Double) throws(PharmacokineticError) -> [Double] {
    let state = try state(at: time)
    return system.outputs.map { state[$0.state] / $0.volume }
  }

  /// Returns the amount (mmol) in every compartment, by name; the depot is `depot`. Effect sites
  /// are left out.
  public func amounts(at time: Double) throws(PharmacokineticError) -> [String: Double] {
    system.named(amounts: try state(at: time))
  }

  /// Returns ∫ C dt of one species between two times of the curve, mmol·h·L⁻¹: a state of the
  /// integration.
  public func areaUnderCurve(
    of name: String, from: Double, to: Double
  ) throws(PharmacokineticError) -> Double {
    try checkSpan(from, to)
    let place = system.matrix.order + (try index(of: name))
    return try state(at: to)[place] - state(at: from)[place]
  }

  public func peak(
    of name: String, from: Double, to: Double
  ) throws(PharmacokineticError) -> CurvePoint {
    try checkSpan(from, to)
    let output = system.outputs[try index(of: name)]
    var highest = CurvePoint(
      time: from, concentration: try concentration(of: name, at: from))
    for points in stretches(of: output, from: from, to: to) {
      for point in points where point.concentration > highest.concentration { highest = point }
    }
    let last = try concentration(of: name, at: to)
    return last > highest.concentration ? CurvePoint(time: to, concentration: last) : highest
  }

  public func timeAbove(
    _ threshold: Double, of name: String, from: Double, to: Double
  ) throws(PharmacokineticError) -> Double {
    try Check.finite(threshold, "threshold")
    try checkSpan(from, to)
    let output = system.outputs[try index(of: name)]
    var total = 0.0
    for (step, points) in zip(stepsInside(from, to), stretches(of: output, from: from, to: to)) {
      for (left, right) in zip(points, points.dropFirst()) {
        total += PharmacokineticCoupling.timeAbove(threshold, from: left, to: right) {
          step.value(of: output.state, at: $0) / output.volume
        }
      }
    }
    return total
  }

  private func state(at time: Double) throws(PharmacokineticError) -> [Double] {
    try checkInside(time)
    // The doses at the very end are in the final state alone.
    guard time < end else { return final }
    var (low, high) = (0, steps.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if steps[middle].start <= time { low = middle } else { high = middle }
    }
    return steps[low].state(at: time)
  }

  private func stepsInside(_ from: Double, _ to: Double) -> [DenseStep] {
    steps.filter { $0.end > from && $0.start < to }
  }

  /// For each step, its ends and the extremes between them. The polynomial has at most degree 4,
  /// and a step that was accepted bends little: eight parts show each sign of its slope.
  private func stretches(
    of output: LinearSystem.Output, from: Double, to: Double
  ) -> [[CurvePoint]] {
    stepsInside(from, to).map { step in
      let (first, last) = (max(from, step.start), min(to, step.end))
      let cuts = (0...8).map { $0 == 8 ? last : first + Double($0) / 8 * (last - first) }
      var times = [first]
      for (left, right) in zip(cuts, cuts.dropFirst()) {
        let slopes = (
          step.slope(of: output.state, at: left), step.slope(of: output.state, at: right)
        )
        guard slopes.0 * slopes.1 < 0 else { continue }
        times.append(
          bracketedRoot(from: left, valued: slopes.0, to: right, valued: slopes.1) {
            step.slope(of: output.state, at: $0)
          })
      }
      return (times + [last]).map {
        CurvePoint(
          time: $0, concentration: step.value(of: output.state, at: $0) / output.volume)
      }
    }
  }
}
