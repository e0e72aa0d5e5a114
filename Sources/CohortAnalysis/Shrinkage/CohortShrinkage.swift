import CohortStatistics
import FluxAnalysis

/// How patients' expression is drawn towards that of their group before bounds are made of it.
///
/// Expression differs little between people and much between measurements, so a single sample says
/// less than it seems to. Of each gene, with the level *y*, the group's mean *m* and the weight *B* of
/// the sample's own level (``ExpressionPosterior``):
///
///     y + λ (1 − B) (m − y)
///
/// A level that is missing becomes *m*. It is a construction of standard parts, not a published method
/// of constraint-based modelling, and off unless it is asked for.
public struct CohortShrinkage: Sendable, Hashable {
  public var statistics: ExpressionStatistics
  /// *λ*, from 0, which is none at all, to 1.
  public var strength = 1.0
  /// How many times to draw each patient's expression from what is not known of it, from 0 to 1000.
  /// Each draw is an analysis of its own; their ranges give an interval for every end of the patient's.
  public var draws = 0
  /// With the patient's name it decides the draws.
  public var seed: UInt64 = 1
  /// How much of the draws an interval holds: from the quantile (1 − *p*)/2 to that of (1 + *p*)/2, by
  /// the rule of Hazen (1914).
  public var probability = 0.9

  public init(_ statistics: ExpressionStatistics) { self.statistics = statistics }

  /// - Throws: ``CohortError/invalidOption(name:value:allowed:)``.
  func check() throws(CohortError) {
    guard (0...1).contains(strength) else {
      throw .invalidOption(
        name: "strength of shrinkage", value: "\(strength)", allowed: "a number from 0 to 1")
    }
    guard (0...1000).contains(draws) else {
      throw .invalidOption(
        name: "number of draws", value: "\(draws)", allowed: "a number from 0 to 1000")
    }
    guard probability > 0, probability < 1 else {
      throw .invalidOption(
        name: "probability", value: "\(probability)", allowed: "a number above 0 and below 1")
    }
  }

  /// 1 − λ (1 − *B*) of each gene of the model: how much of a sample's own level is left where it is
  /// measured. `nil` for a gene that no sample of the statistics has, whose levels stay as they are.
  public var ownWeights: [Double?] {
    let prior = statistics.prior
    return prior.genes.indices.map { gene in
      guard prior.groups.contains(where: { $0.counts[gene] > 0 }) else { return nil }
      let biological = prior.biologicalVariances[gene]
      let all = biological + statistics.technicalVariances[gene]
      return 1 - strength * (1 - (all == 0 ? 1 : biological / all))
    }
  }

  /// The posterior with *λ* in the place of 1.
  ///
  /// The variance is the mean square error of the estimate: with the weight *w = 1 − λ (1 − B)*,
  ///
  ///     w² σ² + (1 − w)² (τ² + Var m)
  ///
  /// which is the posterior's own where *λ* is 1. A level that is missing has nothing to stay at.
  func tempered(_ posterior: ExpressionPosterior, levels: [Double?]) -> ExpressionPosterior {
    if strength == 1 { return posterior }
    var tempered = posterior
    for (gene, level) in levels.enumerated() {
      guard let level, let mean = posterior.means[gene],
        let deviation = posterior.standardDeviations[gene]
      else { continue }
      let weight = posterior.dataWeights[gene]
      let kept = 1 - strength * (1 - weight)
      let variance = statistics.technicalVariances[gene]
      // (1 − B)² (τ² + Var m) is what the posterior's variance has beside B² σ².
      let borrowed = max(0, deviation * deviation - weight * weight * variance)
      tempered.means[gene] = level + strength * (mean - level)
      tempered.standardDeviations[gene] =
        (kept * kept * variance + strength * strength * borrowed).squareRoot()
      tempered.dataWeights[gene] = kept
    }
    return tempered
  }
}

extension CohortIdentity {
  /// A shrinkage, as far as it changes a digit.
  public struct Shrinkage: Sendable, Hashable, Codable {
    public var strength: Double
    public var draws: Int
    public var seed: UInt64
    public var probability: Double
    /// ``ExpressionStatistics/digest``.
    public var statistics: String

    init(_ shrinkage: CohortShrinkage) {
      strength = shrinkage.strength
      draws = shrinkage.draws
      seed = shrinkage.seed
      probability = shrinkage.probability
      statistics = shrinkage.statistics.digest
    }
  }
}
