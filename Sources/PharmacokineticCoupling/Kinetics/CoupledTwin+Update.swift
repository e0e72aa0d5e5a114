extension CoupledTwin {
  /// The twin after measurements: its parameters are the medians of the posterior, its intervals and
  /// draws those of the posterior.
  ///
  /// A document that was updated before goes on: its measurements are taken in again, with the new
  /// ones, in the order of time.
  ///
  /// - Parameters:
  ///   - measurements: Of species of the model, mmol·L⁻¹, in any order.
  ///   - schedule: All that was given since time 0.
  ///   - errors: By species; one that is measured needs one.
  /// - Throws: ``UpdatingError``, such as for a measurement that nothing explains, and in
  ///   ``UpdatingError/model(problem:)`` what the pharmacokinetic model says.
  /// - Complexity: That of ``ParticleUpdater``.
  public func updated(
    by measurements: [TwinMeasurement], under schedule: DosingSchedule,
    errors: [String: ErrorModel], options: ParticleOptions = ParticleOptions()
  ) throws(UpdatingError) -> CoupledTwin {
    guard let kinetics = pharmacokinetics else {
      throw .model(problem: CouplingError.noKinetics(individual: coupled.individual).description)
    }
    let prior = try prior()
    let past = posterior?.updates.map(\.measurement) ?? []
    if let known = measurements.first(where: past.contains) { throw .takenInBefore(known) }
    let all = (past + measurements).enumerated()
      .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    let substitution = Substitution(
      kinetics: kinetics, values: values, units: prior.names.map { values[$0]?.unit ?? .one },
      names: prior.names, molarMass: drug.molarMass)
    if kinetics.structure.saturable.isEmpty {
      var updater = try ParticleUpdater(
        prior: prior, schedule: schedule, errors: errors, options: options
      ) { try substitution.model($0).linear }
      return try learned(from: all, by: &updater)
    }
    let end = all.last?.time ?? 0
    var updater = try ParticleUpdater(prior: prior, errors: errors, options: options) {
      try substitution.model($0).simulate(
        schedule, until: end, options: KineticModel.integration)
    }
    return try learned(from: all, by: &updater)
  }

  private func learned(
    from measurements: [TwinMeasurement], by updater: inout some SequentialUpdater
  ) throws(UpdatingError) -> CoupledTwin {
    try updater.assimilate(measurements)
    var result = self
    let summary = try updater.summary()
    let draws = try updater.draws(summary.options.particles)
    for parameter in summary.parameters { result.take(parameter) }
    result.coupled.draws = ParameterDraws(parameters: draws.parameters, values: draws.values)
    result.posterior = summary
    return result
  }

  private mutating func take(_ learned: PosteriorSummary.Parameter) {
    let quantile = Dictionary(
      learned.quantiles.map { ($0.level, $0.value) }, uniquingKeysWith: { first, _ in first })
    let median = quantile[0.5] ?? learned.prior.median
    let known = coupled.parameters.firstIndex { $0.name == learned.name }
    var parameter =
      known.map { coupled.parameters[$0] }
      ?? .init(
        learned.name, unit: values[learned.name]?.unit ?? .one,
        reference: values[learned.name]?.value ?? median, value: median)
    parameter.value = median
    parameter.lower = quantile[0.05] ?? median
    parameter.upper = quantile[0.95] ?? median
    parameter.logSD = learned.logSD
    parameter.foldChange = parameter.reference == 0 ? nil : median / parameter.reference
    // What was learned is no longer the network's factor alone.
    parameter.pathway = nil
    if let known {
      coupled.parameters[known] = parameter
    } else {
      coupled.parameters.append(parameter)
    }
  }

  /// The model at a particle's parameters.
  private struct Substitution: Sendable {
    let kinetics: KineticModel
    let values: PKParameterSet
    let units: [PharmacokineticUnit]
    let names: [String]
    let molarMass: Double

    func model(_ vector: ParameterVector) throws -> SaturableModel {
      var own = values
      for (index, name) in names.enumerated() {
        own[name] = Quantity(vector[index], units[index])
      }
      return try kinetics.model(with: own, molarMass: molarMass)
    }
  }
}
