import Foundation

/// One dosing interval of a regimen that has always been.
public struct SteadyState: Sendable, Hashable, Codable {
  public var species: String
  /// τ, h.
  public var interval: Double
  /// mmol·L⁻¹, just before a dose.
  public var beforeDose: Double
  /// AUC over the interval, divided by it.
  public var average: Double
  /// Times count from a dose.
  public var minimum: CurvePoint
  public var maximum: CurvePoint
  /// 1/(1 − e^{−λτ}) with λ the terminal rate.
  public var accumulation: Double
}

extension LinearModel {
  /// Returns the steady state of one dose repeated for ever, exactly.
  ///
  /// - Parameter dose: Its time does not matter; its ``Dose/interval`` is the interval.
  /// - Throws: ``PharmacokineticError/noSteadyState(interval:)``, and as ``simulate(_:)``.
  public func steadyState(
    of dose: Dose, species: String
  ) throws(PharmacokineticError) -> SteadyState {
    var first = dose
    first.time = 0
    first.additional = 0
    first.steadyState = true
    let curve = try simulate(DosingSchedule([first]))
    guard let interval = first.interval else { throw .noSteadyState(interval: 0) }
    let area = try curve.areaUnderCurve(of: species, from: 0, to: interval)
    let end = try curve.concentration(of: species, at: interval)
    let rate = try terminalRate(of: species)
    return SteadyState(
      species: species, interval: interval, beforeDose: end, average: area / interval,
      minimum: try curve.trough(of: species, from: 0, to: interval),
      maximum: try curve.peak(of: species, from: 0, to: interval),
      accumulation: -1 / expm1(-rate * interval))
  }

  /// Returns the half-lives ln 2/|Re λ| that the concentration of a species falls with, shortest first.
  ///
  /// An absorption depot and a parent count, since their decline can be what is seen (flip-flop).
  ///
  /// - Returns: h; a state that keeps its drug for ever gives none.
  public func halfLives(of species: String) throws(PharmacokineticError) -> [Double] {
    try rates(of: species).filter { $0 > 0 }.map { log(2) / $0 }.sorted()
  }

  /// The slowest rate of a species, h⁻¹: the slope of its last decline.
  public func terminalRate(of species: String) throws(PharmacokineticError) -> Double {
    guard let slowest = try rates(of: species).min(), slowest > 0 else {
      throw .infiniteExposure(species: species)
    }
    return slowest
  }

  private func rates(of species: String) throws(PharmacokineticError) -> [Double] {
    let system = try LinearSystem(self)
    guard let output = system.outputs.first(where: { $0.name == species }) else {
      throw .unknownName(kind: "species", name: species, known: system.outputs.map(\.name))
    }
    let block = system.matrix.block(system.matrix.ancestors(of: output.state))
    // What is below the rounding of the fastest rate is no rate.
    let floor = 1e-14 * block.oneNorm
    return try Eigenvalues(block).values.map { -$0.real > floor ? -$0.real : 0 }
  }
}
