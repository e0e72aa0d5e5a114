import CohortStatistics

/// Predicted essential genes against those that experiments found, sample by sample.
///
/// A gene is predicted essential where less than a share of the sample's own optimum is left without
/// it, or no flux distribution at all. A gene whose deletion was not settled, and a gene that the
/// experiment says nothing of, does not count.
public struct EssentialityScore: Sendable, Hashable {
  public struct Sample: Sendable, Hashable {
    public var sample: String
    public var table: ConfusionTable
    /// Genes with a truth whose deletion was not settled.
    public var unsettled: Int
  }

  public struct Gene: Sendable, Hashable {
    public var sample: String
    public var gene: String
    /// The share of the sample's optimum that is left.
    public var share: Double
    public var isPredicted: Bool
    public var isEssential: Bool
  }

  /// In the order of the calls.
  public var samples: [Sample] = []
  /// In that order, and then that of the model's genes.
  public var genes: [Gene] = []
  /// All samples counted together: a gene as often as there are samples with a truth of it.
  public var pooled: ConfusionTable { samples.reduce(ConfusionTable()) { $0 + $1.table } }

  /// - Parameter share: Below this share of the optimum a gene counts as essential, above 0 and at
  ///   most 1; COBRApy's figure is 0.01.
  /// - Throws: ``EssentialityError``.
  public init(
    _ archive: CohortArchive, truth: EssentialityTruth, share: Double
  ) throws(EssentialityError) {
    let genes = try Self.genes(of: archive)
    for (call, essential) in zip(truth.calls, truth.essential) {
      let deletions = try Self.deletions(of: call.sample, in: archive)
      guard deletions.objective != 0 else { throw .noGrowth(sample: call.sample) }
      var sample = Sample(sample: call.sample, table: ConfusionTable(), unsettled: 0)
      for (index, gene) in genes.enumerated() {
        guard let isEssential = essential[gene] else { continue }
        guard let left = Self.share(deletions, index) else {
          sample.unsettled += 1
          continue
        }
        let isPredicted = left < share
        sample.table.count(predicted: isPredicted, actual: isEssential)
        self.genes.append(
          Gene(
            sample: call.sample, gene: gene, share: left, isPredicted: isPredicted,
            isEssential: isEssential))
      }
      samples.append(sample)
    }
  }

  /// The ids of the genes that a cohort deleted, in its order.
  ///
  /// - Throws: ``EssentialityError/notDeletions(directory:kind:)``.
  public static func genes(of archive: CohortArchive) throws(EssentialityError) -> [String] {
    let kind = archive.manifest.identity.analysis.kind
    guard kind == .geneDeletions, let genes = archive.manifest.genes else {
      throw .notDeletions(directory: archive.directory, kind: kind.rawValue)
    }
    return genes
  }

  private static func deletions(
    of sample: String, in archive: CohortArchive
  ) throws(EssentialityError) -> CohortRecord.Deletions {
    let samples = archive.manifest.samples.map(\.sample)
    guard let index = samples.firstIndex(of: sample) else {
      throw .unknownSample(sample: sample, directory: archive.directory, samples: samples)
    }
    let state: CohortArchive.State
    do throws(CohortStoreError) { state = try archive.state(ofSample: index) } catch {
      throw .store(error)
    }
    guard case .present(let record) = state, case .deletions(let deletions) = record.outcome else {
      throw .unfinishedSample(sample: sample, directory: archive.directory)
    }
    return deletions
  }

  /// What is left of the optimum; 0 without any flux distribution, `nil` where that is not known.
  private static func share(_ deletions: CohortRecord.Deletions, _ index: Int) -> Double? {
    switch deletions.status[index] {
    case .optimal: deletions.remaining[index] / deletions.objective
    case .infeasible: 0
    case .unbounded: .infinity
    default: nil
    }
  }
}
