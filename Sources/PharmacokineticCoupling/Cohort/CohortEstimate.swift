import Foundation

/// One individual of a cohort with its own measurements of a quantity, such as a log clearance.
public struct CohortReplicates: Sendable, Hashable, Codable {
  public var name: String
  public var values: [Double]

  public init(_ name: String, _ values: [Double]) {
    self.name = name
    self.values = values
  }
}

/// One individual of a cohort with its own estimate of a quantity.
public struct IndividualEstimate: Sendable, Hashable, Codable {
  public var name: String
  public var value: Double
  /// Above 0, and taken as known.
  public var standardError: Double

  public init(_ name: String, value: Double, standardError: Double) {
    self.name = name
    self.value = value
    self.standardError = standardError
  }
}

/// A cohort as a distribution, *θᵢ ~ N(μ, τ²)*, and its individuals drawn towards its mean.
///
///     shrunk value = B·own + (1 − B)·μ,   B = τ²/(τ² + σᵢ²)
///
/// where σᵢ is the standard error of the individual's own value. τ² is estimated by restricted maximum
/// likelihood (REML), of all values at or above 0 the one where it is highest.
///
/// The standard errors of individuals take it as known. In a small cohort it is not: of intervals
/// that should hold 90 %, those of twelve individuals with *B* = ½ held 82 %, and of forty 88 %.
public struct CohortEstimate: Sendable, Hashable, Codable {
  public struct Individual: Sendable, Hashable, Codable {
    public var name: String
    /// The individual's own data alone.
    public var own: Double
    /// *B*: the weight of its own data.
    public var dataWeight: Double
    /// The best linear unbiased prediction of θᵢ.
    public var value: Double
    /// Of the prediction, that of μ included; τ² and σᵢ² are taken as known.
    public var standardError: Double

    /// *θᵢ − μ*, as predicted.
    public var effect: Double
  }

  /// μ.
  public var mean: Double
  public var meanStandardError: Double
  /// τ².
  public var betweenVariance: Double
  /// σ², of one replicate; `nil` where the standard errors were given.
  public var withinVariance: Double?
  /// In the order they were given.
  public var individuals: [Individual]

  public subscript(name: String) -> Individual? { individuals.first { $0.name == name } }

  /// The cohort as the prior of somebody new, when the quantity was the logarithm of a parameter:
  /// *N(μ, τ² + SE(μ)²)*.
  public func prior(_ name: String) -> LogNormalPrior.Parameter {
    LogNormalPrior.Parameter(
      name, median: exp(mean),
      logSD: (betweenVariance + meanStandardError * meanStandardError).squareRoot())
  }
}

extension CohortEstimate {
  /// From raw replicates: the one-way random-effects model *yᵢⱼ = μ + bᵢ + eᵢⱼ*, balanced or not.
  ///
  /// - Throws: ``UpdatingError/tooFewIndividuals(count:)`` for fewer than two,
  ///   ``UpdatingError/noReplicates(individual:)``, ``UpdatingError/nothingVaries`` where nobody has
  ///   two different values, ``UpdatingError/duplicateParameter(name:)``,
  ///   ``UpdatingError/wrongNumber(_:)``.
  /// - Complexity: A few hundred passes over the individuals.
  public init(replicates: [CohortReplicates]) throws(UpdatingError) {
    try Self.check(replicates.map(\.name), replicates.flatMap(\.values))
    for one in replicates where one.values.isEmpty { throw .noReplicates(individual: one.name) }
    let model = OneWayLikelihood(replicates.map(\.values))
    guard model.within > 0 else { throw .nothingVaries }
    let ratio = model.maximum(scale: Double(replicates.count) / model.sizes.reduce(0, +))
    let fit = model.fit(ratio)
    try self.init(
      replicates.map(\.name), own: model.means, variances: model.sizes.map { fit.within / $0 },
      between: ratio * fit.within, mean: fit.mean, meanVariance: fit.meanVariance)
    withinVariance = fit.within
  }

  /// From estimates with known standard errors, as a meta-analysis has them.
  ///
  /// - Throws: ``UpdatingError/tooFewIndividuals(count:)``,
  ///   ``UpdatingError/duplicateParameter(name:)``, ``UpdatingError/wrongNumber(_:)`` for a
  ///   standard error that is not above 0.
  public init(estimates: [IndividualEstimate]) throws(UpdatingError) {
    try Self.check(estimates.map(\.name), estimates.map(\.value))
    for one in estimates {
      try asUpdating { () throws(PharmacokineticError) in
        try Check.positive(one.standardError, "standard error of '\(one.name)'")
      }
    }
    let variances = estimates.map { $0.standardError * $0.standardError }
    let model = KnownErrorLikelihood(values: estimates.map(\.value), variances: variances)
    let between = model.maximum(scale: variances.reduce(0, +) / Double(variances.count))
    let fit = model.fit(between)
    try self.init(
      estimates.map(\.name), own: model.values, variances: variances, between: between,
      mean: fit.mean, meanVariance: fit.meanVariance)
  }

  private init(
    _ names: [String], own: [Double], variances: [Double], between: Double, mean: Double,
    meanVariance: Double
  ) throws(UpdatingError) {
    // Squares of numbers near the largest ones overflow.
    try asUpdating { () throws(PharmacokineticError) in
      for value in [mean, meanVariance, between] + variances {
        try Check.finite(value, "mean or variance of the cohort")
      }
    }
    self.mean = mean
    meanStandardError = meanVariance.squareRoot()
    betweenVariance = between
    withinVariance = nil
    individuals = names.indices.map { i in
      let weight = between / (between + variances[i])
      let effect = weight * (own[i] - mean)
      // Henderson 1975: what shrinking leaves of τ², and what it takes from the mean.
      let variance = (1 - weight) * between + (1 - weight) * (1 - weight) * meanVariance
      return Individual(
        name: names[i], own: own[i], dataWeight: weight, value: mean + effect,
        standardError: variance.squareRoot(), effect: effect)
    }
  }

  private static func check(_ names: [String], _ values: [Double]) throws(UpdatingError) {
    guard names.count >= 2 else { throw .tooFewIndividuals(count: names.count) }
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted { throw .duplicateParameter(name: name) }
    try asUpdating { () throws(PharmacokineticError) in
      for value in values { try Check.finite(value, "value of an individual") }
    }
  }
}
