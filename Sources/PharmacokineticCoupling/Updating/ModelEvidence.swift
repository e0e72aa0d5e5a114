import Foundation

/// Which of several twins the data speak for.
public enum ModelEvidence {
  /// Posterior probabilities of models that were given the same measurements.
  ///
  ///     P(k | data) = P(k)·p(data | k) / Σⱼ P(j)·p(data | j)
  ///
  /// - Parameters:
  ///   - logEvidences: ``ParticleUpdater/logEvidence`` of each, such as of one genotype each.
  ///   - prior: Weights, such as the genotypes' frequencies; `nil` for equal ones.
  /// - Throws: ``UpdatingError/noParameters`` for no model,
  ///   ``UpdatingError/wrongShape(what:rows:columns:)``, ``UpdatingError/wrongNumber(_:)`` for a
  ///   negative weight, or weights that are all 0.
  public static func probabilities(
    _ logEvidences: [Double], prior: [Double]? = nil
  ) throws(UpdatingError) -> [Double] {
    let weights = prior ?? [Double](repeating: 1, count: logEvidences.count)
    guard !logEvidences.isEmpty else { throw .noParameters }
    guard weights.count == logEvidences.count else {
      throw .wrongShape(what: "prior of the models", rows: 1, columns: logEvidences.count)
    }
    try asUpdating { () throws(PharmacokineticError) in
      for value in logEvidences { try Check.finite(value, "evidence of a model") }
      for weight in weights { try Check.nonnegative(weight, "prior weight of a model") }
      try Check.positive(weights.reduce(0, +), "sum of the models' prior weights")
    }
    let logs = zip(logEvidences, weights).map { $0 + log($1) }
    let top = logs.max() ?? 0
    let parts = logs.map { exp($0 - top) }
    let total = parts.reduce(0, +)
    return parts.map { $0 / total }
  }
}
