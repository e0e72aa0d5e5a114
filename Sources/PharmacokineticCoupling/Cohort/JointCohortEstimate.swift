import Foundation

/// One individual of a cohort with its own estimates of several quantities.
public struct JointIndividualEstimate: Sendable, Hashable, Codable {
  public var name: String
  /// In the order of the cohort's parameters.
  public var values: [Double]
  /// Of the estimates, row by row; taken as known.
  public var covariance: [[Double]]

  public init(_ name: String, values: [Double], covariance: [[Double]]) {
    self.name = name
    self.values = values
    self.covariance = covariance
  }
}

/// A cohort as a joint distribution, *θᵢ ~ N(μ, Ω)*, and its individuals drawn towards its mean.
///
/// Ω is the REML estimate, by the EM algorithm (Laird and Ware 1982, doi 10.2307/2529876), each two
/// of whose steps are extrapolated (Varadhan and Roland 2008, doi 10.1111/j.1467-9469.2007.00585.x) where that
/// raises the likelihood. An Ω with an eigenvalue of 0 is approached, not reached: what is left there
/// is below a thousandth of the estimates' own variance.
public struct JointCohortEstimate: Sendable, Hashable, Codable {
  public struct Individual: Sendable, Hashable, Codable {
    public var name: String
    public var own: [Double]
    /// The best linear unbiased prediction of θᵢ.
    public var values: [Double]
    /// Of the prediction, that of μ included; Ω is taken as known.
    public var covariance: [[Double]]
  }

  public var parameters: [String]
  /// μ.
  public var means: [Double]
  public var meanCovariance: [[Double]]
  /// Ω.
  public var between: [[Double]]
  /// In the order they were given.
  public var individuals: [Individual]

  public subscript(name: String) -> Individual? { individuals.first { $0.name == name } }

  /// - Throws: ``UpdatingError/tooFewIndividuals(count:)`` unless there are more individuals than
  ///   parameters, and at least two; ``UpdatingError`` for names, shapes and covariances;
  ///   ``UpdatingError/notSemidefinite(what:)`` where no sum of Ω and an individual's covariance can
  ///   be inverted; ``UpdatingError/notConverged(what:steps:)``.
  /// - Complexity: For n individuals and d parameters, n·d³ a step.
  public init(
    parameters: [String], estimates: [JointIndividualEstimate]
  ) throws(UpdatingError) {
    guard !parameters.isEmpty else { throw .noParameters }
    for names in [parameters, estimates.map(\.name)] {
      var seen: Set<String> = []
      for name in names where !seen.insert(name).inserted {
        throw .duplicateParameter(name: name)
      }
    }
    guard estimates.count > max(1, parameters.count) else {
      throw .tooFewIndividuals(count: estimates.count)
    }
    let model = try JointLikelihood(parameters, estimates)
    let between = try model.maximum()
    let fit = try model.fit(between)
    self.parameters = parameters
    means = fit.mean
    meanCovariance = fit.meanCovariance.rows
    self.between = between.rows
    individuals = estimates.indices.map { i in
      let (values, covariance) = model.prediction(i, between, fit)
      return Individual(
        name: estimates[i].name, own: estimates[i].values, values: values,
        covariance: covariance.rows)
    }
  }

  /// The cohort as the prior of somebody new, when the quantities were logarithms of parameters:
  /// *N(μ, Ω + Cov μ)*.
  public func prior() throws(UpdatingError) -> LogNormalPrior {
    try LogNormalPrior(
      names: parameters, logMeans: means,
      logCovariance: zip(between, meanCovariance).map { zip($0, $1).map { $0 + $1 } })
  }
}

/// REML of *yᵢ ~ N(μ, Ω + Sᵢ)* with known Sᵢ.
private struct JointLikelihood {
  struct Fit {
    var mean: [Double]
    var meanCovariance: SquareMatrix
    /// (Ω + Sᵢ)⁻¹.
    var precisions: [SquareMatrix]
    var logLikelihood: Double
  }

  private static let stepLimit = 20_000
  private let order: Int
  private let values: [[Double]]
  private let errors: [SquareMatrix]

  init(
    _ parameters: [String], _ estimates: [JointIndividualEstimate]
  ) throws(UpdatingError) {
    order = parameters.count
    var errors: [SquareMatrix] = []
    for one in estimates {
      guard one.values.count == parameters.count else {
        throw .wrongShape(
          what: "estimate of '\(one.name)'", rows: 1, columns: parameters.count)
      }
      try asUpdating { () throws(PharmacokineticError) in
        for value in one.values { try Check.finite(value, "estimate of '\(one.name)'") }
      }
      errors.append(
        try SquareMatrix.covariance(
          one.covariance, order: parameters.count, "covariance of '\(one.name)'"))
    }
    values = estimates.map(\.values)
    self.errors = errors
  }

  func fit(_ between: SquareMatrix) throws(UpdatingError) -> Fit {
    var information = SquareMatrix(order: order)
    var (weighted, precisions, sum) = ([Double](repeating: 0, count: order), [SquareMatrix](), 0.0)
    for (value, error) in zip(values, errors) {
      let (precision, logDeterminant) = try inverse(between, error)
      information.add(1, precision)
      let part = precision.times(value)
      for k in 0..<order { weighted[k] += part[k] }
      sum += logDeterminant
      precisions.append(precision)
    }
    guard let factor = SemidefiniteFactor(information), factor.isDefinite else {
      throw .notSemidefinite(what: "information about the mean of the cohort")
    }
    let mean = factor.solving(weighted)
    sum += factor.logDeterminant
    for (value, precision) in zip(values, precisions) {
      let rest = zip(value, mean).map { $0 - $1 }
      sum += dot(rest, precision.times(rest))
    }
    return Fit(
      mean: mean, meanCovariance: factor.inverse, precisions: precisions, logLikelihood: -sum / 2)
  }

  private func inverse(
    _ between: SquareMatrix, _ error: SquareMatrix
  ) throws(UpdatingError) -> (SquareMatrix, Double) {
    var whole = between
    whole.add(1, error)
    guard let factor = SemidefiniteFactor(whole), factor.isDefinite else {
      throw .notSemidefinite(what: "sum of the cohort's and an individual's covariance")
    }
    return (factor.inverse, factor.logDeterminant)
  }

  /// The mean of *E[b·bᵀ | data]* over the individuals: the next Ω.
  private func step(_ between: SquareMatrix, _ fit: Fit) -> SquareMatrix {
    var next = SquareMatrix(order: order)
    for (value, precision) in zip(values, fit.precisions) {
      let gain = between * precision
      let effect = gain.times(zip(value, fit.mean).map { $0 - $1 })
      for k in 0..<order { for l in 0..<order { next[k, l] += effect[k] * effect[l] } }
      next.add(1, between)
      next.add(-1, gain * between)
      next.add(1, gain * fit.meanCovariance * gain.transposed)
    }
    next = (1 / Double(values.count)) * next
    next.symmetrize()
    return next
  }

  /// The spread of the estimates: where to start, and what a small change is small against.
  private var spread: SquareMatrix {
    var (mean, result) = ([Double](repeating: 0, count: order), SquareMatrix(order: order))
    for value in values {
      for k in 0..<order { mean[k] += value[k] / Double(values.count) }
    }
    for value in values {
      for k in 0..<order {
        for l in 0..<order { result[k, l] += (value[k] - mean[k]) * (value[l] - mean[l]) }
      }
    }
    result = (1 / Double(values.count - 1)) * result
    for error in errors {
      for k in 0..<order { result[k, k] += error[k, k] / Double(errors.count) }
    }
    return result
  }

  func maximum() throws(UpdatingError) -> SquareMatrix {
    let scale = spread
    var between = scale
    var current = try fit(between)
    for _ in 0..<Self.stepLimit {
      let first = step(between, current)
      let second = step(first, try fit(first))
      var next = second
      var nextFit = try fit(second)
      if let far = extrapolated(between, first, second), let farFit = try? fit(far),
        farFit.logLikelihood > nextFit.logLikelihood
      {
        (next, nextFit) = (far, farFit)
      }
      let change =
        (0..<order).map { k in
          (0..<order).map { l in
            abs(next[k, l] - between[k, l]) / (scale[k, k] * scale[l, l]).squareRoot()
          }.max() ?? 0
        }.max() ?? 0
      (between, current) = (next, nextFit)
      if change < 1e-10 { return between }
    }
    throw .notConverged(what: "covariance of the cohort", steps: Self.stepLimit)
  }

  /// x − 2αr + α²v with r = x₁ − x, v = x₂ − x₁ − r and α = −|r|/|v|; nil where it is no covariance.
  private func extrapolated(
    _ x: SquareMatrix, _ first: SquareMatrix, _ second: SquareMatrix
  ) -> SquareMatrix? {
    let r = zip(first.values, x.values).map { $0 - $1 }
    let v = zip(zip(second.values, first.values), r).map { $0.0 - $0.1 - $1 }
    let curvature = dot(v, v)
    guard curvature > 0 else { return nil }
    let alpha = -(dot(r, r) / curvature).squareRoot()
    guard alpha < -1 else { return nil }
    var result = x
    for k in result.values.indices { result.values[k] += -2 * alpha * r[k] + alpha * alpha * v[k] }
    result.symmetrize()
    guard SemidefiniteFactor(result) != nil else { return nil }
    return result
  }

  /// μ + bᵢ, and its covariance Ω − ΩWΩ + (I − ΩW)·Cov μ·(I − ΩW)ᵀ.
  func prediction(
    _ i: Int, _ between: SquareMatrix, _ fit: Fit
  ) -> (values: [Double], covariance: SquareMatrix) {
    let gain = between * fit.precisions[i]
    let effect = gain.times(zip(values[i], fit.mean).map { $0 - $1 })
    var rest = SquareMatrix.identity(order)
    rest.add(-1, gain)
    var covariance = between
    covariance.add(-1, gain * between)
    covariance.add(1, rest * fit.meanCovariance * rest.transposed)
    covariance.symmetrize()
    return (zip(fit.mean, effect).map { $0 + $1 }, covariance)
  }
}
