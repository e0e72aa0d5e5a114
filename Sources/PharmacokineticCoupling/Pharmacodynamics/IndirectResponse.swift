/// A response that a drug moves through its turnover (Dayneka, Garg and Jusko 1993).
///
///     R' = k_in·(1 + E(C)) − k_out·R     action on the production
///     R' = k_in − k_out·(1 + E(C))·R     action on the loss
///
/// with R(0) = k_in/k_out. E is an ``Emax`` curve without baseline: above 0 it stimulates, down to
/// −1 it inhibits.
public struct IndirectResponse: Sendable, Hashable, Codable {
  public enum Action: String, Sendable, Hashable, Codable {
    case onProduction
    case onLoss
  }

  /// k_in, response per h.
  public var production: Double
  /// k_out, h⁻¹.
  public var loss: Double
  public var action: Action
  public var effect: Emax

  public init(production: Double, loss: Double, action: Action, effect: Emax) {
    self.production = production
    self.loss = loss
    self.action = action
    self.effect = effect
  }

  /// Returns the response at the given times under a concentration curve.
  ///
  /// - Parameters:
  ///   - times: In order, h, from the start of the curve on.
  ///   - species: Of the curve, whose concentration acts.
  public func response(
    at times: [Double], to curve: some ConcentrationCurve, species: String,
    options: IntegrationOptions = .init()
  ) throws(PharmacokineticError) -> [Double] {
    try check(options)
    try Check.increasing(times, "time of the response")
    var system = try ResponseSystem(model: self, curve: curve, species: curve.index(of: species))
    var (time, state) = (curve.start, [production / loss])
    var values: [Double] = []
    for target in times {
      try curve.checkInside(target)
      for stop in curve.events.filter({ $0 > time && $0 < target }) + [target] where stop > time {
        (system.first, system.last) = (time, stop.nextDown)
        state = try options.integrate(
          system, from: time, to: stop, state, scale: production / loss
        ).end
        time = stop
      }
      values.append(state[0])
    }
    return values
  }

  private func check(_ options: IntegrationOptions) throws(PharmacokineticError) {
    try options.check()
    try Check.positive(production, "production rate")
    try Check.positive(loss, "loss rate")
    try effect.check()
    guard effect.maximum >= -1, effect.baseline == 0 else {
      throw .outOfRange(
        quantity: "effect of an indirect response", value: effect.maximum,
        allowed: "a maximum of at least -1 and no baseline")
    }
  }
}

private struct ResponseSystem<Curve: ConcentrationCurve>: OrdinarySystem {
  let model: IndirectResponse
  let curve: Curve
  let species: Int
  /// The ends of the stretch that is integrated. At its end a dose can make the curve jump, and a
  /// stage there must still see the value before.
  var first = 0.0
  var last = 0.0

  var dimension: Int { 1 }

  func derivative(at time: Double, _ state: [Double], into slope: inout [Double]) {
    // Inside the stretch the curve always has a value; NaN would make the step be refused.
    let inside = min(max(time, first), last)
    let level = (try? curve.concentrations(at: inside))?[species] ?? .nan
    let factor = 1 + model.effect.unchecked(level)
    switch model.action {
    case .onProduction: slope[0] = model.production * factor - model.loss * state[0]
    case .onLoss: slope[0] = model.production - model.loss * factor * state[0]
    }
  }
}
