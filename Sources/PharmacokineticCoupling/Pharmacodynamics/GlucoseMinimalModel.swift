/// The minimal model of glucose disappearance (Bergman, Ider, Bowden and Cobelli 1979).
///
///     G' = −S_G·(G − G_b) − X·G
///     X' = −p₂·X + p₂·S_I·(I(t) − I_b)
///
/// with G in mg/dL, I in µU/mL and time in minutes, as the parameters are published: S_G and p₂ in
/// min⁻¹, S_I in min⁻¹ per µU/mL. Without p₂ the remote insulin follows at once, X = S_I·(I − I_b).
public struct GlucoseMinimalModel: Sendable, Hashable, Codable {
  /// S_G, glucose effectiveness, min⁻¹.
  public var effectiveness: Double
  /// S_I, insulin sensitivity, min⁻¹ per µU/mL.
  public var sensitivity: Double
  /// p₂, min⁻¹; nil where X follows the insulin at once.
  public var remoteRate: Double?
  /// G_b, mg/dL.
  public var basalGlucose: Double
  /// I_b, µU/mL.
  public var basalInsulin: Double

  public init(
    effectiveness: Double, sensitivity: Double, remoteRate: Double? = nil, basalGlucose: Double,
    basalInsulin: Double = 0
  ) {
    self.effectiveness = effectiveness
    self.sensitivity = sensitivity
    self.remoteRate = remoteRate
    self.basalGlucose = basalGlucose
    self.basalInsulin = basalInsulin
  }

  /// Returns G at the given times.
  ///
  /// - Parameters:
  ///   - times: In order, min, from 0 on.
  ///   - initial: G(0), mg/dL; X(0) is 0.
  ///   - insulin: I, constant between its times, as an infusion or a table of samples gives it.
  /// - Throws: ``PharmacokineticError`` for a negative or non-finite parameter, or times out of
  ///   order.
  public func glucose(
    at times: [Double], from initial: Double, insulin: StepFunction,
    options: IntegrationOptions = .init()
  ) throws(PharmacokineticError) -> [Double] {
    try solve(at: times, from: initial, insulin: insulin, options: options).map { $0[0] }
  }

  /// The slope G' at a glucose and an insulin where the remote insulin follows at once, mg/dL/min.
  public func slope(glucose: Double, insulin: Double) -> Double {
    -effectiveness * (glucose - basalGlucose) - sensitivity * (insulin - basalInsulin) * glucose
  }

  /// G, X and their sensitivities to the parameters at each time.
  func solve(
    at times: [Double], from initial: Double, insulin: StepFunction, options: IntegrationOptions
  ) throws(PharmacokineticError) -> [[Double]] {
    try check(initial, insulin, options)
    try Check.increasing(times, "time of a glucose value")
    var state = [initial] + [Double](repeating: 0, count: GlucoseSystem.stateCount - 1)
    var time = 0.0
    var rows: [[Double]] = []
    for target in times {
      try Check.nonnegative(target, "time of a glucose value")
      for stop in insulin.times.filter({ $0 > time && $0 < target }) + [target] where stop > time {
        let system = GlucoseSystem(model: self, insulin: insulin.value(at: time))
        state = try options.integrate(
          system, from: time, to: stop, state, scale: max(initial, basalGlucose)
        ).end
        time = stop
      }
      rows.append(state)
    }
    return rows
  }

  private func check(
    _ initial: Double, _ insulin: StepFunction, _ options: IntegrationOptions
  ) throws(PharmacokineticError) {
    try options.check()
    try Check.nonnegative(effectiveness, "glucose effectiveness")
    try Check.nonnegative(sensitivity, "insulin sensitivity")
    if let remoteRate { try Check.positive(remoteRate, "rate p2") }
    try Check.positive(basalGlucose, "basal glucose")
    try Check.nonnegative(basalInsulin, "basal insulin")
    try Check.positive(initial, "initial glucose")
    try insulin.check("insulin")
  }
}

/// The model with its sensitivities, under a constant insulin.
///
/// States: G, X, then ∂G and ∂X with respect to S_G, S_I and p₂ in turn.
struct GlucoseSystem: OrdinarySystem {
  static let stateCount = 8

  let model: GlucoseMinimalModel
  let insulin: Double

  var dimension: Int { Self.stateCount }

  func derivative(at time: Double, _ state: [Double], into slope: inout [Double]) {
    let excess = insulin - model.basalInsulin
    let glucose = state[0]
    let action = model.remoteRate == nil ? model.sensitivity * excess : state[1]
    let rate = model.remoteRate ?? 0
    slope[0] = -model.effectiveness * (glucose - model.basalGlucose) - action * glucose
    slope[1] = rate * (model.sensitivity * excess - state[1])
    for parameter in 0..<3 {
      let (g, x) = (2 + 2 * parameter, 3 + 2 * parameter)
      var (own, remote) = (0.0, 0.0)
      switch parameter {
      case 0: own = -(glucose - model.basalGlucose)
      case 1:
        own = model.remoteRate == nil ? -excess * glucose : 0
        remote = rate * excess
      default: remote = model.remoteRate == nil ? 0 : model.sensitivity * excess - state[1]
      }
      slope[g] = own - (model.effectiveness + action) * state[g] - glucose * state[x]
      slope[x] = remote - rate * state[x]
    }
  }
}
