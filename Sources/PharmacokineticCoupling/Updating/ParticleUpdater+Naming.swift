extension ParticleUpdater where Twin == PredictorTwin<CurvePredictor> {
  /// A twin described by names: the prior's parameters, the species that are measured, and a
  /// simulation.
  ///
  ///     var updater = try ParticleUpdater(
  ///       prior: prior, errors: ["central": .logNormal(sd: 0.15)]
  ///     ) { theta in
  ///       try CompartmentModel(clearance: theta[0], volume: theta[1]).simulate(schedule)
  ///     }
  ///
  /// - Throws: As ``init(prior:twin:options:)`` and ``PredictorTwin``.
  public init(
    prior: LogNormalPrior, errors: [String: ErrorModel], options: ParticleOptions = .init(),
    simulate: @escaping CurvePredictor.Simulation
  ) throws(UpdatingError) {
    let predictor = CurvePredictor(
      parameters: prior.names, observables: errors.keys.sorted(), simulate: simulate)
    try self.init(
      prior: prior, twin: PredictorTwin(predictor, errors: errors), options: options)
  }
}

extension ParticleUpdater where Twin == PredictorTwin<LinearPredictor> {
  /// The same for a linear model, several times faster.
  ///
  /// - Throws: As ``init(prior:twin:options:)``, ``LinearPredictor`` and ``PredictorTwin``.
  public init(
    prior: LogNormalPrior, schedule: DosingSchedule, errors: [String: ErrorModel],
    options: ParticleOptions = .init(), model: @escaping LinearPredictor.Model
  ) throws(UpdatingError) {
    let predictor = try LinearPredictor(prior: prior, schedule: schedule, model: model)
    try self.init(
      prior: prior, twin: PredictorTwin(predictor, errors: errors), options: options)
  }
}
