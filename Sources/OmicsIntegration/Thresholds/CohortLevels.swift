import Foundation
import MetabolicModels

/// The levels of many samples, for the genes of one model: what thresholds of a cohort are made of.
public struct CohortLevels: Sendable {
  public let samples: [String]
  /// For each gene of the model its level in each sample that measured it, ascending.
  let levels: [[Double]]

  /// - Parameters:
  ///   - table: With the levels of these samples kept.
  ///   - samples: Each once. Whatever they cover counts.
  /// - Throws: ``OmicsError/unknownSample(path:sample:count:suggestion:)``.
  /// - Complexity: O(*n* log *n*) for *n* levels. Memory: one number for each.
  public init(
    _ table: OmicsTable, samples: [String], matching: GeneMatching
  ) throws(OmicsError) {
    var levels = [[Double]](repeating: [], count: matching.rows.count)
    for sample in samples {
      let profile = try table.profile(of: sample)
      for gene in levels.indices {
        if let level = matching.level(ofGene: gene, in: profile) { levels[gene].append(level) }
      }
    }
    self.init(samples: samples, levels: levels)
  }

  /// - Parameter levels: For each gene of the model the levels that were measured; finite and not
  ///   negative.
  public init(samples: [String], levels: [[Double]]) {
    self.samples = samples.sorted()
    self.levels = levels.map { $0.sorted() }
  }

  /// A percentile over all levels above zero, by Hazen's rule on their decadic logarithms.
  ///
  /// - Throws: ``OmicsError/allZero(sample:)``.
  func percentile(_ percentile: Double) throws(OmicsError) -> Double {
    pow(10, Percentile.hazen(percentile, of: try logarithms()))
  }

  /// The decadic logarithms of all levels above zero.
  func logarithms() throws(OmicsError) -> [Double] {
    let logarithms = levels.joined().filter { $0 > 0 }.map { log10($0) }
    if logarithms.isEmpty { throw .allZero(sample: samples.joined(separator: ", ")) }
    return logarithms
  }

  /// The mean of each gene over the samples that measured it, zeros too; `nil` where none did.
  var means: [Double?] { levels.map { Combining.mean($0) } }
}
