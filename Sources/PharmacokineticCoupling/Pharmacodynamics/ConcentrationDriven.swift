/// One state whose slope depends on itself and on a concentration.
protocol ConcentrationDriven: Sendable {
  /// y' at a state and a concentration (mmol·L⁻¹, never below 0 but for rounding).
  func slope(_ state: Double, at concentration: Double) -> Double
}

extension ConcentrationDriven {
  /// Returns the state at the given times, integrated under a curve from event to event.
  ///
  /// - Parameters:
  ///   - times: In order, h, within the curve.
  ///   - initial: The state at the start of the curve.
  ///   - scale: The size of the state, for the absolute tolerance.
  func states(
    at times: [Double], from initial: Double, scale: Double, under curve: some ConcentrationCurve,
    species: String, options: IntegrationOptions
  ) throws(PharmacokineticError) -> [Double] {
    try options.check()
    try Check.increasing(times, "time of the response")
    var system = try DrivenSystem(model: self, curve: curve, species: curve.index(of: species))
    var (time, state) = (curve.start, [initial])
    var values: [Double] = []
    for target in times {
      try curve.checkInside(target)
      for stop in curve.events.filter({ $0 > time && $0 < target }) + [target] where stop > time {
        (system.first, system.last) = (time, stop.nextDown)
        state = try options.integrate(system, from: time, to: stop, state, scale: scale).end
        time = stop
      }
      values.append(state[0])
    }
    return values
  }
}

private struct DrivenSystem<Model: ConcentrationDriven, Curve: ConcentrationCurve>: OrdinarySystem {
  let model: Model
  let curve: Curve
  let species: Int
  /// The ends of the stretch that is integrated. At its end a dose can make the curve jump, and a
  /// stage there must still see the value before.
  var first = 0.0
  var last = 0.0

  init(model: Model, curve: Curve, species: Int) {
    self.model = model
    self.curve = curve
    self.species = species
  }

  var dimension: Int { 1 }

  func derivative(at time: Double, _ state: [Double], into slope: inout [Double]) {
    // Inside the stretch the curve always has a value; NaN would make the step be refused.
    let inside = min(max(time, first), last)
    let level = (try? curve.concentrations(at: inside))?[species] ?? .nan
    slope[0] = model.slope(state[0], at: level)
  }
}
