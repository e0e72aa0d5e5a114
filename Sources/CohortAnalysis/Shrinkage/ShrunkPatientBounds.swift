import CohortStatistics
import FluxAnalysis
import MetabolicModels
import OmicsIntegration

/// Bounds from levels that are drawn towards those of the patient's group; see ``CohortShrinkage``.
///
/// A patient's bounds depend on the frozen statistics and on the patient's own levels alone. Where the
/// statistics were made with the patient, the patient leaves the means first.
public struct ShrunkPatientBounds: PatientBounds {
  /// Whose levels are shrunk.
  public let source: OmicsPatientBounds
  /// `nil` where the strength is 0: these are then the bounds of ``source``, and no others.
  public let shrinkage: CohortShrinkage?
  private let members: [String: ExpressionStatistics.Member]

  /// - Throws: ``CohortError/invalidOption(name:value:allowed:)``, also where the statistics are of the
  ///   genes of another model.
  public init(
    _ source: OmicsPatientBounds, shrinkage: CohortShrinkage
  ) throws(CohortError) {
    try shrinkage.check()
    let statistics = shrinkage.statistics
    guard statistics.prior.genes == source.base.model.genes.map(\.id) else {
      throw .invalidOption(
        name: "statistics of expression", value: "those of \(statistics.prior.genes.count) genes",
        allowed: "statistics of the \(source.base.model.genes.count) genes of the model")
    }
    self.source = source
    self.shrinkage = shrinkage.strength == 0 ? nil : shrinkage
    members = Dictionary(
      statistics.members.map { ($0.sample, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public func bounds(
    of patient: CohortDesign.Patient
  ) throws(CohortRecord.Failure) -> [FluxBounds] {
    guard let shrinkage else { return try source.bounds(of: patient) }
    let levels = try source.levels(of: patient)
    let means = try posterior(of: patient, levels: levels, shrinkage).means
    return try source.bounds(
      from: shrunk(levels, to: means), on: source.model(of: patient))
  }

  public func draws(
    of patient: CohortDesign.Patient
  ) throws(CohortRecord.Failure) -> [[FluxBounds]] {
    guard let shrinkage, shrinkage.draws > 0 else { return [] }
    let levels = try source.levels(of: patient)
    let model = try source.model(of: patient)
    let posterior = try posterior(of: patient, levels: levels, shrinkage)
    let draws: [[Double?]]
    do throws(CohortStatisticsError) {
      draws = try posterior.draws(shrinkage.draws, seed: shrinkage.seed)
    } catch {
      throw CohortRecord.Failure(.input, reason: error.description)
    }
    return try draws.map { draw throws(CohortRecord.Failure) in
      try source.bounds(from: shrunk(levels, to: draw), on: model)
    }
  }

  /// What is known of a patient's expression: log₂ levels of the model's genes, and the weight of the
  /// patient's own ones, which a report should show. `nil` where nothing is shrunk.
  public func posterior(
    of patient: CohortDesign.Patient
  ) throws(CohortRecord.Failure) -> ExpressionPosterior? {
    guard let shrinkage else { return nil }
    return try posterior(of: patient, levels: source.levels(of: patient), shrinkage)
  }

  private func posterior(
    of patient: CohortDesign.Patient, levels: GeneLevels, _ shrinkage: CohortShrinkage
  ) throws(CohortRecord.Failure) -> ExpressionPosterior {
    let own = levels.levels.map(ExpressionStatistics.logarithm)
    let isMember = try isMember(patient, levels: own)
    do throws(CohortStatisticsError) {
      let posterior = try shrinkage.statistics.prior.posterior(
        sample: patient.sample, levels: own,
        technicalVariances: shrinkage.statistics.technicalVariances, group: patient.group,
        isInPrior: isMember)
      return shrinkage.tempered(posterior, levels: own)
    } catch {
      throw CohortRecord.Failure(.input, reason: error.description)
    }
  }

  /// Levels that are not those of the statistics cannot be taken out of them.
  private func isMember(
    _ patient: CohortDesign.Patient, levels: [Double?]
  ) throws(CohortRecord.Failure) -> Bool {
    guard let member = members[patient.sample] else { return false }
    let same =
      member.group == patient.group && member.digest == ExpressionStatistics.digest(of: levels)
    if same { return true }
    throw CohortRecord.Failure(
      .input,
      reason: "The statistics of expression were made with other levels, or with another group, of "
        + "'\(patient.sample)'. Make them anew.")
  }

  private func shrunk(_ levels: GeneLevels, to logLevels: [Double?]) -> GeneLevels {
    var levels = levels
    levels.levels = logLevels.map(ExpressionStatistics.linear)
    return levels
  }
}
