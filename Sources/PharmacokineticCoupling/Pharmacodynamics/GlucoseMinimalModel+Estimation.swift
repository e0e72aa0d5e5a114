/// What an estimation of the minimal model found.
public struct GlucoseFit: Sendable, Hashable, Codable {
  public var model: GlucoseMinimalModel
  /// The standard errors of S_G, S_I and, where it was estimated, p₂; empty where there are no more
  /// samples than parameters.
  public var standardErrors: [Double]
  /// Measured less modelled, mg/dL, in the order of the samples.
  public var residuals: [Double]
  public var iterations: Int
}

extension GlucoseMinimalModel {
  /// Solves S_G and S_I from exact slopes: the two equations −(G−G_b)·S_G − (I−I_b)·G·S_I = G'
  /// (least squares for more).
  ///
  /// - Parameter points: G, I and G' at one time each, at least two.
  /// - Throws: ``PharmacokineticError/singular(what:)`` where the points do not tell the two apart.
  public static func fromSlopes(
    _ points: [(glucose: Double, insulin: Double, slope: Double)], basalGlucose: Double,
    basalInsulin: Double = 0
  ) throws(PharmacokineticError) -> GlucoseMinimalModel {
    for point in points {
      for value in [point.glucose, point.insulin, point.slope] {
        try Check.finite(value, "glucose, insulin or slope")
      }
    }
    let rows = points.map { [$0.glucose - basalGlucose, ($0.insulin - basalInsulin) * $0.glucose] }
    let fit = try GaussNewton().fit(from: [0, 0]) { theta in
      let residuals = zip(points, rows).map { point, row in
        point.slope + row[0] * theta[0] + row[1] * theta[1]
      }
      return (residuals, rows)
    }
    return GlucoseMinimalModel(
      effectiveness: fit.parameters[0], sensitivity: fit.parameters[1],
      basalGlucose: basalGlucose, basalInsulin: basalInsulin)
  }

  /// Returns the parameters that fit measured glucose best, by Gauss–Newton from this model.
  ///
  ///     minimize Σ (G(tᵢ) − Gᵢ)²   over S_G, S_I and, where this model has it, p₂
  ///
  /// The derivatives are integrated with the model, not taken by differences.
  ///
  /// - Throws: ``PharmacokineticError/singular(what:)`` where the samples do not determine every
  ///   parameter, ``PharmacokineticError/notConverged(what:iterations:)``, and as
  ///   ``glucose(at:from:insulin:options:)``.
  public func fitted(
    to samples: [(time: Double, glucose: Double)], from initial: Double, insulin: StepFunction,
    options: IntegrationOptions = .init(method: .dormandPrince, relativeTolerance: 1e-11)
  ) throws(PharmacokineticError) -> GlucoseFit {
    for sample in samples { try Check.positive(sample.glucose, "measured glucose") }
    let count = remoteRate == nil ? 2 : 3
    let start = [effectiveness, sensitivity] + (remoteRate.map { [$0] } ?? [])
    let fit = try GaussNewton().fit(from: start) { theta throws(PharmacokineticError) in
      let rows = try replacing(theta).solve(
        at: samples.map(\.time), from: initial, insulin: insulin, options: options)
      let residuals = zip(rows, samples).map { $0[0] - $1.glucose }
      return (residuals, rows.map { row in (0..<count).map { row[2 + 2 * $0] } })
    }
    return GlucoseFit(
      model: replacing(fit.parameters), standardErrors: Self.errors(of: fit),
      residuals: fit.residuals.map { -$0 }, iterations: fit.iterations)
  }

  private func replacing(_ theta: [Double]) -> GlucoseMinimalModel {
    var model = self
    model.effectiveness = theta[0]
    model.sensitivity = theta[1]
    if theta.count > 2 { model.remoteRate = theta[2] }
    return model
  }

  /// The roots of the diagonal of σ²·(JᵀJ)⁻¹.
  private static func errors(of fit: GaussNewton.Fit) -> [Double] {
    let freedom = fit.residuals.count - fit.parameters.count
    guard freedom > 0, let factors = LUFactors(fit.normal) else { return [] }
    let variance = fit.residuals.reduce(0) { $0 + $1 * $1 } / Double(freedom)
    let inverse = factors.solve(SquareMatrix.identity(fit.normal.order))
    return fit.parameters.indices.map { (variance * inverse[$0, $0]).squareRoot() }
  }
}
