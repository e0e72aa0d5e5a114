import Foundation

/// What is known of one sample's expression once its group has been taken into account.
///
///     mean = m + B (y − m),   variance = B σ² + (1 − B)² Var(m),   B = τ²/(τ² + σ²)
///
/// A missing level has the mean *m* and the variance *τ²* + Var(m). The term with Var(m), what is not
/// known of the group's mean, keeps the intervals of small groups honest (Morris 1983, doi
/// 10.1080/01621459.1983.10477920).
public struct ExpressionPosterior: Sendable, Hashable {
  public var sample: String
  /// log₂ levels, in the order of the prior's genes. `nil` where neither the sample nor its cohort has
  /// a level.
  public var means: [Double?]
  public var standardDeviations: [Double?]
  /// *B*: the weight of the sample's own level; 0 where it is missing.
  public var dataWeights: [Double]

  /// Levels drawn from the posterior, each gene by itself, to carry what is not known into flux ranges.
  ///
  /// A draw depends on the seed, the sample's name and the order of the genes alone: other samples
  /// change nothing. Genes are drawn independently of each other, so errors that a pathway shares
  /// are not in the draws.
  ///
  /// - Parameter count: From 0 to 10⁵.
  /// - Returns: By draw, then gene; `nil` where the mean is.
  /// - Throws: ``CohortStatisticsError/invalidOption(name:value:allowed:)``.
  /// - Complexity: O(genes · `count`).
  public func draws(_ count: Int, seed: UInt64) throws(CohortStatisticsError) -> [[Double?]] {
    guard (0...100_000).contains(count) else {
      throw .invalidOption(
        name: "number of draws", value: "\(count)", allowed: "a number from 0 to 100000")
    }
    var random = SeededRandom(seed: seed, stream: SeededRandom.stream(of: sample))
    return (0..<count).map { _ in
      means.indices.map { gene in
        // One number for every gene, so that a gene that is missing moves no other.
        let deviate = random.normal()
        guard let mean = means[gene], let deviation = standardDeviations[gene] else { return nil }
        return mean + deviation * deviate
      }
    }
  }

  /// 2^*y* − 1, at least 0: the level that log₂(level + 1) stands for.
  public static func linear(_ logLevel: Double) -> Double {
    max(0, expm1(logLevel * M_LN2))
  }
}

extension ExpressionPrior {
  /// The posterior of one sample.
  ///
  /// - Parameters:
  ///   - levels: log₂ levels in the order of ``genes``; `nil` where missing.
  ///   - technicalVariances: σ² of each gene; that of a missing level is not read.
  ///   - group: The sample's group. One that the prior does not know has the mean of the cohort.
  ///   - isInPrior: Whether the prior was made with this sample. Its own levels then leave the means
  ///     before it is drawn towards them; the variances keep them. Validation needs this.
  /// - Throws: ``CohortStatisticsError/wrongCount(of:expected:found:)``,
  ///   ``CohortStatisticsError/unknownName(of:name:)`` for an unknown group of a sample in the prior,
  ///   ``CohortStatisticsError/notFinite(what:row:column:)``,
  ///   ``CohortStatisticsError/negative(what:row:column:)``.
  /// - Complexity: O(genes · groups).
  public func posterior(
    sample: String, levels: [Double?], technicalVariances: [Double], group: String,
    isInPrior: Bool
  ) throws(CohortStatisticsError) -> ExpressionPosterior {
    guard levels.count == genes.count else {
      throw .wrongCount(of: "levels", expected: genes.count, found: levels.count)
    }
    guard technicalVariances.count == genes.count else {
      throw .wrongCount(
        of: "technical variances", expected: genes.count, found: technicalVariances.count)
    }
    let number = groups.firstIndex { $0.name == group }
    if isInPrior, number == nil { throw .unknownName(of: "group", name: group) }
    var posterior = ExpressionPosterior(
      sample: sample, means: [], standardDeviations: [], dataWeights: [])
    for gene in genes.indices {
      if let level = levels[gene], !level.isFinite {
        throw .notFinite(what: "level", row: gene, column: 0)
      }
      let prior =
        number.map { mean(gene: gene, group: $0, leavingOut: isInPrior ? levels[gene] : nil) }
        ?? cohortMean(gene: gene)
      try add(
        gene, level: levels[gene], variance: technicalVariances[gene], prior: prior, to: &posterior)
    }
    return posterior
  }

  /// Of a group that the prior does not know.
  private func cohortMean(gene: Int) -> (mean: Double, variance: Double)? {
    var (total, squares, sum) = (0.0, 0.0, 0.0)
    for group in groups {
      let count = Double(group.counts[gene])
      total += count
      squares += count * count
      sum += count * group.means[gene]
    }
    guard total > 0 else { return nil }
    return (
      sum / total,
      betweenVariances[gene] * (1 + squares / (total * total)) + withinVariances[gene] / total
    )
  }

  private func add(
    _ gene: Int, level: Double?, variance: Double, prior: (mean: Double, variance: Double)?,
    to posterior: inout ExpressionPosterior
  ) throws(CohortStatisticsError) {
    let biological = biologicalVariances[gene]
    guard let level else {
      posterior.means.append(prior?.mean)
      posterior.standardDeviations.append(prior.map { (biological + $0.variance).squareRoot() })
      posterior.dataWeights.append(0)
      return
    }
    if !variance.isFinite { throw .notFinite(what: "technical variance", row: gene, column: 0) }
    if variance < 0 { throw .negative(what: "technical variance", row: gene, column: 0) }
    // A cohort that never saw the gene says nothing of it; a measurement without error is the level.
    let weight =
      prior == nil || biological + variance == 0 ? 1 : biological / (biological + variance)
    let (mean, uncertainty) = prior ?? (level, 0)
    let rest = (1 - weight) * (1 - weight) * uncertainty
    posterior.means.append(mean + weight * (level - mean))
    posterior.standardDeviations.append((weight * variance + rest).squareRoot())
    posterior.dataWeights.append(weight)
  }
}
