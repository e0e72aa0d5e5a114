import CohortStatistics
import DataFiles
import Foundation

extension CohortLevels {
  /// StanDep: one threshold for each cluster of genes with a similar spread over the samples (Joshi
  /// et al., PLoS Comput Biol 2020, doi 10.1371/journal.pcbi.1007764), so that housekeeping genes of
  /// low level stay.
  ///
  /// Genes are described by the share of samples in each of fixed bins of log₁₀ level, and clustered by
  /// Euclid's distance and complete linkage. With *sᶜ* the root of the mean variance of a cluster's
  /// genes, *mᶜ* the mean of their means, *S* and *M* the same of all, the clusters are ranked by
  ///
  ///     (sᶜ − S) / max(s − S)  −  (mᶜ − M),
  ///
  /// rescaled to 0…100 over the clusters: that percentile of a cluster's own log levels is its
  /// threshold, and *M* is that of the cluster with 100.
  ///
  /// *M* is the mean of all log levels. Levels of zero count for nothing; a gene with no other has
  /// the threshold of the largest level there is, and so is never active by itself. Levels beyond the
  /// outer bins count in them (the original leaves them out). Equal rows are clustered as one, which
  /// changes no complete linkage, and in an order of their own: the order of genes and samples
  /// does not matter.
  ///
  /// - Throws: ``OmicsError/allZero(sample:)``, and ``OmicsError/invalidOption(name:value:allowed:)``
  ///   for more clusters than there are different genes.
  /// - Complexity: O(*g*²) for *g* genes of different histograms.
  public func standep(clusters count: Int) throws(OmicsError) -> ActivityThresholds {
    let all = try logarithms()
    let genes = levels.indices.filter { levels[$0].contains { $0 > 0 } }
    let values = genes.map { levels[$0].filter { $0 > 0 }.map { log10($0) } }
    let cluster = try clusters(values, count: count)
    let cuts = Self.thresholds(values, cluster, all: all)
    var thresholds = levels.map { $0.isEmpty ? nil : pow(10, all.max() ?? 0) as Double? }
    for (place, gene) in genes.enumerated() { thresholds[gene] = pow(10, cuts[cluster[place]]) }
    return ActivityThresholds(
      rule: "StanDep, \(count) clusters of \(samplesText)", activeFrom: thresholds,
      inactiveBelow: thresholds)
  }

  /// The edges of the bins in log₁₀ of the level.
  private static let edges: [Double] = [-1, 0, 1, 2, 2.5, 3]

  private func clusters(_ values: [[Double]], count: Int) throws(OmicsError) -> [Int] {
    let histograms = values.map { values in
      var bins = [Double](repeating: 0, count: Self.edges.count + 1)
      for value in values { bins[Self.edges.count { $0 <= value }] += 1 }
      return bins.map { $0 / Double(samples.count) }
    }
    let points = Set(histograms).sorted { $0.lexicographicallyPrecedes($1) }
    var distances: [Double] = []
    for i in points.indices {
      for j in points.indices where j > i {
        let square = zip(points[i], points[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        distances.append(square.squareRoot())
      }
    }
    let found: [Int]
    do throws(CohortStatisticsError) {
      found = try HierarchicalClustering(
        DistanceMatrix(sampleCount: points.count, values: distances), linkage: .complete
      ).clusters(count)
    } catch {
      throw .invalidOption(
        name: "--threshold standep", value: "\(count) clusters",
        allowed: "a number from 1 to \(points.count), of genes that differ")
    }
    let places = Dictionary(uniqueKeysWithValues: points.enumerated().map { ($1, $0) })
    return histograms.map { found[places[$0] ?? 0] }
  }

  /// Of each cluster, in log₁₀.
  private static func thresholds(
    _ values: [[Double]], _ cluster: [Int], all: [Double]
  ) -> [Double] {
    let number = (cluster.max() ?? 0) + 1
    var variances = [[Double]](repeating: [], count: number)
    var means = variances
    var members = variances
    for (place, levels) in values.enumerated() {
      let mean = Combining.mean(levels) ?? 0
      let squares = Combining.sum(levels.map { ($0 - mean) * ($0 - mean) }) ?? 0
      variances[cluster[place]].append(levels.count > 1 ? squares / Double(levels.count - 1) : 0)
      means[cluster[place]].append(mean)
      members[cluster[place]] += levels
    }
    let deviation = (Combining.mean(Array(variances.joined())) ?? 0).squareRoot()
    let mean = Combining.mean(all) ?? 0
    let excess = variances.map { (Combining.mean($0) ?? 0).squareRoot() - deviation }
    let largest = excess.max() ?? 0
    let ranks = zip(excess, means).map { own, means in
      (largest > 0 ? own / largest : 0) - ((Combining.mean(means) ?? 0) - mean)
    }
    let (low, high) = (ranks.min() ?? 0, ranks.max() ?? 0)
    return ranks.indices.map { place in
      let cut = high > low ? (ranks[place] - low) / (high - low) * 100 : 100
      return cut >= 100 ? mean : Percentile.hazen(cut, of: members[place])
    }
  }
}
