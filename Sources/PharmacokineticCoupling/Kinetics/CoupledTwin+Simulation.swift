extension CoupledTwin {
  /// The curve of the individual's own values.
  ///
  /// - Throws: ``CouplingError/noKinetics(individual:)``, and as
  ///   ``KineticModel/simulate(_:until:with:molarMass:options:)``.
  public func simulate(
    _ schedule: DosingSchedule, until end: Double
  ) throws(CouplingError) -> any ConcentrationCurve {
    try curve(schedule, until: end, with: values)
  }

  /// The curves of all draws, one after the other, each handed to `body`.
  func forEachDraw(
    _ schedule: DosingSchedule, until end: Double,
    _ body: (any ConcentrationCurve, PKParameterSet) throws(CouplingError) -> Void
  ) throws(CouplingError) {
    for draw in 0..<(coupled.draws?.values.count ?? 0) {
      let values = values(ofDraw: draw)
      try body(try curve(schedule, until: end, with: values), values)
    }
  }

  func requireKinetics() throws(CouplingError) -> KineticModel {
    guard let pharmacokinetics else { throw .noKinetics(individual: coupled.individual) }
    return pharmacokinetics
  }

  private func curve(
    _ schedule: DosingSchedule, until end: Double, with values: PKParameterSet
  ) throws(CouplingError) -> any ConcentrationCurve {
    try requireKinetics().simulate(
      schedule, until: end, with: values, molarMass: drug.molarMass)
  }

  /// What is usually given; `nil` where the document does not say.
  ///
  /// - Throws: ``CouplingError/simulation(problem:)`` for text that is no dosing.
  public func usualDosing() throws(CouplingError) -> DosingSchedule? {
    guard let text = pharmacokinetics?.dosing else { return nil }
    do throws(PharmacokineticError) {
      return try DosingSchedule(text: text, molarMass: drug.molarMass)
    } catch {
      throw .simulation(problem: error)
    }
  }

  /// The concentrations at the given times, with the interval that the draws span.
  ///
  /// - Parameters:
  ///   - times: h, in order.
  ///   - level: The part of the draws between the ends, such as 0.9; at every time by itself.
  /// - Complexity: One simulation for each draw.
  public func band(
    _ schedule: DosingSchedule, at times: [Double], level: Double = 0.9
  ) throws(CouplingError) -> CurveBand {
    let end = times.last ?? 0
    let curve = try simulate(schedule, until: end)
    var drawn: [SampledCurve] = []
    try forEachDraw(schedule, until: end) { curve, _ throws(CouplingError) in
      drawn.append(try Self.sampled(curve, times))
    }
    return CurveBand(try Self.sampled(curve, times), draws: drawn, level: level)
  }

  private static func sampled(
    _ curve: any ConcentrationCurve, _ times: [Double]
  ) throws(CouplingError) -> SampledCurve {
    do throws(PharmacokineticError) { return try curve.sampled(at: times) } catch {
      throw .simulation(problem: error)
    }
  }
}

/// Concentrations at chosen times, with the ends of an interval where there is one.
public struct CurveBand: Sendable, Hashable, Codable {
  /// mmol·L⁻¹.
  public var values: SampledCurve
  /// Of the same shape; `nil` where nothing is uncertain.
  public var lower: SampledCurve?
  public var upper: SampledCurve?

  init(_ values: SampledCurve, draws: [SampledCurve], level: Double) {
    self.values = values
    if draws.isEmpty { return }
    (lower, upper) = (values, values)
    for time in values.times.indices {
      for species in values.species.indices {
        let sorted = draws.map { $0.concentrations[time][species] }.sorted()
        lower?.concentrations[time][species] = FactorDraws.quantile(sorted, (1 - level) / 2)
        upper?.concentrations[time][species] = FactorDraws.quantile(sorted, (1 + level) / 2)
      }
    }
  }
}
