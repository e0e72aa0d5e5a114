import CohortStatistics
import DataFiles
import Foundation
import MetabolicModels
import OmicsIntegration

/// What a cohort says of the expression of every gene, frozen: kept with the results, so that a patient
/// who joins later changes nobody else's numbers.
///
/// The mean of a group of one is that person's level: whoever hands a store on hands it on too.
///
/// The levels are log₂(*x* + 1) of what the omics table gives for the genes of the model. A run that
/// goes on takes the statistics of its store, and does not make them anew:
///
///     let statistics = try CohortArchive("study").manifest.expression
///       ?? ExpressionStatistics(of: design, levels: provider, technical: .constant(0.05))
public struct ExpressionStatistics: Sendable, Hashable, Codable {
  /// Means of groups, and variances.
  public let prior: ExpressionPrior
  /// *σ²* of each gene: what a second measurement of the same sample would differ by.
  public let technicalVariances: [Double]
  /// The samples that the prior was made with, whose own levels leave its means before they are drawn
  /// towards them.
  public let members: [Member]

  public struct Member: Sendable, Hashable, Codable {
    public var sample: String
    public var group: String
    /// SHA-256 of the sample's levels.
    public var digest: String
  }

  /// - Parameters:
  ///   - genes: The ids of the model's genes.
  ///   - samples: Each once, with its group and its levels as ``GeneLevels/levels`` has them.
  ///   - technical: *σ²*: one for all, or one for each gene. Patients who join later have none of their
  ///     own, so a table of them is refused.
  /// - Throws: As ``ExpressionPrior/init(genes:levels:groups:technical:)``, and
  ///   ``CohortStatisticsError/duplicateName(of:name:)``.
  /// - Complexity: O(genes · samples), in memory too.
  public init(
    genes: [String], samples: [(sample: String, group: String, levels: [Double?])],
    technical: TechnicalVariance
  ) throws(CohortStatisticsError) {
    switch technical {
    case .constant(let variance): technicalVariances = genes.map { _ in variance }
    case .perGene(let variances): technicalVariances = variances
    case .perValue:
      throw .invalidOption(
        name: "technical variance", value: "a table of genes by samples",
        allowed: "one number for all genes, or one for each")
    }
    var names: Set<String> = []
    for sample in samples where !names.insert(sample.sample).inserted {
      throw .duplicateName(of: "sample", name: sample.sample)
    }
    let columns = samples.map { $0.levels.map(Self.logarithm) }
    if let wrong = columns.first(where: { $0.count != genes.count }) {
      throw .wrongCount(of: "levels", expected: genes.count, found: wrong.count)
    }
    var values: [Double] = []
    values.reserveCapacity(genes.count * samples.count)
    for gene in genes.indices { values += columns.map { $0[gene] ?? .nan } }
    prior = try ExpressionPrior(
      genes: genes,
      levels: SampleMatrix(
        rowCount: genes.count, sampleCount: samples.count, values: values),
      groups: samples.map(\.group), technical: technical)
    members = zip(samples, columns).map {
      Member(sample: $0.sample, group: $0.group, digest: Self.digest(of: $1))
    }
  }

  /// Those of all patients of a design that have levels.
  ///
  /// - Throws: As ``init(genes:samples:technical:)``.
  public init(
    of design: CohortDesign, levels: OmicsPatientBounds, technical: TechnicalVariance
  ) throws(CohortStatisticsError) {
    // A patient without levels is a failure of that patient's own, and no matter of the others.
    let samples = design.patients.compactMap { patient in
      (try? levels.levels(of: patient)).map { (patient.sample, patient.group, $0.levels) }
    }
    try self.init(
      genes: levels.base.model.genes.map(\.id), samples: samples, technical: technical)
  }

  /// SHA-256 of the canonical JSON.
  public var digest: String { SHA256.hexDigest(of: CohortJSON.bytes(of: self, isPretty: false)) }

  /// log₂(*x* + 1).
  static func logarithm(_ level: Double?) -> Double? { level.map { log1p($0) / M_LN2 } }

  /// 2^*y* − 1, at least 0 and finite.
  static func linear(_ logLevel: Double?) -> Double? {
    logLevel.map { min(ExpressionPosterior.linear($0), .greatestFiniteMagnitude) }
  }

  static func digest(of logLevels: [Double?]) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * logLevels.count)
    for level in logLevels { bytes.append(littleEndian: level ?? .nan) }
    return SHA256.hexDigest(of: bytes)
  }
}

extension ExpressionStatistics {
  private enum CodingKeys: String, CodingKey { case prior, technicalVariances, members }

  /// - Throws: ``CohortStatisticsError/damagedFile(reason:)`` where the value contradicts itself, and
  ///   what the decoder throws.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    prior = try values.decode(ExpressionPrior.self, forKey: .prior)
    technicalVariances = try values.decode([Double].self, forKey: .technicalVariances)
    members = try values.decode([Member].self, forKey: .members)
    guard technicalVariances.count == prior.genes.count,
      technicalVariances.allSatisfy({ $0 >= 0 && $0.isFinite })
    else {
      throw CohortStatisticsError.damagedFile(
        reason: "there is not one technical variance of at least 0 for each gene")
    }
    guard Set(members.map(\.sample)).count == members.count else {
      throw CohortStatisticsError.damagedFile(reason: "a sample is a member twice")
    }
  }
}
