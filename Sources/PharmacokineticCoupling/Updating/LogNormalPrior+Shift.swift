import Foundation

extension LogNormalPrior {
  /// Returns the prior of an individual whose parameter is a known multiple of the population's.
  ///
  ///     log θ ~ N(μ + log f, ω² + σ_f²)
  ///
  /// Covariances with other parameters stay as they are.
  ///
  /// - Parameters:
  ///   - logFoldChange: *log f*.
  ///   - sd: σ_f, of the logarithm.
  /// - Throws: ``UpdatingError/unknownParameter(name:known:)``, and
  ///   ``UpdatingError/wrongNumber(_:)``.
  public func shifted(
    _ name: String, by logFoldChange: Double, sd: Double
  ) throws(UpdatingError) -> LogNormalPrior {
    let index = try index(of: name)
    try asUpdating { () throws(PharmacokineticError) in
      try Check.finite(logFoldChange, "log fold change of '\(name)'")
      try Check.nonnegative(sd, "standard deviation of the fold change of '\(name)'")
    }
    var (means, covariance) = (logMeans, logCovariance)
    means[index] += logFoldChange
    covariance[index][index] += sd * sd
    return try LogNormalPrior(names: names, logMeans: means, logCovariance: covariance)
  }

  /// As ``shifted(_:by:sd:)``, from the fold change itself.
  ///
  /// - Throws: Besides, ``UpdatingError/foldChangeOfZero(parameter:)``.
  public func shifted(
    _ name: String, byFoldChange foldChange: Double, logSD: Double
  ) throws(UpdatingError) -> LogNormalPrior {
    guard foldChange != 0 else { throw .foldChangeOfZero(parameter: name) }
    try asUpdating { () throws(PharmacokineticError) in
      try Check.positive(foldChange, "fold change of '\(name)'")
    }
    return try shifted(name, by: log(foldChange), sd: logSD)
  }

  /// Returns the prior of a coupled individual: every parameter that the coupling has a fold change
  /// of is shifted by it, with the standard deviation of its draws. Others stay as they are.
  ///
  /// The fold changes of one coupling rest on the same draws; their correlation, which a coupling
  /// does not report, is taken as none.
  ///
  /// - Throws: ``UpdatingError/foldChangeOfZero(parameter:)``,
  ///   ``UpdatingError/noFoldChange(parameter:)``.
  public func shifted(by coupled: CoupledPK) throws(UpdatingError) -> LogNormalPrior {
    var result = self
    for parameter in coupled.parameters where names.contains(parameter.name) {
      guard let foldChange = parameter.foldChange else {
        throw .noFoldChange(parameter: parameter.name)
      }
      result = try result.shifted(
        parameter.name, byFoldChange: foldChange, logSD: parameter.logSD ?? 0)
    }
    return result
  }
}
